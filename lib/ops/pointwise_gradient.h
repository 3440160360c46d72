// The gradient of a 1x1 convolution with respect to its input where few channels have any.
#pragma once

#include <memory>

#include "ops/conv_gradient.h"

namespace cnnviz::core {

// Wraps `dense`; returns it unchanged where the convolution is not 1x1 with stride 1 in blocked
// layouts.
std::unique_ptr<ConvGradient> make_pointwise_gradient(const ConvolutionShape& shape,
                                                      const ConvolutionLayouts& layouts,
                                                      const Tensor& weights,
                                                      std::unique_ptr<ConvGradient> dense);

}  // namespace cnnviz::core
