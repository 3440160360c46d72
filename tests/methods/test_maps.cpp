// map_grid.h, map_quality.h, principal.h
#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <utility>

#include "methods/map_grid.h"
#include "methods/map_quality.h"
#include "methods/point_clouds.h"
#include "methods/principal.h"
#include "support/check.h"

using namespace cnnviz::test;

namespace {

// Of points to their cells, both in units of cells; the first row is the uppermost.
double cost(const Tensor& map, const std::vector<int64_t>& cells, int64_t rows, int64_t columns) {
  const auto values = map.floats();
  float low[2] = {values[0], values[1]}, high[2] = {values[0], values[1]};
  for (size_t i = 0; i < values.size(); ++i) {
    low[i % 2] = std::min(low[i % 2], values[i]);
    high[i % 2] = std::max(high[i % 2], values[i]);
  }
  double sum = 0;
  for (size_t c = 0; c < cells.size(); ++c) {
    if (cells[c] < 0) continue;
    const auto at = static_cast<size_t>(cells[c]) * 2;
    const auto place = [&](size_t axis, int64_t count) {
      return static_cast<double>((values[at + axis] - low[axis]) / (high[axis] - low[axis])) *
             static_cast<double>(count);
    };
    const auto cell = static_cast<int64_t>(c);
    const double dx = place(0, columns) - static_cast<double>(cell % columns) - 0.5;
    const double dy =
        static_cast<double>(rows) - place(1, rows) - static_cast<double>(cell / columns) - 0.5;
    sum += dx * dx + dy * dy;
  }
  return sum;
}

void check_valid(const std::vector<int64_t>& cells, int64_t points) {
  std::set<int64_t> used;
  for (const int64_t point : cells) {
    CHECK(point >= -1 && point < points);
    if (point >= 0) CHECK(used.insert(point).second);
  }
  CHECK_EQ(static_cast<int64_t>(used.size()), std::min(points, static_cast<int64_t>(cells.size())));
}

}  // namespace

TEST(test_methods_maps__every_point_lies_in_one_cell) {
  for (const GridRule rule : {GridRule::nearest, GridRule::optimal})
    for (const int64_t points : {1, 7, 60, 100, 200})
      check_valid(grid_points(cloud(points, 2), 6, 10, rule, nullptr), points);
}

TEST(test_methods_maps__an_optimal_grid_costs_least) {
  for (const uint64_t seed : {1, 2, 3}) {
    // Small enough to try all ways.
    const Tensor few = cloud(6, 2, 1, 0, seed);
    const std::vector<int64_t> found = grid_points(few, 2, 3, GridRule::optimal, nullptr);
    std::vector<int64_t> order(6);
    std::iota(order.begin(), order.end(), 0);
    double least = 1e30;
    do least = std::min(least, cost(few, order, 2, 3));
    while (std::next_permutation(order.begin(), order.end()));
    CHECK_NEAR(cost(few, found, 2, 3), least, 1e-4);
    const Tensor many = cloud(90, 2, 1, 0, seed);
    CHECK(cost(many, grid_points(many, 9, 10, GridRule::optimal, nullptr), 9, 10) <
          cost(many, grid_points(many, 9, 10, GridRule::nearest, nullptr), 9, 10));
  }
}

// With more points than cells, and with more cells than points, no swap of two helps either.
TEST(test_methods_maps__optimal_with_points_or_cells_left_over) {
  for (const int64_t points : {20, 45}) {
    const Tensor map = cloud(points, 2, 1, 0, 4);
    std::vector<int64_t> cells = grid_points(map, 5, 6, GridRule::optimal, nullptr);
    const double least = cost(map, cells, 5, 6);
    for (size_t a = 0; a < cells.size(); ++a)
      for (size_t b = 0; b < a; ++b) {
        std::swap(cells[a], cells[b]);
        CHECK(cost(map, cells, 5, 6) >= least - 1e-4);
        std::swap(cells[a], cells[b]);
      }
    for (int64_t& cell : cells)
      for (int64_t point = 0; point < points; ++point) {
        if (cell < 0 || std::find(cells.begin(), cells.end(), point) != cells.end()) continue;
        const int64_t kept = std::exchange(cell, point);
        CHECK(cost(map, cells, 5, 6) >= least - 1e-4);
        cell = kept;
      }
  }
}

TEST(test_methods_maps__a_grid_stays_as_it_is) {
  std::vector<float> values;
  for (int64_t i = 0; i < 12; ++i) {
    values.push_back(static_cast<float>(i % 4));
    values.push_back(static_cast<float>(-(i / 4)));  // downward, as rows go
  }
  const Tensor map = Tensor::from_floats({12, 2}, values);
  for (const GridRule rule : {GridRule::nearest, GridRule::optimal}) {
    const std::vector<int64_t> cells = grid_points(map, 3, 4, rule, nullptr);
    if (rule == GridRule::optimal)
      for (int64_t i = 0; i < 12; ++i) CHECK_EQ(cells[static_cast<size_t>(i)], i);
    CHECK_EQ(cells[0], 0);
    CHECK_EQ(cells[11], 11);
  }
}

TEST(test_methods_maps__grids_that_cannot_be_are_refused) {
  CHECK_ERROR(grid_points(cloud(5, 3), 2, 2, GridRule::nearest, nullptr), Status::invalid_argument,
              "coordinates has 3 columns");
  CHECK_ERROR(grid_points(cloud(5, 2), 0, 2, GridRule::nearest, nullptr), Status::invalid_argument,
              "0 rows");
  CHECK_ERROR(grid_points(cloud(5000, 2), 100, 100, GridRule::optimal, nullptr), Status::limit,
              "up to 4096");
  Progress progress;
  progress.cancel();
  for (const GridRule rule : {GridRule::nearest, GridRule::optimal})
    CHECK_ERROR(grid_points(cloud(5, 2), 2, 2, rule, &progress), Status::cancelled, "cancelled");
}

