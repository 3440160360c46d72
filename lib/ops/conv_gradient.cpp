// Three ways (measured: oneDNN 2.6, AVX-512):
//
// direct   oneDNN's backward-data in the layouts that the values have.
// padded   The source is a picture in plain layout, the target blocked: oneDNN writes the gradient
// in
//          the blocked layout (3 channels padded to 16) and it is converted.
// phases   The same with stride s > 1, where oneDNN is slow or has no implementation: input
// position
//          i = q*s + r - pad gets gradient from outputs o with kernel index (q - o)*s + r, so each
//          phase r of the input is one stride-1 convolution of the output's gradient with every
//          s-th weight, flipped. All phases are one convolution with C*s^axes channels, then
//          interleaved.
#include "ops/conv_gradient.h"

#include <algorithm>
#include <vector>

#include "backend/parallel.h"

namespace cnnviz::core {

std::shared_ptr<const void> packed_weights(const ConvolutionPrimitive& primitive,
                                           const Tensor& weights, PackCache* packs) {
  if (primitive.weights_are_plain())
    return std::shared_ptr<const void>(std::make_shared<Tensor>(weights), weights.data());
  const auto pack = [&primitive](const Tensor& source, void* packed) {
    primitive.pack_weights(source.floats().data(), packed);
  };
  if (packs != nullptr)
    return packs->get(weights, primitive.weights_layout(), primitive.weights_bytes(), pack);
  std::shared_ptr<void> own = allocate_aligned(primitive.weights_bytes());
  pack(weights, own.get());
  return own;
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

  void run(const float* target_gradient, float* source_gradient, void* scratch) override {
    if (packed_ == nullptr) packed_ = packed_weights(primitive_, weights_, packs_);
    primitive_.run(target_gradient, packed_.get(), source_gradient, scratch);
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

  void run(const float* target_gradient, float* source_gradient, void* scratch) override {
    auto* blocked = static_cast<float*>(scratch);
    direct_.run(target_gradient, blocked, static_cast<char*>(scratch) + blocked_bytes_);
    convert_layout(blocked, Layout::blocked, source_gradient, Layout::plain, source_);
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

class PhaseGradient : public ConvGradient {
 public:
  static bool applies(const ConvolutionShape& shape) {
    if (shape.groups != 1 || shape.kernel.size() != 2 || shape.source[1] > 4) return false;
    if (shape.dilation[0] != 1 || shape.dilation[1] != 1) return false;
    const int64_t phases = shape.stride[0] * shape.stride[1];
    if (phases == 1 || shape.source[1] * phases > 128) return false;
    for (size_t i = 0; i < 2; ++i) {
      const PhaseAxis axis = phase_axis(shape, i);
      if (axis.pad_begin < 0 || axis.pad_end < 0) return false;
    }
    return true;
  }

  PhaseGradient(const ConvolutionShape& shape, const Tensor& weights, PackCache* packs)
      : shape_(shape),
        y_(phase_axis(shape, 0)),
        x_(phase_axis(shape, 1)),
        weights_(weights),
        packs_(packs) {
    ConvolutionShape phases;
    const int64_t channels = shape.source[1] * y_.stride * x_.stride;
    phases.source = shape.target;
    phases.target = {shape.source[0], channels, y_.count, x_.count};
    phases.kernel = {y_.kernel, x_.kernel};
    phases.stride = {1, 1};
    phases.dilation = {1, 1};
    phases.pad_begin = {y_.pad_begin, x_.pad_begin};
    phases.pad_end = {y_.pad_end, x_.pad_end};
    folded_shape_ = phases.weights();
    phase_shape_ = phases.target;
    phase_bytes_ = aligned(buffer_elements(phase_shape_, Layout::blocked) * 4);
    primitive_ = std::make_unique<ConvolutionForward>(
        phases, ConvolutionLayouts{Layout::blocked, Layout::blocked}, false, Activation{});
  }

  void run(const float* target_gradient, float* source_gradient, void* scratch) override {
    if (packed_ == nullptr) packed_ = pack();
    auto* phases = static_cast<float*>(scratch);
    primitive_->run(target_gradient, packed_.get(), nullptr, phases,
                    static_cast<char*>(scratch) + phase_bytes_);
    interleave(phases, source_gradient);
  }
  int64_t scratch_bytes() const override { return phase_bytes_ + primitive_->scratch_bytes(); }
  std::string implementation() const override {
    return primitive_->implementation() + " by phases";
  }

 private:
  std::shared_ptr<const void> pack() const {
    const auto fold_and_pack = [this](const Tensor& source, void* packed) {
      primitive_->pack_weights(fold(source).data(), packed);
    };
    if (packs_ != nullptr)
      return packs_->get(weights_, "phases:" + primitive_->weights_layout(),
                         primitive_->weights_bytes(), fold_and_pack);
    std::shared_ptr<void> own = allocate_aligned(primitive_->weights_bytes());
    fold_and_pack(weights_, own.get());
    return own;
  }

  // [K, C, kh, kw] -> [C*s*s, K, ceil(kh/s), ceil(kw/s)], zero where the phase has no weight.
  std::vector<float> fold(const Tensor& source) const {
    std::vector<float> folded(static_cast<size_t>(element_count(folded_shape_)));
    const float* w = source.floats().data();
    const int64_t kh = shape_.kernel[0], kw = shape_.kernel[1], channels = shape_.source[1];
    size_t at = 0;
    for (int64_t c = 0; c < channels; ++c)
      for (int64_t phase = 0; phase < y_.stride * x_.stride; ++phase)
        for (int64_t k = 0; k < shape_.target[1]; ++k)
          for (int64_t ty = 0; ty < y_.kernel; ++ty)
            for (int64_t tx = 0; tx < x_.kernel; ++tx, ++at) {
              const int64_t dy = (y_.kernel - 1 - ty) * y_.stride + phase / x_.stride;
              const int64_t dx = (x_.kernel - 1 - tx) * x_.stride + phase % x_.stride;
              if (dy < kh && dx < kw) folded[at] = w[((k * channels + c) * kh + dy) * kw + dx];
            }
    return folded;
  }

  void interleave(const float* phases, float* gradient) const {
    const int64_t channels = shape_.source[1], block = channel_block();
    const int64_t blocks = (phase_shape_[1] + block - 1) / block;
    const int64_t plane = y_.count * x_.count * block;
    parallel_ranges(shape_.source[0] * channels * y_.extent, static_cast<double>(x_.extent),
                    [&](int64_t begin, int64_t end) {
                      for (int64_t row = begin; row < end; ++row) {
                        const int64_t n = row / (channels * y_.extent);
                        const int64_t c = row / y_.extent % channels;
                        const int64_t qy = (row % y_.extent + y_.pad) / y_.stride;
                        const int64_t ry = (row % y_.extent + y_.pad) % y_.stride;
                        const float* from =
                            phases + n * blocks * plane + (qy - y_.first) * x_.count * block;
                        const int64_t base = (c * y_.stride + ry) * x_.stride;
                        int64_t u = 0, rx = x_.pad % x_.stride;
                        for (int64_t x = 0; x < x_.extent; ++x) {
                          const int64_t channel = base + rx;
                          gradient[row * x_.extent + x] =
                              from[channel / block * plane + u * block + channel % block];
                          if (++rx == x_.stride) rx = 0, ++u;
                        }
                      }
                    });
  }

  ConvolutionShape shape_;
  PhaseAxis y_, x_;
  Tensor weights_;
  PackCache* packs_;
  Shape folded_shape_, phase_shape_;
  int64_t phase_bytes_ = 0;
  std::unique_ptr<ConvolutionForward> primitive_;
  std::shared_ptr<const void> packed_;
};

}  // namespace

std::unique_ptr<ConvGradient> make_conv_gradient(const ConvolutionShape& shape,
                                                 const ConvolutionLayouts& layouts,
                                                 const Tensor& weights, PackCache* packs) {
  const bool mixed = layouts.source == Layout::plain && layouts.target == Layout::blocked;
  if (mixed && PhaseGradient::applies(shape))
    return std::make_unique<PhaseGradient>(shape, weights, packs);
  if (mixed) return std::make_unique<PaddedGradient>(shape, weights, packs);
  return std::make_unique<DirectGradient>(shape, layouts, weights, packs);
}

}  // namespace cnnviz::core
