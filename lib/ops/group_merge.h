// Convolutions in many narrow groups, computed in fewer wide ones.
#pragma once

#include "backend/convolution.h"
#include "graph/pack_cache.h"
#include "tensor/tensor.h"

namespace cnnviz::core {

// The same convolution on blocked buffers with several groups taken together, so that a group fills
// blocks of channels; its weights between the channels of different groups are zero. The buffers'
// padding lanes count as channels. `shape` itself where nothing is to be merged.
ConvolutionShape merge_groups(const ConvolutionShape& shape);

// The weights of `merged`, from those of `shape`, shared through the cache (null: not shared).
Tensor merge_weights(const ConvolutionShape& shape, const ConvolutionShape& merged,
                     const Tensor& weights, PackCache* packs);

}  // namespace cnnviz::core
