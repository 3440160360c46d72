#include "methods/tsne_forces.h"

#include <cmath>

#include "math/parallel.h"

namespace cnnviz::core {

namespace {

template <typename Real>
[[gnu::always_inline]] inline void attract(const int64_t* row_begin, const int32_t* columns,
                                           const float* values, const Real* x, const Real* y,
                                           Real* fx, Real* fy, int64_t begin, int64_t end) {
  for (int64_t i = begin; i < end; ++i) {
    const Real xi = x[i], yi = y[i];
    Real sx = 0, sy = 0;
#pragma omp simd reduction(+ : sx, sy)
    for (int64_t e = row_begin[i]; e < row_begin[i + 1]; ++e) {
      const int32_t j = columns[e];
      const Real dx = xi - x[j], dy = yi - y[j];
      const Real force = static_cast<Real>(values[e]) / (1 + dx * dx + dy * dy);
      sx += force * dx;
      sy += force * dy;
    }
    fx[i] = sx;
    fy[i] = sy;
  }
}

CNNVIZ_HOT void attract_floats(const int64_t* row_begin, const int32_t* columns,
                               const float* values, const float* x, const float* y, float* fx,
                               float* fy, int64_t begin, int64_t end) {
  attract(row_begin, columns, values, x, y, fx, fy, begin, end);
}

CNNVIZ_HOT void attract_doubles(const int64_t* row_begin, const int32_t* columns,
                                const float* values, const double* x, const double* y, double* fx,
                                double* fy, int64_t begin, int64_t end) {
  attract(row_begin, columns, values, x, y, fx, fy, begin, end);
}

// The row of point i; returns its part of Z, itself left out.
CNNVIZ_HOT double repel(const double* x, const double* y, int64_t count, int64_t i, double* fx,
                        double* fy) {
  const double xi = x[i], yi = y[i];
  double sx = 0, sy = 0, z = 0;
#pragma omp simd reduction(+ : sx, sy, z)
  for (int64_t j = 0; j < count; ++j) {
    const double dx = xi - x[j], dy = yi - y[j];
    const double weight = 1 / (1 + dx * dx + dy * dy);
    z += weight;
    sx += weight * weight * dx;
    sy += weight * weight * dy;
  }
  *fx = sx;
  *fy = sy;
  return z - 1;
}

constexpr double kCostOfRow = 300;  // nanoseconds, roughly

}  // namespace

void attraction(const Affinities& affinities, const Plane& points, Plane& forces, int64_t begin,
                int64_t end) {
  attract_doubles(affinities.begin.data(), affinities.columns.data(), affinities.values.data(),
                  points.x.data(), points.y.data(), forces.x.data(), forces.y.data(), begin, end);
}

void attraction(const Affinities& affinities, const FloatPlane& points, FloatPlane& forces,
                int64_t begin, int64_t end) {
  attract_floats(affinities.begin.data(), affinities.columns.data(), affinities.values.data(),
                 points.x.data(), points.y.data(), forces.x.data(), forces.y.data(), begin, end);
}

double exact_repulsion(const Plane& points, Plane& forces, int64_t begin, int64_t end) {
  double z = 0;
  for (int64_t i = begin; i < end; ++i) {
    const auto at = static_cast<size_t>(i);
    z += repel(points.x.data(), points.y.data(), points.size(), i, &forces.x[at], &forces.y[at]);
  }
  return z;
}

double kl_divergence(const Affinities& affinities, const Plane& points, double z) {
  const int64_t rows = affinities.rows();
  std::vector<double> parts(static_cast<size_t>(rows));
  parallel_ranges(rows, 10 * kCostOfRow, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const auto at = static_cast<size_t>(i);
      double sum = 0;
      for (int64_t e = affinities.begin[at]; e < affinities.begin[at + 1]; ++e) {
        const auto j = static_cast<size_t>(affinities.columns[static_cast<size_t>(e)]);
        const auto p = static_cast<double>(affinities.values[static_cast<size_t>(e)]);
        if (p == 0) continue;
        const double dx = points.x[at] - points.x[j], dy = points.y[at] - points.y[j];
        sum += p * std::log(p * z * (1 + dx * dx + dy * dy));
      }
      parts[at] = sum;
    }
  });
  double total = 0;
  for (const double part : parts) total += part;
  return total;
}

}  // namespace cnnviz::core
