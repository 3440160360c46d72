#include "methods/map_quality.h"

#include <algorithm>
#include <vector>

#include "math/matrix.h"
#include "math/parallel.h"
#include "methods/work_rows.h"

namespace cnnviz::core {

namespace {

constexpr int64_t kTrustworthinessCount = 5, kRecallCount = 10;
constexpr int64_t kBlock = 32;  // rows measured against all points at once

bool among(const int64_t* list, int64_t count, int64_t index) {
  return std::find(list, list + count, index) != list + count;
}

}  // namespace

MapQuality map_quality(const Tensor& points, const Tensor& coordinates, Metric metric,
                       Progress* progress) {
  const int64_t count = points.shape()[0];
  require(count >= 4 && coordinates.shape()[0] == count, Status::invalid_argument,
          "the quality of a map is that of 4 points at least, each with coordinates; these are ",
          count, " points and ", coordinates.shape()[0], " coordinates");
  const std::vector<int64_t> rows = sampled_rows(count, kQualityRows);
  MapQuality quality;
  quality.rows = static_cast<int64_t>(rows.size());
  quality.trustworthiness_count = std::min(kTrustworthinessCount, (count - 1) / 2);
  quality.recall_count = std::min(kRecallCount, count - 1);
  begin_stage(progress, "quality", quality.rows);

  const int64_t listed = std::max(quality.recall_count, quality.trustworthiness_count);
  const Tensor near = neighbors_of_rows(points, rows, listed, metric);
  check_cancelled(progress);
  const Tensor drawn = neighbors_of_rows(coordinates, rows, listed, Metric::euclidean);
  const WorkFrame frame(points, nullptr, metric);
  const WorkRows work(points, frame);
  const int64_t k = quality.trustworthiness_count;
  std::vector<double> strangeness(rows.size(), 0);
  std::vector<int64_t> hits(rows.size(), 0);
  std::vector<float> asking(static_cast<size_t>(kBlock * work.width));
  std::vector<float> dots(static_cast<size_t>(kBlock * count));
  for (int64_t first = 0; first < quality.rows; first += kBlock) {
    check_cancelled(progress);
    const int64_t height = std::min(kBlock, quality.rows - first);
    for (int64_t i = 0; i < height; ++i)
      std::copy_n(work.values.data() + rows[static_cast<size_t>(first + i)] * work.width,
                  work.width, asking.data() + i * work.width);
    matrix_product(false, true, height, count, work.width, 1, asking.data(), work.values.data(), 0,
                   dots.data());
    parallel_ranges(height, static_cast<double>(k * count), [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        const auto at = static_cast<size_t>(first + i);
        const int64_t* original = near.ints().data() + (first + i) * listed;
        const int64_t* map = drawn.ints().data() + (first + i) * listed;
        for (int64_t e = 0; e < quality.recall_count; ++e)
          hits[at] += among(original, quality.recall_count, map[e]);
        const float* dot = dots.data() + i * count;
        const auto distance = [&](int64_t j) {
          return work.norms[static_cast<size_t>(j)] - 2 * dot[j];
        };
        for (int64_t e = 0; e < k; ++e) {
          if (among(original, k, map[e])) continue;
          // Its rank: how many are nearer, and never as near as those that exactly are the nearest.
          const float own = distance(map[e]);
          int64_t rank = 1;
          for (int64_t j = 0; j < count; ++j)
            rank += j != rows[at] && (distance(j) < own || (distance(j) == own && j < map[e]));
          strangeness[at] += static_cast<double>(std::max(rank, k + 1) - k);
        }
      }
    });
    advance_stage(progress, height);
  }
  double strange = 0;
  int64_t found = 0;
  for (size_t i = 0; i < rows.size(); ++i) {
    strange += strangeness[i];
    found += hits[i];
  }
  const auto looked = static_cast<double>(quality.rows);
  quality.trustworthiness =
      1 -
      2 * strange / (looked * static_cast<double>(k) * static_cast<double>(2 * count - 3 * k - 1));
  quality.recall =
      static_cast<double>(found) / (looked * static_cast<double>(quality.recall_count));
  return quality;
}

}  // namespace cnnviz::core
