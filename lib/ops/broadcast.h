// Walking over tensors that broadcast to one output (NumPy's rule), in plain layout, and its
// adjoint: the sum over the axes along which a tensor was repeated.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <vector>

#include "tensor/shape.h"

namespace cnnviz::core {

// The output's axes with neighbors merged wherever all operands allow it, and each operand's
// strides on them (0 where it is repeated). There is always at least one axis; on the last one
// strides are 0 or 1.
struct BroadcastPlan {
  Shape extents;
  std::vector<Shape> strides;  // by operand, by axis
};

BroadcastPlan plan_broadcast(const Shape& output, const std::vector<Shape>& operands);

// Calls row(count, at, offsets) for stretches of the last axis, at most kLongestRow long, that
// together cover the output, in parallel: output elements [at, at + count); operand k begins at
// offsets[k] and moves by strides[k].back(). `cost` as in parallel_ranges. The row must not throw.
constexpr int64_t kLongestRow = 1024;
void for_each_row(
    const BroadcastPlan& plan, double cost,
    const std::function<void(int64_t count, int64_t at, const int64_t* offsets)>& row);

// The `count` values that begin at `values` and move by `step` (0 or 1), one after another: where
// they lie, or written out in `buffer`.
template <typename T>
const T* spread(const T* values, int64_t step, int64_t count, T* buffer) {
  if (step != 0) return values;
  std::fill_n(buffer, count, *values);
  return buffer;
}

// target = source summed over the axes along which `target_shape` broadcasts to `shape`.
void sum_to_shape(const float* source, const Shape& shape, float* target,
                  const Shape& target_shape);

}  // namespace cnnviz::core
