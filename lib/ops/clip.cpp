// Clip (ONNX): y = min(max(x, low), high). Bounds are attributes up to opset 10, optional scalar
// inputs since; constant ones are known when planning, computed ones are read in forward. Backward
// from the output alone, so that it also serves where the clamp was fused into the producer: R
// where low < y < high. Clip with a constant low of 0 (ReLU6) is a rectifier.
// Layout: x as it comes.
#include <optional>

#include "backend/parallel.h"
#include "ops/elementwise.h"
#include "ops/factories.h"

namespace cnnviz::core {

namespace {

CNNVIZ_HOT void clip_loop(const float* x, float* y, int64_t count, Clamp c) {
#pragma omp simd
  for (int64_t i = 0; i < count; ++i) y[i] = clamped(x[i], c.low, c.high);
}

CNNVIZ_HOT void gradient_loop(const float* y, const float* signal, float* gradient, int64_t count,
                              Clamp c) {
#pragma omp simd
  for (int64_t i = 0; i < count; ++i) {
    const float passing = signal[i];
    const bool inside = (y[i] > c.low) & (y[i] < c.high);
    gradient[i] = inside ? passing : 0.0f;
  }
}

CNNVIZ_HOT void guided_loop(const float* y, const float* signal, float* gradient, int64_t count,
                            Clamp c) {
#pragma omp simd
  for (int64_t i = 0; i < count; ++i) {
    const float passing = signal[i] > 0 ? signal[i] : 0.0f;
    const bool inside = (y[i] > c.low) & (y[i] < c.high);
    gradient[i] = inside ? passing : 0.0f;
  }
}

// Bounds that are attributes; those that are inputs 1 and 2 are in the infos or buffers.
struct Bounds {
  std::optional<float> low, high;

  // What is known when planning; `all_known` says whether that is everything.
  Clamp planned(Infos inputs, bool* all_known) const {
    *all_known = true;
    Clamp clamp;
    if (low) clamp.low = *low;
    if (high) clamp.high = *high;
    for (const size_t i : {size_t{1}, size_t{2}}) {
      const ValueInfo* info = optional_input(inputs, i);
      if (info == nullptr) continue;
      if (info->constant.valid())
        (i == 1 ? clamp.low : clamp.high) = info->constant.to_floats()[0];
      else
        *all_known = false;
    }
    return clamp;
  }
};

class ClipKernel : public Kernel {
 public:
  ClipKernel(const Bounds& bounds, const KernelContext& context) {
    planned_ = bounds.planned(context.inputs, &all_known_);
    for (const size_t i : {size_t{1}, size_t{2}}) {
      const ValueInfo* info = optional_input(context.inputs, i);
      if (info != nullptr && !info->constant.valid()) keep_.inputs |= 1u << i;
    }
  }

  void forward(Buffers inputs, Buffers outputs, void*) override {
    const Clamp clamp = clamp_of(inputs);
    const float* x = inputs[0].floats();
    float* y = outputs[0].floats();
    parallel_ranges(outputs[0].padded_size(), 0.2, [&](int64_t begin, int64_t end) {
      clip_loop(x + begin, y + begin, end - begin, clamp);
    });
    if (!clamp.keeps_zero()) zero_padding_lanes(y, *outputs[0].info);
  }

  void backward(const BackwardArgs& args) override {
    const Clamp clamp = clamp_of(args.inputs);
    const float* y = args.outputs[0].floats();
    const float* signal = args.output_gradients[0].floats();
    for (const size_t i : {size_t{1}, size_t{2}})
      if (i < args.input_gradients.size() && args.input_gradients[i])
        *args.input_gradients[i].floats() = bound_gradient(i == 1, clamp, args);
    float* gradient = args.input_gradients[0].floats();
    if (gradient == nullptr) return;
    parallel_ranges(args.input_gradients[0].padded_size(), 0.3, [&](int64_t begin, int64_t end) {
      const int64_t count = end - begin;
      if (args.rule == Rule::deconvnet)
        positive_part(signal + begin, gradient + begin, count);
      else
        (args.rule == Rule::guided ? guided_loop : gradient_loop)(y + begin, signal + begin,
                                                                  gradient + begin, count, clamp);
    });
  }

