// Resizing the last two axes, [..., height, width], of float32 tensors: maps over a picture.
#pragma once

#include <cstdint>

#include "tensor/tensor.h"

namespace cnnviz::core {

// Bilinear between pixel centers, not antialiased: output i reads at (i + 0.5) * in / out - 0.5,
// clamped to the edges (PyTorch's interpolate(mode="bilinear", align_corners=False)).
Tensor resample_bilinear(const Tensor& maps, int64_t height, int64_t width);

// Output i takes input floor(i * in / out).
Tensor resample_nearest(const Tensor& maps, int64_t height, int64_t width);

}  // namespace cnnviz::core
