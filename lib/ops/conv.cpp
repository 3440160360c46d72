// Conv (ONNX 1, 11, 22): Y[n,k,o] = B[k] + sum over c of k's group and d of X[n,c,o*stride - pad +
// d*dilation] W[k,c,d], over 1, 2 or 3 spatial axes. Weights and bias must be constant: they are
// frozen. The gradient with respect to X is the transposed convolution; the bias does not enter.
#include <algorithm>

#include "ops/conv_gradient.h"
#include "ops/elementwise.h"
#include "ops/epilogue.h"
#include "ops/factories.h"
#include "ops/group_merge.h"
#include "ops/window.h"

namespace cnnviz::core {

namespace {

constexpr size_t kAddend = 3;  // the input that a plan appends for an Epilogue

class ConvKernel : public Kernel {
 public:
  ConvKernel(const ConvolutionShape& shape, const Tensor& weights, const KernelContext& context)
      : layouts_{context.inputs[0].layout, context.outputs[0].layout},
        epilogue_{optional_input(context.inputs, kAddend) != nullptr, context.activation},
        forward_(shape, layouts_, optional_input(context.inputs, 2) != nullptr, epilogue_,
                 context.convolutions),
        weights_(packed_weights(forward_, weights, context.packs)) {
    if (const ValueInfo* bias = optional_input(context.inputs, 2))
      bias_ = padded(bias->constant, shape.target[1]);
    if (context.needs_backward) {
      gradient_ = make_conv_gradient(shape, layouts_, weights, context.packs, context.convolutions);
      if (context.packs != nullptr && context.packs->at_once()) gradient_->pack();
    }
  }

  void forward(Buffers inputs, Buffers outputs, void* scratch) override {
    float* const y = outputs[0].floats();
    const float* const addend = epilogue_.addend ? inputs[kAddend].floats() : nullptr;
    forward_.run(inputs[0].floats(), weights_.get(),
                 bias_.valid() ? bias_.floats().data() : nullptr, addend, y, scratch);
    if (!forward_.fuses_epilogue())
      apply_epilogue(epilogue_.activation, addend, y, outputs[0].padded_size());
    if (!Clamp::of(epilogue_.activation).keeps_zero()) zero_padding_lanes(y, *outputs[0].info);
  }

  void backward(const BackwardArgs& args) override {
    if (args.input_gradients[0])
      gradient_->run({args.output_gradients[0].floats(), args.input_gradients[0].floats(),
                      args.scratch, args.output_gate, args.input_gate, args.outputs[0].floats(),
                      args.inputs[0].floats()});
  }

  bool passes_gradient(size_t input) const override { return input == kAddend; }
  bool gates_output() const override { return gradient_ != nullptr && gradient_->gates(); }
  bool gates_input(Rule) const override { return gates_output(); }
  int64_t scratch_bytes() const override {
    return std::max(forward_.scratch_bytes(), gradient_ ? gradient_->scratch_bytes() : 0);
  }
  std::string implementation() const override {
    return gradient_ ? forward_.implementation() + " / " + gradient_->implementation()
                     : forward_.implementation();
  }

 private:
  // Merged groups have more channels than the bias.
  static Tensor padded(const Tensor& bias, int64_t channels) {
    if (bias.shape()[0] == channels) return bias;
    std::vector<float> values(bias.floats().begin(), bias.floats().end());
    values.resize(static_cast<size_t>(channels));
    return Tensor::from_floats({channels}, values);
  }

  ConvolutionLayouts layouts_;
  Epilogue epilogue_;
  ConvolutionForward forward_;
  std::shared_ptr<const void> weights_;
  Tensor bias_;
  std::unique_ptr<ConvGradient> gradient_;
};

class Conv : public Op {
 public:
  explicit Conv(const NodeView& node) : window_(node), groups_(node.get_int("group", 1)) {
    node.require(groups_ >= 1, Status::invalid_argument, "group is ", groups_,
                 "; at least 1 is needed");
  }

