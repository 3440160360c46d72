// Grids of equally large small pictures: the maps of a layer, the filters of a convolution, the
// slices of its weights. Row-major; width = ceil(sqrt(n)) tiles and height = ceil(n / width) unless
// a width is given; tiles magnified by a whole factor with hard edges, so that single weights stay
// visible; separators between tiles only, so that the grid is columns * (w * scale + separator) -
// separator pixels wide.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "image/image.h"
#include "render/color.h"

namespace cnnviz::core {

struct TileGridOptions {
  int64_t columns = 0;  // 0: ceil(sqrt(n))
  int64_t scale = 0;    // 0: as large as fits about `target` pixels of width, 1 to 16
  int64_t target = 760;
  int64_t separator = 1;
  Color between = kWhite;  // the color of separators and of cells without a tile
};

struct TileGridLayout {
  int64_t count = 0, columns = 0, rows = 0;
  int64_t scale = 1, tile_width = 0, tile_height = 0;  // of a tile as drawn
  int64_t separator = 1;

  int64_t width() const { return columns * (tile_width + separator) - separator; }
  int64_t height() const { return rows * (tile_height + separator) - separator; }
  int64_t x(int64_t i) const { return i % columns * (tile_width + separator); }
  int64_t y(int64_t i) const { return i / columns * (tile_height + separator); }
};

TileGridLayout tile_grid_layout(int64_t count, int64_t width, int64_t height,
                                const TileGridOptions& options);

struct TileGrid {
  Image image;
  TileGridLayout layout;
};

// At least one tile, all of one size (else `mismatch`).
TileGrid tile_grid(std::span<const Image> tiles, const TileGridOptions& options);

// A matrix whose values are the pixels of a picture (a 1x1 convolution's weights): every pixel a
// tile of its own, without separators.
TileGrid matrix_grid(const Image& values, const TileGridOptions& options);

// Numbers along the axes of a grid, as many as find room: column x is `first_x + x * step_x`.
struct IndexAxes {
  std::string x_label, y_label;  // "input channel", or ""
  int64_t first_x = 0, step_x = 1;
  int64_t first_y = 0, step_y = 1;
};

// The grid with index numbers above and to the left. For a grid of n maps step_y is the layout's
// `columns`: the index of a tile is its row's number plus its column's.
Image with_index_axes(const TileGrid& grid, const IndexAxes& axes);

}  // namespace cnnviz::core
