// Pictures of 8 bits a channel: 1 (gray), 3 (RGB) or 4 (RGBA, alpha not premultiplied) channels,
// pixels in row-major order, the channels of a pixel together.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace cnnviz::core {

// What options may ask for as the side of a picture to be drawn.
constexpr int64_t kMaxImageSide = 16384;

// Refuses sizes beyond the limits of sides and pixels (base/limits.h) and sizes below 1
// (invalid_argument); `what` begins the message. Called before anything of that size is allocated.
void check_image_size(int64_t width, int64_t height, const std::string& what);

// A value: copies have pixels of their own.
class Image {
 public:
  // No picture; `valid()` is false.
  Image() = default;

  // All bytes zero: black, or transparent.
  Image(int64_t width, int64_t height, int channels);
  static Image from_pixels(int64_t width, int64_t height, int channels,
                           std::span<const uint8_t> pixels);

  bool valid() const { return channels_ != 0; }
  int64_t width() const { return width_; }
  int64_t height() const { return height_; }
  int channels() const { return channels_; }
  int64_t row_bytes() const { return width_ * channels_; }

  std::span<const uint8_t> pixels() const { return pixels_; }
  std::span<uint8_t> mutable_pixels() { return pixels_; }
  const uint8_t* row(int64_t y) const { return pixels_.data() + y * row_bytes(); }
  uint8_t* mutable_row(int64_t y) { return pixels_.data() + y * row_bytes(); }
  // The first channel of a pixel that lies inside.
  const uint8_t* pixel(int64_t x, int64_t y) const { return row(y) + x * channels_; }
  uint8_t* mutable_pixel(int64_t x, int64_t y) { return mutable_row(y) + x * channels_; }

 private:
  int64_t width_ = 0, height_ = 0;
  int channels_ = 0;
  std::vector<uint8_t> pixels_;
};

// Three channels: gray is repeated, alpha is dropped (the color under it is kept, nothing is
// blended).
Image to_rgb(Image image);

// One channel: the luma of ITU-R 601, (19595 R + 38470 G + 7471 B + 32768) / 65536, as Pillow's
// mode L.
Image to_gray(Image image);

}  // namespace cnnviz::core
