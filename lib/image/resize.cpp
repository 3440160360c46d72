#include "image/resize.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include "base/error.h"

namespace cnnviz::core {

namespace {

// Weights are fixed-point numbers of so many fractional bits; 255 times their sum, 1, fits 32 bits.
constexpr int kFractionBits = 22;
constexpr int32_t kHalf = 1 << (kFractionBits - 1);

// The inputs that each output position blends: `first`, and `count` weights.
struct Filter {
  struct Window {
    int64_t first, count;
  };
  std::vector<Window> windows;
  std::vector<int32_t> weights;  // [outputs, stride], the rest of each row 0
  int64_t stride;
};

// The triangle filter over inputs, centered at (i + 0.5) * scale for output i and scale inputs wide
// to either side (one where the picture grows).
Filter triangle_filter(int64_t in, int64_t out) {
  const double scale = static_cast<double>(in) / static_cast<double>(out);
  const double support = std::max(scale, 1.0);
  Filter filter;
  filter.stride = static_cast<int64_t>(std::ceil(support)) * 2 + 1;
  filter.weights.resize(static_cast<size_t>(out * filter.stride));
  std::vector<double> weights(static_cast<size_t>(filter.stride));
  for (int64_t i = 0; i < out; ++i) {
    const double center = (static_cast<double>(i) + 0.5) * scale;
    const int64_t first = std::max<int64_t>(static_cast<int64_t>(center - support + 0.5), 0);
    const int64_t end = std::min(static_cast<int64_t>(center + support + 0.5), in);
    double sum = 0;
    for (int64_t j = first; j < end; ++j) {
      const double distance = std::abs((static_cast<double>(j) - center + 0.5) * (1 / support));
      const double weight = distance < 1 ? 1 - distance : 0;
      weights[static_cast<size_t>(j - first)] = weight;
      sum += weight;
    }
    for (int64_t k = 0; k < end - first; ++k)
      filter.weights[static_cast<size_t>(i * filter.stride + k)] =
          static_cast<int32_t>(0.5 + weights[static_cast<size_t>(k)] / sum * (1 << kFractionBits));
    filter.windows.push_back({first, end - first});
  }
  return filter;
}

// Weights that round up may sum to a little more than 1.
uint8_t to_byte(int32_t sum) {
  return static_cast<uint8_t>(std::min(sum >> kFractionBits, 255));
}

template <int kChannels>
void blend_row(const uint8_t* from, uint8_t* to, const Filter& filter) {
  const int32_t* weights = filter.weights.data();
  for (const Filter::Window& window : filter.windows) {
    int32_t sums[kChannels];
    std::fill_n(sums, kChannels, kHalf);
    const uint8_t* pixel = from + window.first * kChannels;
    for (int64_t k = 0; k < window.count; ++k, pixel += kChannels)
      for (int c = 0; c < kChannels; ++c) sums[c] += pixel[c] * weights[k];
    for (int c = 0; c < kChannels; ++c) *to++ = to_byte(sums[c]);
    weights += filter.stride;
  }
}

Image blend_rows(const Image& image, int64_t width) {
  const Filter filter = triangle_filter(image.width(), width);
  Image result(width, image.height(), image.channels());
  for (int64_t y = 0; y < image.height(); ++y) {
    switch (image.channels()) {
      case 1:
        blend_row<1>(image.row(y), result.mutable_row(y), filter);
        break;
      case 3:
        blend_row<3>(image.row(y), result.mutable_row(y), filter);
        break;
      default:
        blend_row<4>(image.row(y), result.mutable_row(y), filter);
        break;
    }
  }
  return result;
}

Image blend_columns(const Image& image, int64_t height) {
  const Filter filter = triangle_filter(image.height(), height);
  Image result(image.width(), height, image.channels());
  const size_t row_bytes = static_cast<size_t>(image.row_bytes());
  std::vector<int32_t> sums(row_bytes);
  for (int64_t y = 0; y < height; ++y) {
    const Filter::Window window = filter.windows[static_cast<size_t>(y)];
    std::fill(sums.begin(), sums.end(), kHalf);
    for (int64_t k = 0; k < window.count; ++k) {
      const int32_t weight = filter.weights[static_cast<size_t>(y * filter.stride + k)];
      const uint8_t* row = image.row(window.first + k);
      for (size_t i = 0; i < row_bytes; ++i) sums[i] += row[i] * weight;
    }
    uint8_t* out = result.mutable_row(y);
    for (size_t i = 0; i < row_bytes; ++i) out[i] = to_byte(sums[i]);
  }
  return result;
}

}  // namespace

Image resize_bilinear(const Image& image, int64_t width, int64_t height) {
  require(image.valid(), Status::invalid_argument, "no picture was given to resize");
  check_image_size(width, height, "a picture");
  // A side that stays is not filtered: its weights would be 1.
  if (width == image.width())
    return height == image.height() ? image : blend_columns(image, height);
  const Image narrow = blend_rows(image, width);
  return height == image.height() ? narrow : blend_columns(narrow, height);
}

Image crop(const Image& image, int64_t x, int64_t y, int64_t width, int64_t height) {
  require(x >= 0 && y >= 0 && width >= 1 && height >= 1 && width <= image.width() &&
              height <= image.height() && x <= image.width() - width &&
              y <= image.height() - height,
          Status::invalid_argument, "the part ", width, "x", height, " at (", x, ", ", y,
          ") does not lie inside a picture of ", image.width(), "x", image.height());
  Image result(width, height, image.channels());
  for (int64_t row = 0; row < height; ++row)
    std::memcpy(result.mutable_row(row), image.pixel(x, y + row),
                static_cast<size_t>(result.row_bytes()));
  return result;
}

Image upscale_nearest(const Image& image, int64_t factor) {
  require(image.valid(), Status::invalid_argument, "no picture was given to upscale");
  require(factor >= 1 && factor <= kMaxImageSide, Status::invalid_argument, "the factor ", factor,
          " to upscale by lies outside [1, ", kMaxImageSide, "]");
  Image result(image.width() * factor, image.height() * factor, image.channels());
  const int channels = image.channels();
  for (int64_t y = 0; y < image.height(); ++y) {
    uint8_t* first = result.mutable_row(y * factor);
    uint8_t* out = first;
    for (int64_t x = 0; x < image.width(); ++x)
      for (int64_t i = 0; i < factor; ++i) out = std::copy_n(image.pixel(x, y), channels, out);
    for (int64_t i = 1; i < factor; ++i)
      std::memcpy(result.mutable_row(y * factor + i), first,
                  static_cast<size_t>(result.row_bytes()));
  }
  return result;
}

}  // namespace cnnviz::core
