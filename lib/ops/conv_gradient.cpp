// Six ways (measured: oneDNN 2.6, AVX-512):
//
// direct     oneDNN's backward-data in the layouts that the values have.
// pointwise  The same, or sparsely for targets of few channels (pointwise_gradient.cpp).
// depthwise  Own loops (depthwise_gradient.cpp).
// flipped    With stride 1 the gradient is itself a convolution, with flipped weights. It is the
//            fastest way where Winograd's filtering computes it (oneDNN's backward-data by Winograd
//            transforms the weights in every run).
// padded     The source is a picture in plain layout, the target blocked: oneDNN writes the
//            gradient in the blocked layout (3 channels padded to 16) and it is converted.
// phases     The same with stride s > 1, where oneDNN is slow or has no implementation: input
//            position i = q*s + r - pad gets gradient from outputs o with kernel index (q - o)*s +
//            r, so each phase r of the input is one stride-1 convolution of the output's gradient
//            with every s-th weight, flipped. All phases are one convolution with C*s^axes
//            channels, then interleaved. One phase is the flipped convolution.
#include "ops/conv_gradient.h"

#include <algorithm>
#include <vector>

#include "backend/parallel.h"
#include "ops/depthwise_gradient.h"
#include "ops/pointwise_gradient.h"

namespace cnnviz::core {

std::shared_ptr<const void> shared_pack(PackCache* packs, const Tensor& weights,
                                        const std::string& layout, int64_t bytes,
                                        const PackFunction& pack) {
  if (packs != nullptr) return packs->get(weights, layout, bytes, pack);
  std::shared_ptr<void> own = allocate_aligned(bytes);
  pack(weights, own.get());
  return own;
}

std::shared_ptr<const void> packed_weights(const ConvolutionPrimitive& primitive,
                                           const Tensor& weights, PackCache* packs) {
  if (primitive.weights_are_plain())
    return std::shared_ptr<const void>(std::make_shared<Tensor>(weights), weights.data());
  const auto pack = [&primitive](const Tensor& source, void* packed) {
    primitive.pack_weights(source.floats().data(), packed);
  };
  return shared_pack(packs, weights, primitive.weights_layout(), primitive.weights_bytes(), pack);
}

namespace {

int64_t aligned(int64_t bytes) {
  return (bytes + 63) / 64 * 64;
}

class DirectGradient : public ConvGradient {
 public:
  DirectGradient(const ConvolutionShape& shape, const ConvolutionLayouts& layouts,
                 const Tensor& weights, PackCache* packs)
      : primitive_(shape, layouts), weights_(weights), packs_(packs) {}

  void run(const ConvGradientArgs& args) override {
    if (packed_ == nullptr) packed_ = packed_weights(primitive_, weights_, packs_);
    primitive_.run(args.target_gradient, packed_.get(), args.source_gradient, args.scratch);
  }
  int64_t scratch_bytes() const override { return primitive_.scratch_bytes(); }
  std::string implementation() const override { return primitive_.implementation(); }

 private:
  ConvolutionBackward primitive_;
  Tensor weights_;
  PackCache* packs_;
  std::shared_ptr<const void> packed_;
};

class PaddedGradient : public ConvGradient {
 public:
  PaddedGradient(const ConvolutionShape& shape, const Tensor& weights, PackCache* packs)
      : source_(shape.source),
        blocked_bytes_(aligned(buffer_elements(source_, Layout::blocked) * 4)),
        direct_(shape, {Layout::blocked, Layout::blocked}, weights, packs) {}

  void run(const ConvGradientArgs& args) override {
    auto* blocked = static_cast<float*>(args.scratch);
    ConvGradientArgs direct = args;
    direct.source_gradient = blocked;
    direct.scratch = static_cast<char*>(args.scratch) + blocked_bytes_;
    direct_.run(direct);
    convert_layout(blocked, Layout::blocked, args.source_gradient, Layout::plain, source_);
  }
  int64_t scratch_bytes() const override { return blocked_bytes_ + direct_.scratch_bytes(); }
  std::string implementation() const override { return direct_.implementation() + " + convert"; }

