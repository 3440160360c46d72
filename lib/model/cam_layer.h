// Which layers can be looked at as maps of what a network saw: for class activation maps.
#pragma once

#include <string>
#include <vector>

#include "model/spatial_views.h"

namespace cnnviz::core {

// Whether a tensor is float32 maps with more than one position.
bool is_map(const ValueInfo& info, const std::optional<SpatialView>& view);

// The maps on the way to the logits, the best one to look at first: the last whose every position
// can speak for a class. Behind the last attention of a vision transformer the class token alone is
// read on, so that no cell of the grid has a gradient there: the last that has is what that
// attention's queries, keys and values are computed from (the block's first normalization).
std::vector<std::string> map_layers(const Graph& graph, const InferredValues& inferred,
                                    const SpatialViews& views, const std::string& logits);

// Where the logits are maps themselves (segmentation): the maps that the last convolution before
// them reads; of several branches added up the one computed last. kNoValue where there is none.
ValueId scored_maps(const Graph& graph, const InferredValues& inferred, const SpatialViews& views,
                    ValueId logits);

}  // namespace cnnviz::core
