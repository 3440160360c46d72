// Copies of rows that matrix products measure: less the points' mean and scaled by a power of two,
// so that squares neither cancel nor overflow nor vanish; for cosine distances of unit length.
//
// |a - b|^2 = norm a + norm b - 2 a b, with an error of at most (d + 32) u (norm a + norm b), u =
// 2^-24, relative to the rows as given.
#pragma once

#include <vector>

#include "methods/neighbors.h"

namespace cnnviz::core {

struct WorkFrame {
  WorkFrame(const Tensor& points, const Tensor* queries, Metric rows_metric);
  // The squared distance of work copies whose RowDistance that is.
  double squared(double distance) const {
    return metric == Metric::cosine ? 2 * distance : distance * scale * scale;
  }

  Metric metric;
  std::vector<double> center;
  double scale = 1;
};

struct WorkRows {
  WorkRows() = default;
  WorkRows(const Tensor& source, const WorkFrame& frame);

  std::vector<float> values, norms;  // rows * width, rows
  int64_t rows = 0, width = 0;
};

}  // namespace cnnviz::core
