#include "backend/matrix.h"

#include <algorithm>
#include <vector>

#include "backend/parallel.h"

namespace cnnviz::core {

namespace {

// Four rows at a time, sixteen running sums each: enough independent additions to keep up with
// memory. The order of additions is fixed, so the result does not depend on the number of threads.
constexpr int64_t kLanes = 16;

CNNVIZ_HOT void dot_rows(const float* weights, int64_t columns, const float* x, float* y,
                         int64_t begin, int64_t end) {
  int64_t row = begin;
  for (; row + 4 <= end; row += 4) {
    const float* w0 = weights + row * columns;
    const float* w1 = w0 + columns;
    const float* w2 = w1 + columns;
    const float* w3 = w2 + columns;
    float s0[kLanes] = {}, s1[kLanes] = {}, s2[kLanes] = {}, s3[kLanes] = {};
    int64_t c = 0;
    for (; c + kLanes <= columns; c += kLanes)
      for (int64_t l = 0; l < kLanes; ++l) {
        s0[l] += w0[c + l] * x[c + l];
        s1[l] += w1[c + l] * x[c + l];
        s2[l] += w2[c + l] * x[c + l];
        s3[l] += w3[c + l] * x[c + l];
      }
    float t0 = 0, t1 = 0, t2 = 0, t3 = 0;
    for (int64_t l = 0; l < kLanes; ++l) t0 += s0[l], t1 += s1[l], t2 += s2[l], t3 += s3[l];
    for (; c < columns; ++c)
      t0 += w0[c] * x[c], t1 += w1[c] * x[c], t2 += w2[c] * x[c], t3 += w3[c] * x[c];
    y[row] += t0, y[row + 1] += t1, y[row + 2] += t2, y[row + 3] += t3;
  }
  for (; row < end; ++row) {
    const float* w = weights + row * columns;
    float s[kLanes] = {};
    int64_t c = 0;
    for (; c + kLanes <= columns; c += kLanes)
      for (int64_t l = 0; l < kLanes; ++l) s[l] += w[c + l] * x[c + l];
    float t = 0;
    for (int64_t l = 0; l < kLanes; ++l) t += s[l];
    for (; c < columns; ++c) t += w[c] * x[c];
    y[row] += t;
  }
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

}  // namespace

void matrix_times_vector(const float* weights, int64_t rows, int64_t columns, const float* x,
                         float* y) {
  // Ranges of whole groups of four rows, so that every row is summed the same way for any threads.
  parallel_ranges((rows + 3) / 4, static_cast<double>(columns), [&](int64_t begin, int64_t end) {
    dot_rows(weights, columns, x, y, begin * 4, std::min(end * 4, rows));
  });
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
