// Float maps brought to [0, 1] for display: v -> (v - low) / (high - low), clipped.
//
//   unsigned_max   low = 0, high = the p-th percentile: magnitudes and rectified maps, 0 stays the
//   bottom min_max        low = the minimum, high = the p-th percentile symmetric      high = the
//   p-th percentile of |v|, low = -high: 0.5 + v / (2 high), zero at exactly 0.5;
//                  with p = 100 over the three planes of a signed RGB picture this is norm01c of
//                  Yosinski's toolbox (2015), the picture of deconvnet and guided backpropagation
//
// Percentiles interpolate linearly (NumPy's default) over the finite values; where the p-th
// percentile is zero although some value is not, the largest value serves instead. A map that is
// constant, or holds NaN or infinite values, is reported as such and never stretched.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace cnnviz::core {

enum class Scaling { unsigned_max, min_max, symmetric };

struct Range {
  float low = 0, high = 0;
  friend bool operator==(const Range&, const Range&) = default;
};

struct NormalizeOptions {
  Scaling scaling = Scaling::unsigned_max;
  double percentile = 99;
  // A scale shared by several pictures, in place of one taken from the values.
  std::optional<Range> range;
};

struct MapCheck {
  int64_t values = 0;
  int64_t not_finite = 0;
  // The finite values differ by no more than 1e-6 of the largest magnitude (rounding).
  bool constant = false;
  float low = 0, high = 0;

  bool fine() const { return not_finite == 0 && !constant; }
  // "" where fine(), else what a person should be told: "constant 0", "3 of 169 values are NaN or
  // infinite".
  std::string note() const;
};

struct Normalized {
  std::vector<float> values;  // in [0, 1]; NaN where the map is not finite
  Range range;                // the values that became 0 and 1, for color bars
  MapCheck check;
};

MapCheck check_map(std::span<const float> map);

// The range that `options` means for these values (of one map, or of all maps that share a scale).
// Low equals high where there is nothing to stretch.
Range display_range(std::span<const float> map, const NormalizeOptions& options);

// A range of no extent puts every value at 0.5 where symmetric, else at 0. Refuses percentiles
// outside (0, 100] and ranges that are not finite or upside down.
Normalized normalize(std::span<const float> map, const NormalizeOptions& options);

}  // namespace cnnviz::core
