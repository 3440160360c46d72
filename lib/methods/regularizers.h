// What keeps a picture from becoming noise while it is made.
//
// Penalties are subtracted from the objective. With x a picture's numbers, the mean color
// subtracted:
//   l2               w sum x^2                                   (Simonyan, Vedaldi, Zisserman
//   2013) total variation  w sum over channels and pixels of (dx^2 + dy^2)^(beta / 2), differences
//   to the
//                    next column and row, 0 at the last ones     (Mahendran & Vedaldi 2015)
//   alpha norm       w sum |x|^alpha                             (likewise)
// The others change pixels after a step (Yosinski et al. 2015):
//   decay            x (1 - decay)
//   blur             every k steps by a Gaussian, edges repeated
//   small norm       x = 0 where a pixel's norm over its channels is below a percentile of them
//   small contribution  x = 0 where |sum over channels of x df/dx| is below a percentile
#pragma once

#include <span>

#include "methods/picture_space.h"

namespace cnnviz::core {

struct Penalties {
  double l2 = 0;
  double total_variation = 0, beta = 2;
  double alpha_norm = 0, alpha = 6;

  bool any() const { return l2 != 0 || total_variation != 0 || alpha_norm != 0; }
};

// The penalty of every picture; `gradient` loses its derivative. A total variation of beta below 2
// has no derivative where nothing changes: there the differences count as 0.00316 (1e-5 squared
// and summed).
std::vector<double> subtract_penalties(const Tensor& pictures, const PictureSpace& space,
                                       const Penalties& penalties, Tensor& gradient);

struct PixelSteps {
  double decay = 0;
  double blur = 0;         // sigma in pixels
  int64_t blur_every = 1;  // steps
  double norm_percentile = 0, contribution_percentile = 0;

  bool any() const {
    return decay != 0 || blur != 0 || norm_percentile != 0 || contribution_percentile != 0;
  }
};

// After step `step` (from 0 on), in place; `gradient` is the objective's at the picture before.
void apply_pixel_steps(const PixelSteps& steps, int64_t step, const PictureSpace& space,
                       const Tensor& gradient, Tensor& pictures);

// Cuts to what can be shown.
void clip_pictures(const PictureSpace& space, Tensor& pictures);

}  // namespace cnnviz::core
