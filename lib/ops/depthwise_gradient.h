// The gradient of a depthwise convolution with respect to its input.
#pragma once

#include <memory>

#include "ops/conv_gradient.h"

namespace cnnviz::core {

// Null where the own loops do not apply: they take one filter for each channel, square kernels of 3
// or 5, stride 1 or 2, no dilation, blocked layouts.
std::unique_ptr<ConvGradient> make_depthwise_gradient(const ConvolutionShape& shape,
                                                      const ConvolutionLayouts& layouts,
                                                      const Tensor& weights, PackCache* packs);

}  // namespace cnnviz::core
