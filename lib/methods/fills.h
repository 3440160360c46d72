// What an occluder shows in place of the picture: tensors of the input's shape, in model space.
#pragma once

#include <cstdint>
#include <span>

#include "tensor/tensor.h"

namespace cnnviz::core {

// One value for each channel, or one for all. Images are [N, C, H, W], or channels last.
Tensor constant_fill(const Shape& shape, bool channels_last, std::span<const float> values);

// Every channel's mean over the image.
Tensor mean_fill(const Tensor& image, bool channels_last);

// The image itself, blurred with these sigmas along rows and columns (in pixels).
Tensor blur_fill(const Tensor& image, bool channels_last, double sigma_y, double sigma_x);

// Normal noise with every channel's mean and standard deviation in the image; pixel by pixel
// independent, the same for every occluder.
Tensor noise_fill(const Tensor& image, bool channels_last, uint64_t seed);

}  // namespace cnnviz::core
