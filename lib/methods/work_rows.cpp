#include "methods/work_rows.h"

#include <algorithm>
#include <cmath>

#include "math/parallel.h"
#include "methods/distance.h"

namespace cnnviz::core {

WorkFrame::WorkFrame(const Tensor& points, const Tensor* queries, Metric rows_metric)
    : metric(rows_metric), center(static_cast<size_t>(points.shape()[1]), 0) {
  if (metric == Metric::cosine) return;
  const float* row = points.floats().data();
  for (int64_t r = 0; r < points.shape()[0]; ++r, row += center.size())
    for (size_t c = 0; c < center.size(); ++c) center[c] += static_cast<double>(row[c]);
  for (double& mean : center) mean /= static_cast<double>(points.shape()[0]);
  double largest = 0;
  for (const Tensor* rows : {&points, queries}) {
    if (rows == nullptr) continue;
    row = rows->floats().data();
    for (int64_t r = 0; r < rows->shape()[0]; ++r, row += center.size())
      for (size_t c = 0; c < center.size(); ++c)
        largest = std::max(largest, std::abs(static_cast<double>(row[c]) - center[c]));
  }
  int exponent = 0;
  std::frexp(largest, &exponent);
  scale = std::ldexp(1.0, -exponent);
}

WorkRows::WorkRows(const Tensor& source, const WorkFrame& frame)
    : values(static_cast<size_t>(source.size())),
      norms(static_cast<size_t>(source.shape()[0])),
      rows(source.shape()[0]),
      width(source.shape()[1]) {
  const float* from = source.floats().data();
  const bool cosine = frame.metric == Metric::cosine;
  parallel_ranges(rows, static_cast<double>(2 * width), [&](int64_t begin, int64_t end) {
    for (int64_t r = begin; r < end; ++r) {
      const float* row = from + r * width;
      float* work = values.data() + r * width;
      double factor = frame.scale;
      if (cosine) {
        const double length = std::sqrt(dot_product(row, row, width));
        factor = length > 0 ? 1 / length : 0;
      }
      for (int64_t c = 0; c < width; ++c)
        work[c] = static_cast<float>(
            (static_cast<double>(row[c]) - frame.center[static_cast<size_t>(c)]) * factor);
      // A row of zeros too is as far from everything as unit rows at right angles are.
      norms[static_cast<size_t>(r)] =
          cosine ? 1 : static_cast<float>(dot_product(work, work, width));
    }
  });
}

}  // namespace cnnviz::core
