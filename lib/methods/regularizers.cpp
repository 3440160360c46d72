#include "methods/regularizers.h"

#include <algorithm>
#include <cmath>

#include "tensor/blur.h"
#include "tensor/statistics.h"

namespace cnnviz::core {

namespace {

constexpr double kLeastVariation = 1e-5;

// One channel of one picture.
struct Plane {
  const float* x;
  float* gradient;
  int64_t height, width;
  double zero;

  double at(int64_t i) const { return static_cast<double>(x[i]) - zero; }
  void take(int64_t i, double derivative) const { gradient[i] -= static_cast<float>(derivative); }
};

double subtract_norms(const Plane& plane, const Penalties& p) {
  double sum = 0;
  for (int64_t i = 0; i < plane.height * plane.width; ++i) {
    const double x = plane.at(i), size = std::abs(x);
    double derivative = 2 * p.l2 * x;
    sum += p.l2 * x * x;
    if (p.alpha_norm != 0 && size > 0) {
      const double power = p.alpha_norm * std::pow(size, p.alpha);
      sum += power;
      derivative += p.alpha * power / x;
    }
    plane.take(i, derivative);
  }
  return sum;
}

double subtract_variation(const Plane& plane, double weight, double beta) {
  double sum = 0;
  for (int64_t y = 0; y < plane.height; ++y)
    for (int64_t x = 0; x < plane.width; ++x) {
      const int64_t i = y * plane.width + x;
      const double dx = x + 1 < plane.width ? plane.at(i + 1) - plane.at(i) : 0;
      const double dy = y + 1 < plane.height ? plane.at(i + plane.width) - plane.at(i) : 0;
      const double squares = dx * dx + dy * dy;
      sum += weight * std::pow(squares, beta / 2);
      const double slope =
          weight * beta * std::pow(std::max(squares, kLeastVariation), beta / 2 - 1);
      plane.take(i, -slope * (dx + dy));
      if (x + 1 < plane.width) plane.take(i + 1, slope * dx);
      if (y + 1 < plane.height) plane.take(i + plane.width, slope * dy);
    }
  return sum;
}

// Pixels whose `sizes` are below the percentile become the mean color.
void zero_below(std::span<const float> sizes, double share, const PictureSpace& space,
                float* picture) {
  const auto least = static_cast<float>(percentile(sizes, share));
  for (size_t i = 0; i < sizes.size(); ++i) {
    if (!(sizes[i] < least)) continue;
    for (size_t c = 0; c < space.zero.size(); ++c) picture[c * sizes.size() + i] = space.zero[c];
  }
}

}  // namespace

std::vector<double> subtract_penalties(const Tensor& pictures, const PictureSpace& space,
                                       const Penalties& penalties, Tensor& gradient) {
  const Shape& shape = pictures.shape();
  const int64_t size = shape[2] * shape[3];
  std::vector<double> sums;
  for (int64_t n = 0; n < shape[0]; ++n) {
    double sum = 0;
    for (int64_t c = 0; c < shape[1]; ++c) {
      const int64_t at = (n * shape[1] + c) * size;
      const Plane plane{pictures.floats().data() + at, gradient.mutable_floats().data() + at,
                        shape[2], shape[3],
                        static_cast<double>(space.zero[static_cast<size_t>(c)])};
      if (penalties.l2 != 0 || penalties.alpha_norm != 0) sum += subtract_norms(plane, penalties);
      if (penalties.total_variation != 0)
        sum += subtract_variation(plane, penalties.total_variation, penalties.beta);
    }
    sums.push_back(sum);
  }
  return sums;
}

void apply_pixel_steps(const PixelSteps& steps, int64_t step, const PictureSpace& space,
                       const Tensor& gradient, Tensor& pictures) {
  const Shape shape = pictures.shape();
  const auto channels = static_cast<size_t>(shape[1]);
  const auto size = static_cast<size_t>(shape[2] * shape[3]);
  const auto channel_of = [&](size_t i) { return i / size % channels; };
  auto values = pictures.mutable_floats();
  if (steps.decay != 0)
    for (size_t i = 0; i < values.size(); ++i) {
      const float zero = space.zero[channel_of(i)];
      values[i] = zero + (values[i] - zero) * static_cast<float>(1 - steps.decay);
    }
  if (steps.blur > 0 && step % steps.blur_every == 0) {
    const Tensor blurred = gaussian_blur(gaussian_blur(pictures, 2, steps.blur), 3, steps.blur);
    std::copy(blurred.floats().begin(), blurred.floats().end(), values.begin());
  }
  std::vector<float> sizes(size);
  for (size_t n = 0; n < static_cast<size_t>(shape[0]); ++n) {
    float* picture = values.data() + n * channels * size;
    const float* slope = gradient.floats().data() + n * channels * size;
    const auto measure = [&](const auto& add) {
      std::fill(sizes.begin(), sizes.end(), 0.0F);
      for (size_t c = 0; c < channels; ++c)
        for (size_t i = 0; i < size; ++i)
          sizes[i] += add(picture[c * size + i] - space.zero[c], slope[c * size + i]);
    };
    if (steps.norm_percentile > 0) {
      measure([](float x, float) { return x * x; });
      zero_below(sizes, steps.norm_percentile, space, picture);
    }
    if (steps.contribution_percentile > 0) {
      measure([](float x, float g) { return x * g; });
      for (float& value : sizes) value = std::abs(value);
      zero_below(sizes, steps.contribution_percentile, space, picture);
    }
  }
}

void clip_pictures(const PictureSpace& space, Tensor& pictures) {
  const Shape& shape = pictures.shape();
  const auto plane = static_cast<size_t>(shape[2] * shape[3]);
  const auto values = pictures.mutable_floats();
  for (size_t i = 0; i < values.size(); ++i) {
    const size_t c = i / plane % space.low.size();
    values[i] = std::clamp(values[i], space.low[c], space.high[c]);
  }
}

}  // namespace cnnviz::core
