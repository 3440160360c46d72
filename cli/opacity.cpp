#include "opacity.h"

#include <algorithm>
#include <cmath>

namespace cli {
namespace {

constexpr double kOpaque = 0.8;  // the share of the pixels that are not wholly opaque

uint8_t level(double share) {
  return static_cast<uint8_t>(std::lround(255 * std::clamp(share, 0.0, 1.0)));
}

Picture from_pixels(const std::vector<uint8_t>& pixels, const Picture& like, int32_t channels) {
  return made<Picture>(cnnviz_image_from_pixels, pixels.data(), static_cast<int64_t>(pixels.size()),
                       cnnviz_image_width(like.get()), cnnviz_image_height(like.get()), channels);
}

}  // namespace

Picture with_opacity(const Picture& picture, const Tensor& importance, int32_t number) {
  const Tensor item = item_of(importance, number);
  const float* values = cnnviz_tensor_floats(item.get());
  const auto count = static_cast<size_t>(cnnviz_image_width(picture.get())) *
                     static_cast<size_t>(cnnviz_image_height(picture.get()));
  std::vector<float> sorted(values, values + count);
  const auto at = static_cast<size_t>(kOpaque * static_cast<double>(count - 1));
  std::nth_element(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(at), sorted.end());
  const auto most = static_cast<double>(sorted[at]);
  const auto channels = static_cast<size_t>(cnnviz_image_channels(picture.get()));
  const uint8_t* from = cnnviz_image_pixels(picture.get());
  std::vector<uint8_t> pixels;
  for (size_t i = 0; i < count; ++i) {
    for (size_t c = 0; c < 3; ++c) pixels.push_back(from[i * channels + std::min(c, channels - 1)]);
    pixels.push_back(most > 0 ? level(static_cast<double>(values[i]) / most) : 255);
  }
  return from_pixels(pixels, picture, 4);
}

Picture over_white(const Picture& picture) {
  const uint8_t* from = cnnviz_image_pixels(picture.get());
  const auto count = static_cast<size_t>(cnnviz_image_width(picture.get())) *
                     static_cast<size_t>(cnnviz_image_height(picture.get()));
  std::vector<uint8_t> pixels;
  for (size_t i = 0; i < count; ++i) {
    const double opacity = from[4 * i + 3] / 255.0;
    for (size_t c = 0; c < 3; ++c)
      pixels.push_back(level(1 - opacity + opacity * from[4 * i + c] / 255.0));
  }
  return from_pixels(pixels, picture, 3);
}

}  // namespace cli
