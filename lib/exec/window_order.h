// Finishing touches of a graph for local changes.
#pragma once

#include <memory>
#include <vector>

#include "exec/window_graph.h"

namespace cnnviz::core {

// Puts every crop right behind what it is cut from (`content`, or a node's output), so that an
// addition whose other operand is a crop can be fused into the convolution that makes the first.
void crop_early(Graph& graph, ValueId content);

// The inputs of the dense layers at the end of the way to `wanted`: all that comes behind them is
// better computed for many more changes at once. Empty where there is none.
std::vector<ValueId> dense_features(const Graph& graph, ValueId content,
                                    const std::vector<ValueId>& wanted);

}  // namespace cnnviz::core