 private:
  Shape source_;
  int64_t blocked_bytes_;
  DirectGradient direct_;
};

// One axis of the phase decomposition.
struct PhaseAxis {
  int64_t stride, pad, extent;  // of the convolution; extent of its input
  int64_t first;                // q of the first input position
  int64_t kernel;               // of the stride-1 convolution
  int64_t count;                // its output extent
  int64_t pad_begin, pad_end;   // its padding
};

PhaseAxis phase_axis(const ConvolutionShape& shape, size_t axis) {
  PhaseAxis result{};
  result.stride = shape.stride[axis];
  result.pad = shape.pad_begin[axis];
  result.extent = shape.source[axis + 2];
  result.first = result.pad / result.stride;
  const int64_t last = (result.extent - 1 + result.pad) / result.stride;
  result.kernel = (shape.kernel[axis] + result.stride - 1) / result.stride;
  result.count = last - result.first + 1;
  result.pad_begin = result.kernel - 1 - result.first;
  result.pad_end = last - (shape.target[axis + 2] - 1);
  return result;
}

bool is_flippable(const ConvolutionShape& shape) {
  if (shape.groups != 1 || shape.kernel.size() != 2) return false;
  if (shape.dilation[0] != 1 || shape.dilation[1] != 1) return false;
  for (size_t i = 0; i < 2; ++i) {
    const PhaseAxis axis = phase_axis(shape, i);
    if (axis.pad_begin < 0 || axis.pad_end < 0) return false;
  }
  return true;
}

constexpr ConvolutionLayouts kBlocked{Layout::blocked, Layout::blocked};

// The convolution that computes all phases of the gradient: [N, C*s*s, phase extents], where
// channel (c*s + r_y)*s + r_x is phase (r_y, r_x) of channel c.
ConvolutionShape phase_shape(const ConvolutionShape& shape) {
  const PhaseAxis y = phase_axis(shape, 0), x = phase_axis(shape, 1);
  ConvolutionShape phases;
  phases.source = shape.target;
  phases.target = {shape.source[0], shape.source[1] * y.stride * x.stride, y.count, x.count};
  phases.kernel = {y.kernel, x.kernel};
  phases.stride = {1, 1};
  phases.dilation = {1, 1};
  phases.pad_begin = {y.pad_begin, x.pad_begin};
  phases.pad_end = {y.pad_end, x.pad_end};
  return phases;
}

class PhaseConvolution {
 public:
  PhaseConvolution(const ConvolutionShape& shape, const Tensor& weights, PackCache* packs,
                   ConvolutionAlgorithm algorithm)
      : shape_(shape),
        phases_(phase_shape(shape)),
        y_(phase_axis(shape, 0)),
        x_(phase_axis(shape, 1)),
        weights_(weights),
        packs_(packs),
        primitive_(phases_, kBlocked, false, Activation{}, algorithm) {}

  void run(const float* target_gradient, float* phases, void* scratch) {
    if (packed_ == nullptr) packed_ = pack();
    primitive_.run(target_gradient, packed_.get(), nullptr, phases, scratch);
  }
  const ConvolutionForward& primitive() const { return primitive_; }
  const Shape& phases() const { return phases_.target; }
  const PhaseAxis& y() const { return y_; }
  const PhaseAxis& x() const { return x_; }

 private:
  std::shared_ptr<const void> pack() const {
    const auto fold_and_pack = [this](const Tensor& source, void* packed) {
      primitive_.pack_weights(fold(source).data(), packed);
    };
    return shared_pack(packs_, weights_, "phases:" + primitive_.weights_layout(),
                       primitive_.weights_bytes(), fold_and_pack);
  }

  // [K, C, kh, kw] -> [C*s*s, K, ceil(kh/s), ceil(kw/s)], zero where the phase has no weight.
  std::vector<float> fold(const Tensor& source) const {
    std::vector<float> folded(static_cast<size_t>(element_count(phases_.weights())));
    const float* w = source.floats().data();
    const int64_t kh = shape_.kernel[0], kw = shape_.kernel[1], channels = shape_.source[1];
    const int64_t phases = y_.stride * x_.stride, outs = shape_.target[1];
    const int64_t taps = y_.kernel * x_.kernel;
    parallel_ranges(
        channels, static_cast<double>(phases * outs * taps), [&](int64_t begin, int64_t end) {
          auto at = static_cast<size_t>(begin * phases * outs * taps);
          for (int64_t c = begin; c < end; ++c)
            for (int64_t phase = 0; phase < phases; ++phase)
              for (int64_t k = 0; k < outs; ++k)
                for (int64_t ty = 0; ty < y_.kernel; ++ty)
                  for (int64_t tx = 0; tx < x_.kernel; ++tx, ++at) {
                    const int64_t dy = (y_.kernel - 1 - ty) * y_.stride + phase / x_.stride;
                    const int64_t dx = (x_.kernel - 1 - tx) * x_.stride + phase % x_.stride;
                    if (dy < kh && dx < kw)
                      folded[at] = w[((k * channels + c) * kh + dy) * kw + dx];
                  }
        });
    return folded;
  }

  ConvolutionShape shape_, phases_;
  PhaseAxis y_, x_;
  Tensor weights_;
  PackCache* packs_;
  ConvolutionForward primitive_;
  std::shared_ptr<const void> packed_;
};

class FlippedGradient : public ConvGradient {
 public:
  // Otherwise nothing is gained over oneDNN's own gradient.
  static bool applies(const ConvolutionShape& shape, ConvolutionAlgorithm algorithm) {
    return algorithm == ConvolutionAlgorithm::fastest && is_flippable(shape) &&
           shape.stride[0] == 1 && shape.stride[1] == 1 &&
           computes_by_winograd(phase_shape(shape), kBlocked);
  }

