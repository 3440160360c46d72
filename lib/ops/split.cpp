// Split along one axis: equal parts, or sizes given by an attribute (opset < 13) or an input. From
// opset 18 `num_outputs` says into how many parts, the last of which may be smaller.
#include "base/checked.h"
#include "ops/arguments.h"
#include "ops/factories.h"
#include "ops/strided.h"
#include "ops/view_geometry.h"

namespace cnnviz::core {

namespace {

class SplitKernel final : public Kernel {
 public:
  SplitKernel(const KernelContext& context, size_t axis, const std::vector<int64_t>& sizes)
      : element_size_(data_type_size(context.inputs[0].type)) {
    const ValueInfo& whole = context.inputs[0];
    const Shape whole_strides = row_major_strides(memory_shape(whole.shape, whole.layout));
    const int64_t unit = axis == 1 && whole.layout == Layout::blocked ? channel_block() : 1;
    int64_t begin = 0;
    for (const int64_t size : sizes) {
      Shape shape = whole.shape;
      shape[axis] = size;
      const Shape part = memory_shape(shape, whole.layout);
      const StridedMap map{part, whole_strides, row_major_strides(part),
                           begin / unit * whole_strides[axis], 0};
      forward_.emplace_back(map, StridedPlan::Kind::copy);
      backward_.emplace_back(map.reversed(), StridedPlan::Kind::copy);
      begin += size;
    }
  }

  void forward(Buffers inputs, Buffers outputs, void*) override {
    for (size_t i = 0; i < outputs.size(); ++i)
      if (outputs[i].info->present)
        forward_[i].copy(inputs[0].data, outputs[i].data, element_size_);
  }

  void backward(const BackwardArgs& args) override {
    const Buffer& gradient = args.input_gradients[0];
    if (!gradient) return;
    bool all = true;
    for (const Buffer& seed : args.output_gradients) all = all && seed;
    if (!all) fill_zero(gradient);
    for (size_t i = 0; i < args.output_gradients.size(); ++i)
      if (const Buffer& seed = args.output_gradients[i])
        backward_[i].copy(seed.data, gradient.data, element_size_);
  }

 private:
  int64_t element_size_;
  std::vector<StridedPlan> forward_, backward_;
};

class Split final : public Op {
 public:
  explicit Split(const NodeView& node)
      : axis_(node.get_int("axis", 0)),
        sizes_(optional_ints(node, "split")),
        uneven_(node.opset >= 18) {
    for (size_t i = 0; i < node.outputs.size(); ++i) wanted_.push_back(node.has_output(i));
    node.require(!wanted_.empty(), Status::corrupt, "it has no outputs");
    const auto count = static_cast<int64_t>(wanted_.size());
    const int64_t parts = node.get_int("num_outputs", count);
    node.require(parts == count, Status::invalid_argument, "num_outputs is ", parts,
                 ", but it has ", count, " outputs");
  }

  std::vector<ValueInfo> infer(Infos inputs) const override {
    const ValueInfo& data = required_input(inputs, 0, "input");
    const size_t axis = axis_of(data.shape);
    std::vector<ValueInfo> outputs(wanted_.size());
    const std::vector<int64_t> sizes = part_sizes(inputs);
    for (size_t i = 0; i < sizes.size(); ++i) {
      if (!wanted_[i]) continue;
      Shape shape = data.shape;
      shape[axis] = sizes[i];
      outputs[i] = ValueInfo::of(data.type, shape);
    }
    return outputs;
  }

  Layouts layouts(Infos inputs, Infos outputs) const override {
    Layouts result = Op::layouts(inputs, outputs);
    if (inputs[0].layout != Layout::blocked) return result;
    if (axis_of(inputs[0].shape) == 1) {
      const std::vector<int64_t> sizes = part_sizes(inputs);
      for (size_t i = 0; i + 1 < sizes.size(); ++i)
        if (sizes[i] % channel_block() != 0) return result;
    }
    result.inputs[0] = Layout::blocked;
    for (size_t i = 0; i < outputs.size(); ++i)
      if (outputs[i].present) result.outputs[i] = Layout::blocked;
    return result;
  }

  std::unique_ptr<Kernel> make_kernel(const KernelContext& context) const override {
    return std::make_unique<SplitKernel>(context, axis_of(context.inputs[0].shape),
                                         part_sizes(context.inputs));
  }

  Box input_box(size_t input, const Box& out, size_t output, Infos inputs,
                Infos outputs) const override {
    if (input != 0) return Op::input_box(input, out, output, inputs, outputs);
    const Part part = part_of(inputs, output);
    const Interval own = clipped_interval(out[part.axis], part.size);
    Box box = out;
    box[part.axis] = own.empty() ? own : Interval{own.low + part.begin, own.high + part.begin};
    return box;
  }
  Box output_box(size_t output, const Box& in, size_t input, Infos inputs,
                 Infos outputs) const override {
    if (input != 0) return Op::output_box(output, in, input, inputs, outputs);
    const Part part = part_of(inputs, output);
    const Interval& whole = in[part.axis];
    Box box = in;
    box[part.axis] = clipped_interval({whole.low - part.begin, whole.high - part.begin}, part.size);
    return box;
  }

 private:
  struct Part {
    size_t axis;
    int64_t begin, size;
  };

  size_t axis_of(const Shape& shape) const {
    return static_cast<size_t>(normalize_axis(axis_, static_cast<int64_t>(shape.size()), "axis"));
  }

  Part part_of(Infos inputs, size_t output) const {
    const std::vector<int64_t> sizes = part_sizes(inputs);
    int64_t begin = 0;
    for (size_t i = 0; i < output; ++i) begin += sizes[i];
    return {axis_of(inputs[0].shape), begin, sizes[output]};
  }

  std::vector<int64_t> part_sizes(Infos inputs) const {
    const int64_t extent = inputs[0].shape[axis_of(inputs[0].shape)];
    const auto count = static_cast<int64_t>(wanted_.size());
    if (const auto sizes = attribute_or_input(sizes_, inputs, 1, "split")) {
      require(sizes->size() == wanted_.size(), Status::invalid_argument, "split has ",
              sizes->size(), " sizes, but the operator ", count, " outputs");
      int64_t sum = 0;
      for (const int64_t size : *sizes) {
        require(size >= 0, Status::invalid_argument, "split holds the negative size ", size);
        sum = checked_add(sum, size);
      }
      require(sum == extent, Status::invalid_argument, "the sizes [", list_text(*sizes),
              "] of split sum up to ", sum, ", but axis ", axis_, " of ",
              shape_text(inputs[0].shape), " has ", extent);
      return *sizes;
    }
    require(uneven_ || extent % count == 0, Status::invalid_argument, "axis ", axis_, " of ",
            shape_text(inputs[0].shape), " cannot be divided into ", count, " equal parts");
    const int64_t each = (extent + count - 1) / count;
    std::vector<int64_t> sizes;
    for (int64_t i = 0; i < count; ++i)
      sizes.push_back(std::clamp<int64_t>(extent - i * each, 0, each));
    return sizes;
  }

  int64_t axis_;
  std::optional<std::vector<int64_t>> sizes_;
  bool uneven_;
  std::vector<bool> wanted_;
};

}  // namespace

OpPtr make_split(const NodeView& node) {
  return std::make_shared<Split>(node);
}

}  // namespace cnnviz::core
