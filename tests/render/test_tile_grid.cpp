// Grids of tiles: sizes by the formula, every tile in its place, separators between and nowhere
// else.
#include "render/tile_grid.h"

#include <algorithm>

#include "base/random.h"
#include "support/check.h"

using namespace cnnviz::core;

namespace {

// Tile i is of one color that tells its index.
Color color_of(int64_t i) {
  return {static_cast<uint8_t>(i % 250), static_cast<uint8_t>(i / 250), 7};
}

std::vector<Image> numbered_tiles(int64_t count, int64_t width, int64_t height) {
  std::vector<Image> tiles;
  for (int64_t i = 0; i < count; ++i) {
    Image tile(width, height, 3);
    const Color color = color_of(i);
    for (int64_t p = 0; p < width * height; ++p) {
      tile.mutable_pixels()[static_cast<size_t>(3 * p)] = color.red;
      tile.mutable_pixels()[static_cast<size_t>(3 * p + 1)] = color.green;
      tile.mutable_pixels()[static_cast<size_t>(3 * p + 2)] = color.blue;
    }
    tiles.push_back(tile);
  }
  return tiles;
}

Color color_at(const Image& image, int64_t x, int64_t y) {
  const uint8_t* pixel = image.pixel(x, y);
  return {pixel[0], pixel[1], pixel[2]};
}

TileGridOptions with(int64_t columns, int64_t scale, int64_t separator) {
  TileGridOptions options;
  options.columns = columns;
  options.scale = scale;
  options.separator = separator;
  return options;
}

}  // namespace

TEST(test_render_tile_grid__sizes_follow_the_formula) {
  struct {
    int64_t count, columns, rows;
  } const squares[] = {{1, 1, 1},    {2, 2, 1},     {3, 2, 2},     {4, 2, 2},     {5, 3, 2},
                       {96, 10, 10}, {256, 16, 16}, {257, 17, 16}, {1000, 32, 32}};
  for (const auto& square : squares) {
    const TileGridLayout layout = tile_grid_layout(square.count, 13, 11, with(0, 3, 1));
    CHECK_EQ(layout.columns, square.columns);
    CHECK_EQ(layout.rows, square.rows);
    CHECK_EQ(layout.width(), square.columns * (13 * 3 + 1) - 1);
    CHECK_EQ(layout.height(), square.rows * (11 * 3 + 1) - 1);
  }
  const TileGridLayout wide = tile_grid_layout(64 * 16, 3, 3, with(16, 2, 2));
  CHECK_EQ(wide.rows, 64);
  CHECK_EQ(wide.width(), 16 * (3 * 2 + 2) - 2);
}

TEST(test_render_tile_grid__scale_fills_the_target_and_no_more) {
  for (const int64_t side : {1, 3, 7, 11, 13, 27, 55, 112, 900}) {
    for (const int64_t count : {1, 16, 64, 256, 2048}) {
      TileGridOptions options;
      const TileGridLayout layout = tile_grid_layout(count, side, side, options);
      CHECK(layout.scale >= 1 && layout.scale <= 16);
      if (layout.scale > 1)
        CHECK(layout.width() <= options.target && layout.height() <= options.target);
      if (layout.scale == 16) continue;
      options.scale = layout.scale + 1;
      CHECK(tile_grid_layout(count, side, side, options).width() > options.target - layout.columns);
    }
  }
}

TEST(test_render_tile_grid__every_pixel_is_a_tile_or_a_separator) {
  for (const int64_t count : {1, 5, 7, 12}) {
    const TileGrid grid = tile_grid(numbered_tiles(count, 3, 2), with(0, 4, 2));
    const TileGridLayout& layout = grid.layout;
    CHECK_EQ(grid.image.width(), layout.width());
    CHECK_EQ(grid.image.height(), layout.height());
    for (int64_t y = 0; y < layout.height(); ++y)
      for (int64_t x = 0; x < layout.width(); ++x) {
        const int64_t column = x / 14, row = y / 10, i = row * layout.columns + column;
        const bool inside = x % 14 < 12 && y % 10 < 8 && i < count;
        CHECK(color_at(grid.image, x, y) == (inside ? color_of(i) : kWhite));
      }
  }
}

