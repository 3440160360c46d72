#include "render/normalize.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.h"
#include "tensor/statistics.h"

namespace cnnviz::core {

namespace {

std::vector<float> finite_values(std::span<const float> map, bool magnitudes) {
  std::vector<float> values(map.begin(), map.end());
  std::erase_if(values, [](float value) { return !std::isfinite(value); });
  if (magnitudes)
    for (float& value : values) value = std::abs(value);
  return values;
}

// The p-th percentile, or the largest value where that percentile is not positive although it is.
float positive_percentile(std::vector<float> values, double p) {
  const float largest = *std::max_element(values.begin(), values.end());
  if (p >= 100) return std::max(largest, 0.0f);
  const auto cut = static_cast<float>(percentile(values, p));
  return cut > 0 ? cut : std::max(largest, 0.0f);
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
  if (constant) return concat("constant ", low);
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
  if (options.range) return *options.range;
  const bool symmetric = options.scaling == Scaling::symmetric;
  std::vector<float> values = finite_values(map, symmetric);
  if (values.empty()) return {};
  if (options.scaling == Scaling::min_max) {
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    const Range whole{*low, *high};
    if (check_map(map).constant || options.percentile >= 100) return whole;
    const auto cut = static_cast<float>(percentile(values, options.percentile));
    return {whole.low, cut > whole.low ? cut : whole.high};
  }
  const float high = positive_percentile(std::move(values), options.percentile);
  return {symmetric ? -high : 0, high};
}

Normalized normalize(std::span<const float> map, const NormalizeOptions& options) {
  Normalized result;
  result.check = check_map(map);
  result.range = display_range(map, options);
  result.values.resize(map.size());
  const auto [low, high] = result.range;
  const bool symmetric = options.scaling == Scaling::symmetric;
  // A constant map under min_max has an extent of rounding errors only.
  const bool flat = !(high > low) || (options.scaling == Scaling::min_max && !options.range &&
                                      result.check.constant);
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