TEST(test_methods_maps__quality_of_a_true_map_is_one) {
  const Tensor points = cloud(500, 2);
  const MapQuality same = map_quality(points, points, Metric::euclidean, nullptr);
  CHECK_EQ(same.trustworthiness, 1.0);
  CHECK_EQ(same.recall, 1.0);
  CHECK_EQ(same.rows, 500);
  CHECK_EQ(same.trustworthiness_count, 5);
  CHECK_EQ(same.recall_count, 10);
  const MapQuality random =
      map_quality(points, cloud(500, 2, 1, 0, 99), Metric::euclidean, nullptr);
  CHECK_NEAR(random.trustworthiness, 0.5, 0.05);
  CHECK_NEAR(random.recall, 10.0 / 499, 0.02);
}

// Five points on a line, a map that swaps the outer two; k = 2. Original neighbors (ranks): of 0:
// 1 2 3 4; of 1: 0 2 3 4; of 2: 1 3 0 4; of 3: 2 4 1 0; of 4: 3 2 1 0. On the map 4 1 2 3 0 the two
// nearest of 4 are 1, 2; of 1: 4, 2; of 2: 1, 3; of 3: 2, 0; of 0: 3, 2. Strangers and their ranks:
// (4, 1): 3; (1, 4): 4; (3, 0): 4; (0, 3): 3: penalties 1 + 2 + 2 + 1 = 6. T = 1 - 2 6 / (5 2 3).
TEST(test_methods_maps__trustworthiness_of_a_closed_case) {
  const Tensor points = Tensor::from_floats({5, 1}, std::vector<float>{0, 1, 2, 3, 4});
  const Tensor map = Tensor::from_floats({5, 1}, std::vector<float>{4, 1, 2, 3, 0});
  const MapQuality quality = map_quality(points, map, Metric::euclidean, nullptr);
  CHECK_EQ(quality.trustworthiness_count, 2);
  CHECK_NEAR(quality.trustworthiness, 1 - 2.0 * 6 / (5 * 2 * 3), 1e-12);
  CHECK_EQ(quality.recall, 1.0);  // of all four
}

TEST(test_methods_maps__principal_components_are_the_axes) {
  // Variances 100, 9, 1 along turned axes, far from the origin.
  Tensor points = cloud(4000, 3);
  for (size_t i = 0; i < 4000; ++i) {
    float* row = points.mutable_floats().data() + 3 * i;
    const float a = 10 * row[0], b = 3 * row[1], c = row[2];
    row[0] = 0.6f * a - 0.8f * b + 1000;
    row[1] = 0.8f * a + 0.6f * b - 500;
    row[2] = c;
  }
  const Tensor scores = principal_components(points, 3, 0, nullptr);
  double sums[3][3] = {}, means[3] = {};
  for (size_t i = 0; i < 4000; ++i)
    for (size_t p = 0; p < 3; ++p) {
      means[p] += static_cast<double>(scores.floats()[3 * i + p]) / 4000;
      for (size_t q = 0; q < 3; ++q)
        sums[p][q] += static_cast<double>(scores.floats()[3 * i + p]) *
                      static_cast<double>(scores.floats()[3 * i + q]) / 4000;
    }
  const double expected[] = {100, 9, 1};
  for (size_t p = 0; p < 3; ++p) {
    CHECK_NEAR(means[p], 0, 1e-3);
    CHECK_NEAR(sums[p][p], expected[p], 0.08 * expected[p]);
    for (size_t q = 0; q < p; ++q)
      CHECK_NEAR(sums[p][q], 0, 1e-3 * std::sqrt(sums[p][p] * sums[q][q]));
  }
  // The sign: along (0.6, 0.8).
  double along = 0;
  for (size_t i = 0; i < 4000; ++i)
    along +=
        static_cast<double>(scores.floats()[3 * i] * (0.6f * (points.floats()[3 * i] - 1000) +
                                                      0.8f * (points.floats()[3 * i + 1] + 500)));
  CHECK(along > 0);
  // Distances are kept where all components are, whatever the width.
  const Tensor wide = cloud(50, 40);
  const Tensor turned = principal_components(wide, 40, 0, nullptr);
  for (size_t i = 1; i < 50; ++i) {
    double before = 0, after = 0;
    for (size_t c = 0; c < 40; ++c) {
      before += std::pow(static_cast<double>(wide.floats()[i * 40 + c] - wide.floats()[c]), 2);
      after += std::pow(static_cast<double>(turned.floats()[i * 40 + c] - turned.floats()[c]), 2);
    }
    CHECK_NEAR(after, before, 1e-3 * before);
  }
  CHECK_ERROR(principal_components(wide, 41, 0, nullptr), Status::invalid_argument, "from 1 to 40");
}

int main() {
  return run_tests({
      CASE(test_methods_maps__every_point_lies_in_one_cell),
      CASE(test_methods_maps__an_optimal_grid_costs_least),
      CASE(test_methods_maps__optimal_with_points_or_cells_left_over),
      CASE(test_methods_maps__a_grid_stays_as_it_is),
      CASE(test_methods_maps__grids_that_cannot_be_are_refused),
      CASE(test_methods_maps__quality_of_a_true_map_is_one),
      CASE(test_methods_maps__trustworthiness_of_a_closed_case),
      CASE(test_methods_maps__principal_components_are_the_axes),
  });
}
