// Which tensors of a network are maps, and how: found by following the axes of its convolutions.
//
// Convolutions, poolings and the picture itself say where channels, rows and columns are. From
// there the axes are followed through what moves them about (Transpose, Reshape, Slice, Split,
// Concat) and through every operator that keeps the shape. A patch embedding's map becomes a grid
// of tokens in this way, and Concat with a class token puts that in front of the grid. Where an
// operator mixes axes (attention, windows cut out) the trail ends; the next sum with a tensor of
// the same shape that has kept it finds it again.
#pragma once

#include <optional>
#include <vector>

#include "exec/shapes.h"
#include "methods/spatial_view.h"

namespace cnnviz::core {

// By ValueId; empty where the tensor is no map, or it is not known how.
using SpatialViews = std::vector<std::optional<SpatialView>>;

// `input_channels_last`: the first input is [N, h, w, K].
SpatialViews find_spatial_views(const Graph& graph, const InferredValues& inferred,
                                bool input_channels_last);

}  // namespace cnnviz::core
