// Six ways (measured: oneDNN 2.6, AVX-512):
//
// direct     oneDNN's backward-data in the layouts that the values have.
// pointwise  The same, or sparsely for targets of few channels (pointwise_gradient.cpp).
// depthwise  Own loops (depthwise_gradient.cpp).
// picture    Own loops for a source of few channels in plain layout (picture_gradient.cpp).
// padded     The same where those do not apply: oneDNN writes the gradient in the blocked layout (3
//            channels padded to 16) and it is converted.
// flipped    With stride 1 the gradient is itself a convolution, with flipped weights. It is the
//            fastest way where Winograd's filtering computes it (oneDNN's backward-data by Winograd
//            transforms the weights in every run).
#include "ops/conv_gradient.h"

#include <algorithm>
#include <vector>

#include "backend/parallel.h"
#include "ops/depthwise_gradient.h"
#include "ops/picture_gradient.h"
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

  void pack() override {
    if (packed_ == nullptr) packed_ = packed_weights(primitive_, weights_, packs_);
  }
  void run(const ConvGradientArgs& args) override {
    pack();
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

  void pack() override { direct_.pack(); }
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

class FlippedGradient : public ConvGradient {
 public:
  // Otherwise nothing is gained over oneDNN's own gradient.
  static bool applies(const ConvolutionShape& shape, ConvolutionAlgorithm algorithm) {
    const Shape ones{1, 1};
    if (algorithm == ConvolutionAlgorithm::direct || shape.groups != 1 || shape.stride != ones ||
        shape.dilation != ones)
      return false;
    for (size_t i = 0; i < 2; ++i)
      if (shape.pad_begin[i] >= shape.kernel[i] || shape.pad_end[i] >= shape.kernel[i])
        return false;
    // A second set of transformed weights (6x6 for 3x3) that is so large is not worth its memory: a
    // seventh of VGG16's, for a tenth of its time.
    constexpr int64_t kMostBytes = 16 << 20;
    const bool bulky = shape.source[1] * shape.target[1] * 36 * 4 > kMostBytes;
    return !bulky && computes_by_winograd(flipped(shape), kBlocked, algorithm);
  }

  FlippedGradient(const ConvolutionShape& shape, const Tensor& weights, PackCache* packs,
                  ConvolutionAlgorithm algorithm)
      : shape_(flipped(shape)),
        weights_(weights),
        packs_(packs),
        primitive_(shape_, kBlocked, false, Epilogue{}, algorithm) {}

  void pack() override {
    if (packed_ == nullptr) packed_ = packed();
  }
  void run(const ConvGradientArgs& args) override {
    pack();
    primitive_.run(args.target_gradient, packed_.get(), nullptr, nullptr, args.source_gradient,
                   args.scratch);
  }
  int64_t scratch_bytes() const override { return primitive_.scratch_bytes(); }
  std::string implementation() const override { return primitive_.implementation() + " flipped"; }

 private:
  static constexpr ConvolutionLayouts kBlocked{Layout::blocked, Layout::blocked};

  static ConvolutionShape flipped(const ConvolutionShape& shape) {
    ConvolutionShape result = shape;
    std::swap(result.source, result.target);
    for (size_t i = 0; i < 2; ++i) {
      result.pad_begin[i] = shape.kernel[i] - 1 - shape.pad_begin[i];
      result.pad_end[i] = shape.kernel[i] - 1 - shape.pad_end[i];
    }
    return result;
  }

  std::shared_ptr<const void> packed() const {
    const auto flip_and_pack = [this](const Tensor& source, void* packed) {
      const std::shared_ptr<void> flipped = allocate_aligned(source.bytes());
      flip(source, static_cast<float*>(flipped.get()));
      primitive_.pack_weights(static_cast<const float*>(flipped.get()), packed);
    };
    return shared_pack(packs_, weights_, "flipped:" + primitive_.weights_layout(),
                       primitive_.weights_bytes(), flip_and_pack);
  }

  // [K, C, kh, kw] -> [C, K, kh, kw], both kernel axes reversed.
  void flip(const Tensor& source, float* result) const {
    const float* w = source.floats().data();
    const int64_t outs = source.shape()[0], ins = source.shape()[1];
    const int64_t taps = shape_.kernel[0] * shape_.kernel[1];
    parallel_ranges(ins, static_cast<double>(outs * taps), [&](int64_t begin, int64_t end) {
      for (int64_t c = begin; c < end; ++c)
        for (int64_t k = 0; k < outs; ++k)
          std::reverse_copy(w + (k * ins + c) * taps, w + (k * ins + c + 1) * taps,
                            result + (c * outs + k) * taps);
    });
  }

  ConvolutionShape shape_;
  Tensor weights_;
  PackCache* packs_;
  ConvolutionForward primitive_;
  std::shared_ptr<const void> packed_;
};

}  // namespace

std::unique_ptr<ConvGradient> make_conv_gradient(const ConvolutionShape& shape,
                                                 const ConvolutionLayouts& layouts,
                                                 const Tensor& weights, PackCache* packs,
                                                 ConvolutionAlgorithm algorithm) {
  const bool mixed = layouts.source == Layout::plain && layouts.target == Layout::blocked;
  if (auto picture = make_picture_gradient(shape, layouts, weights, packs)) return picture;
  if (mixed) return std::make_unique<PaddedGradient>(shape, weights, packs);
  if (auto depthwise = make_depthwise_gradient(shape, layouts, weights, packs)) return depthwise;
  const bool blocked = layouts.source == Layout::blocked && layouts.target == Layout::blocked;
  if (blocked && FlippedGradient::applies(shape, algorithm))
    return std::make_unique<FlippedGradient>(shape, weights, packs, algorithm);
  return make_pointwise_gradient(shape, layouts, weights,
                                 std::make_unique<DirectGradient>(shape, layouts, weights, packs));
}

}  // namespace cnnviz::core
