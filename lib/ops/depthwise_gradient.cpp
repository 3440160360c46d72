// gX[c,i] = sum of gY[c,o] W[c,k] over i = o*stride - pad + k, per channel. oneDNN does it at a
// fraction of the speed of its other convolutions, and the time is that of memory: so the gradients
// of the clamps before and after are applied while the numbers are in registers.
//
// Layout: values [N, C/block, H, W, block], weights packed as [C/block, kernel*kernel, block]. Rows
// of gY are copied, gated, into a ring of `taps` padded rows, which every row of gX reads: position
// i = q*stride - pad + p reads from rows q - t the weights p + t*stride.
#include "ops/depthwise_gradient.h"

#include <algorithm>
#include <cstring>

#include "backend/parallel.h"
#include "ops/lanes.h"

namespace cnnviz::core {

namespace {

struct DepthwiseAxis {
  int64_t in, out, pad;
};

struct DepthwisePlane {
  DepthwiseAxis y, x;
  const float *weights, *target, *target_gradient, *source;
  float* source_gradient;
  ClampGate target_gate, source_gate;
  float* ring;  // ring_floats()
};

// Columns of a padded row: gY's from `taps` on, zeros around.
int64_t row_columns(const DepthwiseAxis& axis, int64_t taps, int64_t stride) {
  return taps + std::max(axis.out, (axis.in - 1 + axis.pad) / stride + 1);
}

template <int L, int K, int S>
struct DepthwiseLoop {
  using V = typename Lanes<L>::Type;
  static constexpr int T = (K + S - 1) / S;

  // Columns u to u + B - 1 of all horizontal phases, in a row of gX whose vertical phase is P;
  // rows[t] is the padded row q - t. Several columns at once, so that sums need not wait for each
  // other and every number is loaded once.
  template <int P, int B>
  [[gnu::always_inline]] static void write_columns(const DepthwiseAxis& axis, const V* weights,
                                                   const float* const* rows, int64_t u,
                                                   const LaneGate<V>& gate, const float* source,
                                                   float* gradient) {
    V sums[B][S] = {}, in;
#pragma GCC unroll 5
    for (int ty = 0; ty < T; ++ty) {
#pragma GCC unroll 8
      for (int c = 0; c < B + T - 1; ++c) {
        load(in, rows[ty] + (u + 1 + c) * L);
#pragma GCC unroll 5
        for (int tx = 0; tx < T; ++tx) {
          const int column = c + 1 - T + tx;
          if (column < 0 || column >= B) continue;
#pragma GCC unroll 2
          for (int p = 0; p < S; ++p)
            if (P + ty * S < K && p + tx * S < K)
              sums[column][p] += in * weights[(P + ty * S) * K + p + tx * S];
        }
      }
    }
#pragma GCC unroll 4
    for (int column = 0; column < B; ++column) {
#pragma GCC unroll 2
      for (int p = 0; p < S; ++p) {
        const int64_t i = (u + column) * S + p - axis.pad;
        if (S > 1 && (i < 0 || i >= axis.in)) continue;
        if (gate.present) {
          load(in, source + i * L);
          gate.pass(in, sums[column][p]);
        }
        store(sums[column][p], gradient + i * L);
      }
    }
  }

  template <int P>
  [[gnu::always_inline]] static void write_row(const DepthwiseAxis& axis, const V* weights,
                                               const float* const* rows, const LaneGate<V>& gate,
                                               const float* source, float* gradient) {
    const int64_t last = (axis.in - 1 + axis.pad) / S;
    int64_t u = axis.pad / S;
    for (; u + 3 <= last; u += 4)
      write_columns<P, 4>(axis, weights, rows, u, gate, source, gradient);
    for (; u <= last; ++u) write_columns<P, 1>(axis, weights, rows, u, gate, source, gradient);
  }

  [[gnu::always_inline]] static void run(const DepthwisePlane& plane) {
    const DepthwiseAxis y = plane.y, x = plane.x;
    const LaneGate<V> target_gate(plane.target_gate), source_gate(plane.source_gate);
    const int64_t width = row_columns(x, T, S) * L;
    const float* const zeros = plane.ring + T * width;
    V weights[K * K];
    for (int k = 0; k < K * K; ++k) load(weights[k], plane.weights + k * L);
    int64_t ready = 0;  // rows of gY in the ring so far
    for (int64_t i = 0; i < y.in; ++i) {
      const int64_t q = (i + y.pad) / S;
      for (; ready <= std::min(q, y.out - 1); ++ready) {
        float* row = plane.ring + ready % T * width + T * L;
        for (int64_t o = 0; o < x.out; ++o) {
          V signal, value = V{};
          load(signal, plane.target_gradient + (ready * x.out + o) * L);
          if (target_gate.present) {
            load(value, plane.target + (ready * x.out + o) * L);
            target_gate.pass(value, signal);
          }
          store(signal, row + o * L);
        }
      }
      const float* rows[T];
      for (int64_t t = 0; t < T; ++t)
        rows[t] = q - t >= 0 && q - t < y.out ? plane.ring + (q - t) % T * width : zeros;
      const float* source = plane.source + i * x.in * L;
      float* gradient = plane.source_gradient + i * x.in * L;
      if (S == 1 || (i + y.pad) % S == 0)
        write_row<0>(x, weights, rows, source_gate, source, gradient);
      else
        write_row<S - 1>(x, weights, rows, source_gate, source, gradient);
    }
  }
};

bool has_loop(int64_t kernel, int64_t stride) {
  return (kernel == 3 || kernel == 5) && (stride == 1 || stride == 2);
}

template <int L>
[[gnu::always_inline]] inline void run_plane(const DepthwisePlane& plane, int64_t kernel,
                                             int64_t stride) {
  if (kernel == 3 && stride == 1)
    DepthwiseLoop<L, 3, 1>::run(plane);
  else if (kernel == 3)
    DepthwiseLoop<L, 3, 2>::run(plane);
  else if (stride == 1)
    DepthwiseLoop<L, 5, 1>::run(plane);
  else
    DepthwiseLoop<L, 5, 2>::run(plane);
}

CNNVIZ_HOT void depthwise_plane(const DepthwisePlane& plane, int64_t lanes, int64_t kernel,
                                int64_t stride) {
  if (lanes == 16)
    run_plane<16>(plane, kernel, stride);
  else
    run_plane<8>(plane, kernel, stride);
}

class DepthwiseGradient : public ConvGradient {
 public:
  DepthwiseGradient(const ConvolutionShape& shape, const Tensor& weights, PackCache* packs)
      : shape_(shape), weights_(weights), packs_(packs) {}

