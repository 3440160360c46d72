#include "ops/broadcast.h"

#include <algorithm>
#include <array>

#include "backend/parallel.h"

namespace cnnviz::core {

namespace {

CNNVIZ_HOT void add_row(float* target, const float* source, int64_t count) {
#pragma omp simd
  for (int64_t i = 0; i < count; ++i) target[i] += source[i];
}

CNNVIZ_HOT float sum_row(const float* source, int64_t count) {
  float sum = 0;
#pragma omp simd reduction(+ : sum)
  for (int64_t i = 0; i < count; ++i) sum += source[i];
  return sum;
}

// Offset of the flat index `index` over axes `extents` with `strides`.
int64_t offset_of(int64_t index, const Shape& extents, const Shape& strides) {
  int64_t offset = 0;
  for (size_t axis = extents.size(); axis-- > 0;) {
    offset += index % extents[axis] * strides[axis];
    index /= extents[axis];
  }
  return offset;
}

}  // namespace

BroadcastPlan plan_broadcast(const Shape& output, const std::vector<Shape>& operands) {
  std::vector<Shape> strides;
  for (const Shape& operand : operands) {
    const Shape own = row_major_strides(operand);
    const size_t added = output.size() - operand.size();
    Shape expanded(output.size(), 0);
    for (size_t i = 0; i < operand.size(); ++i) expanded[i + added] = operand[i] == 1 ? 0 : own[i];
    strides.push_back(std::move(expanded));
  }
  BroadcastPlan plan;
  plan.strides.resize(operands.size());
  for (size_t axis = 0; axis < output.size(); ++axis) {
    if (output[axis] == 1) continue;
    const bool merges = !plan.extents.empty() && [&] {
      for (size_t k = 0; k < operands.size(); ++k)
        if (plan.strides[k].back() != strides[k][axis] * output[axis]) return false;
      return true;
    }();
    if (merges) {
      plan.extents.back() *= output[axis];
      for (size_t k = 0; k < operands.size(); ++k) plan.strides[k].back() = strides[k][axis];
    } else {
      plan.extents.push_back(output[axis]);
      for (size_t k = 0; k < operands.size(); ++k) plan.strides[k].push_back(strides[k][axis]);
    }
  }
  if (plan.extents.empty()) {
    plan.extents.push_back(1);
    for (Shape& each : plan.strides) each.push_back(0);
  }
  return plan;
}

void for_each_row(
    const BroadcastPlan& plan, double cost,
    const std::function<void(int64_t count, int64_t at, const int64_t* offsets)>& row) {
  const size_t operands = plan.strides.size(), last = plan.extents.size() - 1;
  const int64_t length = plan.extents[last];
  parallel_ranges(element_count(plan.extents), cost, [&](int64_t begin, int64_t end) {
    std::vector<int64_t> offsets(operands);
    std::vector<int64_t> index(plan.extents.size());
    int64_t rest = begin;
    for (size_t axis = plan.extents.size(); axis-- > 0;) {
      index[axis] = rest % plan.extents[axis];
      rest /= plan.extents[axis];
    }
    for (size_t k = 0; k < operands; ++k)
      for (size_t axis = 0; axis <= last; ++axis) offsets[k] += index[axis] * plan.strides[k][axis];
    for (int64_t at = begin; at < end;) {
      const int64_t count = std::min({end - at, length - index[last], kLongestRow});
      row(count, at, offsets.data());
      at += count;
      index[last] += count;
      for (size_t k = 0; k < operands; ++k) offsets[k] += count * plan.strides[k][last];
      // Carry into the outer axes.
      for (size_t axis = last; axis > 0 && index[axis] == plan.extents[axis]; --axis) {
        for (size_t k = 0; k < operands; ++k)
          offsets[k] += plan.strides[k][axis - 1] - plan.extents[axis] * plan.strides[k][axis];
        index[axis] = 0;
        ++index[axis - 1];
      }
    }
  });
}

void sum_to_shape(const float* source, const Shape& shape, float* target,
                  const Shape& target_shape) {
  const BroadcastPlan plan = plan_broadcast(shape, {target_shape});
  const Shape steps = row_major_strides(plan.extents);
  // Every target element is the sum over the reduced axes; kept axes are independent of each other.
  // A kept last axis is cut into pieces, so that a single long row is shared between threads too.
  constexpr int64_t kPiece = 512;
  const bool row_kept = plan.strides[0].back() != 0;
  const int64_t length = plan.extents.back();
  Shape kept, kept_source, kept_target, reduced, reduced_source;
  for (size_t axis = 0; axis + 1 < plan.extents.size(); ++axis) {
    if (plan.strides[0][axis] != 0) {
      kept.push_back(plan.extents[axis]);
      kept_source.push_back(steps[axis]);
      kept_target.push_back(plan.strides[0][axis]);
    } else {
      reduced.push_back(plan.extents[axis]);
      reduced_source.push_back(steps[axis]);
    }
  }
  const int64_t pieces = row_kept ? (length + kPiece - 1) / kPiece : 1;
  const int64_t repeats = element_count(reduced), units = element_count(kept) * pieces;
  const double cost =
      static_cast<double>(repeats * std::min(length, row_kept ? kPiece : length)) / 4;
  parallel_ranges(units, cost, [&](int64_t begin, int64_t end) {
    for (int64_t unit = begin; unit < end; ++unit) {
      const int64_t first = unit % pieces * kPiece;
      const int64_t count = row_kept ? std::min(kPiece, length - first) : length;
      const float* from = source + offset_of(unit / pieces, kept, kept_source) + first;
      float* to = target + offset_of(unit / pieces, kept, kept_target) + first;
      if (row_kept) {
        std::fill(to, to + count, 0.0f);
        for (int64_t r = 0; r < repeats; ++r)
          add_row(to, from + offset_of(r, reduced, reduced_source), count);
      } else {
        float sum = 0;
        for (int64_t r = 0; r < repeats; ++r)
          sum += sum_row(from + offset_of(r, reduced, reduced_source), length);
        *to = sum;
      }
    }
  });
}

}  // namespace cnnviz::core
