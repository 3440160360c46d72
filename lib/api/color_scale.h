// Color maps and scales as parameters of the C API.
#pragma once

#include "render/color_bar.h"

namespace cnnviz::api {

// Null for a NULL name: the drawing function's own choice.
const core::ColorMap* given_color_map(const char* name);

// A color bar's scale; a NULL name is the map that a scale symmetric about zero, or any other, has by
// default.
core::ColorScale color_scale(double low, double high, const char* name);

}  // namespace cnnviz::api
