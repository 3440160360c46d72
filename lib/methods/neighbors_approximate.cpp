// Approximate search: hierarchical navigable small worlds (Malkov & Yashunin 2018) by hnswlib, in
// kGraphs graphs of every kGraphs-th point. What they propose is measured in double and ordered as
// the exact search does.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>
#include <new>
#include <stdexcept>
#include <string_view>
#include <vector>

// hnswlib's headers include <iostream> for messages that are not printed here, and with it comes a
// static initializer, which the library does not have. Where this guard is another, it comes.
#include <istream>
#include <ostream>
#define _GLIBCXX_IOSTREAM 1
namespace std {
extern ostream cout, cerr;
}
#define NO_MANUAL_VECTORIZATION
#include <hnswlib/hnswlib.h>

#include "math/parallel.h"
#include "methods/distance.h"

namespace cnnviz::core {

namespace {

constexpr int64_t kGraphs = 4;
constexpr size_t kLinks = 16, kBuildWidth = 200;
constexpr int64_t kLeastSearchWidth = 128;
constexpr int64_t kBlock = 256;  // asking rows between two looks at the progress

// Squared Euclidean distance; cosine's rows are brought to unit length.
CNNVIZ_HOT float float_distance(const void* a, const void* b, const void* width) {
  constexpr size_t kLanes = 16;
  typedef float Lanes __attribute__((vector_size(kLanes * sizeof(float))));
  const auto *p = static_cast<const float*>(a), *q = static_cast<const float*>(b);
  const size_t size = *static_cast<const size_t*>(width);
  Lanes sums = {};
  size_t i = 0;
  for (; i + kLanes <= size; i += kLanes) {
    Lanes left, right;
    std::memcpy(&left, p + i, sizeof left);
    std::memcpy(&right, q + i, sizeof right);
    const Lanes difference = left - right;
    sums += difference * difference;
  }
  float total = 0;
  for (size_t l = 0; l < kLanes; ++l) total += sums[l];
  for (; i < size; ++i) total += (p[i] - q[i]) * (p[i] - q[i]);
  return total;
}

class Space : public hnswlib::SpaceInterface<float> {
 public:
  explicit Space(size_t width) : width_(width) {}
  size_t get_data_size() override { return width_ * sizeof(float); }
  hnswlib::DISTFUNC<float> get_dist_func() override { return float_distance; }
  void* get_dist_func_param() override { return &width_; }

 private:
  size_t width_;
};

// A row of zeros stays one.
std::vector<float> unit_row(const float* row, int64_t width) {
  const double norm = std::sqrt(dot_product(row, row, width));
  std::vector<float> unit(row, row + width);
  if (norm > 0)
    for (float& value : unit) value = static_cast<float>(static_cast<double>(value) / norm);
  return unit;
}

// hnswlib says "Not enough memory" by a std::runtime_error where its own malloc fails.
template <typename Call>
auto with_memory(const Call& call) {
  try {
    return call();
  } catch (const std::runtime_error& error) {
    if (std::string_view(error.what()).starts_with("Not enough memory")) throw std::bad_alloc();
    throw;
  }
}

}  // namespace

Neighbors approximate_neighbors(const Tensor& points, const Tensor* queries,
                                const NeighborOptions& options, Progress* progress) {
  const Tensor& asking = queries != nullptr ? *queries : points;
  const int64_t rows = points.shape()[0], width = points.shape()[1], asked = asking.shape()[0];
  const auto row_of = [&](const Tensor& from, int64_t index) {
    const float* row = from.floats().data() + index * width;
    return options.metric == Metric::cosine ? unit_row(row, width)
                                            : std::vector<float>(row, row + width);
  };
  Space space(static_cast<size_t>(width));
  using Graph = hnswlib::HierarchicalNSW<float>;
  std::vector<std::unique_ptr<Graph>> graphs(static_cast<size_t>(std::min(rows, kGraphs)));
  const auto count = static_cast<int64_t>(graphs.size());
  const int threads = current_threads();
  parallel_tasks(count, threads, [&](int64_t g) {
    auto graph = with_memory([&] {
      return std::make_unique<Graph>(&space, static_cast<size_t>((rows - g + count - 1) / count),
                                     kLinks, kBuildWidth, options.seed + static_cast<uint64_t>(g));
    });
    for (int64_t i = g; i < rows; i += count) {
      check_cancelled(progress);
      const std::vector<float> row = row_of(points, i);
      with_memory([&] { graph->addPoint(row.data(), static_cast<size_t>(i)); });
      advance_stage(progress, 1);
    }
    // One more than asked for: a point finds itself.
    graph->setEf(static_cast<size_t>(std::max(kLeastSearchWidth, options.count + 1)));
    graphs[static_cast<size_t>(g)] = std::move(graph);
  });

  const RowDistance distance(asking, points, options.metric);
  NearestLists lists(asked, options.count);
  parallel_tasks((asked + kBlock - 1) / kBlock, threads, [&](int64_t block) {
    check_cancelled(progress);
    const int64_t end = std::min(asked, (block + 1) * kBlock);
    for (int64_t r = block * kBlock; r < end; ++r) {
      const std::vector<float> row = row_of(asking, r);
      for (const auto& graph : graphs) {
        auto proposed = graph->searchKnn(row.data(), static_cast<size_t>(options.count + 1));
        for (; !proposed.empty(); proposed.pop()) {
          const auto index = static_cast<int64_t>(proposed.top().second);
          if (queries == nullptr && index == r) continue;
          lists.push(r, {distance(r, index), index});
        }
      }
      // Points that no link leads to may leave too few: the first ones fill up.
      for (int64_t i = 0; !lists.full(r); ++i)
        if ((queries != nullptr || i != r) && !lists.holds(r, i))
          lists.push(r, {distance(r, i), i});
    }
    advance_stage(progress, end - block * kBlock);
  });
  return lists.finish(options.metric);
}

}  // namespace cnnviz::core