  std::vector<ValueInfo> infer(Infos inputs) const override {
    const Shape& x = inputs[0].shape;
    const ValueInfo& weights = inputs[1];
    const WindowSizes sizes = sizes_of(inputs);
    require(weights.constant.valid(), Status::unsupported,
            "the weights are computed from the input; only constant weights are supported");
    require(weights.type == DataType::float32, Status::unsupported, "the weights are not float32");
    require(weights.shape[0] >= 1 && weights.shape[0] % groups_ == 0, Status::invalid_argument,
            "weights ", shape_text(weights.shape), " do not split into ", groups_, " groups");
    require(x[1] % groups_ == 0 && x[1] / groups_ == weights.shape[1], Status::invalid_argument,
            "the input has ", x[1], " channels; weights ", shape_text(weights.shape), " in ",
            groups_, " groups need ", weights.shape[1] * groups_);
    if (const ValueInfo* bias = optional_input(inputs, 2)) {
      require(bias->constant.valid(), Status::unsupported, "the bias is computed from the input");
      require(bias->type == DataType::float32 && bias->shape == Shape{weights.shape[0]},
              Status::invalid_argument, "the bias has shape ", shape_text(bias->shape), "; ",
              weights.shape[0], " output channels need as many values");
    }
    Shape out{x[0], weights.shape[0]};
    out.insert(out.end(), sizes.out.begin(), sizes.out.end());
    return {ValueInfo::of_floats(out)};
  }

  Layouts layouts(Infos inputs, Infos outputs) const override {
    const ConvolutionLayouts chosen =
        choose_convolution_layouts(merge_groups(shape(inputs, outputs)), true);
    Layouts result{std::vector<Layout>(inputs.size(), Layout::plain), {chosen.target}};
    result.inputs[0] = chosen.source;
    if (inputs.size() > kAddend) result.inputs[kAddend] = chosen.target;
    return result;
  }

  std::unique_ptr<Kernel> make_kernel(const KernelContext& context) const override {
    const ConvolutionShape given = shape(context.inputs, context.outputs);
    const Tensor& weights = context.inputs[1].constant;
    if (context.outputs[0].layout == Layout::plain)
      return std::make_unique<ConvKernel>(given, weights, context);
    const ConvolutionShape merged = merge_groups(given);
    const bool same = merged.groups == given.groups;
    return std::make_unique<ConvKernel>(
        merged, same ? weights : merge_weights(given, merged, weights, context.packs), context);
  }

  Box input_box(size_t input, const Box& out, size_t, Infos inputs, Infos outputs) const override {
    if (input != 0) return whole_box(inputs[input].shape);
    Box box = window_input_box(out, sizes_of(inputs));
    box[1] = group_channels(out[1], groups_, outputs[0].shape[1], inputs[0].shape[1]);
    return box;
  }

  Box output_box(size_t, const Box& in, size_t input, Infos inputs, Infos outputs) const override {
    if (input != 0) return whole_box(outputs[0].shape);
    Box box = window_output_box(in, sizes_of(inputs), outputs[0].shape);
    box[1] = group_channels(in[1], groups_, inputs[0].shape[1], outputs[0].shape[1]);
    return box;
  }

  bool accepts_activation() const override { return true; }
  bool accepts_epilogue() const override { return true; }
  bool accepts_channel_affine(Infos) const override { return true; }

 private:
  WindowSizes sizes_of(Infos inputs) const {
    const Shape spatial = spatial_extents(inputs[0], "the input");
    const Shape& weights = inputs[1].shape;
    require(weights.size() == inputs[0].shape.size(), Status::invalid_argument, "weights ",
            shape_text(weights), " do not go with an input ", shape_text(inputs[0].shape));
    return window_.sizes(spatial, {weights.begin() + 2, weights.end()});
  }

  ConvolutionShape shape(Infos inputs, Infos outputs) const {
    const WindowSizes sizes = sizes_of(inputs);
    return {groups_,      inputs[0].shape, outputs[0].shape, sizes.kernel,
            sizes.stride, sizes.dilation,  sizes.pad_begin,  sizes.pad_end};
  }

  WindowAttributes window_;
  int64_t groups_;
};

}  // namespace

OpPtr make_conv(const NodeView& node) {
  require_inputs(node, 2, 3);
  return std::make_shared<Conv>(node);
}

}  // namespace cnnviz::core
