// gX[c,i] = sum over k and o*stride - pad + d = i of gY[k,o] W[k,c,d], where X is a picture: c runs
// over so few channels that vectors of channels would be mostly empty (oneDNN pads 3 to 16). Here a
// vector is a run of columns. Measured on AVX-512, one thread, 224 x 224: ResNet's first layer
// 2.1 -> 1.7 ms against one blocked convolution of all phases.
//
// Position i = q*stride - pad + r of an axis reads gY at q - t with the weights r + t*stride, for t
// below `taps`: every phase r is a convolution without stride. A loop computes one row of gX for
// several channels and horizontal phases at once ("sums"), since they read the same columns of gY.
//
// Layouts: X [N, C, H, W]; Y [N, K/block, OH, OW, block]. Rows of gY, gated by the clamp that made
// Y, are transposed into a ring of `taps` rows [K, width] with zeros at both ends. Weights are
// packed as [vertical phase, group of sums, vertical tap, K, horizontal tap, sum], zero where a
// phase has no weight.
#include "ops/picture_gradient.h"

#include <algorithm>

#include "backend/parallel.h"
#include "ops/lanes.h"

namespace cnnviz::core {

namespace {

constexpr int kMostSums = 16;
constexpr int64_t kLine = 16;  // floats of a cache line

int64_t whole_lines(int64_t floats) {
  return (floats + kLine - 1) / kLine * kLine;
}

struct PictureAxis {
  int64_t in, out, kernel, stride, pad;
  int64_t taps() const { return (kernel + stride - 1) / stride; }
  int64_t taps_of(int64_t phase) const {
    return phase < kernel ? (kernel - phase + stride - 1) / stride : 0;
  }
  int64_t first() const { return pad / stride; }  // q of position 0
  int64_t last() const { return (in - 1 + pad) / stride; }
};

// One row of gX, one group of sums.
struct RowTask {
  int64_t rows_taps, terms;  // terms: channels of gY and horizontal taps
  const float* const* rows;  // for every vertical tap t, row q - t of gY
  const int64_t* offsets;    // for every term, where in that row its column 0 is
  const float* weights;      // [rows_taps, terms, sums]
  float* result;             // [sums, width]
  int64_t width;
};

template <int L, int A, int B>
[[gnu::always_inline]] inline void sum_columns(const RowTask& task, int64_t u) {
  using V = typename Lanes<L>::Type;
  V sums[A][B] = {}, in;
  const float* w = task.weights;
  for (int64_t ty = 0; ty < task.rows_taps; ++ty) {
    const float* row = task.rows[ty] + u;
    for (int64_t i = 0; i < task.terms; ++i, w += A) {
      const float* from = row + task.offsets[i];
#pragma GCC unroll 8
      for (int b = 0; b < B; ++b) {
        load(in, from + b * L);
        // The addition keeps the vector in a register: GCC 12 would load it again, across cache
        // lines, for every sum.
        in += V{};
#pragma GCC unroll 16
        for (int a = 0; a < A; ++a) sums[a][b] += in * w[a];
      }
    }
  }
#pragma GCC unroll 16
  for (int a = 0; a < A; ++a)
#pragma GCC unroll 8
    for (int b = 0; b < B; ++b) store(sums[a][b], task.result + a * task.width + u + b * L);
}

// As many vectors at once as leave room for the sums in registers.
template <int L, int A>
[[gnu::always_inline]] inline void sum_row(const RowTask& task, int64_t u, int64_t end) {
  constexpr int kWide = A <= 3 ? 8 : A <= 6 ? 4 : A <= 12 ? 2 : 1;
  constexpr int B = L == 16 || kWide == 1 ? kWide : kWide / 2;
  for (; u + (B - 1) * L < end; u += B * L) sum_columns<L, A, B>(task, u);
  if constexpr (B >= 4)
    for (; u + (B / 2 - 1) * L < end; u += B / 2 * L) sum_columns<L, A, B / 2>(task, u);
  for (; u < end; u += L) sum_columns<L, A, 1>(task, u);
}

template <int L>
[[gnu::always_inline]] inline void sum_row_of(const RowTask& task, int sums, int64_t u,
                                              int64_t end) {
  switch (sums) {
    case 1:
      return sum_row<L, 1>(task, u, end);
    case 2:
      return sum_row<L, 2>(task, u, end);
    case 3:
      return sum_row<L, 3>(task, u, end);
    case 4:
      return sum_row<L, 4>(task, u, end);
    case 6:
      return sum_row<L, 6>(task, u, end);
    case 8:
      return sum_row<L, 8>(task, u, end);
    case 12:
      return sum_row<L, 12>(task, u, end);
    default:
      return sum_row<L, kMostSums>(task, u, end);
  }
}

// How many sums the loops above take at once, for `wanted` of them and rows of so many vectors: as
// many as keep the arithmetic busy.
int sums_at_once(int64_t wanted, int64_t vectors) {
  if (wanted > 6 && vectors >= 4) return 6;
  for (const int sums : {1, 2, 3, 4, 6, 8, 12})
    if (wanted <= sums) return sums;
  return wanted % 12 == 0 ? 12 : kMostSums;
}

CNNVIZ_HOT void picture_row(const RowTask& task, int64_t lanes, int sums, int64_t u, int64_t end) {
  if (lanes == 16)
    sum_row_of<16>(task, sums, u, end);
  else
    sum_row_of<8>(task, sums, u, end);
}

// a, b <- their elements, one after the other, by number. Clang has this for constant numbers
// alone.
template <typename V, typename Bits>
[[gnu::always_inline]] inline void shuffle(V& a, V& b, const Bits& low, const Bits& high) {
  const V first = a, second = b;
#ifdef __clang__
  constexpr int kLanes = sizeof(V) / sizeof(float);
  for (int l = 0; l < kLanes; ++l) {
    a[l] = low[l] < kLanes ? first[low[l]] : second[low[l] - kLanes];
    b[l] = high[l] < kLanes ? first[high[l]] : second[high[l] - kLanes];
  }
#else
  a = __builtin_shuffle(first, second, low);
  b = __builtin_shuffle(first, second, high);
#endif
}

// L columns of L channels -> L rows of L columns, by exchanging what differs in one bit of row and
// column, bit by bit.
template <int L>
[[gnu::always_inline]] inline void transpose_block(typename Lanes<L>::Type* block) {
  using Bits = typename Lanes<L>::Bits;
#pragma GCC unroll 4
  for (int step = 1; step < L; step *= 2) {
    Bits low, high;
    for (int l = 0; l < L; ++l) {
      low[l] = (l & step) != 0 ? L + l - step : l;
      high[l] = (l & step) != 0 ? L + l : l + step;
    }
#pragma GCC unroll 16
    for (int i = 0; i < L; ++i) {
      if ((i & step) != 0) continue;
      shuffle(block[i], block[i + step], low, high);
    }
  }
}

struct TransposeTask {
  const float *gradient, *values;  // a row of one block of channels: [columns, L]
  int64_t columns, row_step;
  float* result;  // [L channels, row_step]
};

template <int L>
[[gnu::always_inline]] inline void transpose_row(const TransposeTask& task,
                                                 const LaneGate<typename Lanes<L>::Type>& gate) {
  using V = typename Lanes<L>::Type;
  for (int64_t x = 0; x < task.columns; x += L) {
    const int64_t count = task.columns - x;
    V block[L], value;
#pragma GCC unroll 16
    for (int i = 0; i < L; ++i) {
      block[i] = V{};
      if (i >= count) continue;
      load(block[i], task.gradient + (x + i) * L);
      if (gate.present) {
        load(value, task.values + (x + i) * L);
        gate.pass(value, block[i]);
      }
    }
    transpose_block<L>(block);
    for (int l = 0; l < L; ++l) store(block[l], task.result + l * task.row_step + x);
  }
}

CNNVIZ_HOT void transpose_rows(const TransposeTask& task, const ClampGate& gate, int64_t lanes) {
  if (lanes == 16)
    transpose_row<16>(task, LaneGate<Lanes<16>::Type>(gate));
  else
    transpose_row<8>(task, LaneGate<Lanes<8>::Type>(gate));
}

class PictureGradient : public ConvGradient {
 public:
  PictureGradient(const ConvolutionShape& shape, const Tensor& weights, PackCache* packs)
      : images_(shape.source[0]),
        channels_(shape.source[1]),
        y_{shape.source[2], shape.target[2], shape.kernel[0], shape.stride[0], shape.pad_begin[0]},
        x_{shape.source[3], shape.target[3], shape.kernel[1], shape.stride[1], shape.pad_begin[1]},
        block_(channel_block()),
        blocks_(channel_blocks(shape.target[1])),
        sums_(sums_at_once(channels_ * x_.stride, (x_.last() - x_.first()) / block_ + 1)),
        groups_((channels_ * x_.stride + sums_ - 1) / sums_),
        weights_(weights),
        packs_(packs) {
    // Column o of gY lies at o + margin_; stores and loads of whole vectors reach over the end.
    // Rows begin at cache lines, an odd number of them apart: a transposed block touches as many
    // rows as it has lanes, which must not fall into the same sets of the cache.
    margin_ = whole_lines(x_.taps() - 1);
    const int64_t end = margin_ + std::max(x_.out, x_.last() + 1) + 8 * block_;
    width_ = whole_lines(end) | kLine;
    for (int64_t k = 0; k < blocks_ * block_; ++k)
      for (int64_t tx = 0; tx < x_.taps(); ++tx) offsets_.push_back(k * width_ + margin_ - tx);
  }

