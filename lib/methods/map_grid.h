// A map's points moved to the cells of a grid, so that pictures of equal size can lie side by side.
//
// The coordinates are scaled by their bounding box to the grid's, the second upward as in a plot; a
// cell stands at its center.
#pragma once

#include <cstdint>
#include <vector>

#include "base/progress.h"
#include "tensor/tensor.h"

namespace cnnviz::core {

enum class GridRule : uint8_t {
  // Every cell takes the nearest point that is left (Karpathy's pages of 2014), the cells with the
  // nearest points first, so that the order of cells does not matter.
  nearest,
  // The assignment whose sum of squared distances is least, by shortest augmenting paths (Jonker &
  // Volgenant 1987). Every point gets a cell, or every cell a point.
  optimal,
};

// The smaller side of an optimal assignment.
constexpr int64_t kMostAssigned = 4096;

// For each of `rows` x `columns` cells, row by row, the point that lies there, or -1.
std::vector<int64_t> grid_points(const Tensor& coordinates, int64_t rows, int64_t columns,
                                 GridRule rule, Progress* progress);

}  // namespace cnnviz::core
