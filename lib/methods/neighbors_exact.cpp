// Exact search. A tile of pairs is measured by one matrix product of work copies (work_rows.h). A
// pair that is farther than the k-th best by more than the product's error is ruled out, any other
// is measured again on the rows as given. Among the points themselves a tile serves its rows and
// its columns, so half of the products suffice.
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "base/checked.h"
#include "math/matrix.h"
#include "math/parallel.h"
#include "methods/distance.h"
#include "methods/work_rows.h"

namespace cnnviz::core {

namespace {

constexpr int64_t kTile = 768;  // rows and columns of a tile: a few megabytes with its rows
constexpr int64_t kChunk = 32;
constexpr float kInfinity = std::numeric_limits<float>::infinity();

// Indices j with norms[j] - 2 dots[j] < limit, or, where `column_limits` is given, that plus
// `row_norm` below the column's; up to `count` of them.
CNNVIZ_HOT int64_t passing(const float* dots, const float* norms, const float* column_limits,
                           float row_norm, int64_t count, float limit, int32_t* found) {
  int64_t hits = 0;
  for (int64_t begin = 0; begin < count; begin += kChunk) {
    const int64_t end = std::min(begin + kChunk, count);
    int any = 0;
    if (column_limits != nullptr) {
      for (int64_t j = begin; j < end; ++j) {
        const float value = norms[j] - 2 * dots[j];
        any |=
            static_cast<int>(value < limit) | static_cast<int>(value + row_norm < column_limits[j]);
      }
    } else {
      for (int64_t j = begin; j < end; ++j) any |= static_cast<int>(norms[j] - 2 * dots[j] < limit);
    }
    if (any == 0) continue;
    for (int64_t j = begin; j < end; ++j) {
      const float value = norms[j] - 2 * dots[j];
      if (value < limit || (column_limits != nullptr && value + row_norm < column_limits[j]))
        found[hits++] = static_cast<int32_t>(j);
    }
  }
  return hits;
}

struct Hit {
  int64_t row, column;
  double distance;
};

class ExactSearch {
 public:
  // `first` is the index of the first point.
  ExactSearch(NearestLists& lists, const Tensor& points, int64_t first, const Tensor* queries,
              Metric metric)
      : metric_(metric),
        self_(queries == nullptr),
        first_(first),
        frame_(points, queries, metric_),
        distance_(self_ ? points : *queries, points, metric_),
        points_(points, frame_),
        own_queries_(self_ ? WorkRows() : WorkRows(*queries, frame_)),
        queries_(self_ ? points_ : own_queries_),
        lists_(lists),
        limits_(static_cast<size_t>(queries_.rows), kInfinity),
        dots_(static_cast<size_t>(kTile * kTile)) {
    // What the error of a product may hide is taken off the norms once.
    const double shrink = 1 - (static_cast<double>(points_.width) + 32) * 0x1p-24;
    for (WorkRows* rows : {&points_, &own_queries_})
      for (float& norm : rows->norms) norm = static_cast<float>(static_cast<double>(norm) * shrink);
    for (int64_t row = 0; row < queries_.rows; ++row) renew_limit(row);
  }

  void run(Progress* progress) {
    const int64_t row_tiles = tiles(queries_.rows), column_tiles = tiles(points_.rows);
    // Among the points themselves those near the diagonal first: they give every row a limit.
    if (self_)
      for (int64_t t = 0; t < row_tiles; ++t) {
        check_cancelled(progress);
        tile(t, t);
      }
    for (int64_t row = 0; row < row_tiles; ++row) {
      for (int64_t column = self_ ? row + 1 : 0; column < column_tiles; ++column) {
        check_cancelled(progress);
        tile(row, column);
      }
      advance_stage(progress, std::min(kTile, queries_.rows - row * kTile));
    }
  }

 private:
  static int64_t tiles(int64_t rows) { return (rows + kTile - 1) / kTile; }

