#include "render/heat_map.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/error.h"
#include "render/canvas.h"
#include "render/style.h"
#include "render/text.h"
#include "tensor/resample.h"

namespace cnnviz::core {

namespace {

// Coarse stripes in two grays.
Color missing_color(int64_t x, int64_t y) {
  return gray(((x + y) & 7) < 4 ? 0x70 : 0xb8);
}

// Thin stripes over a picture of one color, and what it is in the middle where that fits.
void mark_constant(Image& image, const MapCheck& check) {
  for (int64_t y = 0; y < image.height(); ++y)
    for (int64_t x = y % 8; x < image.width(); x += 8) blend_pixel(image, x, y, kFrameColor, 110);
  const int64_t line = line_height(Font::regular);
  for (const std::string& word : {check.note(), std::string("constant")}) {
    const int64_t width = text_width(word, Font::regular);
    if (width + 8 > image.width() || line + 4 > image.height()) continue;
    const int64_t x = (image.width() - width) / 2, y = (image.height() - line) / 2;
    fill_rectangle(image, x - 4, y - 1, width + 8, line + 2, kBackground);
    draw_text(image, x, y, word, Font::regular, kWarningColor);
    return;
  }
}

// "NaN" in the upper left corner where it fits.
void mark_missing(Image& image) {
  const int64_t width = text_width("NaN", Font::regular), line = line_height(Font::regular);
  if (image.width() < width + 12 || image.height() < line + 8) return;
  fill_rectangle(image, 2, 2, width + 8, line + 2, kBackground);
  draw_text(image, 6, 3, "NaN", Font::regular, kWarningColor);
}

Image colored(std::span<const float> values, int64_t width, int64_t height,
              const ColorMap& colors) {
  check_image_size(width, height, "the picture of the map");
  Image image(width, height, 3);
  uint8_t* out = image.mutable_pixels().data();
  const float* value = values.data();
  for (int64_t y = 0; y < height; ++y)
    for (int64_t x = 0; x < width; ++x, ++value, out += 3) {
      const Color color = std::isnan(*value) ? missing_color(x, y) : colors.at(*value);
      out[0] = color.red;
      out[1] = color.green;
      out[2] = color.blue;
    }
  return image;
}

// `values` are three planes (or one) in [0, 1].
Image rgb_of_planes(std::span<const float> values, int64_t width, int64_t height, bool bgr) {
  check_image_size(width, height, "the picture of the map");
  Image image(width, height, 3);
  const auto area = static_cast<size_t>(width * height);
  const bool single = values.size() == area;
  uint8_t* out = image.mutable_pixels().data();
  for (size_t i = 0; i < area; ++i, out += 3) {
    std::array<float, 3> pixel{};
    for (size_t c = 0; c < 3; ++c) pixel[c] = values[(single ? 0 : bgr ? 2 - c : c) * area + i];
    const auto x = static_cast<int64_t>(i) % width, y = static_cast<int64_t>(i) / width;
    if (std::isnan(pixel[0] + pixel[1] + pixel[2])) {
      const Color color = missing_color(x, y);
      pixel = {color.red / 255.0f, color.green / 255.0f, color.blue / 255.0f};
    }
    for (size_t c = 0; c < 3; ++c) out[c] = static_cast<uint8_t>(pixel[c] * 255 + 0.5f);
  }
  return image;
}

// The shape without leading axes of extent 1, which must leave `rank` axes, none of them empty.
Shape trailing_shape(const Tensor& tensor, size_t rank, const char* what) {
  Shape shape = tensor.shape();
  while (shape.size() > rank && shape.front() == 1) shape.erase(shape.begin());
  require(shape.size() == rank && tensor.size() > 0, Status::invalid_argument, what,
          " cannot be drawn from a tensor of shape ", shape_text(tensor.shape()));
  return shape;
}

float strongest(const MapCheck& check) {
  return std::max(std::abs(check.low), std::abs(check.high));
}

// Splits `values` into tiles of equal size and draws each by draw(normalized values).
template <typename Draw>
Tiles make_tiles(std::span<const float> values, size_t tile_size, const TileOptions& options,
                 const Draw& draw) {
  Tiles tiles;
  tiles.check = check_map(values);
  const Range shared = display_range(values, options.normalize);
  tiles.scale = {options.colors ? options.colors : &default_color_map(options.normalize.scaling),
                 shared};
  NormalizeOptions with_shared = options.normalize;
  with_shared.range = shared;
  for (size_t start = 0; start < values.size(); start += tile_size) {
    const std::span<const float> part = values.subspan(start, tile_size);
    bool own = options.scale == TileScale::own;
    if (own && strongest(check_map(part)) <= options.quiet * strongest(tiles.check)) {
      own = false;
      ++tiles.quiet;
    }
    tiles.images.push_back(draw(normalize(part, own ? options.normalize : with_shared).values));
  }
  return tiles;
}

}  // namespace

const ColorMap& default_color_map(Scaling scaling) {
  return color_map(scaling == Scaling::symmetric ? "RdBu_r" : "viridis");
}

HeatMap heat_map(const Tensor& map, const HeatMapOptions& options) {
  const Shape shape = trailing_shape(map, 2, "a heat map");
  HeatMap result;
  result.check = check_map(map.floats());
  const int64_t height = options.height > 0 ? options.height : shape[0];
  const int64_t width = options.width > 0 ? options.width : shape[1];
  check_image_size(width, height, "the picture of the map");
  Tensor scaled = map.reshaped(shape);
  if (height != shape[0] || width != shape[1])
    scaled = options.smooth && result.check.not_finite == 0
                 ? resample_bilinear(scaled, height, width)
                 : resample_nearest(scaled, height, width);
  const Normalized normalized = normalize(scaled.floats(), options.normalize);
  result.values = Tensor::from_floats({height, width}, normalized.values);
  result.scale.colors =
      options.colors ? options.colors : &default_color_map(options.normalize.scaling);
  result.scale.range = normalized.range;
  result.image = colored(normalized.values, width, height, *result.scale.colors);
  mark_map(result.image, result.check);
  return result;
}

void mark_map(Image& image, const MapCheck& check) {
  if (check.constant && check.not_finite == 0) mark_constant(image, check);
  if (check.not_finite > 0) mark_missing(image);
}

ColorPicture color_picture(const Tensor& planes, const NormalizeOptions& options, bool bgr) {
  const Shape shape = trailing_shape(planes, 3, "a color picture");
  require(shape[0] == 3 || shape[0] == 1, Status::invalid_argument,
          "a color picture has 1 or 3 planes; ", shape_text(planes.shape()), " was given");
  const Normalized normalized = normalize(planes.floats(), options);
  ColorPicture result{rgb_of_planes(normalized.values, shape[2], shape[1], bgr), normalized.range,
                      normalized.check};
  mark_map(result.image, result.check);
  return result;
}

Tiles map_tiles(const Tensor& maps, const TileOptions& options) {
  const Shape shape = maps.shape();
  require(shape.size() == 3 && maps.size() > 0, Status::invalid_argument,
          "tiles of maps cannot be drawn from a tensor of shape ", shape_text(shape));
  const ColorMap& colors =
      options.colors ? *options.colors : default_color_map(options.normalize.scaling);
  return make_tiles(
      maps.floats(), static_cast<size_t>(shape[1] * shape[2]), options,
      [&](std::span<const float> values) { return colored(values, shape[2], shape[1], colors); });
}

Tiles color_tiles(const Tensor& banks, const TileOptions& options, bool bgr) {
  const Shape shape = banks.shape();
  require(shape.size() == 4 && shape[1] == 3 && banks.size() > 0, Status::invalid_argument,
          "color tiles cannot be drawn from a tensor of shape ", shape_text(shape));
  return make_tiles(banks.floats(), static_cast<size_t>(3 * shape[2] * shape[3]), options,
                    [&](std::span<const float> values) {
                      return rgb_of_planes(values, shape[3], shape[2], bgr);
                    });
}

}  // namespace cnnviz::core
