// Decorrelated colors (Olah, Mordvintsev, Schubert 2017): rgb = M t, with M the square root of the
// covariance of the colors of photos, its longest column made 1. Planes [3, P]; of one channel
// nothing changes.
#pragma once

#include <cstdint>

namespace cnnviz::core {

// What follows the colors: x + mean[c], or 1 / (1 + exp(-x)).
struct ColorMap {
  int64_t channels = 3, plane = 0;
  bool decorrelate = true, logistic = true;

  // One picture: latent planes -> colors.
  void forward(const float* latent, float* colors) const;
  // The adjoint at `colors`: d/d(colors) -> d/d(latent).
  void adjoint(const float* colors, const float* gradient, float* latent_gradient) const;
  // Latent planes of these colors.
  void inverse(const float* colors, float* latent) const;
};

}  // namespace cnnviz::core
