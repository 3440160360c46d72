// How alike the textures of several pictures are (Olah, Mordvintsev, Schubert 2017).
//
// With F a picture's part of a layer, [K, P] (channels, positions), G = F F^T its Gram matrix and
// g = G / sqrt(|G|^2 + 1e-10):
//   likeness = (1 / N) sum over i and j != i of <g_i, g_j>
// 0 for textures that share nothing, N - 1 for N equal ones.
#pragma once

#include <string>

#include "methods/spatial_view.h"

namespace cnnviz::core {

// The likeness of N pictures in a layer's tensor [N, ...]. Where `gradient` is given (of the
// tensor's shape) it loses weight * d(likeness)/d(tensor).
double subtract_likeness(const Tensor& tensor, const SpatialView& view, const std::string& name,
                         double weight, Tensor* gradient);

}  // namespace cnnviz::core