  FlippedGradient(const ConvolutionShape& shape, const Tensor& weights, PackCache* packs)
      : convolution_(shape, weights, packs, ConvolutionAlgorithm::fastest) {}

  void run(const ConvGradientArgs& args) override {
    convolution_.run(args.target_gradient, args.source_gradient, args.scratch);
  }
  int64_t scratch_bytes() const override { return convolution_.primitive().scratch_bytes(); }
  std::string implementation() const override {
    return convolution_.primitive().implementation() + " flipped";
  }

 private:
  PhaseConvolution convolution_;
};

class PhaseGradient : public ConvGradient {
 public:
  static bool applies(const ConvolutionShape& shape) {
    if (!is_flippable(shape) || shape.source[1] > 4) return false;
    const int64_t phases = shape.stride[0] * shape.stride[1];
    return phases > 1 && shape.source[1] * phases <= 128;
  }

  PhaseGradient(const ConvolutionShape& shape, const Tensor& weights, PackCache* packs)
      : images_(shape.source[0]),
        channels_(shape.source[1]),
        convolution_(shape, weights, packs, ConvolutionAlgorithm::direct) {
    phase_bytes_ = aligned(buffer_elements(convolution_.phases(), Layout::blocked) * 4);
  }

  void run(const ConvGradientArgs& args) override {
    auto* phases = static_cast<float*>(args.scratch);
    convolution_.run(args.target_gradient, phases, static_cast<char*>(args.scratch) + phase_bytes_);
    interleave(phases, args.source_gradient);
  }
  int64_t scratch_bytes() const override {
    return phase_bytes_ + convolution_.primitive().scratch_bytes();
  }
  std::string implementation() const override {
    return convolution_.primitive().implementation() + " by phases";
  }

 private:
  void interleave(const float* phases, float* gradient) const {
    const PhaseAxis &y = convolution_.y(), &x = convolution_.x();
    const int64_t block = channel_block();
    const int64_t blocks = (convolution_.phases()[1] + block - 1) / block;
    const int64_t plane = y.count * x.count * block;
    // A row of phases becomes `stride` rows of every channel.
    parallel_ranges(
        images_ * y.count, static_cast<double>(channels_ * y.stride * x.extent),
        [&](int64_t begin, int64_t end) {
          for (int64_t item = begin; item < end; ++item) {
            const int64_t n = item / y.count, v = item % y.count;
            const float* from = phases + n * blocks * plane + v * x.count * block;
            for (int64_t c = 0; c < channels_; ++c)
              for (int64_t ry = 0; ry < y.stride; ++ry) {
                const int64_t row = (v + y.first) * y.stride + ry - y.pad;
                if (row < 0 || row >= y.extent) continue;
                float* to = gradient + ((n * channels_ + c) * y.extent + row) * x.extent;
                for (int64_t rx = 0; rx < x.stride; ++rx) {
                  const int64_t channel = (c * y.stride + ry) * x.stride + rx;
                  const float* phase = from + channel / block * plane + channel % block;
                  // Column u of the phase is column u*stride + first of the picture.
                  const int64_t first = x.first * x.stride + rx - x.pad;
                  const int64_t skipped = first < 0 ? (-first + x.stride - 1) / x.stride : 0;
                  for (int64_t u = skipped; u * x.stride + first < x.extent; ++u)
                    to[u * x.stride + first] = phase[u * block];
                }
              }
          }
        });
  }

  int64_t images_, channels_;
  PhaseConvolution convolution_;
  int64_t phase_bytes_ = 0;
};

}  // namespace

std::unique_ptr<ConvGradient> make_conv_gradient(const ConvolutionShape& shape,
                                                 const ConvolutionLayouts& layouts,
                                                 const Tensor& weights, PackCache* packs,
                                                 ConvolutionAlgorithm algorithm) {
  const bool mixed = layouts.source == Layout::plain && layouts.target == Layout::blocked;
  if (mixed && PhaseGradient::applies(shape))
    return std::make_unique<PhaseGradient>(shape, weights, packs);
  if (mixed) return std::make_unique<PaddedGradient>(shape, weights, packs);
  if (auto depthwise = make_depthwise_gradient(shape, layouts, weights, packs)) return depthwise;
  const bool blocked = layouts.source == Layout::blocked && layouts.target == Layout::blocked;
  if (blocked && FlippedGradient::applies(shape, algorithm))
    return std::make_unique<FlippedGradient>(shape, weights, packs);
  return make_pointwise_gradient(shape, layouts, weights,
                                 std::make_unique<DirectGradient>(shape, layouts, weights, packs));
}

}  // namespace cnnviz::core
