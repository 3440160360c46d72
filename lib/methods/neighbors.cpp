#include "methods/neighbors.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/error.h"

namespace cnnviz::core {

namespace {

// Multiply-adds of an exact search that the automatic choice still makes.
constexpr double kExactWork = 4e12;

// Compares with an exact search for some of the asking rows.
void measure_recall(Neighbors& found, const Tensor& points, const Tensor* queries,
                    const NeighborOptions& options) {
  const Tensor& asking = queries != nullptr ? *queries : points;
  const std::vector<int64_t> rows = sampled_rows(asking.shape()[0], options.recall_rows);
  Tensor truth;
  if (queries != nullptr) {
    const Tensor sample = rows_of(asking, rows);
    truth = exact_neighbors(points, &sample, options, nullptr).indices;
  } else {
    truth = neighbors_of_rows(points, rows, options.count, options.metric);
  }
  found.recall_rows = static_cast<int64_t>(rows.size());
  found.recall = share_found(found.indices, rows, truth);
}

}  // namespace

std::vector<int64_t> sampled_rows(int64_t rows, int64_t most) {
  std::vector<int64_t> chosen;
  const int64_t count = std::min(rows, most);
  for (int64_t i = 0; i < count; ++i) chosen.push_back(i * rows / count);
  return chosen;
}

Tensor rows_of(const Tensor& points, const std::vector<int64_t>& rows) {
  const int64_t width = points.shape()[1];
  Tensor result = Tensor::unfilled(DataType::float32, {static_cast<int64_t>(rows.size()), width});
  float* to = result.mutable_floats().data();
  for (const int64_t row : rows) to = std::copy_n(points.floats().data() + row * width, width, to);
  return result;
}

double share_found(const Tensor& indices, const std::vector<int64_t>& rows, const Tensor& truth) {
  const int64_t count = indices.shape()[1];
  const int64_t* expected = truth.ints().data();
  int64_t hits = 0;
  for (const int64_t row : rows) {
    const int64_t *first = indices.ints().data() + row * count, *last = first + count;
    for (int64_t i = 0; i < count; ++i) hits += std::find(first, last, *expected++) != last;
  }
  return static_cast<double>(hits) / static_cast<double>(truth.size());
}

// Each is its own nearest, or one of its duplicates is: one more than asked for, less itself.
Tensor neighbors_of_rows(const Tensor& points, const std::vector<int64_t>& rows, int64_t count,
                         Metric metric) {
  const Tensor sample = rows_of(points, rows);
  NeighborOptions options;
  options.count = count + 1;
  options.metric = metric;
  const Neighbors found = exact_neighbors(points, &sample, options, nullptr);
  Tensor result = Tensor::unfilled(DataType::int64, {static_cast<int64_t>(rows.size()), count});
  int64_t* to = result.mutable_ints().data();
  const int64_t* from = found.indices.ints().data();
  for (const int64_t row : rows) {
    int64_t written = 0;
    for (int64_t i = 0; i <= count; ++i, ++from)
      if (*from != row && written < count) to[written++] = *from;
    to += count;
  }
  return result;
}

void check_points(const Tensor& points, const char* name) {
  require(points.type() == DataType::float32 && points.rank() == 2, Status::invalid_argument, name,
          " must be a float32 matrix [rows, columns], not ", data_type_name(points.type()), " [",
          shape_text(points.shape()), "]");
  require(points.size() > 0, Status::invalid_argument, name, " is empty: its shape is [",
          shape_text(points.shape()), "]");
  const auto values = points.floats();
  const auto bad =
      std::find_if(values.begin(), values.end(), [](float v) { return !std::isfinite(v); });
  if (bad == values.end()) return;
  const int64_t at = bad - values.begin(), width = points.shape()[1];
  fail(Status::not_finite, name, " holds ", *bad, " at row ", at / width, ", column ", at % width,
       ": every number must be finite");
}

bool searches_exactly(const NeighborOptions& options, double products) {
  return options.search == Search::exact ||
         (options.search == Search::automatic && products <= kExactWork);
}

int64_t neighbor_count(int64_t asked, int64_t rows, bool inside, const std::string& rows_of) {
  const int64_t most = inside ? rows - 1 : rows;
  const int64_t count = asked == 0 ? std::min(kDefaultNeighbors, most) : asked;
  require(count >= 1 && count <= most, Status::invalid_argument, "the number of neighbors is ",
          count, ", but must be from 1 to ", most, ": ", rows_of,
          inside ? " and none is its own neighbor" : "");
  return count;
}

Neighbors nearest_neighbors(const Tensor& points, const Tensor* queries,
                            const NeighborOptions& given, Progress* progress) {
  check_points(points, "points");
  const int64_t rows = points.shape()[0];
  if (queries != nullptr) {
    check_points(*queries, "queries");
    require(queries->shape()[1] == points.shape()[1], Status::invalid_argument,
            "queries has rows of ", queries->shape()[1], " numbers, points rows of ",
            points.shape()[1], ": they must be equally long");
  }
  NeighborOptions options = given;
  options.count =
      neighbor_count(given.count, rows, queries == nullptr, concat("there are ", rows, " points"));
  const int64_t asking = queries != nullptr ? queries->shape()[0] : rows;
  const double work = static_cast<double>(points.size()) * static_cast<double>(asking) /
                      (queries != nullptr ? 1 : 2);
  const bool exact = searches_exactly(options, work);
  begin_stage(progress, "neighbors", exact ? asking : rows + asking);
  if (exact) return exact_neighbors(points, queries, options, progress);
  Neighbors found = approximate_neighbors(points, queries, options, progress);
  found.exact = false;
  measure_recall(found, points, queries, options);
  return found;
}

}  // namespace cnnviz::core
