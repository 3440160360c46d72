#include "methods/dream_tiles.h"

#include <cmath>

#include "base/error.h"

namespace cnnviz::core {

namespace {

int64_t divided_up(int64_t value, int64_t by) {
  return (value + by - 1) / by;
}

// The least window >= length that is as much longer than a multiple of the alignment as the
// picture.
int64_t fitted(int64_t length, int64_t extent, int64_t alignment) {
  const int64_t rest = extent % alignment;
  return divided_up(std::max<int64_t>(length - rest, 1), alignment) * alignment + rest;
}

}  // namespace

TileAxis tile_axis(int64_t extent, int64_t most, int64_t overlap, int64_t alignment,
                   int64_t slack) {
  if (extent <= most) return {extent, extent, 1, extent, 0, alignment, 0};
  // What a window between others has beside its core: it begins up to an alignment early.
  const int64_t around = 2 * overlap + alignment - 1;
  require(most >= around + 2 * alignment, Status::invalid_argument, "tiles of ", most,
          " pixels leave nothing beside an overlap of ", overlap, " on either side: at least ",
          around + 2 * alignment, " are needed");
  for (int64_t count = 2;; ++count) {
    // count cores that begin or end with the picture, or lie between others, and the slack.
    const int64_t sum = extent + slack + 2 * overlap + (count - 2) * around;
    const int64_t window = fitted(std::max(divided_up(sum, count), around + 1), extent, alignment);
    if (window > most) continue;
    TileAxis axis{extent, window, count, window - around, overlap, alignment, 0};
    axis.slack = 2 * (window - overlap) + (count - 2) * axis.core - extent;
    return axis;
  }
}

std::vector<Tile> tiles_of(const TileAxis& axis, int64_t shift) {
  std::vector<Tile> tiles;
  int64_t begin = 0, end = axis.window - axis.overlap - shift;
  for (int64_t i = 0; i < axis.count; ++i) {
    if (i == axis.count - 1) end = axis.extent;
    const int64_t first = std::min(begin - axis.overlap, axis.extent - axis.window);
    tiles.push_back({std::max<int64_t>(first, 0) / axis.alignment * axis.alignment, begin, end});
    begin = end;
    end += axis.core;
  }
  return tiles;
}

Interval owned_units(const UnitAxis& units, const TileAxis& axis, const Tile& tile, int64_t count) {
  const int64_t before = tile.origin / units.pixels * units.units;
  // The first unit whose center is not before a pixel.
  const auto first = [&](int64_t pixel) {
    const double position = (static_cast<double>(pixel) - units.center) *
                            static_cast<double>(units.units) / static_cast<double>(units.pixels);
    return std::clamp<int64_t>(static_cast<int64_t>(std::ceil(position)) - before, 0, count);
  };
  return {tile.begin == 0 ? 0 : first(tile.begin),
          (tile.end == axis.extent ? count : first(tile.end)) - 1};
}

int64_t units_of(const UnitAxis& units, const TileAxis& axis, int64_t count) {
  return count + (axis.extent - axis.window) / units.pixels * units.units;
}

namespace {

// Calls row(picture offset, window offset, number) for every stretch of a window's row that lies in
// one piece in the picture.
template <typename Stretch>
void for_each_stretch(int64_t picture_height, int64_t picture_width, const Roll& roll, int64_t row,
                      int64_t column, int64_t height, int64_t width, const Stretch& stretch) {
  const auto wrapped = [](int64_t position, int64_t extent) {
    return (position % extent + extent) % extent;
  };
  for (int64_t y = 0; y < height; ++y) {
    const int64_t from = wrapped(row + y - roll.rows, picture_height) * picture_width;
    for (int64_t x = 0; x < width;) {
      const int64_t at = wrapped(column + x - roll.columns, picture_width);
      const int64_t number = std::min(width - x, picture_width - at);
      stretch(from + at, y * width + x, number);
      x += number;
    }
  }
}

}  // namespace

Tensor cut_tile(const Tensor& picture, const PixelScale& pixels, const Roll& roll, int64_t row,
                int64_t column, int64_t height, int64_t width) {
  const int64_t channels = picture.shape()[0], rows = picture.shape()[1],
                columns = picture.shape()[2];
  Tensor tile =
      Tensor::unfilled(DataType::float32, pixels.channels_last ? Shape{1, height, width, channels}
                                                               : Shape{1, channels, height, width});
  float* target = tile.mutable_floats().data();
  for (int64_t c = 0; c < channels; ++c) {
    const int64_t plane = pixels.reversed ? channels - 1 - c : c;
    const float* source = picture.floats().data() + plane * rows * columns;
    const float scale = pixels.scale[static_cast<size_t>(c)];
    const float shift = pixels.shift[static_cast<size_t>(c)];
    const int64_t step = pixels.channels_last ? channels : 1;
    float* to = target + (pixels.channels_last ? c : c * height * width);
    for_each_stretch(rows, columns, roll, row, column, height, width,
                     [&](int64_t from, int64_t at, int64_t number) {
                       for (int64_t i = 0; i < number; ++i)
                         to[(at + i) * step] = source[from + i] * scale + shift;
                     });
  }
  return tile;
}

void add_tile(Tensor& sum, const Tensor& gradient, const PixelScale& pixels, const Roll& roll,
              int64_t row, int64_t column) {
  const int64_t channels = sum.shape()[0], rows = sum.shape()[1], columns = sum.shape()[2];
  const size_t first = pixels.channels_last ? 1 : 2;
  const int64_t height = gradient.shape()[first], width = gradient.shape()[first + 1];
  const float* source = gradient.floats().data();
  float* target = sum.mutable_floats().data();
  for (int64_t c = 0; c < channels; ++c) {
    const int64_t plane = pixels.reversed ? channels - 1 - c : c;
    const float scale = pixels.scale[static_cast<size_t>(c)];
    const int64_t step = pixels.channels_last ? channels : 1;
    const float* from = source + (pixels.channels_last ? c : c * height * width);
    float* to = target + plane * rows * columns;
    for_each_stretch(rows, columns, roll, row, column, height, width,
                     [&](int64_t at, int64_t begin, int64_t number) {
                       for (int64_t i = 0; i < number; ++i)
                         to[at + i] += from[(begin + i) * step] * scale;
                     });
  }
}

}  // namespace cnnviz::core
