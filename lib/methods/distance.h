// Distances between rows of numbers, and the k nearest seen so far.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "methods/neighbors.h"
#include "tensor/tensor.h"

namespace cnnviz::core {

// Sum of (a - b)^2, and of a b, in double.
double squared_distance(const float* a, const float* b, int64_t size);
double dot_product(const float* a, const float* b, int64_t size);

// Distances of a metric between rows of two matrices of equal width, in double, in the form that
// orders them: squared where Euclidean.
class RowDistance {
 public:
  RowDistance(const Tensor& queries, const Tensor& points, Metric metric);
  double operator()(int64_t query, int64_t point) const;
  // What people are told: the square root taken.
  static double shown(double distance, Metric metric);

 private:
  const float *queries_, *points_;
  int64_t width_;
  Metric metric_;
  std::vector<double> query_norms_, point_norms_;  // cosine alone
};

// The k nearest rows of one that asks, ordered by (distance, index).
struct Candidate {
  double distance;
  int64_t index;
  friend bool operator<(const Candidate& a, const Candidate& b) {
    return a.distance != b.distance ? a.distance < b.distance : a.index < b.index;
  }
};

// k candidates for each of several asking rows, in one block of memory.
class NearestLists {
 public:
  NearestLists(int64_t rows, int64_t count);

  bool full(int64_t row) const { return sizes_[static_cast<size_t>(row)] == count_; }
  // The farthest of a full row.
  const Candidate& worst(int64_t row) const { return items_[static_cast<size_t>(row * count_)]; }
  void push(int64_t row, Candidate candidate);
  bool holds(int64_t row, int64_t index) const;
  // Whether a candidate of that index has no place even if its distance is 0.
  bool hopeless(int64_t row, int64_t index) const {
    return full(row) && worst(row).distance == 0 && index > worst(row).index;
  }
  // In order, as tensors.
  Neighbors finish(Metric metric);

 private:
  int64_t count_;
  std::vector<int64_t> sizes_;
  std::vector<Candidate> items_;  // a heap for each row, its worst first
};

}  // namespace cnnviz::core
