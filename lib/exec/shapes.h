// Shapes of every tensor for concrete input shapes, by the operators' own inference; the integer
// side computations of exporters (Shape -> Gather -> Concat -> Reshape) become constants on the
// way.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "graph/graph.h"

namespace cnnviz::core {

// What is known of every value, by ValueId. `present` is false where a value could not be reached:
// it is no ancestor of `wanted`, or lies above a fed tensor.
struct InferredValues {
  std::vector<ValueInfo> values;
  std::vector<int32_t> order;  // nodes that have to run (not folded), in topological order
};

// feeds: value -> type and shape (a constant may be set). wanted: values to reach; empty:
// everything that can be computed; a node that fails for these shapes is then left out instead of
// being an error.
InferredValues infer_values(const Graph& graph, const std::map<ValueId, ValueInfo>& feeds,
                            const std::vector<ValueId>& wanted);

}  // namespace cnnviz::core
