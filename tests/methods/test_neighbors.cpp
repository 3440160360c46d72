#include "methods/neighbors.h"

#include <algorithm>
#include <cmath>

#include "backend/parallel.h"
#include "methods/distance.h"
#include "methods/point_clouds.h"
#include "support/check.h"

using namespace cnnviz::test;

namespace {

// Every pair in double precision, ordered by (distance, index).
std::vector<std::pair<double, int64_t>> by_loop(const Tensor& points, const float* query,
                                                int64_t self, Metric metric) {
  const int64_t rows = points.shape()[0], width = points.shape()[1];
  std::vector<std::pair<double, int64_t>> all;
  for (int64_t r = 0; r < rows; ++r) {
    if (r == self) continue;
    const float* row = points.floats().data() + r * width;
    double squared = 0, dot = 0, own = 0, other = 0;
    for (int64_t c = 0; c < width; ++c) {
      const double a = static_cast<double>(query[c]), b = static_cast<double>(row[c]);
      squared += (a - b) * (a - b);
      dot += a * b;
      own += a * a;
      other += b * b;
    }
    const double cosine = own > 0 && other > 0 ? 1 - dot / std::sqrt(own * other) : 1;
    all.emplace_back(metric == Metric::euclidean ? std::sqrt(squared) : cosine, r);
  }
  std::sort(all.begin(), all.end());
  return all;
}

// Indices must agree, save where the two distances differ by rounding alone.
void check_same(const Neighbors& found, const Tensor& points, const Tensor* queries,
                Metric metric) {
  const Tensor& asking = queries != nullptr ? *queries : points;
  const int64_t count = found.indices.shape()[1], width = points.shape()[1];
  for (int64_t q = 0; q < asking.shape()[0]; ++q) {
    const auto expected =
        by_loop(points, asking.floats().data() + q * width, queries != nullptr ? -1 : q, metric);
    for (int64_t i = 0; i < count; ++i) {
      const auto at = static_cast<size_t>(q * count + i);
      const auto& [distance, index] = expected[static_cast<size_t>(i)];
      CHECK_NEAR(found.distances.floats()[at], distance, 1e-6 * (1 + distance));
      if (found.indices.ints()[at] == index) continue;
      const double other = std::find_if(expected.begin(), expected.end(), [&](const auto& pair) {
                             return pair.second == found.indices.ints()[at];
                           })->first;
      CHECK_NEAR(other, distance, 1e-13 * (1 + distance));
    }
  }
}

NeighborOptions asking_for(int64_t count, Metric metric = Metric::euclidean,
                           Search search = Search::exact) {
  NeighborOptions options;
  options.count = count;
  options.metric = metric;
  options.search = search;
  return options;
}

}  // namespace

TEST(test_methods_neighbors__equal_those_of_a_double_loop) {
  for (const int64_t width : {1, 3, 64, 257})
    for (const Metric metric : {Metric::euclidean, Metric::cosine}) {
      const Tensor points = cloud(1700, width, 5, 3);
      check_same(nearest_neighbors(points, nullptr, asking_for(12, metric), nullptr), points,
                 nullptr, metric);
      const Tensor queries = cloud(37, width, 2, 3, 7);
      check_same(nearest_neighbors(points, &queries, asking_for(5, metric), nullptr), points,
                 &queries, metric);
    }
}

TEST(test_methods_neighbors__far_from_the_origin_large_and_small) {
  for (const double scale : {1e-30, 1.0, 1e30})
    for (const double offset : {0.0, 1e4}) {
      Tensor points = cloud(900, 20);
      for (float& value : points.mutable_floats())
        value = static_cast<float>((static_cast<double>(value) + offset) * scale);
      const Neighbors found = nearest_neighbors(points, nullptr, asking_for(6), nullptr);
      for (int64_t q = 0; q < 900; q += 90) {
        const auto expected =
            by_loop(points, points.floats().data() + q * 20, q, Metric::euclidean);
        for (size_t i = 0; i < 6; ++i)
          CHECK_EQ(found.indices.ints()[static_cast<size_t>(q * 6) + i], expected[i].second);
      }
    }
}

