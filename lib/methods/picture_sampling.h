// Views read from pictures, and the adjoint: what a network is shown, and what its gradient says of
// the pictures.
#pragma once

#include <span>

#include "methods/picture_transforms.h"

namespace cnnviz::core {

// View k of the N pictures [N, C, H, W]: entry k of the result, of picture k * N / views.size(), as
// the network reads it ([views, C, height, width] or channels last). Beyond a picture lies
// `outside`, a number for each channel.
Tensor sample_views(const Tensor& pictures, const PictureSpace& space,
                    std::span<const float> outside, const ViewSize& size,
                    std::span<const View> views);

// The adjoint: d/d(views), as the network's input, to d/d(pictures), of shape `pictures`. Sums are
// formed in one order, whatever the number of threads.
Tensor sample_adjoint(const Tensor& gradient, const Shape& pictures, const PictureSpace& space,
                      const ViewSize& size, std::span<const View> views);

}  // namespace cnnviz::core
