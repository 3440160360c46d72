// Resizing the last two axes, [..., height, width], of float32 tensors: maps over a picture.
#pragma once

#include <cstdint>

#include "tensor/tensor.h"

namespace cnnviz::core {

// Bilinear between pixel centers, not antialiased: output i reads at (i + 0.5) * in / out - 0.5,
// clamped to the edges (PyTorch's interpolate(mode="bilinear", align_corners=False)).
Tensor resample_bilinear(const Tensor& maps, int64_t height, int64_t width);

// A rectangle of the maps, in edge coordinates (element u covers [u, u + 1]).
struct MapPart {
  double top = 0, left = 0, height = 0, width = 0;
};
// The same of a part of the maps alone: output i reads at begin + (i + 0.5) * length / out - 0.5.
Tensor resample_part(const Tensor& maps, const MapPart& part, int64_t height, int64_t width);

// Output i takes input floor(i * in / out).
Tensor resample_nearest(const Tensor& maps, int64_t height, int64_t width);

// The same by area: each result is the mean of the input it covers, parts of elements counted by
// their share. For making masks smaller without losing what is thin.
Tensor resample_area(const Tensor& maps, int64_t height, int64_t width);

}  // namespace cnnviz::core