  void pack() override {
    if (packed_ == nullptr) packed_ = packed();
  }
  void run(const ConvGradientArgs& args) override {
    pack();
    const int64_t first = y_.first(), count = y_.last() - first + 1;
    const double cost = static_cast<double>(blocks_ * block_ * y_.kernel * x_.kernel * channels_) *
                        static_cast<double>(x_.out) * 0.02;
    parallel_ranges(images_ * count, cost, [&](int64_t begin, int64_t end) {
      const int64_t ring_floats = (y_.taps() + 1) * row_floats();
      const int64_t bytes = (ring_floats + sums_ * width_) * 4;
      const std::shared_ptr<void> memory = allocate_aligned(bytes);
      auto* ring = static_cast<float*>(memory.get());
      std::fill_n(ring, ring_floats, 0.0F);
      int64_t ready = 0;  // the next row of gY to be transposed
      for (int64_t item = begin; item < end; ++item) {
        const int64_t image = item / count, q = first + item % count;
        if (item == begin || q == first) ready = std::max<int64_t>(q - y_.taps() + 1, 0);
        for (; ready <= std::min(q, y_.out - 1); ++ready)
          transpose_target_row(args, image, ready, ring);
        for (int64_t phase = 0; phase < y_.stride; ++phase) {
          const int64_t i = q * y_.stride + phase - y_.pad;
          if (i >= 0 && i < y_.in) compute_row(args, image, q, phase, i, ring, ring + ring_floats);
        }
      }
    });
  }
  bool gates() const override { return true; }
  int64_t scratch_bytes() const override { return 0; }
  std::string implementation() const override { return "own picture"; }

