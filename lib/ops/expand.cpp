// Expand (NumPy broadcasting to a shape) and Tile (repetition along every axis). Both read input
// elements more than once; backward sums.
#include "base/checked.h"
#include "ops/arguments.h"
#include "ops/factories.h"
#include "ops/strided.h"
#include "ops/view_geometry.h"

namespace cnnviz::core {

namespace {

class Expand final : public Op {
 public:
  std::vector<ValueInfo> infer(Infos inputs) const override {
    const ValueInfo& data = required_input(inputs, 0, "input");
    const std::vector<int64_t> shape = required_int_list(inputs, 1, "shape");
    element_count(shape);
    const Shape result = broadcast_shape(data.shape, shape);
    element_count(result);
    return {ValueInfo::of(data.type, result)};
  }

  std::unique_ptr<Kernel> make_kernel(const KernelContext& context) const override {
    const Shape& from = context.inputs[0].shape;
    const Shape& to = context.outputs[0].shape;
    const Shape strides = row_major_strides(from);
    StridedMap map{to, Shape(to.size(), 0), row_major_strides(to)};
    const size_t added = to.size() - from.size();
    for (size_t i = 0; i < from.size(); ++i)
      if (from[i] != 1) map.source_strides[added + i] = strides[i];
    return std::make_unique<StridedKernel>(map, context.inputs[0].type,
                                           StridedKernel::Reads::repeatedly);
  }

  Box input_box(size_t input, const Box& out, size_t output, Infos inputs,
                Infos outputs) const override {
    if (input != 0) return Op::input_box(input, out, output, inputs, outputs);
    return broadcast_input_box(out, inputs[0].shape, outputs[0].shape);
  }
  Box output_box(size_t output, const Box& in, size_t input, Infos inputs,
                 Infos outputs) const override {
    if (input != 0) return Op::output_box(output, in, input, inputs, outputs);
    return broadcast_output_box(in, inputs[0].shape, outputs[0].shape);
  }
};

class Tile final : public Op {
 public:
  std::vector<ValueInfo> infer(Infos inputs) const override {
    const ValueInfo& data = required_input(inputs, 0, "input");
    const std::vector<int64_t> repeats = required_int_list(inputs, 1, "repeats");
    require(repeats.size() == data.shape.size(), Status::invalid_argument, "repeats has ",
            repeats.size(), " entries for an input of shape ", shape_text(data.shape));
    Shape shape;
    for (size_t i = 0; i < repeats.size(); ++i) {
      require(repeats[i] >= 0, Status::invalid_argument, "repeats [", list_text(repeats),
              "] holds a negative number");
      shape.push_back(checked_mul(data.shape[i], repeats[i]));
    }
    element_count(shape);
    return {ValueInfo::of(data.type, shape)};
  }

  // Every axis is two: the repetition, in which the input does not move, and the input's own.
  std::unique_ptr<Kernel> make_kernel(const KernelContext& context) const override {
    const Shape& from = context.inputs[0].shape;
    const Shape& to = context.outputs[0].shape;
    const Shape source = row_major_strides(from), target = row_major_strides(to);
    StridedMap map;
    for (size_t i = 0; i < from.size(); ++i) {
      const int64_t repeats = from[i] == 0 ? 0 : to[i] / from[i];
      map.extents.insert(map.extents.end(), {repeats, from[i]});
      map.source_strides.insert(map.source_strides.end(), {0, source[i]});
      map.target_strides.insert(map.target_strides.end(), {target[i] * from[i], target[i]});
    }
    return std::make_unique<StridedKernel>(map, context.inputs[0].type,
                                           StridedKernel::Reads::repeatedly);
  }

  Box input_box(size_t input, const Box& out, size_t output, Infos inputs,
                Infos outputs) const override {
    if (input != 0) return Op::input_box(input, out, output, inputs, outputs);
    Box box = out;
    for (size_t i = 0; i < box.size(); ++i) {
      const int64_t extent = inputs[0].shape[i];
      if (extent == outputs[0].shape[i]) continue;
      box[i] = clipped_interval(out[i], outputs[0].shape[i]);
      if (box[i].empty()) continue;
      const bool crosses = box[i].low / extent != box[i].high / extent;
      box[i] =
          crosses ? Interval{0, extent - 1} : Interval{box[i].low % extent, box[i].high % extent};
    }
    return box;
  }
  Box output_box(size_t output, const Box& in, size_t input, Infos inputs,
                 Infos outputs) const override {
    if (input != 0) return Op::output_box(output, in, input, inputs, outputs);
    Box box = in;
    for (size_t i = 0; i < box.size(); ++i) {
      const int64_t extent = inputs[0].shape[i], longer = outputs[0].shape[i];
      if (extent == longer) continue;
      box[i] = clipped_interval(in[i], extent);
      if (longer == 0) box[i] = {};
      if (!box[i].empty()) box[i].high += longer - extent;
    }
    return box;
  }
};

}  // namespace

OpPtr make_expand(const NodeView& node) {
  if (node.type == "Tile") return std::make_shared<Tile>();
  return std::make_shared<Expand>();
}

}  // namespace cnnviz::core
