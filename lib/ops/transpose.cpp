// Transpose: output axis i is input axis perm[i] (default: all axes reversed).
#include "ops/arguments.h"
#include "ops/factories.h"
#include "ops/strided.h"
#include "ops/view_geometry.h"

namespace cnnviz::core {

namespace {

class Transpose final : public Op {
 public:
  explicit Transpose(const NodeView& node) : perm_(optional_ints(node, "perm")) {}

  std::vector<ValueInfo> infer(Infos inputs) const override {
    const ValueInfo& data = required_input(inputs, 0, "data");
    Shape shape;
    for (const int axis : permutation(data.shape))
      shape.push_back(data.shape[static_cast<size_t>(axis)]);
    return {ValueInfo::of(data.type, shape)};
  }

  std::unique_ptr<Kernel> make_kernel(const KernelContext& context) const override {
    const ValueInfo& data = context.inputs[0];
    const Shape strides = row_major_strides(data.shape);
    StridedMap map;
    map.extents = context.outputs[0].shape;
    map.target_strides = row_major_strides(map.extents);
    for (const int axis : permutation(data.shape))
      map.source_strides.push_back(strides[static_cast<size_t>(axis)]);
    return std::make_unique<StridedKernel>(map, data.type, StridedKernel::Reads::each_once);
  }

  Box input_box(size_t, const Box& out, size_t, Infos inputs, Infos) const override {
    const std::vector<int> perm = permutation(inputs[0].shape);
    Box box(perm.size());
    for (size_t i = 0; i < perm.size(); ++i) box[static_cast<size_t>(perm[i])] = out[i];
    return box;
  }
  Box output_box(size_t, const Box& in, size_t, Infos inputs, Infos) const override {
    return permuted_box(in, permutation(inputs[0].shape));
  }

 private:
  std::vector<int> permutation(const Shape& shape) const {
    std::vector<int> perm;
    if (!perm_) {
      for (size_t i = shape.size(); i-- > 0;) perm.push_back(static_cast<int>(i));
      return perm;
    }
    require(perm_->size() == shape.size(), Status::invalid_argument, "perm [", list_text(*perm_),
            "] does not have one entry for each axis of ", shape_text(shape));
    return normalize_axes(*perm_, static_cast<int64_t>(shape.size()), "perm");
  }

  std::optional<std::vector<int64_t>> perm_;
};

}  // namespace

OpPtr make_transpose(const NodeView& node) {
  return std::make_shared<Transpose>(node);
}

}  // namespace cnnviz::core
