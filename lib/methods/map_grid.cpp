#include "methods/map_grid.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/checked.h"
#include "methods/neighbors.h"

namespace cnnviz::core {

namespace {

struct Places {
  std::vector<float> x, y;
  int64_t size() const { return static_cast<int64_t>(x.size()); }
};

float squared(const Places& a, size_t i, const Places& b, size_t j) {
  const float dx = a.x[i] - b.x[j], dy = a.y[i] - b.y[j];
  return dx * dx + dy * dy;
}

// In units of cells, so that cells are square whatever the grid.
Places scaled_points(const Tensor& coordinates, int64_t rows, int64_t columns) {
  const float* values = coordinates.floats().data();
  const auto axis = [&](int64_t offset, int64_t cells) {
    std::vector<float> scaled;
    for (int64_t i = offset; i < coordinates.size(); i += 2) scaled.push_back(values[i]);
    const auto [low, high] = std::minmax_element(scaled.begin(), scaled.end());
    const double from = static_cast<double>(*low), extent = static_cast<double>(*high) - from;
    for (float& value : scaled)
      value = static_cast<float>(extent > 0 ? (static_cast<double>(value) - from) / extent *
                                                  static_cast<double>(cells)
                                            : static_cast<double>(cells) / 2);
    return scaled;
  };
  Places places{axis(0, columns), axis(1, rows)};
  // Up is up: the first row holds the largest second coordinates.
  for (float& y : places.y) y = static_cast<float>(rows) - y;
  return places;
}

Places cell_centers(int64_t rows, int64_t columns) {
  Places cells;
  for (int64_t r = 0; r < rows; ++r)
    for (int64_t c = 0; c < columns; ++c) {
      cells.x.push_back(static_cast<float>(c) + 0.5f);
      cells.y.push_back(static_cast<float>(r) + 0.5f);
    }
  return cells;
}

std::vector<int64_t> nearest_points(const Places& points, const Places& cells, Progress* progress) {
  std::vector<int64_t> left(static_cast<size_t>(points.size()));
  std::iota(left.begin(), left.end(), int64_t{0});
  const auto nearest = [&](size_t cell, float* distance) {
    size_t best = 0;
    *distance = std::numeric_limits<float>::infinity();
    for (size_t i = 0; i < left.size(); ++i) {
      const float own = squared(points, static_cast<size_t>(left[i]), cells, cell);
      if (own < *distance) {
        *distance = own;
        best = i;
      }
    }
    return best;
  };
  std::vector<float> distances(static_cast<size_t>(cells.size()));
  std::vector<size_t> order(distances.size());
  std::iota(order.begin(), order.end(), size_t{0});
  for (const size_t cell : order) {
    check_cancelled(progress);
    nearest(cell, &distances[cell]);
  }
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return distances[a] < distances[b]; });
  std::vector<int64_t> result(order.size(), -1);
  for (const size_t cell : order) {
    check_cancelled(progress);
    advance_stage(progress, 1);
    if (left.empty()) continue;
    float distance = 0;
    const size_t best = nearest(cell, &distance);
    result[cell] = left[best];
    left.erase(left.begin() + static_cast<std::ptrdiff_t>(best));
  }
  return result;
}

// For each of `few` the index among `many` that it is assigned; `few` are no more than `many`.
// Potentials keep all reduced costs nonnegative; each step adds one of `few` by a shortest path.
std::vector<size_t> assign(const Places& few, const Places& many, Progress* progress) {
  const auto rows = static_cast<size_t>(few.size()), columns = static_cast<size_t>(many.size());
  constexpr double kFar = std::numeric_limits<double>::infinity();
  const size_t none = rows;
  std::vector<double> row_potential(rows + 1, 0), column_potential(columns + 1, 0), least;
  std::vector<size_t> owner(columns + 1, none), before;
  std::vector<uint8_t> done;
  for (size_t row = 0; row < rows; ++row) {
    check_cancelled(progress);
    advance_stage(progress, 1);
    least.assign(columns, kFar);
    before.assign(columns, columns);
    done.assign(columns + 1, 0);
    owner[columns] = row;  // a column that is not there starts the path
    size_t column = columns;
    while (owner[column] != none) {
      done[column] = 1;
      const size_t own = owner[column];
      double step = kFar;
      size_t next = columns;
      for (size_t j = 0; j < columns; ++j) {
        if (done[j] != 0) continue;
        const double cost = static_cast<double>(squared(few, own, many, j)) - row_potential[own] -
                            column_potential[j];
        if (cost < least[j]) {
          least[j] = cost;
          before[j] = column;
        }
        if (least[j] < step) {
          step = least[j];
          next = j;
        }
      }
      for (size_t j = 0; j <= columns; ++j) {
        if (done[j] != 0) {
          row_potential[owner[j]] += step;
          column_potential[j] -= step;
        } else if (j < columns) {
          least[j] -= step;
        }
      }
      column = next;
    }
    while (column != columns) {
      owner[column] = owner[before[column]];
      column = before[column];
    }
  }
  std::vector<size_t> result(rows);
  for (size_t j = 0; j < columns; ++j)
    if (owner[j] != none) result[owner[j]] = j;
  return result;
}

}  // namespace

std::vector<int64_t> grid_points(const Tensor& coordinates, int64_t rows, int64_t columns,
                                 GridRule rule, Progress* progress) {
  check_points(coordinates, "coordinates");
  require(coordinates.shape()[1] == 2, Status::invalid_argument, "coordinates has ",
          coordinates.shape()[1], " columns, but must have 2");
  constexpr int64_t kMostSide = 1024;
  require(rows >= 1 && columns >= 1 && rows <= kMostSide && columns <= kMostSide,
          Status::invalid_argument, "the grid is of ", rows, " rows and ", columns,
          " columns, but must have 1 to ", kMostSide, " of each");
  const Places points = scaled_points(coordinates, rows, columns);
  const Places cells = cell_centers(rows, columns);
  if (rule == GridRule::nearest) {
    begin_stage(progress, "grid", cells.size());
    return nearest_points(points, cells, progress);
  }
  const int64_t assigned = std::min(points.size(), cells.size());
  require(assigned <= kMostAssigned, Status::limit, "an optimal assignment of ", points.size(),
          " points to ", cells.size(), " cells takes too long: up to ", kMostAssigned,
          " of either can be assigned; the nearest rule takes any number");
  begin_stage(progress, "grid", assigned);
  std::vector<int64_t> result(static_cast<size_t>(cells.size()), -1);
  if (points.size() <= cells.size()) {
    const std::vector<size_t> cell_of = assign(points, cells, progress);
    for (size_t i = 0; i < cell_of.size(); ++i) result[cell_of[i]] = static_cast<int64_t>(i);
  } else {
    const std::vector<size_t> point_of = assign(cells, points, progress);
    for (size_t c = 0; c < point_of.size(); ++c) result[c] = static_cast<int64_t>(point_of[c]);
  }
  return result;
}

}  // namespace cnnviz::core
