#include "render/tile_grid.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include "base/checked.h"
#include "image/resize.h"
#include "render/canvas.h"
#include "render/style.h"
#include "render/text.h"

namespace cnnviz::core {

namespace {

constexpr int64_t kGap = 4;
constexpr int64_t kLargestScale = 16;

// The smallest power of two such that every such index has room for its number.
int64_t stride_of(int64_t pitch, int64_t needed) {
  int64_t stride = 1;
  while (stride * pitch < needed) stride *= 2;
  return stride;
}

}  // namespace

TileGridLayout tile_grid_layout(int64_t count, int64_t width, int64_t height,
                                const TileGridOptions& options) {
  require(count > 0 && width > 0 && height > 0, Status::invalid_argument,
          "a grid needs at least one tile of at least one pixel");
  require(options.columns >= 0 && options.scale >= 0 && options.separator >= 0,
          Status::invalid_argument,
          "the columns, scale and separator of a grid must not be negative");
  TileGridLayout layout;
  layout.count = count;
  layout.separator = options.separator;
  layout.columns = options.columns;
  if (layout.columns == 0) {
    layout.columns = std::llround(std::sqrt(static_cast<double>(count)));
    if (layout.columns * layout.columns < count) ++layout.columns;
  }
  layout.rows = (count - 1) / layout.columns + 1;
  layout.scale = options.scale;
  if (layout.scale == 0) {
    const int64_t room = options.target / std::max(layout.columns, layout.rows) - options.separator;
    layout.scale = std::clamp<int64_t>(room / std::max(width, height), 1, kLargestScale);
  }
  layout.tile_width = checked_mul(width, layout.scale);
  layout.tile_height = checked_mul(height, layout.scale);
  checked_mul(layout.columns, checked_add(layout.tile_width, layout.separator));
  checked_mul(layout.rows, checked_add(layout.tile_height, layout.separator));
  return layout;
}

TileGrid tile_grid(std::span<const Image> tiles, const TileGridOptions& options) {
  require(!tiles.empty(), Status::invalid_argument, "a grid needs at least one tile");
  const Image& first = tiles.front();
  const TileGridLayout layout =
      tile_grid_layout(static_cast<int64_t>(tiles.size()), first.width(), first.height(), options);
  TileGrid grid{blank_image(layout.width(), layout.height(), options.between, "the grid of tiles"),
                layout};
  for (int64_t i = 0; i < layout.count; ++i) {
    const Image& tile = tiles[static_cast<size_t>(i)];
    require(tile.width() == first.width() && tile.height() == first.height(), Status::mismatch,
            "tile ", i, " of a grid is ", tile.width(), "x", tile.height(), ", the first one ",
            first.width(), "x", first.height(), " pixels");
    paste(grid.image, layout.x(i), layout.y(i),
          layout.scale == 1 ? tile : upscale_nearest(tile, layout.scale));
  }
  return grid;
}

TileGrid matrix_grid(const Image& values, const TileGridOptions& options) {
  TileGridOptions without_separators = options;
  without_separators.columns = values.width();
  without_separators.separator = 0;
  const TileGridLayout layout =
      tile_grid_layout(checked_mul(values.width(), values.height()), 1, 1, without_separators);
  check_image_size(layout.width(), layout.height(), "the picture of the matrix");
  return {upscale_nearest(values, layout.scale), layout};
}

Image with_index_axes(const TileGrid& grid, const IndexAxes& axes) {
  const TileGridLayout& layout = grid.layout;
  const Font font = Font::regular;
  const int64_t line = line_height(font);
  const auto x_number = [&](int64_t i) { return std::to_string(axes.first_x + i * axes.step_x); };
  const auto y_number = [&](int64_t i) { return std::to_string(axes.first_y + i * axes.step_y); };
  const int64_t widest_x = text_width(x_number(layout.columns - 1), font);
  const int64_t widest_y = text_width(y_number(layout.rows - 1), font);
  const int64_t left = widest_y + kGap + (axes.y_label.empty() ? 0 : line);
  const int64_t top = line + (axes.x_label.empty() ? 0 : line);
  const int64_t overhang = std::max<int64_t>(0, (widest_x - layout.tile_width) / 2 + 1);
  Image image = blank_image(left + layout.width() + overhang, top + layout.height(), kBackground,
                            "the grid of tiles");
  paste(image, left, top, grid.image);

  const int64_t x_stride = stride_of(layout.tile_width + layout.separator, widest_x + 2 * kGap);
  for (int64_t i = 0; i < layout.columns; i += x_stride) {
    const std::string number = x_number(i);
    const int64_t x = left + layout.x(i) + (layout.tile_width - text_width(number, font)) / 2;
    draw_text(image, x, top - line, number, font, kMutedColor);
  }
  const int64_t y_stride = stride_of(layout.tile_height + layout.separator, line + line / 2);
  for (int64_t i = 0; i < layout.rows; i += y_stride) {
    const std::string number = y_number(i);
    const int64_t y = top + layout.y(i * layout.columns) + (layout.tile_height - line) / 2;
    draw_text(image, left - kGap - text_width(number, font), y, number, font, kMutedColor);
  }
  if (!axes.x_label.empty()) {
    const std::string label = ellipsized(axes.x_label, font, layout.width());
    draw_text(image, left + (layout.width() - text_width(label, font)) / 2, 0, label, font,
              kTextColor);
  }
  if (!axes.y_label.empty()) {
    const std::string label = ellipsized(axes.y_label, font, layout.height());
    if (label.empty()) return image;
    Image text = blank_image(text_width(label, font), line, kBackground);
    draw_text(text, 0, 0, label, font, kTextColor);
    paste(image, 0, top + (layout.height() - text.width()) / 2, rotated_left(text));
  }
  return image;
}

}  // namespace cnnviz::core
