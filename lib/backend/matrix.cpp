#include "backend/matrix.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "backend/dnnl_compat.h"
#include "backend/parallel.h"
#include "base/error.h"

namespace cnnviz::core {

namespace {

// Sixteen running sums a product, four rows by one or four vectors at a time: enough independent
// additions to keep up with memory. The order of additions is fixed, so that the result depends
// neither on the number of threads nor on the vectors beside.
constexpr int64_t kLanes = 16;
typedef float Sums __attribute__((vector_size(kLanes * sizeof(float))));

// y[v * rows + r] += factor W[r] x[v] for R rows of the matrix and V vectors.
template <int R, int V>
[[gnu::always_inline]] inline void dot_tile(const float* weights, int64_t columns, float factor,
                                            const float* x, float* y, int64_t rows) {
  Sums sums[R][V] = {};
  int64_t c = 0;
  for (; c + kLanes <= columns; c += kLanes) {
    Sums in[V], w;
#pragma GCC unroll 4
    for (int v = 0; v < V; ++v) std::memcpy(&in[v], x + v * columns + c, sizeof w);
#pragma GCC unroll 4
    for (int r = 0; r < R; ++r) {
      std::memcpy(&w, weights + r * columns + c, sizeof w);
#pragma GCC unroll 4
      for (int v = 0; v < V; ++v) sums[r][v] += w * in[v];
    }
  }
  for (int r = 0; r < R; ++r)
    for (int v = 0; v < V; ++v) {
      float total = 0;
      for (int l = 0; l < kLanes; ++l) total += sums[r][v][l];
      for (int64_t i = c; i < columns; ++i) total += weights[r * columns + i] * x[v * columns + i];
      y[v * rows + r] += factor * total;
    }
}

template <int R>
[[gnu::always_inline]] inline void dot_vectors(const float* weights, int64_t columns, float factor,
                                               const float* x, int64_t count, float* y,
                                               int64_t rows) {
  int64_t v = 0;
  for (; v + 4 <= count; v += 4)
    dot_tile<R, 4>(weights, columns, factor, x + v * columns, y + v * rows, rows);
  for (; v < count; ++v)
    dot_tile<R, 1>(weights, columns, factor, x + v * columns, y + v * rows, rows);
}

// Rows [begin, end) of the matrix; each is fetched from memory once and stays in the cache for the
// vectors that follow.
CNNVIZ_HOT void dot_rows(const float* weights, int64_t rows, int64_t columns, float factor,
                         const float* x, int64_t count, float* y, int64_t begin, int64_t end) {
  int64_t r = begin;
  for (; r + 4 <= end; r += 4)
    dot_vectors<4>(weights + r * columns, columns, factor, x, count, y + r, rows);
  for (; r < end; ++r)
    dot_vectors<1>(weights + r * columns, columns, factor, x, count, y + r, rows);
}

CNNVIZ_HOT void add_rows(const float* weights, int64_t columns, const int64_t* rows, int64_t count,
                         const float* x, float* y, int64_t begin, int64_t end) {
  int64_t i = 0;
  for (; i + 8 <= count; i += 8) {
    const float* w[8];
    float f[8];
    for (int j = 0; j < 8; ++j) {
      w[j] = weights + rows[i + j] * columns;
      f[j] = x[rows[i + j]];
    }
    for (int64_t c = begin; c < end; ++c)
      y[c] += ((w[0][c] * f[0] + w[1][c] * f[1]) + (w[2][c] * f[2] + w[3][c] * f[3])) +
              ((w[4][c] * f[4] + w[5][c] * f[5]) + (w[6][c] * f[6] + w[7][c] * f[7]));
  }
  for (; i < count; ++i) {
    const float* w = weights + rows[i] * columns;
    const float f = x[rows[i]];
    for (int64_t c = begin; c < end; ++c) y[c] += w[c] * f;
  }
}

// y[count, rows] += factor x[count, columns] W[rows, columns]^T, reading W from memory once.
void dot_products(const float* weights, int64_t rows, int64_t columns, float factor, const float* x,
                  int64_t count, float* y) {
  // Ranges of whole groups of four rows, so that every row is summed the same way for any threads.
  parallel_ranges(
      (rows + 3) / 4, static_cast<double>(columns * count), [&](int64_t begin, int64_t end) {
        dot_rows(weights, rows, columns, factor, x, count, y, begin * 4, std::min(end * 4, rows));
      });
}

// A batch of so few rows is bound by reading B, which oneDNN's product does at half the rate here.
constexpr int64_t kFewRows = 16;

}  // namespace

void matrix_product(bool transpose_a, bool transpose_b, int64_t m, int64_t n, int64_t k,
                    float alpha, const float* a, const float* b, float beta, float* c) {
  if (transpose_b && (m == 1 || (m <= kFewRows && !transpose_a))) {
    for (int64_t i = 0; i < m * n; ++i) c[i] = beta == 0 ? 0 : beta * c[i];
    dot_products(b, n, k, alpha, a, m, c);
    return;
  }
  const dnnl_status_t status =
      dnnl_sgemm(transpose_a ? 'T' : 'N', transpose_b ? 'T' : 'N', m, n, k, alpha, a,
                 transpose_a ? m : k, b, transpose_b ? k : n, beta, c, n);
  require(status == dnnl_success, Status::internal, "a matrix product ", m, "x", k, " by ", k, "x",
          n, " failed with oneDNN status ", static_cast<int>(status));
}

void vector_times_matrix(const float* weights, int64_t rows, int64_t columns, const float* x,
                         float* y) {
  std::vector<int64_t> used;
  for (int64_t r = 0; r < rows; ++r)
    if (x[r] != 0) used.push_back(r);
  const auto count = static_cast<int64_t>(used.size());
  constexpr int64_t kChunk = 64;  // columns; whole cache lines, so that threads do not share any
  parallel_ranges((columns + kChunk - 1) / kChunk, static_cast<double>(count * kChunk) / 4,
                  [&](int64_t begin, int64_t end) {
                    add_rows(weights, columns, used.data(), count, x, y, begin * kChunk,
                             std::min(end * kChunk, columns));
                  });
}

}  // namespace cnnviz::core
