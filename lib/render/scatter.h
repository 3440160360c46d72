// Points in the plane in the colors of their classes, with a legend; and pictures put side by side
// where a map's points were moved to a grid.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "image/image.h"
#include "render/color.h"

namespace cnnviz::core {

// A color for class `index` of `count`, told apart from the others as well as may be: up to ten
// fixed ones, then hues around the circle in two lightnesses. Index -1, no class, is gray.
Color class_color(int64_t index, int64_t count);

struct ScatterClass {
  std::string name;
  Color color;
};

struct ScatterOptions {
  int64_t side = 1000;  // of the square that holds the points
  double radius = 0;    // of a point, in pixels; 0: by their number
  bool legend = true;
};

// Coordinates [n, 2] (the second upward, both axes on one scale), for each point the index of its
// class in `classes`, or -1; without classes every point has one color. The order of drawing is
// scattered, so that no class covers the others. The legend has as many lines as fit.
Image scatter(std::span<const float> coordinates, std::span<const int64_t> labels,
              const std::vector<ScatterClass>& classes, const ScatterOptions& options);

// Squares of `side` pixels, row by row: for each cell an index into `pictures`, or -1 for none. The
// middle of each picture is shown, its shorter side filling the square.
Image mosaic(std::span<const int64_t> cells, int64_t columns,
             std::span<const Image* const> pictures, int64_t side);

// The middle square of a picture, `side` pixels wide, RGB; whole factors keep pixels sharp where it
// is much smaller.
Image thumbnail(const Image& picture, int64_t side);

}  // namespace cnnviz::core
