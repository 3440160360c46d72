// Drawing on RGB pictures: rectangles, pictures on pictures, single pixels. Whatever lies outside
// the picture drawn on is left out.
#pragma once

#include <cstdint>

#include "image/image.h"
#include "render/color.h"

namespace cnnviz::core {

// An RGB picture of one color. `what` begins the message where the size is refused.
Image blank_image(int64_t width, int64_t height, Color color, const char* what = "the picture");

void fill_rectangle(Image& image, int64_t x, int64_t y, int64_t width, int64_t height, Color color);

// Puts `part` (1, 3 or 4 channels; alpha is dropped) with its upper left pixel at (x, y).
void paste(Image& image, int64_t x, int64_t y, const Image& part);

// Mixes `color` into a pixel: weight 0 leaves it, 255 replaces it.
void blend_pixel(Image& image, int64_t x, int64_t y, Color color, int weight);

// The picture turned a quarter to the left, for labels along a vertical axis.
Image rotated_left(const Image& image);

// Scaled to fit width x height, its proportions kept: by the largest whole factor with hard pixel
// edges where that factor is at least 3 (single values of a map stay visible), else bilinear. A
// side of 0 does not limit.
Image fitted(const Image& image, int64_t width, int64_t height);

}  // namespace cnnviz::core
