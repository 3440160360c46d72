// k nearest neighbors among the rows of a matrix, exact by blocked matrix products or approximate
// through a graph of small worlds (hnswlib).
//
// Exact means: the neighbors that a loop over all pairs in double precision finds, ordered by
// (distance, index). Float products only rule out rows that provably are no neighbors; what remains
// is measured again in double.
#pragma once

#include <cstdint>
#include <vector>

#include "base/progress.h"
#include "tensor/tensor.h"

namespace cnnviz::core {

enum class Metric : uint8_t {
  euclidean,  // |a - b|
  cosine,     // 1 - a b / (|a| |b|); a row of zeros is at distance 1 from everything
};

enum class Search : uint8_t {
  automatic,  // exact while that takes about a minute on two cores
  exact,
  approximate,
};

constexpr int64_t kDefaultNeighbors = 6;

struct NeighborOptions {
  int64_t count = 0;  // 0: kDefaultNeighbors, or as many as there are
  Metric metric = Metric::euclidean;
  Search search = Search::automatic;
  uint64_t seed = 0;          // of the approximate search
  int64_t recall_rows = 200;  // asking rows on which its recall is measured
};

// Of q rows that ask, k neighbors each, nearest first.
struct Neighbors {
  Tensor indices;    // int64 [q, k]
  Tensor distances;  // float32 [q, k]
  bool exact = true;
  // What share of the true neighbors was found, and on how many of the asking rows that was
  // measured.
  double recall = 1;
  int64_t recall_rows = 0;
};

// Refuses what is no float matrix [n, d] of finite numbers with n, d >= 1; `name` opens the
// message.
void check_points(const Tensor& points, const char* name);

// How many neighbors each of those that ask gets: `asked` of `rows`, of which its own is none where
// `inside`; 0 is the default. `rows_of` tells whose rows they are.
int64_t neighbor_count(int64_t asked, int64_t rows, bool inside, const std::string& rows_of);

// Neighbors of `queries` [q, d] among `points` [n, d]; of every point among the others where
// `queries` is null. Both are checked.
Neighbors nearest_neighbors(const Tensor& points, const Tensor* queries,
                            const NeighborOptions& options, Progress* progress);

// Exact neighbors [rows, count] of some points among the others.
Tensor neighbors_of_rows(const Tensor& points, const std::vector<int64_t>& rows, int64_t count,
                         Metric metric);

// Up to `most` rows at even distances.
std::vector<int64_t> sampled_rows(int64_t rows, int64_t most);

// The exact search alone, for rows that were checked; counts asking rows as progress.
Neighbors exact_neighbors(const Tensor& points, const Tensor* queries,
                          const NeighborOptions& options, Progress* progress);

// The given rows of a matrix.
Tensor rows_of(const Tensor& points, const std::vector<int64_t>& rows);

// Whether a search that takes so many multiply-adds is exact.
bool searches_exactly(const NeighborOptions& options, double products);

// What share of `truth` [rows.size(), k], the neighbors of these asking rows, `indices` [q, k] has.
double share_found(const Tensor& indices, const std::vector<int64_t>& rows, const Tensor& truth);

// The exact search where points come in blocks, in the order of their indices: `points` begin with
// the index `first`, `lists` has a row for each query.
class NearestLists;  // distance.h
void add_exact_neighbors(NearestLists& lists, const Tensor& points, int64_t first,
                         const Tensor& queries, Metric metric, Progress* progress);

// The approximate search alone. The points are split into a fixed number of graphs, so that these
// can be built on several threads and the answers do not depend on how many there are.
Neighbors approximate_neighbors(const Tensor& points, const Tensor* queries,
                                const NeighborOptions& options, Progress* progress);

}  // namespace cnnviz::core