TEST(test_render_tile_grid__values_keep_hard_edges) {
  const Image tile = Image::from_pixels(2, 1, 1, std::vector<uint8_t>{0, 200});
  const TileGrid grid = tile_grid(std::vector<Image>{tile}, with(1, 5, 1));
  for (int64_t x = 0; x < 10; ++x)
    for (int64_t y = 0; y < 5; ++y) CHECK(color_at(grid.image, x, y) == gray(x < 5 ? 0 : 200));
}

TEST(test_render_tile_grid__permuted_tiles_are_permuted) {
  std::vector<Image> tiles = numbered_tiles(9, 2, 2);
  std::swap(tiles[1], tiles[6]);
  const TileGrid grid = tile_grid(tiles, with(3, 1, 1));
  CHECK(color_at(grid.image, grid.layout.x(1), grid.layout.y(1)) == color_of(6));
  CHECK(color_at(grid.image, grid.layout.x(6), grid.layout.y(6)) == color_of(1));
}

TEST(test_render_tile_grid__matrix_has_a_square_for_every_value) {
  Image values(5, 3, 1);
  for (int64_t i = 0; i < 15; ++i)
    values.mutable_pixels()[static_cast<size_t>(i)] = static_cast<uint8_t>(i);
  const TileGrid grid = matrix_grid(values, with(0, 4, 9));
  CHECK_EQ(grid.image.width(), 20);
  CHECK_EQ(grid.image.height(), 12);
  CHECK_EQ(grid.layout.columns, 5);
  CHECK_EQ(grid.layout.rows, 3);
  for (int64_t i = 0; i < 15; ++i)
    CHECK_EQ(int64_t{grid.image.pixel(grid.layout.x(i) + 3, grid.layout.y(i) + 3)[0]}, i);
}

// The axes leave the grid itself untouched, and their numbers stay inside the picture.
TEST(test_render_tile_grid__index_axes_frame_the_grid) {
  for (const int64_t columns : {1, 3, 16, 64}) {
    const TileGrid grid = tile_grid(numbered_tiles(columns * 5, 3, 3), with(columns, 3, 1));
    const Image framed =
        with_index_axes(grid, {"input channel", "output channel", 0, 1, 900, columns});
    const int64_t left = framed.width() - grid.image.width(),
                  top = framed.height() - grid.image.height();
    CHECK(left > 0 && top > 0);
    int64_t x = -1;  // where the grid begins: its first pixel in the row of its upper edge
    for (int64_t i = 0; i < framed.width() && x < 0; ++i)
      if (color_at(framed, i, top) == color_of(0)) x = i;
    CHECK(x > 0);
    for (int64_t y = 0; y < grid.image.height(); ++y)
      CHECK(std::equal(grid.image.row(y), grid.image.row(y) + grid.image.row_bytes(),
                       framed.pixel(x, top + y)));
    for (int64_t y = 0; y < framed.height(); ++y)
      CHECK(color_at(framed, framed.width() - 1, y).blue != 0x60);
  }
}

TEST(test_render_tile_grid__refuses_what_does_not_fit) {
  CHECK_ERROR(tile_grid({}, {}), Status::invalid_argument, "at least one tile");
  std::vector<Image> tiles = numbered_tiles(3, 4, 4);
  tiles[2] = Image(4, 5, 3);
  CHECK_ERROR(tile_grid(tiles, {}), Status::mismatch, "tile 2 of a grid is 4x5");
  CHECK_ERROR(tile_grid_layout(3, 4, 4, with(-1, 0, 1)), Status::invalid_argument, "negative");
  CHECK_ERROR(tile_grid(numbered_tiles(1, 4, 4), with(1, 100000, 1)), Status::limit, "grid");
  CHECK_ERROR(tile_grid_layout(3, int64_t{1} << 62, 4, with(1, 4, 1)), Status::limit, "64 bits");
}

int main() {
  return cnnviz::test::run_tests({
      CASE(test_render_tile_grid__sizes_follow_the_formula),
      CASE(test_render_tile_grid__scale_fills_the_target_and_no_more),
      CASE(test_render_tile_grid__every_pixel_is_a_tile_or_a_separator),
      CASE(test_render_tile_grid__values_keep_hard_edges),
      CASE(test_render_tile_grid__permuted_tiles_are_permuted),
      CASE(test_render_tile_grid__matrix_has_a_square_for_every_value),
      CASE(test_render_tile_grid__index_axes_frame_the_grid),
      CASE(test_render_tile_grid__refuses_what_does_not_fit),
  });
}
