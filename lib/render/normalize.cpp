#include "render/normalize.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.h"
#include "tensor/statistics.h"

namespace cnnviz::core {

namespace {

// The p-th percentile of the finite values (of their magnitudes), 0 < p < 100.
float finite_percentile(std::span<const float> map, const MapCheck& check, bool magnitudes,
                        double p) {
  if (check.not_finite == 0 && !magnitudes) return static_cast<float>(percentile(map, p));
  std::vector<float> values;
  values.reserve(map.size());
  for (const float value : map)
    if (std::isfinite(value)) values.push_back(magnitudes ? std::abs(value) : value);
  return static_cast<float>(percentile(values, p));
}

Range range_of(std::span<const float> map, const MapCheck& check, const NormalizeOptions& options) {
  if (options.range) return *options.range;
  if (check.not_finite == check.values) return {};
  const bool symmetric = options.scaling == Scaling::symmetric;
  const float low = options.scaling == Scaling::min_max ? check.low : 0;
  float high = symmetric ? std::max(std::abs(check.low), std::abs(check.high)) : check.high;
  // A constant map has an extent of rounding errors only.
  if (check.constant && options.scaling == Scaling::min_max) return {low, low};
  if (options.percentile < 100) {
    const float cut = finite_percentile(map, check, symmetric, options.percentile);
    if (cut > low) high = cut;
  }
  // No positive value: nothing to stretch. (And no negative zero.)
  if (!(high > low)) return {low, low};
  return {symmetric ? -high : low, high};
}

void check_options(const NormalizeOptions& options) {
  require(options.percentile > 0 && options.percentile <= 100, Status::invalid_argument,
          "the percentile to clip at is ", options.percentile,
          "; it must be above 0 and at most 100");
  if (!options.range) return;
  const Range& range = *options.range;
  require(std::isfinite(range.low) && std::isfinite(range.high) && range.low <= range.high,
          Status::invalid_argument, "the display range ", range.low, " to ", range.high,
          " must be finite, the lower end first");
}

}  // namespace

std::string MapCheck::note() const {
  if (values > 0 && not_finite == values) return "all values are NaN or infinite";
  if (not_finite > 0) return concat(not_finite, " of ", values, " values are NaN or infinite");
  if (constant) return concat("constant ", low == 0 ? 0 : low);  // no "-0"
  return "";
}

MapCheck check_map(std::span<const float> map) {
  const Summary summary = summarize(map);
  MapCheck check;
  check.values = static_cast<int64_t>(map.size());
  check.not_finite = check.values - summary.finite;
  check.low = summary.min;
  check.high = summary.max;
  const double magnitude = std::max(std::abs(check.low), std::abs(check.high));
  check.constant =
      summary.finite > 0 && static_cast<double>(check.high) - check.low <= 1e-6 * magnitude;
  return check;
}

Range display_range(std::span<const float> map, const NormalizeOptions& options) {
  check_options(options);
  return range_of(map, check_map(map), options);
}

Normalized normalize(std::span<const float> map, const NormalizeOptions& options) {
  check_options(options);
  Normalized result;
  result.check = check_map(map);
  result.range = range_of(map, result.check, options);
  result.values.resize(map.size());
  const auto [low, high] = result.range;
  const bool symmetric = options.scaling == Scaling::symmetric;
  const bool flat = !(high > low);
  // Zero of a symmetric range comes out as 0.5 exactly.
  const double extent = static_cast<double>(high) - low,
               middle = (static_cast<double>(high) + low) / 2;
  const double scale = flat ? 0 : 1 / extent;
  const double offset = flat && !symmetric ? 0 : 0.5;
  const float nan = std::numeric_limits<float>::quiet_NaN();
  for (size_t i = 0; i < map.size(); ++i) {
    const bool is_finite = std::abs(map[i]) <= std::numeric_limits<float>::max();
    const double x = offset + (map[i] - middle) * scale;
    const auto clipped = static_cast<float>(x < 0 ? 0 : x > 1 ? 1 : x);
    result.values[i] = is_finite ? clipped : nan;
  }
  return result;
}

}  // namespace cnnviz::core
