// The orientation of a photograph: cameras store what the sensor saw and note in an EXIF block (tag
// 0x0112) how to turn it. 1 upright, 2 mirrored left to right, 3 upside down, 4 mirrored top to
// bottom, 5 transposed, 6 to be turned clockwise by 90 degrees, 7 transposed across the other
// diagonal, 8 to be turned counterclockwise by 90 degrees.
#pragma once

#include <cstdint>
#include <span>

#include "image/image.h"

namespace cnnviz::core {

// The orientation that an EXIF block states; 1 where it states none or is damaged. The block begins
// with "Exif\0\0" (as in JPEG) or at once with the TIFF header (as in PNG).
int exif_orientation(std::span<const uint8_t> block);

// The picture turned upright.
Image apply_orientation(Image image, int orientation);

}  // namespace cnnviz::core
