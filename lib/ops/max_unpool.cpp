// MaxUnpool (ONNX 9 to 22): zeros, with every input element at the place that its index names, as
// MaxPool's second output gives it: a flat index into the tensor that was pooled, whose extents are
// (in - 1) stride - pads + kernel. With `output_shape` the result is padded at its ends to that
// shape. The gradient is read where the element went. Plain layout.
#include "base/checked.h"
#include "ops/arguments.h"
#include "ops/elementwise.h"
#include "ops/factories.h"
#include "ops/strided.h"
#include "ops/window.h"

namespace cnnviz::core {

namespace {

class MaxUnpoolKernel final : public Kernel {
 public:
  MaxUnpoolKernel(Shape pooled, const Shape& output)
      : pooled_(std::move(pooled)), output_(output), strides_(row_major_strides(output)) {}

  void forward(Buffers inputs, Buffers outputs, void*) override {
    fill_zero(outputs[0]);
    for (int64_t i = 0; i < inputs[0].size(); ++i)
      outputs[0].floats()[place(inputs[1].ints()[i])] = inputs[0].floats()[i];
  }
  void backward(const BackwardArgs& args) override {
    const Buffer& gradient = args.input_gradients[0];
    if (!gradient) return;
    fill_zero(gradient);
    if (!args.output_gradients[0]) return;
    // Where two elements went to one place the later one stayed.
    const auto count = static_cast<size_t>(gradient.size());
    std::vector<int64_t> places(count);
    std::vector<bool> taken(static_cast<size_t>(element_count(output_)));
    for (size_t i = count; i-- > 0;) {
      const auto at = static_cast<size_t>(place(args.inputs[1].ints()[i]));
      if (!taken[at]) gradient.floats()[i] = args.output_gradients[0].floats()[at];
      taken[at] = true;
    }
  }
  Keep keep() const override { return {2, 0}; }

 private:
  // Of an index into the pooled tensor, in the output.
  int64_t place(int64_t index) const {
    const int64_t elements = element_count(pooled_);
    require(index >= 0 && index < elements, Status::invalid_argument, "index ", index,
            " is outside of the ", elements, " elements of ", shape_text(pooled_));
    int64_t at = 0, rest = index;
    for (size_t i = pooled_.size(); i-- > 0; rest /= pooled_[i]) {
      const int64_t coordinate = rest % pooled_[i];
      require(coordinate < output_[i], Status::invalid_argument, "index ", index,
              " lies outside of the output, ", shape_text(output_));
      at += coordinate * strides_[i];
    }
    return at;
  }

  Shape pooled_, output_, strides_;
};

class MaxUnpool final : public Op {
 public:
  explicit MaxUnpool(const NodeView& node) : window_(node) {
    node.require(!window_.kernel().empty(), Status::invalid_argument, "kernel_shape is missing");
  }

  std::vector<ValueInfo> infer(Infos inputs) const override {
    const ValueInfo& data = required_input(inputs, 0, "X");
    const ValueInfo& indices = required_input(inputs, 1, "I");
    require_float(data, "X");
    require(indices.type == DataType::int64 && indices.shape == data.shape,
            Status::invalid_argument, "I must be one integer for each element of X");
    const auto given = optional_int_list(inputs, 2, "output_shape");
    const Shape shape = given ? *given : pooled_shape(data);
    require(shape.size() == data.shape.size(), Status::invalid_argument, "output_shape [",
            list_text(shape), "] does not have the rank of ", shape_text(data.shape));
    element_count(shape);
    return {ValueInfo::of_floats(shape)};
  }
  std::unique_ptr<Kernel> make_kernel(const KernelContext& context) const override {
    return std::make_unique<MaxUnpoolKernel>(pooled_shape(context.inputs[0]),
                                             context.outputs[0].shape);
  }

 private:
  Shape pooled_shape(const ValueInfo& data) const {
    const Shape spatial = spatial_extents(data, "X");
    const std::vector<int64_t>& kernel = window_.kernel();
    require(kernel.size() == spatial.size(), Status::invalid_argument, "kernel_shape [",
            list_text(kernel), "] does not have one entry for each of ", spatial.size(),
            " spatial axes");
    const auto entry = [](const std::vector<int64_t>& list, size_t i, int64_t fallback) {
      return i < list.size() ? list[i] : fallback;
    };
    Shape shape{data.shape[0], data.shape[1]};
    for (size_t i = 0; i < spatial.size(); ++i) {
      const int64_t stride = entry(window_.stride(), i, 1);
      const int64_t pads =
          checked_add(entry(window_.pads(), i, 0), entry(window_.pads(), spatial.size() + i, 0));
      const int64_t extent =
          checked_sub(checked_add(checked_mul(spatial[i] - 1, stride), kernel[i]), pads);
      require(extent > 0, Status::invalid_argument, "spatial axis ", i, " has extent ", extent);
      shape.push_back(extent);
    }
    element_count(shape);
    return shape;
  }

  WindowAttributes window_;
};

}  // namespace

OpPtr make_max_unpool(const NodeView& node) {
  require_inputs(node, 2, 3);
  return std::make_shared<MaxUnpool>(node);
}

}  // namespace cnnviz::core
