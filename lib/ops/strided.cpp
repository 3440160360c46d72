#include "ops/strided.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "backend/parallel.h"

namespace cnnviz::core {

namespace {

using Axis = StridedPlan::Axis;

CNNVIZ_HOT double sum_run(const float* values, int64_t count) {
  constexpr int64_t kLanes = 16;
  double lanes[kLanes] = {};
  int64_t i = 0;
  for (; i + kLanes <= count; i += kLanes)
    for (int64_t lane = 0; lane < kLanes; ++lane)
      lanes[lane] += static_cast<double>(values[i + lane]);
  double total = 0;
  for (const double lane : lanes) total += lane;
  for (; i < count; ++i) total += static_cast<double>(values[i]);
  return total;
}

CNNVIZ_HOT void add_run(const float* source, float* target, int64_t count) {
  for (int64_t i = 0; i < count; ++i) target[i] += source[i];
}

// Calls inner(source, target) for every index of the first `depth` axes.
template <typename T, typename Inner>
void walk(const Axis* axes, size_t depth, const T* source, T* target, const Inner& inner) {
  if (depth == 0) {
    inner(source, target);
    return;
  }
  for (int64_t i = 0; i < axes->extent; ++i)
    walk(axes + 1, depth - 1, source + i * axes->source, target + i * axes->target, inner);
}

// A transposition: `rows` is contiguous in the source, `columns` in the target. In tiles, so that
// the cache lines of both sides are used up while they are there.
template <typename T>
void copy_tiles(const T* source, T* target, const Axis& rows, const Axis& columns) {
  constexpr int64_t kTile = 32;
  for (int64_t r = 0; r < rows.extent; r += kTile) {
    const int64_t row_end = std::min(r + kTile, rows.extent);
    for (int64_t c = 0; c < columns.extent; c += kTile) {
      const int64_t column_end = std::min(c + kTile, columns.extent);
      if (columns.extent >= 8) {
        for (int64_t i = r; i < row_end; ++i)
          for (int64_t j = c; j < column_end; ++j)
            target[i * rows.target + j] = source[i + j * columns.source];
      } else {
        for (int64_t j = c; j < column_end; ++j)
          for (int64_t i = r; i < row_end; ++i)
            target[i * rows.target + j] = source[i + j * columns.source];
      }
    }
  }
}

template <typename T>
void copy_serial(std::vector<Axis> axes, const T* source, T* target) {
  if (axes.empty()) {
    *target = *source;
    return;
  }
  const Axis last = axes.back();
  axes.pop_back();
  if (last.target == 1 && last.source == 1) {
    const size_t bytes = static_cast<size_t>(last.extent) * sizeof(T);
    walk(axes.data(), axes.size(), source, target,
         [bytes](const T* s, T* t) { std::memcpy(t, s, bytes); });
    return;
  }
  const auto rows =
      std::find_if(axes.begin(), axes.end(), [](const Axis& axis) { return axis.source == 1; });
  if (last.target == 1 && rows != axes.end()) {
    const Axis row_axis = *rows;
    axes.erase(rows);
    walk(axes.data(), axes.size(), source, target,
         [&](const T* s, T* t) { copy_tiles(s, t, row_axis, last); });
    return;
  }
  walk(axes.data(), axes.size(), source, target, [last](const T* s, T* t) {
    for (int64_t i = 0; i < last.extent; ++i) t[i * last.target] = s[i * last.source];
  });
}

void add_serial(const std::vector<Axis>& axes, const float* source, float* target) {
  if (axes.empty()) {
    *target += *source;
    return;
  }
  const Axis last = axes.back();
  walk(axes.data(), axes.size() - 1, source, target, [last](const float* s, float* t) {
    if (last.source == 1 && last.target == 0) {
      *t = static_cast<float>(*t + sum_run(s, last.extent));
    } else if (last.source == 1 && last.target == 1) {
      add_run(s, t, last.extent);
    } else {
      for (int64_t i = 0; i < last.extent; ++i) t[i * last.target] += s[i * last.source];
    }
  });
}

// Runs body(axes, source, target) on parts of the index space, divided at one axis.
template <typename T, typename Body>
void run_parts(const std::vector<Axis>& axes, size_t divided, const T* source, T* target,
               const Body& body) {
  if (axes.empty()) {
    body(axes, source, target);
    return;
  }
  double each = axes.back().source == 1 && axes.back().target == 1 ? 0.2 : 1.0;
  for (size_t i = 0; i < axes.size(); ++i)
    if (i != divided) each *= static_cast<double>(axes[i].extent);
  const Axis split = axes[divided];
  parallel_ranges(split.extent, each, [&](int64_t begin, int64_t end) {
    std::vector<Axis> part = axes;
    part[divided].extent = end - begin;
    body(part, source + begin * split.source, target + begin * split.target);
  });
}

}  // namespace

StridedMap StridedMap::reversed() const {
  return {extents, target_strides, source_strides, target_offset, source_offset};
}

StridedPlan::StridedPlan(const StridedMap& map, Kind kind)
    : source_offset_(map.source_offset), target_offset_(map.target_offset) {
  std::vector<Axis> axes;
  for (size_t i = 0; i < map.extents.size(); ++i) {
    if (map.extents[i] == 0) empty_ = true;
    if (map.extents[i] > 1)
      axes.push_back({map.extents[i], map.source_strides[i], map.target_strides[i]});
  }
  if (empty_) return;
  // The larger side is walked in the order of its memory: what a copy writes, what a sum reads.
  std::stable_sort(axes.begin(), axes.end(), [kind](const Axis& a, const Axis& b) {
    return kind == Kind::copy ? std::abs(a.target) > std::abs(b.target)
                              : std::abs(a.source) > std::abs(b.source);
  });
  for (const Axis& axis : axes) {
    if (!axes_.empty()) {
      Axis& outer = axes_.back();
      if (outer.source == axis.source * axis.extent && outer.target == axis.target * axis.extent) {
        outer = {outer.extent * axis.extent, axis.source, axis.target};
        continue;
      }
    }
    axes_.push_back(axis);
  }
  // Threads divide the outermost axis that gives each of them something, but never one that sums.
  constexpr int64_t kEnough = 16;
  int64_t best = 0;
  for (size_t i = 0; i < axes_.size(); ++i) {
    const int64_t parts = axes_[i].target == 0 ? 0 : std::min(axes_[i].extent, kEnough);
    if (parts > best) {
      best = parts;
      parallel_ = i;
    }
  }
  if (best == 0 && !axes_.empty()) axes_.insert(axes_.begin(), Axis{1, 0, 0});
}

void StridedPlan::copy(const void* source, void* target, int64_t element_size) const {
  if (empty_) return;
  const auto run = [&](auto element) {
    using T = decltype(element);
    run_parts(axes_, parallel_, static_cast<const T*>(source) + source_offset_,
              static_cast<T*>(target) + target_offset_, copy_serial<T>);
  };
  switch (element_size) {
    case 1:
      return run(uint8_t{});
    case 4:
      return run(uint32_t{});
    case 8:
      return run(uint64_t{});
    default:
      fail(Status::internal, "a strided copy of elements of ", element_size, " bytes");
  }
}

void StridedPlan::add(const float* source, float* target) const {
  if (empty_) return;
  run_parts(axes_, parallel_, source + source_offset_, target + target_offset_, add_serial);
}

StridedKernel::StridedKernel(const StridedMap& map, DataType type, Reads reads)
    : element_size_(data_type_size(type)),
      reads_(reads),
      forward_(map, StridedPlan::Kind::copy),
      backward_(map.reversed(),
                reads == Reads::repeatedly ? StridedPlan::Kind::add : StridedPlan::Kind::copy) {}

void StridedKernel::forward(Buffers inputs, Buffers outputs, void*) {
  forward_.copy(inputs[0].data, outputs[0].data, element_size_);
}

void StridedKernel::backward(const BackwardArgs& args) {
  const Buffer& gradient = args.input_gradients[0];
  if (!gradient) return;
  const Buffer& seed = args.output_gradients[0];
  if (!seed || reads_ != Reads::each_once) fill_zero(gradient);
  if (!seed) return;
  if (reads_ == Reads::repeatedly)
    backward_.add(seed.floats(), gradient.floats());
  else
    backward_.copy(seed.data, gradient.data, element_size_);
}

Shape memory_shape(const Shape& shape, Layout layout) {
  if (layout == Layout::plain) return shape;
  Shape result = shape;
  result[1] = channel_blocks(shape[1]);
  result.push_back(channel_block());
  return result;
}

void fill_zero(const Buffer& buffer) {
  const int64_t bytes = buffer.padded_size() * data_type_size(buffer.info->type);
  if (bytes > 0) std::memset(buffer.data, 0, static_cast<size_t>(bytes));
}

void fill_elements(void* target, int64_t count, int64_t element_size, const void* value) {
  const auto run = [&](auto element) {
    std::memcpy(&element, value, sizeof element);
    std::fill_n(static_cast<decltype(element)*>(target), count, element);
  };
  switch (element_size) {
    case 1:
      return run(uint8_t{});
    case 4:
      return run(uint32_t{});
    case 8:
      return run(uint64_t{});
    default:
      fail(Status::internal, "a fill of elements of ", element_size, " bytes");
  }
}

double sum_floats(const float* values, int64_t count) {
  return sum_run(values, count);
}

}  // namespace cnnviz::core
