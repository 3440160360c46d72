// The loops of pooling over one plane: all spatial positions of one image's channel block, `lanes`
// channels side by side ([depth][height][width][lanes]; 1 lane is the plain layout).
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "graph/op.h"

namespace cnnviz::core {

struct PoolAxis {
  int64_t in = 1, out = 1, kernel = 1, stride = 1, dilation = 1, pad = 0, pad_end = 0;
};

struct PoolGeometry {
  std::array<PoolAxis, 3> axes;  // depth, height, width

  int64_t in_size() const { return axes[0].in * axes[1].in * axes[2].in; }
  int64_t out_size() const { return axes[0].out * axes[1].out * axes[2].out; }
  int64_t kernel_size() const { return axes[0].kernel * axes[1].kernel * axes[2].kernel; }
};

void max_pool_plane(const PoolGeometry& g, int lanes, const float* x, float* y);
// gx is overwritten. Each window's gradient goes to its first element equal to the maximum, through
// the gate of the clamp that made x.
void max_pool_gradient_plane(const PoolGeometry& g, int lanes, const ClampGate& gate,
                             const float* x, const float* y, const float* gy, float* gx);
// Index of each window's first maximum in the whole tensor (ONNX MaxPool's second output), whose
// plane begins at element `first`; width and height swapped where column_major.
void max_pool_indices(const PoolGeometry& g, bool column_major, const float* x, const float* y,
                      int64_t first, int64_t* indices);

// 1 / (elements averaged) for every output position.
std::vector<float> average_pool_factors(const PoolGeometry& g, bool include_pad);
void average_pool_plane(const PoolGeometry& g, int lanes, const float* factors, const float* x,
                        float* y);
void average_pool_gradient_plane(const PoolGeometry& g, int lanes, const float* factors,
                                 const float* gy, float* gx);

}  // namespace cnnviz::core