 private:
  int64_t row_floats() const { return blocks_ * block_ * width_; }

  void transpose_target_row(const ConvGradientArgs& args, int64_t image, int64_t row,
                            float* ring) const {
    for (int64_t b = 0; b < blocks_; ++b) {
      const int64_t from = ((image * blocks_ + b) * y_.out + row) * x_.out * block_;
      float* to = ring + row % y_.taps() * row_floats() + b * block_ * width_ + margin_;
      const float* values = args.target_gate.present ? args.target + from : nullptr;
      transpose_rows({args.target_gradient + from, values, x_.out, width_, to}, args.target_gate,
                     block_);
    }
  }

  // Row i of the picture's gradient, which has the vertical phase `phase`.
  void compute_row(const ConvGradientArgs& args, int64_t image, int64_t q, int64_t phase, int64_t i,
                   const float* ring, float* result) const {
    std::vector<const float*> rows;
    for (int64_t t = 0; t < y_.taps_of(phase); ++t) {
      const bool inside = q - t >= 0 && q - t < y_.out;
      rows.push_back(ring + (inside ? (q - t) % y_.taps() : y_.taps()) * row_floats());
    }
    RowTask task{};
    task.rows_taps = y_.taps_of(phase);
    task.terms = static_cast<int64_t>(offsets_.size());
    task.rows = rows.data();
    task.offsets = offsets_.data();
    task.result = result;
    task.width = width_;
    const int64_t first = x_.first(), end = x_.last() + 1;
    for (int64_t group = 0; group < groups_; ++group) {
      task.weights = static_cast<const float*>(packed_.get()) + group_offset(phase, group);
      picture_row(task, block_, sums_, first, end);
      for (int64_t s = 0; s < sums_; ++s) {
        const int64_t sum = group * sums_ + s, c = sum / x_.stride;
        if (c >= channels_) break;
        float* to = args.source_gradient + ((image * channels_ + c) * y_.in + i) * x_.in;
        const int64_t shift = sum % x_.stride - x_.pad;
        for (int64_t u = first; u < end; ++u) {
          const int64_t column = u * x_.stride + shift;
          if (column >= 0 && column < x_.in) to[column] = result[s * width_ + u];
        }
      }
    }
  }