// Integers: distances of many pairs are exactly equal, and the lower index wins.
TEST(test_methods_neighbors__ties_go_to_the_lower_index) {
  Tensor points = cloud(1600, 2);
  for (float& value : points.mutable_floats()) value = std::round(value);
  const Neighbors found = nearest_neighbors(points, nullptr, asking_for(20), nullptr);
  for (int64_t q = 0; q < 1600; ++q) {
    const auto expected = by_loop(points, points.floats().data() + q * 2, q, Metric::euclidean);
    for (size_t i = 0; i < 20; ++i)
      CHECK_EQ(found.indices.ints()[static_cast<size_t>(q * 20) + i], expected[i].second);
  }
  const Tensor constant = Tensor::from_floats({2000, 3}, std::vector<float>(6000, 0.1f));
  const Neighbors equal = nearest_neighbors(constant, nullptr, asking_for(3), nullptr);
  for (int64_t q = 3; q < 2000; ++q)
    for (int64_t i = 0; i < 3; ++i) {
      CHECK_EQ(equal.indices.ints()[static_cast<size_t>(q * 3 + i)], i);
      CHECK_EQ(equal.distances.floats()[static_cast<size_t>(q * 3 + i)], 0.0f);
    }
}

TEST(test_methods_neighbors__zero_rows_are_at_cosine_distance_one) {
  Tensor points = cloud(50, 4);
  for (size_t c = 0; c < 4; ++c) points.mutable_floats()[7 * 4 + c] = 0;
  const Neighbors found =
      nearest_neighbors(points, nullptr, asking_for(49, Metric::cosine), nullptr);
  for (size_t i = 0; i < 49; ++i) CHECK_EQ(found.distances.floats()[7 * 49 + i], 1.0f);
  check_same(found, points, nullptr, Metric::cosine);
}

TEST(test_methods_neighbors__do_not_depend_on_threads) {
  const Tensor points = cloud(2500, 33, 4, 2);
  for (const Search search : {Search::exact, Search::approximate}) {
    std::vector<Neighbors> found;
    for (const int threads : {1, 3}) {
      const ThreadScope scope(threads);
      found.push_back(
          nearest_neighbors(points, nullptr, asking_for(10, Metric::euclidean, search), nullptr));
    }
    CHECK(std::ranges::equal(found[0].indices.ints(), found[1].indices.ints()));
    CHECK(std::ranges::equal(found[0].distances.floats(), found[1].distances.floats()));
  }
}

TEST(test_methods_neighbors__approximate_ones_are_nearly_all) {
  const Tensor points = cloud(4000, 16, 8, 4);
  for (const Metric metric : {Metric::euclidean, Metric::cosine}) {
    const Neighbors found =
        nearest_neighbors(points, nullptr, asking_for(10, metric, Search::approximate), nullptr);
    const Neighbors exact = nearest_neighbors(points, nullptr, asking_for(10, metric), nullptr);
    CHECK(!found.exact);
    CHECK_EQ(found.recall_rows, 200);
    CHECK(found.recall > 0.97);
    int64_t hits = 0;
    for (size_t row = 0; row < 4000; ++row) {
      const auto truth = exact.indices.ints().subspan(row * 10, 10);
      for (const int64_t index : found.indices.ints().subspan(row * 10, 10)) {
        CHECK(index != static_cast<int64_t>(row));
        hits += std::find(truth.begin(), truth.end(), index) != truth.end();
      }
    }
    CHECK_NEAR(static_cast<double>(hits) / 40000, found.recall, 0.02);
  }
  // All there are, of very few.
  const Tensor few = cloud(5, 3);
  check_same(nearest_neighbors(few, nullptr, asking_for(4, Metric::euclidean, Search::approximate),
                               nullptr),
             few, nullptr, Metric::euclidean);
}

