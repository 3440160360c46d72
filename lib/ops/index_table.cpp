#include "ops/index_table.h"

#include <algorithm>
#include <cstring>

#include "backend/parallel.h"
#include "ops/strided.h"

namespace cnnviz::core {

namespace {

using Loop = TableKernel::Loop;

CNNVIZ_HOT void add_run(const float* from, float* to, int64_t count) {
  for (int64_t i = 0; i < count; ++i) to[i] += from[i];
}

// Calls inner(last loop, source, target) for every index of the other loops.
template <typename S, typename T, typename Inner>
void walk(const Loop* loop, size_t depth, S* source, T* target, const Inner& inner) {
  if (depth == 1) {
    inner(*loop, source, target);
    return;
  }
  for (int64_t i = 0; i < loop->count; ++i)
    walk(loop + 1, depth - 1, source + (loop->table != nullptr ? loop->table[i] : i) * loop->source,
         target + i * loop->target, inner);
}

// Divides one loop among threads: body(loops, source, target) for each part.
template <typename S, typename T, typename Body>
void run_parts(const std::vector<Loop>& loops, size_t divided, S* source, T* target,
               const Body& body) {
  double each = 0.7;
  for (size_t i = 0; i < loops.size(); ++i)
    if (i != divided) each *= static_cast<double>(loops[i].count);
  const Loop& split = loops[divided];
  parallel_ranges(split.count, each, [&](int64_t begin, int64_t end) {
    std::vector<Loop> part = loops;
    part[divided].count = end - begin;
    if (split.table != nullptr) part[divided].table += begin;
    body(part, source + (split.table != nullptr ? 0 : begin * split.source),
         target + begin * split.target);
  });
}

template <typename T>
void gather(const std::vector<Loop>& loops, const T* source, T* target) {
  walk(loops.data(), loops.size(), source, target, [](const Loop& last, const T* s, T* t) {
    if (last.table == nullptr)
      std::memcpy(t, s, static_cast<size_t>(last.count) * sizeof(T));
    else
      for (int64_t i = 0; i < last.count; ++i) t[i] = s[last.table[i]];
  });
}

void scatter(const std::vector<Loop>& loops, float* source, const float* target) {
  walk(loops.data(), loops.size(), source, target, [](const Loop& last, float* s, const float* t) {
    if (last.table == nullptr)
      add_run(t, s, last.count);
    else
      for (int64_t i = 0; i < last.count; ++i) s[last.table[i]] += t[i];
  });
}

// The outermost of the largest loops that may be divided.
size_t loop_to_divide(const std::vector<Loop>& loops, bool tables) {
  constexpr int64_t kEnough = 16;
  size_t best = 0;
  int64_t parts = 0;
  for (size_t i = 0; i < loops.size(); ++i) {
    const int64_t here =
        tables || loops[i].table == nullptr ? std::min(loops[i].count, kEnough) : 0;
    if (here > parts) {
      parts = here;
      best = i;
    }
  }
  return best;
}

}  // namespace

std::vector<TableAxis> memory_axes(const Shape& source, const Shape& target, Layout layout) {
  const Shape from = memory_shape(source, layout), to = memory_shape(target, layout);
  std::vector<TableAxis> axes;
  for (size_t i = 0; i < from.size(); ++i) axes.push_back({from[i], to[i], {}});
  return axes;
}

TableKernel::TableKernel(const std::vector<TableAxis>& axes, DataType type)
    : element_size_(data_type_size(type)) {
  // A leading loop without a table always exists, so that a gradient's loops can be divided.
  std::vector<TableAxis> merged = {{}};
  for (const TableAxis& axis : axes) {
    if (axis.target == 0) empty_ = true;
    if (axis.table.empty() && merged.back().table.empty()) {
      merged.back().source *= axis.source;
      merged.back().target *= axis.target;
    } else {
      merged.push_back(axis);
    }
  }
  if (empty_) return;
  loops_.resize(merged.size());
  tables_.resize(merged.size());
  int64_t source = 1, target = 1;
  for (size_t i = merged.size(); i-- > 0;) {
    tables_[i] = std::move(merged[i].table);
    loops_[i] = {merged[i].target, source, target,
                 tables_[i].empty() ? nullptr : tables_[i].data()};
    source *= merged[i].source;
    target *= merged[i].target;
  }
}

void TableKernel::forward(Buffers inputs, Buffers outputs, void*) {
  if (empty_) return;
  const size_t divided = loop_to_divide(loops_, true);
  const auto run = [&](auto element) {
    using T = decltype(element);
    run_parts(loops_, divided, static_cast<const T*>(inputs[0].data),
              static_cast<T*>(outputs[0].data), gather<T>);
  };
  switch (element_size_) {
    case 1:
      return run(uint8_t{});
    case 4:
      return run(uint32_t{});
    case 8:
      return run(uint64_t{});
    default:
      fail(Status::internal, "a table copy of elements of ", element_size_, " bytes");
  }
}

void TableKernel::backward(const BackwardArgs& args) {
  const Buffer& gradient = args.input_gradients[0];
  if (!gradient) return;
  fill_zero(gradient);
  const Buffer& seed = args.output_gradients[0];
  if (!seed || empty_) return;
  // Parts that differ in an axis without a table touch different inputs.
  run_parts(loops_, loop_to_divide(loops_, false), gradient.floats(),
            static_cast<const float*>(seed.floats()), scatter);
}

}  // namespace cnnviz::core
