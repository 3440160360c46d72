// Transposes that undo each other, taken out of a plan. Networks that keep channels last stand in
// ONNX files with a Transpose in front of every convolution and one behind it:
//
//   Conv -> Transpose(0,2,3,1) -> Add, Relu -> Transpose(0,3,1,2) -> Conv
//
// A Transpose is carried on past operators that do the same with permuted axes (element by element,
// Pad, Concat, reductions); where it meets its inverse both vanish, and where an operator or the
// caller needs the tensor itself it is made there.
#pragma once

#include <memory>
#include <set>

#include "exec/shapes.h"
#include "graph/graph.h"

namespace cnnviz::core {

// The nodes and values of the graph with other nodes added, and `inferred` such that its order runs
// those that are left. Ids of the graph's own values stay; `pinned` ones are computed, and what
// followed them still does. Null, and nothing changed, where that would not move fewer elements.
std::shared_ptr<const Graph> cancel_transposes(const Graph& graph, const std::set<ValueId>& pinned,
                                               InferredValues& inferred);

}  // namespace cnnviz::core
