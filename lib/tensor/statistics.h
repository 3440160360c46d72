// Statistics of float32 values. Sums are taken in double precision.
#pragma once

#include <cstdint>
#include <span>

namespace cnnviz::core {

// Over the finite values only; all zero where there is none.
struct Summary {
  float min = 0, max = 0;
  double mean = 0;
  int64_t finite = 0, nans = 0, infinities = 0;
};

Summary summarize(std::span<const float> values);

bool all_finite(std::span<const float> values);

// The p-th percentile, 0 <= p <= 100, between the two nearest ranks by linear interpolation
// (NumPy's default); NaN where a value is NaN. Refuses an empty list.
double percentile(std::span<const float> values, double p);

// The sum of |v|.
double absolute_sum(std::span<const float> values);

}  // namespace cnnviz::core
