#include "image/image.h"

#include <algorithm>

#include "base/checked.h"
#include "base/error.h"
#include "base/limits.h"

namespace cnnviz::core {

void check_image_size(int64_t width, int64_t height, const std::string& what) {
  require(width >= 1 && height >= 1, Status::invalid_argument, what, " of ", width, "x", height,
          " pixels is empty");
  check_limit(Limit::side, std::max(width, height), what, " of ", width, "x", height,
              " pixels is too large");
  check_limit(Limit::pixels, checked_mul(width, height), what, " of ", width, "x", height,
              " pixels is too large");
}

Image::Image(int64_t width, int64_t height, int channels)
    : width_(width), height_(height), channels_(channels) {
  check_image_size(width, height, "a picture");
  require(channels == 1 || channels == 3 || channels == 4, Status::invalid_argument,
          "a picture of ", channels, " channels was asked for; allowed are 1, 3 and 4");
  pixels_.resize(static_cast<size_t>(checked_mul(width * height, channels)));
}

Image Image::from_pixels(int64_t width, int64_t height, int channels,
                         std::span<const uint8_t> pixels) {
  Image image(width, height, channels);
  require(pixels.size() == image.pixels_.size(), Status::invalid_argument, "a picture of ", width,
          "x", height, " pixels of ", channels, " channels has ", image.pixels_.size(),
          " bytes, but ", pixels.size(), " were given");
  std::copy(pixels.begin(), pixels.end(), image.pixels_.begin());
  return image;
}

Image to_rgb(Image image) {
  if (image.channels() == 3 || !image.valid()) return image;
  Image result(image.width(), image.height(), 3);
  const std::span<const uint8_t> from = image.pixels();
  const std::span<uint8_t> to = result.mutable_pixels();
  const size_t step = static_cast<size_t>(image.channels());
  for (size_t in = 0, out = 0; in < from.size(); in += step, out += 3)
    for (size_t c = 0; c < 3; ++c) to[out + c] = from[in + (step == 1 ? 0 : c)];
  return result;
}

Image to_gray(Image image) {
  if (image.channels() == 1 || !image.valid()) return image;
  Image result(image.width(), image.height(), 1);
  const uint8_t* from = image.pixels().data();
  for (uint8_t& gray : result.mutable_pixels()) {
    gray = static_cast<uint8_t>((19595 * from[0] + 38470 * from[1] + 7471 * from[2] + 32768) >> 16);
    from += image.channels();
  }
  return result;
}

}  // namespace cnnviz::core
