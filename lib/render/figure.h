// The figure that every command draws: a title, rows and columns of pictures with labels, captions
// and color bars, dark on white. A row is an image, a column a target, a method or the photo
// itself.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "image/image.h"
#include "render/color.h"
#include "render/color_bar.h"

namespace cnnviz::core {

// What a color stands for where a picture's colors are classes, not numbers.
struct LegendEntry {
  Color color;
  std::string text;
};

struct Cell {
  Image picture;        // an empty one leaves the cell blank
  std::string caption;  // below the picture
  std::string note;     // below the caption, in red: "constant 0", "3 of 49 values are NaN ..."
  std::optional<ColorScale> scale;  // a color bar of the cell's own, below; without one:
  std::vector<LegendEntry> legend;  // a line for each color
};

struct FigureOptions {
  std::string title;
  std::vector<std::string> row_labels, column_labels;  // each empty, or one for every row / column
  // Pictures are scaled to fit this, their proportions kept; 0 leaves a side as it is.
  int64_t cell_width = 0, cell_height = 0;
  // Where no cell size is given, pictures of a smaller width are magnified by a whole factor, so
  // that their captions find room.
  int64_t smallest_width = 128;
  std::optional<ColorScale> scale;  // one color bar for all cells, to the right
};

// Long labels are wrapped, then cut off with "…". Rows may differ in length. Deterministic to the
// byte.
Image figure(const std::vector<std::vector<Cell>>& rows, const FigureOptions& options);

// One picture under a title, with its color bar to the right and a note below: a grid of maps or
// filters.
Image sheet(const Image& picture, const std::string& title, const std::string& note = "",
            const std::optional<ColorScale>& scale = std::nullopt);

}  // namespace cnnviz::core