  void pack() override {
    if (packed_ == nullptr) packed_ = packed();
  }
  void run(const ConvGradientArgs& args) override {
    pack();
    const int64_t block = channel_block(), blocks = channel_blocks(shape_.source[1]);
    const DepthwiseAxis y{shape_.source[2], shape_.target[2], shape_.pad_begin[0]};
    const DepthwiseAxis x{shape_.source[3], shape_.target[3], shape_.pad_begin[1]};
    const int64_t kernel = shape_.kernel[0], stride = shape_.stride[0];
    const int64_t taps = (kernel + stride - 1) / stride;
    const int64_t width = row_columns(x, taps, stride) * block;
    const double cost = static_cast<double>(y.in * x.in * taps * taps) * 0.5;
    parallel_ranges(shape_.source[0] * blocks, cost, [&](int64_t begin, int64_t end) {
      // Aligned: loads that cross cache lines would halve the speed.
      const std::shared_ptr<void> ring = allocate_aligned((taps + 1) * width * 4);
      std::memset(ring.get(), 0, static_cast<size_t>((taps + 1) * width * 4));
      for (int64_t item = begin; item < end; ++item) {
        const int64_t from = item * y.out * x.out * block, to = item * y.in * x.in * block;
        DepthwisePlane plane{y, x, {}, {}, {}, {}, {}, {}, {}, {}};
        plane.weights =
            static_cast<const float*>(packed_.get()) + item % blocks * kernel * kernel * block;
        plane.target_gradient = args.target_gradient + from;
        plane.target = args.target_gate.present ? args.target + from : nullptr;
        plane.source = args.source_gate.present ? args.source + to : nullptr;
        plane.source_gradient = args.source_gradient + to;
        plane.target_gate = args.target_gate;
        plane.source_gate = args.source_gate;
        plane.ring = static_cast<float*>(ring.get());
        depthwise_plane(plane, block, kernel, stride);
      }
    });
  }
  bool gates() const override { return true; }
  int64_t scratch_bytes() const override { return 0; }
  std::string implementation() const override { return "own depthwise"; }

 private:
  std::shared_ptr<const void> packed() const {
    const int64_t block = channel_block(), channels = shape_.source[1];
    const int64_t taps = shape_.kernel[0] * shape_.kernel[1];
    const int64_t floats = channel_blocks(channels) * block * taps;
    const auto fill = [&](const Tensor& source, void* packed) {
      auto* to = static_cast<float*>(packed);
      std::fill(to, to + floats, 0.0F);
      const float* from = source.floats().data();
      for (int64_t c = 0; c < channels; ++c)
        for (int64_t k = 0; k < taps; ++k)
          to[(c / block * taps + k) * block + c % block] = from[c * taps + k];
    };
    return shared_pack(packs_, weights_, "depthwise", floats * 4, fill);
  }

  ConvolutionShape shape_;
  Tensor weights_;
  PackCache* packs_;
  std::shared_ptr<const void> packed_;
};

}  // namespace

std::unique_ptr<ConvGradient> make_depthwise_gradient(const ConvolutionShape& shape,
                                                      const ConvolutionLayouts& layouts,
                                                      const Tensor& weights, PackCache* packs) {
  const auto equal = [](const std::vector<int64_t>& axes) { return axes[0] == axes[1]; };
  if (shape.kernel.size() != 2 || !equal(shape.kernel) || !equal(shape.stride)) return nullptr;
  if (shape.dilation[0] != 1 || shape.dilation[1] != 1) return nullptr;
  if (shape.groups != shape.source[1] || shape.groups != shape.target[1]) return nullptr;
  if (layouts.source != Layout::blocked || layouts.target != Layout::blocked) return nullptr;
  if (!has_loop(shape.kernel[0], shape.stride[0])) return nullptr;
  return std::make_unique<DepthwiseGradient>(shape, weights, packs);
}

}  // namespace cnnviz::core