  Keep keep() const override { return keep_; }
  bool gradient_in_place() const override { return true; }

 private:
  Clamp clamp_of(Buffers inputs) const {
    if (all_known_) return planned_;
    Clamp clamp = planned_;
    if ((keep_.inputs & 2) != 0) clamp.low = *inputs[1].floats();
    if ((keep_.inputs & 4) != 0) clamp.high = *inputs[2].floats();
    return clamp;
  }

  // A computed bound receives the signal of the elements that stand at it.
  static float bound_gradient(bool low, Clamp clamp, const BackwardArgs& args) {
    const float* y = args.outputs[0].floats();
    const float* signal = args.output_gradients[0].floats();
    double sum = 0;
    for (int64_t i = 0; i < args.outputs[0].padded_size(); ++i) {
      const bool at_high = y[i] >= clamp.high;
      if (low ? y[i] <= clamp.low && !at_high : at_high) sum += static_cast<double>(signal[i]);
    }
    return static_cast<float>(sum);
  }

  Clamp planned_;
  bool all_known_ = true;
  Keep keep_{0, 1};
};

class IntegerClipKernel : public Kernel {
 public:
  void forward(Buffers inputs, Buffers outputs, void*) override {
    const auto bound = [&](size_t i, int64_t without) {
      return i < inputs.size() && inputs[i] ? *inputs[i].ints() : without;
    };
    const int64_t low = bound(1, INT64_MIN), high = bound(2, INT64_MAX);
    for (int64_t i = 0; i < outputs[0].size(); ++i)
      outputs[0].ints()[i] = std::min(std::max(inputs[0].ints()[i], low), high);
  }
};

class ClipOp : public PointwiseOp {
 public:
  explicit ClipOp(Bounds bounds) : bounds_(bounds) {}

  std::vector<ValueInfo> infer(Infos inputs) const override {
    require_type(inputs, 0, {DataType::float32, DataType::int64});
    require(inputs[0].type == DataType::float32 || (!bounds_.low && !bounds_.high),
            Status::unsupported, "input 0 is int64; with bounds as attributes it must be float32");
    for (const size_t i : {size_t{1}, size_t{2}}) {
      const ValueInfo* bound = optional_input(inputs, i);
      if (bound == nullptr) continue;
      const char* name = i == 1 ? "min" : "max";
      require(bound->type == inputs[0].type, Status::invalid_argument, name, " is ",
              data_type_name(bound->type), " but input 0 is ", data_type_name(inputs[0].type));
      require(element_count(bound->shape) == 1, Status::invalid_argument, name, " has shape ",
              shape_text(bound->shape), "; it must be a scalar");
    }
    return {ValueInfo::of(inputs[0].type, inputs[0].shape)};
  }

  Layouts layouts(Infos inputs, Infos) const override {
    Layouts layouts{std::vector<Layout>(inputs.size(), Layout::plain), {inputs[0].layout}};
    layouts.inputs[0] = inputs[0].layout;
    return layouts;
  }

  std::unique_ptr<Kernel> make_kernel(const KernelContext& context) const override {
    if (context.inputs[0].type == DataType::int64) return std::make_unique<IntegerClipKernel>();
    return std::make_unique<ClipKernel>(bounds_, context);
  }

  bool is_elementwise() const override { return true; }

  Rectifier rectifier(Infos inputs) const override {
    bool all_known = true;
    const bool from_zero = bounds_.planned(inputs, &all_known).low == 0;
    return from_zero ? Rectifier::relu_like : Rectifier::none;
  }

  Activation as_activation(Infos inputs) const override {
    bool all_known = true;
    const Clamp clamp = bounds_.planned(inputs, &all_known);
    if (!all_known || inputs[0].type != DataType::float32) return {};
    return {true, clamp.low, clamp.high};
  }

 private:
  const Bounds bounds_;
};

}  // namespace

OpPtr make_clip(const NodeView& node) {
  constexpr float kLargest = std::numeric_limits<float>::max();
  require_inputs(node, 1, node.opset < 11 ? 1 : 3);
  Bounds bounds;
  if (node.opset < 11) bounds = {node.get_float("min", -kLargest), node.get_float("max", kLargest)};
  return std::make_shared<ClipOp>(bounds);
}

}  // namespace cnnviz::core
