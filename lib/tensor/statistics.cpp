#include "tensor/statistics.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <vector>

#include "base/error.h"

namespace cnnviz::core {

Summary summarize(std::span<const float> values) {
  Summary summary;
  float low = std::numeric_limits<float>::infinity(), high = -low;
  double sum = 0;
  for (const float value : values) {
    if (std::isfinite(value)) {
      low = std::min(low, value);
      high = std::max(high, value);
      sum += value;
      ++summary.finite;
    } else if (std::isnan(value)) {
      ++summary.nans;
    } else {
      ++summary.infinities;
    }
  }
  if (summary.finite > 0) {
    summary.min = low;
    summary.max = high;
    summary.mean = sum / static_cast<double>(summary.finite);
  }
  return summary;
}

bool all_finite(std::span<const float> values) {
  // The exponent of NaN and infinity has all bits set. No early exit: it would keep this scalar.
  constexpr uint32_t kExponent = 0x7f800000;
  uint32_t found = 0;
  for (const float value : values)
    found |= (std::bit_cast<uint32_t>(value) & kExponent) == kExponent ? 1U : 0U;
  return found == 0;
}

double percentile(std::span<const float> values, double p) {
  require(!values.empty(), Status::invalid_argument, "a percentile of no values was asked for");
  require(p >= 0 && p <= 100, Status::invalid_argument, "percentile ", p,
          " was asked for; it lies between 0 and 100");
  // NaN has no place in an order.
  if (std::any_of(values.begin(), values.end(), [](float value) { return std::isnan(value); }))
    return std::numeric_limits<double>::quiet_NaN();
  const double rank = p / 100 * static_cast<double>(values.size() - 1);
  const size_t lower = std::min(static_cast<size_t>(rank), values.size() - 1);
  std::vector<float> order(values.begin(), values.end());
  const auto at = order.begin() + static_cast<std::ptrdiff_t>(lower);
  std::nth_element(order.begin(), at, order.end());
  const double below = *at;
  const double part = rank - static_cast<double>(lower);
  // Infinities of both neighbors would give NaN.
  if (part == 0 || lower + 1 == values.size()) return below;
  const double above = *std::min_element(at + 1, order.end());
  return above == below ? below : below + part * (above - below);
}

double absolute_sum(std::span<const float> values) {
  double sum = 0;
  for (const float value : values) sum += std::abs(value);
  return sum;
}

}  // namespace cnnviz::core
