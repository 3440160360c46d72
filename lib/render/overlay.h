// A heat map over a photo: (1 - a) * photo + a * heat in sRGB bytes, rounded.
#pragma once

#include <span>

#include "image/image.h"
#include "render/heat_map.h"

namespace cnnviz::core {

// Both of one size (else `mismatch`), of 1, 3 or 4 channels; alpha channels are dropped. alpha in
// [0, 1].
Image overlay(const Image& photo, const Image& heat, double alpha = 0.5);

// a = alpha * value for each pixel: the photo stays clear where the map is low. `values` are in [0,
// 1], one for each pixel; NaN counts as 1, so that the marking of a missing value is seen.
Image overlay_by_value(const Image& photo, const Image& heat, std::span<const float> values,
                       double alpha = 0.5);

// A map over the photo that it was drawn for, by either rule; what marks a constant or incomplete
// map stays readable.
Image overlay(const Image& photo, const HeatMap& heat, double alpha = 0.5, bool by_value = false);

}  // namespace cnnviz::core
