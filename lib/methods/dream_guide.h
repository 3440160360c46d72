// Guided dreams: at every position of a layer the guide's activation that matches best.
#pragma once

#include <span>
#include <vector>

#include "methods/spatial_view.h"
#include "tensor/tensor.h"

namespace cnnviz::core {

// The activations of a layer for the guide picture, position by position.
class GuideFeatures {
 public:
  // `activation`: [1, ...], read as `view` says; `name` is the layer's.
  GuideFeatures(const Tensor& activation, const SpatialView& view, const std::string& name);

  int64_t channels() const { return channels_; }
  int64_t positions() const { return positions_; }

  // A tensor of the activation's shape: at every position i of it y_j, j = argmax <x_i, y_j> (the
  // first of equal ones).
  Tensor best_matches(const Tensor& activation, const SpatialView& view,
                      const std::string& name) const;

 private:
  int64_t channels_ = 0, positions_ = 0;
  std::vector<float> features_;  // [positions, channels]
};

}  // namespace cnnviz::core
