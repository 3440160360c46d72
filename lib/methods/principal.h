// Principal components of the rows of a matrix: the directions of largest variance, by subspace
// iteration with random beginnings (Halko, Martinsson & Tropp 2011). Memory beside the rows is
// linear in their number and in their width.
#pragma once

#include <cstdint>

#include "base/progress.h"
#include "tensor/tensor.h"

namespace cnnviz::core {

constexpr int64_t kMostComponents = 256;

// The rows of `points` [n, d], their mean subtracted, along the first `count` components: [n,
// count]. In each component the number of largest magnitude that belongs to a column is positive,
// so that signs are settled. Columns beyond the rank are 0.
Tensor principal_components(const Tensor& points, int64_t count, uint64_t seed, Progress* progress);

}  // namespace cnnviz::core