  // What a squared distance of the work copy must stay below to matter to a row.
  void renew_limit(int64_t row) {
    if (!lists_.full(row)) return;
    const double worst = lists_.worst(row).distance;
    const double work = frame_.squared(worst);
    // Rounded up by more than the float can lose; the smallest numbers have no relative precision.
    limits_[static_cast<size_t>(row)] = static_cast<float>(work * (1 + 0x1p-20) + 1e-30);
  }

  void offer(int64_t row, int64_t column, double distance) {
    lists_.push(row, {distance, first_ + column});
    renew_limit(row);
  }

  void tile(int64_t row_tile, int64_t column_tile) {
    const int64_t row = row_tile * kTile, column = column_tile * kTile;
    const int64_t rows = std::min(kTile, queries_.rows - row);
    const int64_t columns = std::min(kTile, points_.rows - column);
    matrix_product(false, true, rows, columns, points_.width, 1,
                   queries_.values.data() + row * points_.width,
                   points_.values.data() + column * points_.width, 0, dots_.data());
    const bool mirrored = self_ && row_tile != column_tile;
    const int threads = current_threads();
    std::vector<std::vector<Hit>> hits(static_cast<size_t>(threads));
    parallel_tasks(threads, threads, [&](int64_t part) {
      scan(row, column, row + rows * part / threads, row + rows * (part + 1) / threads, columns,
           mirrored, hits[static_cast<size_t>(part)]);
    });
    if (!mirrored) return;
    // Limits of columns rested while the rows were scanned; now each thread takes some columns.
    parallel_tasks(threads, threads, [&](int64_t part) {
      const int64_t begin = column + columns * part / threads;
      const int64_t end = column + columns * (part + 1) / threads;
      for (const std::vector<Hit>& list : hits)
        for (const Hit& hit : list)
          if (hit.column >= begin && hit.column < end) offer(hit.column, hit.row, hit.distance);
    });
  }

  void scan(int64_t row, int64_t column, int64_t begin, int64_t end, int64_t columns, bool mirrored,
            std::vector<Hit>& hits) {
    std::vector<int32_t> found(static_cast<size_t>(kTile));
    for (int64_t r = begin; r < end; ++r) {
      const float norm = queries_.norms[static_cast<size_t>(r)];
      const float limit = limits_[static_cast<size_t>(r)];
      const int64_t count = passing(
          dots_.data() + (r - row) * columns, points_.norms.data() + column,
          mirrored ? limits_.data() + column : nullptr, norm, columns, limit - norm, found.data());
      for (int64_t i = 0; i < count; ++i) {
        const int64_t j = found[static_cast<size_t>(i)], point = column + j;
        const float work = points_.norms[static_cast<size_t>(point)] -
                           2 * dots_[static_cast<size_t>((r - row) * columns + j)] + norm;
        const bool for_row = work < limits_[static_cast<size_t>(r)] && !(self_ && point == r) &&
                             !lists_.hopeless(r, first_ + point);
        const bool for_column =
            mirrored && work < limits_[static_cast<size_t>(point)] && !lists_.hopeless(point, r);
        if (!for_row && !for_column) continue;
        const double distance = distance_(r, point);
        if (for_row) offer(r, point, distance);
        if (for_column) hits.push_back({r, point, distance});
      }
    }
  }

  Metric metric_;
  bool self_;
  int64_t first_;
  WorkFrame frame_;
  RowDistance distance_;
  WorkRows points_, own_queries_;
  const WorkRows& queries_;
  NearestLists& lists_;
  std::vector<float> limits_;
  std::vector<float> dots_;
};

}  // namespace

Neighbors exact_neighbors(const Tensor& points, const Tensor* queries,
                          const NeighborOptions& options, Progress* progress) {
  NearestLists lists((queries != nullptr ? *queries : points).shape()[0], options.count);
  ExactSearch(lists, points, 0, queries, options.metric).run(progress);
  return lists.finish(options.metric);
}

void add_exact_neighbors(NearestLists& lists, const Tensor& points, int64_t first,
                         const Tensor& queries, Metric metric, Progress* progress) {
  ExactSearch(lists, points, first, &queries, metric).run(progress);
}

}  // namespace cnnviz::core
