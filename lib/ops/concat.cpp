// Concat along any axis. Channel concatenation of blocked inputs copies whole channel blocks, where
// every input but the last has full ones.
#include <algorithm>

#include "base/checked.h"
#include "ops/arguments.h"
#include "ops/factories.h"
#include "ops/strided.h"
#include "ops/view_geometry.h"

namespace cnnviz::core {

namespace {

class ConcatKernel final : public Kernel {
 public:
  ConcatKernel(const KernelContext& context, size_t axis)
      : element_size_(data_type_size(context.outputs[0].type)) {
    const ValueInfo& whole = context.outputs[0];
    const Shape whole_strides = row_major_strides(memory_shape(whole.shape, whole.layout));
    int64_t begin = 0;
    for (const ValueInfo& input : context.inputs) {
      const Shape part = memory_shape(input.shape, input.layout);
      const StridedMap map{part, row_major_strides(part), whole_strides, 0,
                           begin * whole_strides[axis]};
      forward_.emplace_back(map, StridedPlan::Kind::copy);
      backward_.emplace_back(map.reversed(), StridedPlan::Kind::copy);
      begin += part[axis];
    }
  }

  void forward(Buffers inputs, Buffers outputs, void*) override {
    for (size_t i = 0; i < inputs.size(); ++i)
      forward_[i].copy(inputs[i].data, outputs[0].data, element_size_);
  }

  void backward(const BackwardArgs& args) override {
    for (size_t i = 0; i < args.input_gradients.size(); ++i) {
      const Buffer& gradient = args.input_gradients[i];
      if (!gradient) continue;
      if (const Buffer& seed = args.output_gradients[0])
        backward_[i].copy(seed.data, gradient.data, element_size_);
      else
        fill_zero(gradient);
    }
  }

 private:
  int64_t element_size_;
  std::vector<StridedPlan> forward_, backward_;
};

class Concat final : public Op {
 public:
  explicit Concat(const NodeView& node) : axis_(node.get_int("axis", 0)) {
    node.require(node.has("axis"), Status::corrupt, "attribute \"axis\" is missing");
  }

  std::vector<ValueInfo> infer(Infos inputs) const override {
    const ValueInfo& first = required_input(inputs, 0, "inputs");
    const size_t axis = axis_of(first.shape);
    Shape shape = first.shape;
    for (size_t i = 1; i < inputs.size(); ++i) {
      const ValueInfo& input = required_input(inputs, i, "inputs");
      Shape aligned = input.shape;
      if (aligned.size() == shape.size()) aligned[axis] = shape[axis];
      require(input.type == first.type && aligned == shape, Status::invalid_argument, "input ", i,
              " is ", data_type_name(input.type), " ", shape_text(input.shape),
              ", which does not go with ", data_type_name(first.type), " ", shape_text(first.shape),
              " along axis ", axis);
      shape[axis] = checked_add(shape[axis], input.shape[axis]);
    }
    element_count(shape);
    return {ValueInfo::of(first.type, shape)};
  }

  Layouts layouts(Infos inputs, Infos outputs) const override {
    Layouts result = Op::layouts(inputs, outputs);
    if (!can_block(inputs)) return result;
    int64_t blocked = 0, all = 0;
    for (const ValueInfo& input : inputs) {
      const int64_t elements = element_count(input.shape);
      if (input.layout == Layout::blocked) blocked += elements;
      all += elements;
    }
    if (2 * blocked <= all) return result;
    std::fill(result.inputs.begin(), result.inputs.end(), Layout::blocked);
    result.outputs[0] = Layout::blocked;
    return result;
  }

  bool joins_memory(Infos inputs, Infos outputs) const override {
    const Shape whole = memory_shape(outputs[0].shape, outputs[0].layout);
    const size_t axis = axis_of(outputs[0].shape);
    return std::all_of(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(axis),
                       [](int64_t extent) { return extent == 1; }) &&
           std::all_of(inputs.begin(), inputs.end(),
                       [&](const ValueInfo& input) { return input.layout == outputs[0].layout; });
  }

  std::unique_ptr<Kernel> make_kernel(const KernelContext& context) const override {
    return std::make_unique<ConcatKernel>(context, axis_of(context.outputs[0].shape));
  }

  Box input_box(size_t input, const Box& out, size_t, Infos inputs, Infos) const override {
    const size_t axis = axis_of(inputs[input].shape);
    const int64_t begin = begin_of(inputs, input, axis), extent = inputs[input].shape[axis];
    Box box = out;
    box[axis] = clipped_interval({out[axis].low - begin, out[axis].high - begin}, extent);
    return box;
  }
  Box output_box(size_t, const Box& in, size_t input, Infos inputs, Infos) const override {
    const size_t axis = axis_of(inputs[input].shape);
    const int64_t begin = begin_of(inputs, input, axis);
    const Interval own = clipped_interval(in[axis], inputs[input].shape[axis]);
    Box box = in;
    box[axis] = own.empty() ? own : Interval{own.low + begin, own.high + begin};
    return box;
  }

 private:
  size_t axis_of(const Shape& shape) const {
    return static_cast<size_t>(normalize_axis(axis_, static_cast<int64_t>(shape.size()), "axis"));
  }

  static int64_t begin_of(Infos inputs, size_t input, size_t axis) {
    int64_t begin = 0;
    for (size_t i = 0; i < input; ++i) begin += inputs[i].shape[axis];
    return begin;
  }

  bool can_block(Infos inputs) const {
    if (inputs[0].type != DataType::float32 || inputs[0].shape.size() < 3) return false;
    if (axis_of(inputs[0].shape) != 1) return true;
    for (size_t i = 0; i + 1 < inputs.size(); ++i)
      if (inputs[i].shape[1] % channel_block() != 0) return false;
    return true;
  }

  int64_t axis_;
};

}  // namespace

OpPtr make_concat(const NodeView& node) {
  return std::make_shared<Concat>(node);
}

}  // namespace cnnviz::core
