// RISE (Petsiuk, Das, Saenko 2018): random masks keep half of the picture, and every pixel gets the
// mean score of the masks that kept it.
//
//   S(y, x) = 1 / (N p) sum_i s_i m_i(y, x)
//   m_i: a grid of `cells` x `cells` Bernoulli(p) numbers, resized bilinearly (pixel centers at
//   halves, edges clamped) to (cells + 1) ceil(H / cells) x (cells + 1) ceil(W / cells), cropped at
//   a random offset below one cell
// Mask i depends on the seed and i alone; masks are made one at a time.
#pragma once

#include "methods/perturbation.h"

namespace cnnviz::core {

struct RiseOptions {
  int64_t masks = 4000;
  int64_t cells = 7;
  double probability = 0.5;
  uint64_t seed = 0;
};

struct RiseResult {
  Tensor maps;    // [targets, H, W]
  Tensor scores;  // [targets, masks]; NaN where cancelled before
  int64_t done = 0;
  bool completed = true;
};

// What remains of the picture: m_i, H x W.
void rise_mask(const RiseOptions& options, int64_t index, int64_t height, int64_t width,
               std::span<float> mask);

// Refuses what cannot be for a picture of this size.
void check_rise(const RiseOptions& options, int64_t height, int64_t width);

RiseResult rise(Perturbation& perturbation, const RiseOptions& options);

}  // namespace cnnviz::core
