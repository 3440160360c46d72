#include "ops/resize_axis.h"

#include <cmath>

#include "ops/view_geometry.h"

namespace cnnviz::core {

// The input coordinate of an output index.
double ResizeAxis::source(int64_t out) const {
  const double index = static_cast<double>(out);
  const double in_extent = static_cast<double>(input), out_extent = static_cast<double>(output);
  // A position divided by the scale. Given scales are float32, and dividing in float32 gives whole
  // numbers where they are meant: 3 / 0.6f is 5.
  const auto scaled = [&](double position) {
    if (scale == 0) return position * in_extent / out_extent;
    return static_cast<double>(static_cast<float>(position) / static_cast<float>(scale));
  };
  const double exact_extent = scale == 0 ? out_extent : in_extent * scale;  // not rounded
  switch (coordinates) {
    case Coordinates::half_pixel:
      return scaled(index + 0.5) - 0.5;
    case Coordinates::pytorch_half_pixel:
      return output > 1 ? scaled(index + 0.5) - 0.5 : 0;
    // The definition's terms, brought together: the centers of both extents lie on each other.
    case Coordinates::half_pixel_symmetric:
      return (in_extent - 1) / 2 + scaled(index + 0.5 - out_extent / 2);
    // The definition names the rounded output extent, its reference results come from the exact
    // one.
    case Coordinates::align_corners:
      return output > 1 ? index * (in_extent - 1) / (exact_extent - 1) : 0;
    case Coordinates::asymmetric:
      return scaled(index);
    case Coordinates::tf_half_pixel_for_nn:
      return scaled(index + 0.5);
  }
  return index;
}

Taps ResizeAxis::taps(int64_t out) const {
  const double last = static_cast<double>(input - 1);
  const double x = source(out);
  if (interpolation == Interpolation::linear) {
    const double inside = std::clamp(x, 0.0, last), floor = std::floor(inside);
    const auto low = static_cast<int64_t>(floor);
    const auto weight = static_cast<float>(inside - floor);
    return {low, weight > 0 ? low + 1 : low, weight};
  }
  double nearest_index = 0;
  switch (nearest) {
    case Nearest::round_prefer_floor:
      nearest_index = std::ceil(x - 0.5);
      break;
    case Nearest::round_prefer_ceil:
      nearest_index = std::floor(x + 0.5);
      break;
    case Nearest::floor:
      nearest_index = std::floor(x);
      break;
    case Nearest::ceil:
      nearest_index = std::ceil(x);
      break;
    case Nearest::simple:
      nearest_index = scale < 1 ? std::ceil(x) : std::floor(x);
      break;
  }
  const auto index = static_cast<int64_t>(std::clamp(nearest_index, 0.0, last));
  return {index, index, 0};
}

Interval ResizeAxis::reads(const Interval& out) const {
  if (unchanged()) return out;
  const Interval inside = clipped_interval(out, output);
  if (inside.empty()) return inside;
  return {taps(inside.low).low, taps(inside.high).high};
}

Interval ResizeAxis::reaches(const Interval& in) const {
  if (unchanged()) return in;
  const Interval inside = clipped_interval(in, input);
  if (inside.empty()) return inside;
  // Coordinates never decrease, so the ends can be found by bisection.
  const auto first_where = [&](auto&& reached) {
    int64_t low = 0, high = output;
    while (low < high) {
      const int64_t middle = low + (high - low) / 2;
      if (reached(taps(middle)))
        high = middle;
      else
        low = middle + 1;
    }
    return low;
  };
  const Interval result{first_where([&](const Taps& t) { return t.high >= inside.low; }),
                        first_where([&](const Taps& t) { return t.low > inside.high; }) - 1};
  return result.empty() ? Interval{} : result;
}

}  // namespace cnnviz::core
