#include "methods/fills.h"

#include <cmath>
#include <vector>

#include "base/error.h"
#include "base/random.h"
#include "tensor/blur.h"

namespace cnnviz::core {

namespace {

// Calls visit(element, channel) for every element of one image.
template <typename Visit>
void visit_elements(const Shape& shape, bool channels_last, const Visit& visit) {
  const int64_t channels = shape[channels_last ? 3 : 1];
  const int64_t plane = channels_last ? 1 : shape[2] * shape[3];
  const int64_t count = element_count(shape);
  for (int64_t i = 0; i < count; ++i)
    visit(static_cast<size_t>(i), static_cast<size_t>(i / plane % channels));
}

struct Moments {
  std::vector<double> mean, deviation;  // of each channel
};

Moments channel_moments(const Tensor& image, bool channels_last) {
  const Shape& shape = image.shape();
  const auto channels = static_cast<size_t>(shape[channels_last ? 3 : 1]);
  const double share = static_cast<double>(channels) / static_cast<double>(image.size());
  const auto values = image.floats();
  Moments moments{std::vector<double>(channels, 0), std::vector<double>(channels, 0)};
  visit_elements(shape, channels_last,
                 [&](size_t i, size_t c) { moments.mean[c] += share * values[i]; });
  visit_elements(shape, channels_last, [&](size_t i, size_t c) {
    const double distance = values[i] - moments.mean[c];
    moments.deviation[c] += share * distance * distance;
  });
  for (double& deviation : moments.deviation) deviation = std::sqrt(deviation);
  return moments;
}

}  // namespace

Tensor constant_fill(const Shape& shape, bool channels_last, std::span<const float> values) {
  const auto channels = static_cast<size_t>(shape[channels_last ? 3 : 1]);
  require(values.size() == 1 || values.size() == channels, Status::invalid_argument,
          "a fill has one value, or one for each of the ", channels, " channels, not ",
          values.size());
  Tensor fill = Tensor::unfilled(DataType::float32, shape);
  const auto target = fill.mutable_floats();
  visit_elements(shape, channels_last,
                 [&](size_t i, size_t c) { target[i] = values[values.size() == 1 ? 0 : c]; });
  return fill;
}

Tensor mean_fill(const Tensor& image, bool channels_last) {
  const Moments moments = channel_moments(image, channels_last);
  const std::vector<float> means(moments.mean.begin(), moments.mean.end());
  return constant_fill(image.shape(), channels_last, means);
}

Tensor blur_fill(const Tensor& image, bool channels_last, double sigma_y, double sigma_x) {
  const int rows = channels_last ? 1 : 2;
  return gaussian_blur(gaussian_blur(image, rows, sigma_y), rows + 1, sigma_x);
}

Tensor noise_fill(const Tensor& image, bool channels_last, uint64_t seed) {
  const Moments moments = channel_moments(image, channels_last);
  Tensor fill = Tensor::unfilled(DataType::float32, image.shape());
  const auto target = fill.mutable_floats();
  Random random(seed);
  visit_elements(image.shape(), channels_last, [&](size_t i, size_t c) {
    target[i] = static_cast<float>(moments.mean[c] + moments.deviation[c] * random.normal());
  });
  return fill;
}

}  // namespace cnnviz::core
