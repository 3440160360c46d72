// BatchNormalization (ONNX 7, 9, 14, 15) in inference mode: y = (x - mean[c]) / sqrt(var[c] +
// epsilon) * scale[c] + B[c], a factor and an offset for each channel (axis 1). Statistics must be
// constant.
#include <cmath>

#include "backend/parallel.h"
#include "ops/elementwise.h"
#include "ops/factories.h"

namespace cnnviz::core {

namespace {

// y = x * scale[c] (+ shift[c]) over [N, C, rest...], plain or blocked. The padding lanes stay
// zero: their scale and shift are zero.
CNNVIZ_HOT void affine_lanes(const float* x, const float* scale, const float* shift, int64_t lanes,
                             int64_t spatial, Clamp clamp, float* y) {
  if (lanes == 1) {
    const float a = scale[0], b = shift[0];
    for (int64_t s = 0; s < spatial; ++s) y[s] = clamped(x[s] * a + b, clamp.low, clamp.high);
    return;
  }
  for (int64_t s = 0; s < spatial; ++s)
    for (int64_t l = 0; l < lanes; ++l)
      y[s * lanes + l] = clamped(x[s * lanes + l] * scale[l] + shift[l], clamp.low, clamp.high);
}

class BatchNormKernel : public Kernel {
 public:
  BatchNormKernel(std::vector<float> scale, std::vector<float> shift, Clamp clamp)
      : clamp_(clamp),
        channels_(static_cast<int64_t>(scale.size())),
        scale_(std::move(scale)),
        shift_(std::move(shift)) {
    const auto padded = static_cast<size_t>(channel_blocks(channels_) * channel_block());
    scale_.resize(padded);
    shift_.resize(padded);
    zero_.resize(padded);
  }

  void forward(Buffers inputs, Buffers outputs, void*) override {
    apply(inputs[0], shift_, clamp_, outputs[0].floats());
    if (!clamp_.keeps_zero()) zero_padding_lanes(outputs[0].floats(), *outputs[0].info);
  }
  void backward(const BackwardArgs& args) override {
    if (args.input_gradients[0])
      apply(args.output_gradients[0], zero_, Clamp{}, args.input_gradients[0].floats());
  }
  bool gradient_in_place() const override { return true; }

 private:
  void apply(const Buffer& x, const std::vector<float>& shift, Clamp clamp, float* y) const {
    const int64_t lanes = x.info->layout == Layout::blocked ? channel_block() : 1;
    const int64_t blocks = (channels_ + lanes - 1) / lanes;
    const int64_t spatial = x.size() / (x.shape()[0] * channels_);
    parallel_ranges(x.shape()[0] * blocks, static_cast<double>(spatial * lanes) * 0.2,
                    [&](int64_t begin, int64_t end) {
                      for (int64_t i = begin; i < end; ++i) {
                        const auto c = static_cast<size_t>(i % blocks * lanes);
                        const int64_t at = i * spatial * lanes;
                        affine_lanes(x.floats() + at, &scale_[c], &shift[c], lanes, spatial, clamp,
                                     y + at);
                      }
                    });
  }

  Clamp clamp_;
  int64_t channels_;
  std::vector<float> scale_, shift_, zero_;
};

class BatchNorm : public PointwiseOp {
 public:
  explicit BatchNorm(const NodeView& node) : epsilon_(node.get_float("epsilon", 1e-5F)) {
    node.require(node.get_int("training_mode", 0) == 0, Status::unsupported,
                 "training_mode is on; export the model in inference mode");
    node.require(node.get_int("spatial", 1) == 1, Status::unsupported,
                 "spatial=0 is not supported");
    for (size_t i = 1; i < node.outputs.size(); ++i)
      node.require(!node.has_output(i), Status::unsupported,
                   "it gives running statistics; export the model in inference mode");
  }

  std::vector<ValueInfo> infer(Infos inputs) const override {
    require(inputs[0].type == DataType::float32, Status::unsupported, "the input is ",
            data_type_name(inputs[0].type), "; only float32 is supported");
    require(inputs[0].shape.size() >= 2 && element_count(inputs[0].shape) > 0,
            Status::invalid_argument, "the input has shape ", shape_text(inputs[0].shape),
            "; batch and channels are needed");
    constexpr const char* kNames[] = {"", "scale", "B", "mean", "var"};
    for (size_t i = 1; i < 5; ++i) {
      require(inputs[i].constant.valid() && inputs[i].type == DataType::float32,
              Status::unsupported, kNames[i], " must be constant float32");
      require(inputs[i].shape == Shape{inputs[0].shape[1]}, Status::invalid_argument, kNames[i],
              " has shape ", shape_text(inputs[i].shape), "; the input has ", inputs[0].shape[1],
              " channels");
    }
    return {ValueInfo::of_floats(inputs[0].shape)};
  }
  Layouts layouts(Infos inputs, Infos) const override {
    Layouts result{std::vector<Layout>(inputs.size(), Layout::plain), {inputs[0].layout}};
    result.inputs[0] = inputs[0].layout;
    return result;
  }
  bool as_channel_affine(Infos inputs, std::vector<float>* scale,
                         std::vector<float>* shift) const override {
    const auto values = [&](size_t i) { return inputs[i].constant.floats(); };
    for (size_t c = 0; c < values(1).size(); ++c) {
      const double factor =
          static_cast<double>(values(1)[c]) /
          std::sqrt(static_cast<double>(values(4)[c]) + static_cast<double>(epsilon_));
      scale->push_back(static_cast<float>(factor));
      shift->push_back(static_cast<float>(static_cast<double>(values(2)[c]) -
                                          static_cast<double>(values(3)[c]) * factor));
    }
    return true;
  }
  bool accepts_activation() const override { return true; }
  std::unique_ptr<Kernel> make_kernel(const KernelContext& context) const override {
    std::vector<float> scale, shift;
    as_channel_affine(context.inputs, &scale, &shift);
    return std::make_unique<BatchNormKernel>(std::move(scale), std::move(shift),
                                             Clamp::of(context.activation));
  }

 private:
  float epsilon_;
};

}  // namespace

OpPtr make_batch_norm(const NodeView& node) {
  require_inputs(node, 5, 5);
  return std::make_shared<BatchNorm>(node);
}

}  // namespace cnnviz::core
