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

int64_t ResizeAxis::nearest_to(double x) const {
  switch (nearest) {
    case Nearest::round_prefer_floor:
      x = std::ceil(x - 0.5);
      break;
    case Nearest::round_prefer_ceil:
      x = std::floor(x + 0.5);
      break;
    case Nearest::floor:
      x = std::floor(x);
      break;
    case Nearest::ceil:
      x = std::ceil(x);
      break;
    case Nearest::simple:
      x = scale < 1 ? std::ceil(x) : std::floor(x);
      break;
  }
  return static_cast<int64_t>(std::clamp(x, 0.0, static_cast<double>(input - 1)));
}

double ResizeAxis::stretch() const {
  if (!antialias) return 1;
  const double own = scale != 0 ? scale : static_cast<double>(output) / static_cast<double>(input);
  return std::min(own, 1.0);
}

double ResizeAxis::kernel(double distance) const {
  const double x = std::abs(distance);
  if (interpolation == Interpolation::linear) return std::max(1 - x, 0.0);
  if (x <= 1) return ((cubic_a + 2) * x - (cubic_a + 3)) * x * x + 1;
  return x < 2 ? cubic_a * (((x - 5) * x + 8) * x - 4) : 0;
}

Interval ResizeAxis::support(double x) const {
  const double reach = radius() / stretch();
  return {static_cast<int64_t>(std::floor(x - reach)) + 1,
          static_cast<int64_t>(std::ceil(x + reach)) - 1};
}

Interval ResizeAxis::span(int64_t out) const {
  const double x = source(out);
  if (interpolation == Interpolation::nearest) return {nearest_to(x), nearest_to(x)};
  const Interval around = support(x);
  return {inside(around.low), inside(around.high)};
}

Taps ResizeAxis::taps(int64_t out) const {
  const Interval read = span(out);
  Taps taps{read.low, std::vector<float>(static_cast<size_t>(read.length()), 1.0f)};
  if (read.length() == 1) return taps;  // all weight, on whichever side of a border
  const double x = source(out), shrink = stretch();
  const Interval around = support(x);
  std::vector<double> weights(taps.weights.size());
  double sum = 0;
  for (int64_t i = around.low; i <= around.high; ++i) {
    if (exclude_outside && inside(i) != i) continue;
    const double weight = kernel(shrink * (static_cast<double>(i) - x));
    weights[static_cast<size_t>(inside(i) - read.low)] += weight;
    sum += weight;
  }
  for (size_t k = 0; k < weights.size(); ++k)
    taps.weights[k] = static_cast<float>(weights[k] / sum);
  return taps;
}

Interval ResizeAxis::reads(const Interval& out) const {
  if (unchanged()) return out;
  const Interval valid = clipped_interval(out, output);
  if (valid.empty()) return valid;
  return {span(valid.low).low, span(valid.high).high};
}

Interval ResizeAxis::reaches(const Interval& in) const {
  if (unchanged()) return in;
  const Interval valid = clipped_interval(in, input);
  if (valid.empty()) return valid;
  // Coordinates never decrease, so the ends can be found by bisection.
  const auto first_where = [&](auto&& reached) {
    int64_t low = 0, high = output;
    while (low < high) {
      const int64_t middle = low + (high - low) / 2;
      if (reached(span(middle)))
        high = middle;
      else
        low = middle + 1;
    }
    return low;
  };
  const Interval result{
      first_where([&](const Interval& read) { return read.high >= valid.low; }),
      first_where([&](const Interval& read) { return read.low > valid.high; }) - 1};
  return result.empty() ? Interval{} : result;
}

}  // namespace cnnviz::core
