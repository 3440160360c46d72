// Changing the size of pictures. Channels are treated alike, each on its own.
#pragma once

#include <cstdint>

#include "image/image.h"

namespace cnnviz::core {

// Antialiased bilinear: a triangle filter whose support grows with the factor of shrinking, first
// along rows, then along columns, rounded to 8 bits in between. Bit for bit what Pillow's
// resize(BILINEAR) gives for modes L and RGB (Pillow 13 filters columns first where the height
// shrinks by much more than the width, which differs by at most one gray level).
Image resize_bilinear(const Image& image, int64_t width, int64_t height);

// The part whose upper left pixel is (x, y); it must lie inside.
Image crop(const Image& image, int64_t x, int64_t y, int64_t width, int64_t height);

// Every pixel becomes a square of factor x factor.
Image upscale_nearest(const Image& image, int64_t factor);

}  // namespace cnnviz::core
