// The gradient of a convolution over a picture with respect to the picture.
#pragma once

#include <memory>

#include "ops/conv_gradient.h"

namespace cnnviz::core {

// For a source of few channels in plain layout and a blocked target, two spatial axes, without
// dilation; null for others.
std::unique_ptr<ConvGradient> make_picture_gradient(const ConvolutionShape& shape,
                                                    const ConvolutionLayouts& layouts,
                                                    const Tensor& weights, PackCache* packs);

}  // namespace cnnviz::core
