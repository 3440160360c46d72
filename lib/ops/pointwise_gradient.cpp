// A class, a unit or a channel as target has a gradient in one channel alone: behind a 1x1
// convolution (the classifier of SqueezeNet, for one) gX[c,p] = sum over k of W[k,c] gY[k,p] has
// one term then, a hundredth of the dense product. The channels are looked at first; a dense
// gradient shows in the first block.
//
// Layout: values [N, channels/block, positions, block]; weights row-major [K, C].
#include "ops/pointwise_gradient.h"

#include <algorithm>
#include <vector>

#include "backend/parallel.h"
#include "ops/lanes.h"

namespace cnnviz::core {

namespace {

// One term for every so many channels costs as much as the dense product.
constexpr int64_t kWorthwhile = 32;

struct Term {
  const float* signal;   // gY[k, 0], positions `block` apart
  const float* weights;  // W[k, c...] of a block of c, padded with zeros
};

template <int L>
[[gnu::always_inline]] inline void sum_terms(const Term* terms, size_t count, int64_t positions,
                                             float* gradient) {
  using V = typename Lanes<L>::Type;
  for (int64_t p = 0; p < positions; ++p) {
    V sum = V{}, weights;
    for (size_t t = 0; t < count; ++t) {
      load(weights, terms[t].weights);
      sum += weights * terms[t].signal[p * L];
    }
    store(sum, gradient + p * L);
  }
}

CNNVIZ_HOT void add_terms(const Term* terms, size_t count, int64_t positions, int64_t lanes,
                          float* gradient) {
  if (lanes == 16)
    sum_terms<16>(terms, count, positions, gradient);
  else
    sum_terms<8>(terms, count, positions, gradient);
}

// Sets the lanes of a channel block in which any number differs from zero.
CNNVIZ_HOT void find_lanes(const float* block, int64_t positions, int64_t lanes, bool* found) {
  uint32_t bits[16] = {};
  for (int64_t p = 0; p < positions; ++p)
#pragma omp simd
    for (int64_t l = 0; l < lanes; ++l) bits[l] |= block[p * lanes + l] != 0 ? 1U : 0U;
  for (int64_t l = 0; l < lanes; ++l) found[l] = bits[l] != 0;
}

class PointwiseGradient : public ConvGradient {
 public:
  PointwiseGradient(const ConvolutionShape& shape, const Tensor& weights,
                    std::unique_ptr<ConvGradient> dense)
      : images_(shape.source[0]),
        outputs_(shape.target[1]),
        inputs_(shape.source[1]),
        positions_(shape.source[2] * shape.source[3]),
        weights_(weights),
        dense_(std::move(dense)) {}

  void pack() override { dense_->pack(); }
  void run(const ConvGradientArgs& args) override {
    std::vector<std::vector<int64_t>> channels;
    for (int64_t n = 0; n < images_; ++n) {
      channels.push_back(channels_with_gradient(args.target_gradient + n * stride(outputs_)));
      if (is_dense(channels.back())) return dense_->run(args);
    }
    const int64_t blocks = channel_blocks(inputs_);
    parallel_ranges(
        images_ * blocks, static_cast<double>(positions_), [&](int64_t begin, int64_t end) {
          for (int64_t item = begin; item < end; ++item) {
            const int64_t n = item / blocks;
            run_block(channels[static_cast<size_t>(n)], args.target_gradient + n * stride(outputs_),
                      item % blocks, args.source_gradient + n * stride(inputs_));
          }
        });
  }
  int64_t scratch_bytes() const override { return dense_->scratch_bytes(); }
  std::string implementation() const override { return dense_->implementation(); }

 private:
  // Floats of one image.
  int64_t stride(int64_t channels) const {
    return channel_blocks(channels) * channel_block() * positions_;
  }

  bool is_dense(const std::vector<int64_t>& channels) const {
    return static_cast<int64_t>(channels.size()) * kWorthwhile > outputs_;
  }

  // Stops once there are too many.
  std::vector<int64_t> channels_with_gradient(const float* gradient) const {
    const int64_t block = channel_block();
    std::vector<int64_t> result;
    for (int64_t c = 0; c < outputs_ && !is_dense(result); c += block) {
      bool found[16];
      find_lanes(gradient + c * positions_, positions_, block, found);
      for (int64_t l = 0; l < std::min(block, outputs_ - c); ++l)
        if (found[l]) result.push_back(c + l);
    }
    return result;
  }

  void run_block(const std::vector<int64_t>& channels, const float* gradient, int64_t index,
                 float* to) const {
    const int64_t block = channel_block(), first = index * block;
    const auto lanes = static_cast<size_t>(block);
    std::vector<float> rows(channels.size() * lanes);
    std::vector<Term> terms;
    const float* w = weights_.floats().data();
    for (size_t t = 0; t < channels.size(); ++t) {
      const int64_t k = channels[t];
      std::copy_n(w + k * inputs_ + first, std::min(block, inputs_ - first), &rows[t * lanes]);
      terms.push_back({gradient + k / block * block * positions_ + k % block, &rows[t * lanes]});
    }
    add_terms(terms.data(), terms.size(), positions_, block, to + first * positions_);
  }

  int64_t images_, outputs_, inputs_, positions_;
  Tensor weights_;
  std::unique_ptr<ConvGradient> dense_;
};

}  // namespace

std::unique_ptr<ConvGradient> make_pointwise_gradient(const ConvolutionShape& shape,
                                                      const ConvolutionLayouts& layouts,
                                                      const Tensor& weights,
                                                      std::unique_ptr<ConvGradient> dense) {
  const auto all = [](const std::vector<int64_t>& axes, int64_t value) {
    return std::all_of(axes.begin(), axes.end(), [value](int64_t a) { return a == value; });
  };
  const bool applies = shape.kernel.size() == 2 && shape.groups == 1 && all(shape.kernel, 1) &&
                       all(shape.stride, 1) && all(shape.pad_begin, 0) && all(shape.pad_end, 0) &&
                       layouts.source == Layout::blocked && layouts.target == Layout::blocked &&
                       shape.target[1] >= kWorthwhile;
  if (!applies) return dense;
  return std::make_unique<PointwiseGradient>(shape, weights, std::move(dense));
}

}  // namespace cnnviz::core
