// DepthToSpace and SpaceToDepth: blocks of b x b pixels become channels and back. Both are one
// permutation of six axes.
//   DepthToSpace DCR: [N, b, b, C, H, W] -> [N, C, H, b, W, b]
//                CRD: [N, C, b, b, H, W] -> [N, C, H, b, W, b]
//   SpaceToDepth DCR: [N, C, H, b, W, b] -> [N, b, b, C, H, W]
//                CRD: [N, C, H, b, W, b] -> [N, C, b, b, H, W]   (from opset 28)
#include "base/checked.h"
#include "base/text.h"
#include "ops/arguments.h"
#include "ops/factories.h"
#include "ops/strided.h"
#include "ops/view_geometry.h"

namespace cnnviz::core {

namespace {

std::vector<int> inverted(const std::vector<int>& perm) {
  std::vector<int> result(perm.size());
  for (size_t i = 0; i < perm.size(); ++i)
    result[static_cast<size_t>(perm[i])] = static_cast<int>(i);
  return result;
}

Shape permuted(const Shape& shape, const std::vector<int>& perm) {
  Shape result;
  for (const int axis : perm) result.push_back(shape[static_cast<size_t>(axis)]);
  return result;
}

class DepthSpace final : public Op {
 public:
  explicit DepthSpace(const NodeView& node)
      : to_space_(node.type == "DepthToSpace"), block_(node.get_int("blocksize", 0)) {
    node.require(block_ >= 1 && block_ <= kMaxElements, Status::invalid_argument,
                 "attribute \"blocksize\" must be at least 1, but is ", block_);
    const std::string mode = node.get_text("mode", "DCR");
    node.require(mode == "DCR" || mode == "CRD", Status::unsupported, "mode ", quoted(mode),
                 " is neither DCR nor CRD");
    depth_last_ = mode == "CRD";
    if (to_space_)
      perm_ = depth_last_ ? std::vector<int>{0, 1, 4, 2, 5, 3} : std::vector<int>{0, 3, 4, 1, 5, 2};
    else
      perm_ = depth_last_ ? std::vector<int>{0, 1, 3, 5, 2, 4} : std::vector<int>{0, 3, 5, 1, 2, 4};
  }

  std::vector<ValueInfo> infer(Infos inputs) const override {
    const ValueInfo& data = required_input(inputs, 0, "input");
    require(data.shape.size() == 4, Status::invalid_argument, "the input must have 4 axes, but is ",
            shape_text(data.shape));
    const int64_t n = data.shape[0], c = data.shape[1], h = data.shape[2], w = data.shape[3];
    const int64_t area = checked_mul(block_, block_);
    const bool fits = to_space_ ? c % area == 0 : h % block_ == 0 && w % block_ == 0;
    require(fits, Status::invalid_argument, "shape ", shape_text(data.shape),
            " cannot be divided by blocks of ", block_, "x", block_);
    const Shape shape = to_space_
                            ? Shape{n, c / area, checked_mul(h, block_), checked_mul(w, block_)}
                            : Shape{n, checked_mul(c, area), h / block_, w / block_};
    element_count(shape);
    return {ValueInfo::of(data.type, shape)};
  }

  std::unique_ptr<Kernel> make_kernel(const KernelContext& context) const override {
    const Shape six = six_axes(context.inputs[0].shape);
    const Shape extents = permuted(six, perm_);
    const StridedMap map{extents, permuted(row_major_strides(six), perm_),
                         row_major_strides(extents)};
    return std::make_unique<StridedKernel>(map, context.inputs[0].type,
                                           StridedKernel::Reads::each_once);
  }

  Box input_box(size_t, const Box& out, size_t, Infos inputs, Infos outputs) const override {
    const Shape six = six_axes(inputs[0].shape);
    const Box split = reshaped_box(out, outputs[0].shape, permuted(six, perm_));
    return reshaped_box(permuted_box(split, inverted(perm_)), six, inputs[0].shape);
  }
  Box output_box(size_t, const Box& in, size_t, Infos inputs, Infos outputs) const override {
    const Shape six = six_axes(inputs[0].shape);
    const Box split = permuted_box(reshaped_box(in, inputs[0].shape, six), perm_);
    return reshaped_box(split, permuted(six, perm_), outputs[0].shape);
  }

 private:
  // The input's shape with its blocks as axes of their own.
  Shape six_axes(const Shape& shape) const {
    const int64_t n = shape[0], c = shape[1], h = shape[2], w = shape[3], b = block_;
    if (!to_space_) return {n, c, h / b, b, w / b, b};
    return depth_last_ ? Shape{n, c / (b * b), b, b, h, w} : Shape{n, b, b, c / (b * b), h, w};
  }

  bool to_space_;
  bool depth_last_;  // CRD: the place in the block changes faster than the channel
  int64_t block_;
  std::vector<int> perm_;  // of the six axes, input to output
};

}  // namespace

OpPtr make_depth_space(const NodeView& node) {
  return std::make_shared<DepthSpace>(node);
}

}  // namespace cnnviz::core
