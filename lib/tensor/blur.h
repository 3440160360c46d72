// Gaussian blur of float32 tensors along chosen axes.
#pragma once

#include "tensor/tensor.h"

namespace cnnviz::core {

// Along one axis: out[i] = sum_j g(j) in[clamp(i + j)], g(j) ~ exp(-j^2 / (2 sigma^2)) with sum 1,
// |j| <= ceil(4 sigma): edges are repeated. A sigma of 0 changes nothing.
Tensor gaussian_blur(const Tensor& tensor, int axis, double sigma);

}  // namespace cnnviz::core
