#include "ops/pool_loops.h"

#include <algorithm>
#include <limits>

#include "backend/parallel.h"
#include "ops/lanes.h"

namespace cnnviz::core {

namespace {

// The window positions of output `o` that lie inside the input: d in [begin, end).
struct Span {
  int64_t begin, end, origin;  // input index of d is origin + d * dilation
};

inline Span inside(const PoolAxis& axis, int64_t o) {
  const int64_t origin = o * axis.stride - axis.pad;
  const int64_t d = axis.dilation;
  const int64_t begin = origin < 0 ? (-origin + d - 1) / d : 0;
  const int64_t fits = origin >= axis.in ? 0 : (axis.in - 1 - origin) / d + 1;
  return {begin, std::min(axis.kernel, fits), origin};
}

// Calls element(input position) for every element of the window whose planes, rows and columns are
// z, y and x. Inlined into functions compiled for several instruction sets, as all below.
template <typename Element>
[[gnu::always_inline]] inline void for_elements(const PoolGeometry& g, const Span& z, const Span& y,
                                                const Span& x, const Element& element) {
  const auto& [az, ay, ax] = g.axes;
  for (int64_t dz = z.begin; dz < z.end; ++dz)
    for (int64_t dy = y.begin; dy < y.end; ++dy) {
      const int64_t row =
          ((z.origin + dz * az.dilation) * ay.in + y.origin + dy * ay.dilation) * ax.in;
      for (int64_t dx = x.begin; dx < x.end; ++dx) element(row + x.origin + dx * ax.dilation);
    }
}

// Calls element(output position, input position) for every element of every window, windows in
// order, and begin(output position), end(output position) around each.
template <typename Begin, typename Element, typename End>
[[gnu::always_inline]] inline void for_windows(const PoolGeometry& g, const Begin& begin,
                                               const Element& element, const End& end) {
  const auto& [az, ay, ax] = g.axes;
  int64_t o = 0;
  for (int64_t oz = 0; oz < az.out; ++oz) {
    const Span z = inside(az, oz);
    for (int64_t oy = 0; oy < ay.out; ++oy) {
      const Span y = inside(ay, oy);
      for (int64_t ox = 0; ox < ax.out; ++ox, ++o) {
        begin(o);
        for_elements(g, z, y, inside(ax, ox), [&](int64_t i) { element(o, i); });
        end(o);
      }
    }
  }
}

template <typename V>
[[gnu::always_inline]] inline void add(const V& value, float* to) {
  V sum;
  load(sum, to);
  sum += value;
  store(sum, to);
}

template <int L>
[[gnu::always_inline]] inline void max_plane(const PoolGeometry& g, const float* x, float* y) {
  using V = typename Lanes<L>::Type;
  const V lowest = V{} - std::numeric_limits<float>::infinity();
  V best = lowest, in;
  for_windows(
      g, [&](int64_t) { best = lowest; },
      [&](int64_t, int64_t i) {
        load(in, x + i * L);
        best = in > best ? in : best;
      },
      [&](int64_t o) { store(best, y + o * L); });
}

// What is left of a gradient once `given`, all of it or 0, has been given away. By bits, so that it
// holds for infinity; and one comparison less (see LaneGate).
template <int L>
[[gnu::always_inline]] inline void take(const typename Lanes<L>::Type& given,
                                        typename Lanes<L>::Type& left) {
  using Bits = typename Lanes<L>::Bits;
  Bits a, b;
  std::memcpy(&a, &left, sizeof a);
  std::memcpy(&b, &given, sizeof b);
  a ^= b;
  std::memcpy(&left, &a, sizeof a);
}

// Windows [begin, end) of a row of windows that lie in these planes and rows; y and gy begin at the
// first window of the row.
template <int L>
[[gnu::always_inline]] inline void max_gradient_part(const PoolGeometry& g, const Span& planes,
                                                     const Span& rows, int64_t begin, int64_t end,
                                                     const LaneGate<typename Lanes<L>::Type>& gate,
                                                     const float* x, const float* y,
                                                     const float* gy, float* gx) {
  using V = typename Lanes<L>::Type;
  const V zero = V{};
  V left = zero, top = zero, in;  // left: the gradient still to be given away
  for (int64_t o = begin; o < end; ++o) {
    load(left, gy + o * L);
    load(top, y + o * L);
    if (gate.present) gate.pass(top, left);
    for_elements(g, planes, rows, inside(g.axes[2], o), [&](int64_t i) {
      load(in, x + i * L);
      const V given = in == top ? left : zero;
      take<L>(given, left);
      add(given, gx + i * L);
    });
  }
}

// Windows [begin, end) of a row, K by K at stride S < K, all inside: unrolled, and what two
// neighbors give to the same column stays in registers.
template <int L, int K, int S>
[[gnu::always_inline]] inline void max_gradient_run(const PoolAxis& ax, int64_t begin, int64_t end,
                                                    const LaneGate<typename Lanes<L>::Type>& gate,
                                                    const float* x, const float* y, const float* gy,
                                                    float* gx) {
  using V = typename Lanes<L>::Type;
  const V zero = V{};
  V carry[K][K - S] = {};
  const int64_t row = ax.in * L;
  for (int64_t o = begin; o < end; ++o) {
    const int64_t first = (o * S - ax.pad) * L;
    V left, top, in;
    load(left, gy + o * L);
    load(top, y + o * L);
    if (gate.present) gate.pass(top, left);
#pragma GCC unroll 3
    for (int dy = 0; dy < K; ++dy) {
#pragma GCC unroll 3
      for (int dx = 0; dx < K; ++dx) {
        load(in, x + dy * row + first + dx * L);
        V given = in == top ? left : zero;
        take<L>(given, left);
        if (dx < K - S) given += carry[dy][dx];
        if (dx >= S)
          carry[dy][dx - S] = given;
        else
          add(given, gx + dy * row + first + dx * L);
      }
    }
  }
  if (end > begin)
    for (int dy = 0; dy < K; ++dy)
      for (int dx = 0; dx < K - S; ++dx)
        add(carry[dy][dx], gx + dy * row + (end * S - ax.pad + dx) * L);
}

template <int L>
[[gnu::always_inline]] inline void max_gradient(const PoolGeometry& g, const ClampGate& gate,
                                                const float* x, const float* y, const float* gy,
                                                float* gx) {
  using V = typename Lanes<L>::Type;
  const auto& [az, ay, ax] = g.axes;
  std::fill(gx, gx + g.in_size() * L, 0.0F);
  const LaneGate<V> lane_gate(gate);
  const bool common = ay.kernel == 3 && ax.kernel == 3 && ay.stride == 2 && ax.stride == 2 &&
                      ay.dilation == 1 && ax.dilation == 1 && az.in == 1 && az.out == 1;
  // Windows [inner, outer) of a row have all their columns inside.
  const int64_t inner = std::min((ax.pad + ax.stride - 1) / ax.stride, ax.out);
  const int64_t outer =
      std::max(inner, std::min((ax.in + ax.pad - ax.kernel) / ax.stride + 1, ax.out));
  for (int64_t oz = 0; oz < az.out; ++oz) {
    const Span planes = inside(az, oz);
    for (int64_t oy = 0; oy < ay.out; ++oy) {
      const Span rows = inside(ay, oy);
      const int64_t at = (oz * ay.out + oy) * ax.out * L, row = rows.origin * ax.in * L;
      const bool fast = common && rows.begin == 0 && rows.end == 3;
      const int64_t left = fast ? inner : ax.out, right = fast ? outer : ax.out;
      max_gradient_part<L>(g, planes, rows, 0, left, lane_gate, x, y + at, gy + at, gx);
      if (fast)
        max_gradient_run<L, 3, 2>(ax, inner, outer, lane_gate, x + row, y + at, gy + at, gx + row);
      max_gradient_part<L>(g, planes, rows, right, ax.out, lane_gate, x, y + at, gy + at, gx);
    }
  }
}

template <int L>
[[gnu::always_inline]] inline void average_plane(const PoolGeometry& g, const float* factors,
                                                 const float* x, float* y) {
  using V = typename Lanes<L>::Type;
  V sum = V{}, in;
  for_windows(
      g, [&](int64_t) { sum = V{}; },
      [&](int64_t, int64_t i) {
        load(in, x + i * L);
        sum += in;
      },
      [&](int64_t o) {
        sum *= factors[o];
        store(sum, y + o * L);
      });
}

template <int L>
[[gnu::always_inline]] inline void average_gradient(const PoolGeometry& g, const float* factors,
                                                    const float* gy, float* gx) {
  using V = typename Lanes<L>::Type;
  std::fill(gx, gx + g.in_size() * L, 0.0F);
  V share = V{};
  for_windows(
      g,
      [&](int64_t o) {
        load(share, gy + o * L);
        share *= factors[o];
      },
      [&](int64_t, int64_t i) { add(share, gx + i * L); }, [](int64_t) {});
}

}  // namespace

CNNVIZ_HOT void max_pool_plane(const PoolGeometry& g, int lanes, const float* x, float* y) {
  if (lanes == 16)
    max_plane<16>(g, x, y);
  else if (lanes == 8)
    max_plane<8>(g, x, y);
  else
    max_plane<1>(g, x, y);
}

CNNVIZ_HOT void max_pool_gradient_plane(const PoolGeometry& g, int lanes, const ClampGate& gate,
                                        const float* x, const float* y, const float* gy,
                                        float* gx) {
  if (lanes == 16)
    max_gradient<16>(g, gate, x, y, gy, gx);
  else if (lanes == 8)
    max_gradient<8>(g, gate, x, y, gy, gx);
  else
    max_gradient<1>(g, gate, x, y, gy, gx);
}

void max_pool_indices(const PoolGeometry& g, bool column_major, const float* x, const float* y,
                      int64_t first, int64_t* indices) {
  const int64_t height = g.axes[1].in, width = g.axes[2].in;
  int64_t found = 0;
  for_windows(
      g, [&](int64_t) { found = -1; },
      [&](int64_t o, int64_t i) {
        if (found < 0 && x[i] == y[o]) found = i;
      },
      [&](int64_t o) {
        int64_t index = std::max<int64_t>(found, 0);
        if (column_major) {
          const int64_t plane = index / (height * width) * (height * width);
          index = plane + index % width * height + index / width % height;
        }
        indices[o] = first + index;
      });
}

std::vector<float> average_pool_factors(const PoolGeometry& g, bool include_pad) {
  // With the padding counted, what ceil_mode lets hang over beyond it still is not.
  const auto counted = [include_pad](const PoolAxis& axis, int64_t o) {
    const Span span = inside(axis, o);
    if (!include_pad) return span.end - span.begin;
    const int64_t room = axis.in + axis.pad_end - span.origin;
    return std::min(axis.kernel, (room + axis.dilation - 1) / axis.dilation);
  };
  std::vector<float> factors;
  for (int64_t z = 0; z < g.axes[0].out; ++z)
    for (int64_t y = 0; y < g.axes[1].out; ++y)
      for (int64_t x = 0; x < g.axes[2].out; ++x) {
        const int64_t count = counted(g.axes[0], z) * counted(g.axes[1], y) * counted(g.axes[2], x);
        factors.push_back(count > 0 ? 1.0F / static_cast<float>(count) : 0.0F);
      }
  return factors;
}

CNNVIZ_HOT void average_pool_plane(const PoolGeometry& g, int lanes, const float* factors,
                                   const float* x, float* y) {
  if (lanes == 16)
    average_plane<16>(g, factors, x, y);
  else if (lanes == 8)
    average_plane<8>(g, factors, x, y);
  else
    average_plane<1>(g, factors, x, y);
}

CNNVIZ_HOT void average_pool_gradient_plane(const PoolGeometry& g, int lanes, const float* factors,
                                            const float* gy, float* gx) {
  if (lanes == 16)
    average_gradient<16>(g, factors, gy, gx);
  else if (lanes == 8)
    average_gradient<8>(g, factors, gy, gx);
  else
    average_gradient<1>(g, factors, gy, gx);
}

}  // namespace cnnviz::core
