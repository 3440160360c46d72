// Which nodes of a plan are computed together: batch norm folded into the convolution before it, a
// clamp (Relu, Clip) applied by the operator before it. Only where nobody asks for the tensor in
// between.
#pragma once

#include <memory>
#include <set>
#include <vector>

#include "exec/shapes.h"
#include "graph/graph.h"
#include "graph/pack_cache.h"

namespace cnnviz::core {

// One step of a plan: a node with what was fused into it.
struct Group {
  int32_t node = -1;
  int32_t affine = -1;      // BatchNormalization folded into the weights
  int32_t activation = -1;  // clamp applied to the output
  std::vector<ValueId> outputs;
};

// `pinned` values must exist under their own names.
std::vector<Group> fuse_nodes(const Graph& graph, const InferredValues& inferred,
                              const std::set<ValueId>& pinned, bool enabled);

// Inputs of a convolution with the affine's factors in weights and bias; folded weights are shared
// through the cache.
void fold_affine(const InferredValues& inferred, const Node& affine, PackCache& packs,
                 std::vector<ValueInfo>& inputs);

// The infos of a node's inputs, in order; absent ones are not present.
std::vector<ValueInfo> input_infos(const InferredValues& inferred, const Node& node);

}  // namespace cnnviz::core
