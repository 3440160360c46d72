// How well a map of points keeps their neighborhoods.
//
//   trustworthiness(k) = 1 - 2 / (n k (2n - 3k - 1)) * sum over i, and over the k nearest j of i on
//     the map, of max(0, r(i, j) - k), r the rank of j among i's neighbors in the original space
//     (Venna & Kaski 2001): 1 where no stranger is among the k nearest, about 1/2 at random
//   recall(k) = the share of a point's k nearest in the original space that are among its k nearest
//     on the map
//
// both as means over some points where there are many.
#pragma once

#include <cstdint>

#include "base/progress.h"
#include "methods/neighbors.h"

namespace cnnviz::core {

struct MapQuality {
  double trustworthiness = 0, recall = 0;
  int64_t trustworthiness_count = 0, recall_count = 0;  // k
  int64_t rows = 0;                                     // points that were looked at
};

constexpr int64_t kQualityRows = 2000;

// `points` [n, d], `coordinates` [n, m]; n at least 4. k is 5 and 10, less where n is small.
MapQuality map_quality(const Tensor& points, const Tensor& coordinates, Metric metric,
                       Progress* progress);

}  // namespace cnnviz::core
