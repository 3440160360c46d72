#include "methods/distance.h"

#include <cmath>
#include <cstring>

#include "base/checked.h"
#include "math/parallel.h"

namespace cnnviz::core {

namespace {

constexpr int64_t kLanes = 8;
typedef double Doubles __attribute__((vector_size(kLanes * sizeof(double))));
typedef float Floats __attribute__((vector_size(kLanes * sizeof(float))));

[[gnu::always_inline]] inline void widen(const float* from, Doubles& to) {
  Floats values;
  std::memcpy(&values, from, sizeof values);
  to = __builtin_convertvector(values, Doubles);
}

// Sum of (a - b)^2, or of a b, in two vectors of running sums: a fixed order.
template <bool difference>
[[gnu::always_inline]] inline double summed(const float* a, const float* b, int64_t size) {
  Doubles sums[2] = {};
  int64_t i = 0;
  for (; i + 2 * kLanes <= size; i += 2 * kLanes)
    for (int64_t part = 0; part < 2; ++part) {
      Doubles p, q;
      widen(a + i + part * kLanes, p);
      widen(b + i + part * kLanes, q);
      if constexpr (difference)
        sums[part] += (p - q) * (p - q);
      else
        sums[part] += p * q;
    }
  double total = 0;
  for (int64_t l = 0; l < kLanes; ++l) total += sums[0][l] + sums[1][l];
  for (; i < size; ++i) {
    const double p = static_cast<double>(a[i]), q = static_cast<double>(b[i]);
    total += difference ? (p - q) * (p - q) : p * q;
  }
  return total;
}

}  // namespace

CNNVIZ_HOT double squared_distance(const float* a, const float* b, int64_t size) {
  return summed<true>(a, b, size);
}

CNNVIZ_HOT double dot_product(const float* a, const float* b, int64_t size) {
  return summed<false>(a, b, size);
}

RowDistance::RowDistance(const Tensor& queries, const Tensor& points, Metric metric)
    : queries_(queries.floats().data()),
      points_(points.floats().data()),
      width_(points.shape()[1]),
      metric_(metric) {
  if (metric == Metric::euclidean) return;
  const auto norms = [&](const float* rows, int64_t count) {
    std::vector<double> found(static_cast<size_t>(count));
    for (int64_t r = 0; r < count; ++r) {
      const float* row = rows + r * width_;
      found[static_cast<size_t>(r)] = std::sqrt(dot_product(row, row, width_));
    }
    return found;
  };
  query_norms_ = norms(queries_, queries.shape()[0]);
  point_norms_ = norms(points_, points.shape()[0]);
}

double RowDistance::operator()(int64_t query, int64_t point) const {
  const float *a = queries_ + query * width_, *b = points_ + point * width_;
  if (metric_ == Metric::euclidean) return squared_distance(a, b, width_);
  const double norms =
      query_norms_[static_cast<size_t>(query)] * point_norms_[static_cast<size_t>(point)];
  if (norms == 0) return 1;
  return std::max(0.0, 1 - dot_product(a, b, width_) / norms);
}

double RowDistance::shown(double distance, Metric metric) {
  return metric == Metric::euclidean ? std::sqrt(distance) : distance;
}

NearestLists::NearestLists(int64_t rows, int64_t count)
    : count_(count),
      sizes_(static_cast<size_t>(rows)),
      items_(static_cast<size_t>(checked_mul(rows, count))) {}

void NearestLists::push(int64_t row, Candidate candidate) {
  int64_t& size = sizes_[static_cast<size_t>(row)];
  Candidate* first = items_.data() + row * count_;
  if (size < count_) {
    first[size++] = candidate;
    std::push_heap(first, first + size);
  } else if (candidate < *first) {
    std::pop_heap(first, first + size);
    first[size - 1] = candidate;
    std::push_heap(first, first + size);
  }
}

bool NearestLists::holds(int64_t row, int64_t index) const {
  const Candidate* first = items_.data() + row * count_;
  return std::any_of(first, first + sizes_[static_cast<size_t>(row)],
                     [&](const Candidate& candidate) { return candidate.index == index; });
}

Neighbors NearestLists::finish(Metric metric) {
  const auto rows = static_cast<int64_t>(sizes_.size());
  Neighbors found;
  found.indices = Tensor::unfilled(DataType::int64, {rows, count_});
  found.distances = Tensor::unfilled(DataType::float32, {rows, count_});
  int64_t* indices = found.indices.mutable_ints().data();
  float* distances = found.distances.mutable_floats().data();
  parallel_ranges(rows, static_cast<double>(50 * count_), [&](int64_t begin, int64_t end) {
    for (int64_t r = begin; r < end; ++r) {
      Candidate* first = items_.data() + r * count_;
      std::sort_heap(first, first + count_);
      for (int64_t i = 0; i < count_; ++i) {
        indices[r * count_ + i] = first[i].index;
        distances[r * count_ + i] =
            static_cast<float>(RowDistance::shown(first[i].distance, metric));
      }
    }
  });
  return found;
}

}  // namespace cnnviz::core
