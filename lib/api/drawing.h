// What the drawing functions share: color maps and scales as parameters, grids' options.
#pragma once

#include <cnnviz/render.h>

#include "render/color_bar.h"
#include "render/tile_grid.h"

namespace cnnviz::api {

// Null for a NULL name: the drawing function's own choice.
const core::ColorMap* given_color_map(const char* name);

// A color bar's scale; a NULL name is the map that a scale symmetric about zero, or any other, has
// by default.
core::ColorScale color_scale(double low, double high, const char* name);

// Checked, apart from the fields of the scale.
cnnviz_grid_options read_grid_options(const cnnviz_grid_options* options);
core::TileGridOptions grid_layout(const cnnviz_grid_options& options);

}  // namespace cnnviz::api