TEST(test_methods_neighbors__what_cannot_be_is_refused) {
  const Tensor points = cloud(10, 3), other = cloud(4, 2);
  CHECK_ERROR(nearest_neighbors(points, nullptr, asking_for(10), nullptr), Status::invalid_argument,
              "is 10, but must be from 1 to 9: there are 10 points and none is its own neighbor");
  CHECK_ERROR(nearest_neighbors(points, nullptr, asking_for(-1), nullptr), Status::invalid_argument,
              "is -1");
  CHECK_EQ(nearest_neighbors(points, nullptr, asking_for(0), nullptr).indices.shape()[1], 6);
  const Tensor few = cloud(4, 3);
  CHECK_EQ(nearest_neighbors(few, nullptr, asking_for(0), nullptr).indices.shape()[1], 3);
  CHECK_EQ(nearest_neighbors(few, &points, asking_for(0), nullptr).indices.shape()[1], 4);
  CHECK_ERROR(nearest_neighbors(points, &other, asking_for(2), nullptr), Status::invalid_argument,
              "rows of 2 numbers, points rows of 3");
  Tensor broken = cloud(10, 3);
  broken.mutable_floats()[3 * 4 + 2] = std::nanf("");
  CHECK_ERROR(nearest_neighbors(broken, nullptr, asking_for(2), nullptr), Status::not_finite,
              "points holds nan at row 4, column 2");
  CHECK_ERROR(nearest_neighbors(Tensor(DataType::float32, {0, 3}), nullptr, asking_for(1), nullptr),
              Status::invalid_argument, "empty");
  CHECK_ERROR(nearest_neighbors(Tensor(DataType::int64, {4, 3}), nullptr, asking_for(1), nullptr),
              Status::invalid_argument, "must be a float32 matrix");
}

TEST(test_methods_neighbors__stop_when_cancelled) {
  const Tensor points = cloud(3000, 8);
  Progress progress;
  progress.cancel();
  for (const Search search : {Search::exact, Search::approximate})
    CHECK_ERROR(
        nearest_neighbors(points, nullptr, asking_for(5, Metric::euclidean, search), &progress),
        Status::cancelled, "cancelled");
}

// Points that come in blocks of any size: the same, bit for bit, ties included.
TEST(test_methods_neighbors__blocks_give_the_same) {
  Tensor points = cloud(2500, 3);
  for (float& value : points.mutable_floats()) value = std::round(2 * value);
  const Tensor queries = cloud(900, 3, 1, 0, 5);
  for (const Metric metric : {Metric::euclidean, Metric::cosine}) {
    const Neighbors whole = nearest_neighbors(points, &queries, asking_for(9, metric), nullptr);
    for (const int64_t step : {300, 2499}) {
      NearestLists lists(900, 9);
      for (int64_t first = 0; first < 2500; first += step) {
        std::vector<int64_t> rows;
        for (int64_t r = first; r < std::min<int64_t>(first + step, 2500); ++r) rows.push_back(r);
        add_exact_neighbors(lists, rows_of(points, rows), first, queries, metric, nullptr);
      }
      const Neighbors found = lists.finish(metric);
      CHECK(std::ranges::equal(found.indices.ints(), whole.indices.ints()));
      CHECK(std::ranges::equal(found.distances.floats(), whole.distances.floats()));
    }
  }
}

int main() {
  return run_tests({
      CASE(test_methods_neighbors__blocks_give_the_same),
      CASE(test_methods_neighbors__equal_those_of_a_double_loop),
      CASE(test_methods_neighbors__far_from_the_origin_large_and_small),
      CASE(test_methods_neighbors__ties_go_to_the_lower_index),
      CASE(test_methods_neighbors__zero_rows_are_at_cosine_distance_one),
      CASE(test_methods_neighbors__do_not_depend_on_threads),
      CASE(test_methods_neighbors__approximate_ones_are_nearly_all),
      CASE(test_methods_neighbors__what_cannot_be_is_refused),
      CASE(test_methods_neighbors__stop_when_cancelled),
  });
}
