#include "render/canvas.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "image/resize.h"

namespace cnnviz::core {

Image blank_image(int64_t width, int64_t height, Color color, const char* what) {
  check_image_size(width, height, what);
  Image image(width, height, 3);
  fill_rectangle(image, 0, 0, width, height, color);
  return image;
}

void fill_rectangle(Image& image, int64_t x, int64_t y, int64_t width, int64_t height,
                    Color color) {
  const int64_t left = std::max<int64_t>(x, 0), right = std::min(x + width, image.width());
  const int64_t top = std::max<int64_t>(y, 0), bottom = std::min(y + height, image.height());
  if (left >= right || top >= bottom) return;
  for (int64_t column = left; column < right; ++column) {
    uint8_t* pixel = image.mutable_pixel(column, top);
    pixel[0] = color.red;
    pixel[1] = color.green;
    pixel[2] = color.blue;
  }
  const auto bytes = static_cast<size_t>(3 * (right - left));
  for (int64_t row = top + 1; row < bottom; ++row)
    std::memcpy(image.mutable_pixel(left, row), image.pixel(left, top), bytes);
}

void paste(Image& image, int64_t x, int64_t y, const Image& part) {
  const int64_t left = std::max<int64_t>(x, 0), right = std::min(x + part.width(), image.width());
  const int64_t top = std::max<int64_t>(y, 0), bottom = std::min(y + part.height(), image.height());
  if (left >= right) return;
  for (int64_t row = top; row < bottom; ++row) {
    const uint8_t* from = part.pixel(left - x, row - y);
    uint8_t* to = image.mutable_pixel(left, row);
    if (part.channels() == 3) {
      std::memcpy(to, from, static_cast<size_t>(3 * (right - left)));
      continue;
    }
    const bool gray_part = part.channels() == 1;
    for (int64_t column = left; column < right; ++column, to += 3, from += part.channels()) {
      to[0] = from[0];
      to[1] = from[gray_part ? 0 : 1];
      to[2] = from[gray_part ? 0 : 2];
    }
  }
}

void blend_pixel(Image& image, int64_t x, int64_t y, Color color, int weight) {
  if (x < 0 || y < 0 || x >= image.width() || y >= image.height()) return;
  uint8_t* pixel = image.mutable_pixel(x, y);
  const auto mix = [weight](uint8_t old, uint8_t fresh) {
    return static_cast<uint8_t>((old * (255 - weight) + fresh * weight + 127) / 255);
  };
  pixel[0] = mix(pixel[0], color.red);
  pixel[1] = mix(pixel[1], color.green);
  pixel[2] = mix(pixel[2], color.blue);
}

Image rotated_left(const Image& image) {
  Image turned(image.height(), image.width(), image.channels());
  for (int64_t y = 0; y < turned.height(); ++y)
    for (int64_t x = 0; x < turned.width(); ++x)
      std::copy_n(image.pixel(image.width() - 1 - y, x), image.channels(),
                  turned.mutable_pixel(x, y));
  return turned;
}

Image fitted(const Image& image, int64_t width, int64_t height) {
  double factor = std::numeric_limits<double>::infinity();
  if (width > 0) factor = static_cast<double>(width) / static_cast<double>(image.width());
  if (height > 0)
    factor = std::min(factor, static_cast<double>(height) / static_cast<double>(image.height()));
  if (!std::isfinite(factor) || factor == 1) return image;
  if (factor >= 3) return upscale_nearest(image, static_cast<int64_t>(factor));
  const auto scaled = [factor](int64_t side) {
    return std::max<int64_t>(1, std::llround(static_cast<double>(side) * factor));
  };
  return resize_bilinear(image, scaled(image.width()), scaled(image.height()));
}

}  // namespace cnnviz::core
