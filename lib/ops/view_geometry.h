// Geometry of operators that rename, reorder or reduce axes, shared by those that move elements
// about.
#pragma once

#include <vector>

#include "graph/geometry.h"

namespace cnnviz::core {

// The smallest box of `to` that holds the elements of box `box` of `from`, both shapes naming the
// same row-major elements. Axes that both shapes have keep their interval; where axes were merged
// or split the box is the hull of the run of elements between the first and the last.
Box reshaped_box(const Box& box, const Shape& from, const Shape& to);

// result[i] = box[perm[i]]
Box permuted_box(const Box& box, const std::vector<int>& perm);

// A box of this rank with no elements.
inline Box empty_box(size_t rank) {
  return Box(rank);
}

Interval intersection(const Interval& a, const Interval& b);
inline Interval clipped_interval(const Interval& a, int64_t extent) {
  return intersection(a, {0, extent - 1});
}

// Division rounding toward minus infinity, and the remainder that belongs to it; divisor > 0.
inline int64_t floor_div(int64_t a, int64_t b) {
  return a / b - (a % b < 0 ? 1 : 0);
}
inline int64_t floor_mod(int64_t a, int64_t b) {
  return a % b < 0 ? a % b + b : a % b;
}

}  // namespace cnnviz::core
