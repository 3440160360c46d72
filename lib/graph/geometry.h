// Geometry: which elements of an input an output element reads, and which outputs an input reaches.
//
// A Box is one closed interval of indices for each axis of a tensor (channels and batch included),
// so that transposes, slices, concatenations and windows compose by the same rule. Intervals of
// windows are not clipped to the tensor: a receptive field may begin before the first pixel.
// Callers clip. Receptive fields (patches, `layers`), projective fields (incremental occlusion) and
// the alignment of maps to pixels (overlays) all come from this. After Araujo, Norris, Sim,
// "Computing Receptive Fields of Convolutional Neural Networks", Distill 2019.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "tensor/shape.h"

namespace cnnviz::core {

struct Interval {
  int64_t low = 0;
  int64_t high = -1;  // inclusive; high < low is empty

  bool empty() const { return high < low; }
  int64_t length() const { return empty() ? 0 : high - low + 1; }
  bool operator==(const Interval&) const = default;
};

using Box = std::vector<Interval>;

// Every element of a tensor of this shape.
inline Box whole_box(const Shape& shape) {
  Box box;
  for (const int64_t extent : shape) box.push_back({0, extent - 1});
  return box;
}

inline bool is_empty(const Box& box) {
  return std::any_of(box.begin(), box.end(), [](const Interval& i) { return i.empty(); });
}

inline Interval hull(const Interval& a, const Interval& b) {
  if (a.empty()) return b;
  if (b.empty()) return a;
  return {std::min(a.low, b.low), std::max(a.high, b.high)};
}

// The smallest box around two boxes of equal rank; an empty `a` (no axes) gives `b`.
inline Box hull(const Box& a, const Box& b) {
  if (a.empty() || is_empty(a)) return b;
  if (is_empty(b)) return a;
  Box result(a.size());
  for (size_t i = 0; i < a.size(); ++i) result[i] = hull(a[i], b[i]);
  return result;
}

// One spatial axis of a convolution or pooling: out[o] reads in[o*stride - pad + d*dilation],
// d in [0, kernel).
struct Window {
  int64_t kernel = 1, stride = 1, pad = 0, dilation = 1;

  int64_t extent() const { return dilation * (kernel - 1) + 1; }
  // Input interval read by outputs `out`.
  Interval reads(const Interval& out) const;
  // Output interval that depends on inputs `in`.
  Interval reaches(const Interval& in) const;
};

}  // namespace cnnviz::core