  // Of the weights of a vertical phase and a group of sums.
  int64_t group_offset(int64_t phase, int64_t group) const {
    int64_t taps_before = 0;
    for (int64_t p = 0; p < phase; ++p) taps_before += y_.taps_of(p);
    const int64_t per_tap = blocks_ * block_ * x_.taps() * sums_;
    return (taps_before * groups_ + group * y_.taps_of(phase)) * per_tap;
  }

  std::shared_ptr<const void> packed() const {
    const int64_t floats = group_offset(y_.stride, 0);
    const auto fill = [&](const Tensor& source, void* packed) {
      const float* w = source.floats().data();
      auto* to = static_cast<float*>(packed);
      for (int64_t phase = 0; phase < y_.stride; ++phase)
        for (int64_t group = 0; group < groups_; ++group)
          for (int64_t ty = 0; ty < y_.taps_of(phase); ++ty)
            for (int64_t k = 0; k < blocks_ * block_; ++k)
              for (int64_t tx = 0; tx < x_.taps(); ++tx)
                for (int64_t s = 0; s < sums_; ++s, ++to) {
                  const int64_t sum = group * sums_ + s, c = sum / x_.stride;
                  const int64_t dy = phase + ty * y_.stride;
                  const int64_t dx = sum % x_.stride + tx * x_.stride;
                  const bool exists = k < source.shape()[0] && c < channels_ && dx < x_.kernel;
                  *to = exists ? w[((k * channels_ + c) * y_.kernel + dy) * x_.kernel + dx] : 0.0F;
                }
    };
    return shared_pack(packs_, weights_, "picture", floats * 4, fill);
  }

  int64_t images_, channels_;
  PictureAxis y_, x_;
  int64_t block_, blocks_;
  int sums_;
  int64_t groups_, margin_ = 0, width_ = 0;
  std::vector<int64_t> offsets_;
  Tensor weights_;
  PackCache* packs_;
  std::shared_ptr<const void> packed_;
};

}  // namespace

std::unique_ptr<ConvGradient> make_picture_gradient(const ConvolutionShape& shape,
                                                    const ConvolutionLayouts& layouts,
                                                    const Tensor& weights, PackCache* packs) {
  const Shape ones{1, 1};
  const bool mixed = layouts.source == Layout::plain && layouts.target == Layout::blocked;
  if (!mixed || shape.groups != 1 || shape.dilation != ones) return nullptr;
  return std::make_unique<PictureGradient>(shape, weights, packs);
}

}  // namespace cnnviz::core
