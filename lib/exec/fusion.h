// Which nodes of a plan are computed together: batch norm folded into the convolution before it,
// the addition of a branch and an activation applied by the operator before them, x sigmoid(x) as
// one operator. Only where nobody asks for the tensor in between.
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
  int32_t affine = -1;    // BatchNormalization folded into the weights
  int32_t addition = -1;  // of the output to `addend`
  ValueId addend = kNoValue;
  int32_t activation = -1;  // applied to the output; a product where it is x f(x)
  OpPtr op;                 // what the node, with its product, computes
  OpPtr activation_op;      // likewise
  std::vector<ValueId> outputs;
  std::string type;  // "Conv+Add+Relu"
};

struct FusionOptions {
  std::set<ValueId> pinned;  // values that must exist under their own names
  bool enabled = true;       // else only x f(x) is joined, since it decides what a rectifier is
  // Without backward, activations that are not clamps are fused too: their gradients need what the
  // operator before them wrote.
  bool forward_only = false;
};
std::vector<Group> fuse_nodes(const Graph& graph, const InferredValues& inferred,
                              const FusionOptions& options);

// Inputs of a convolution with the affine's factors in weights and bias; folded weights are shared
// through the cache.
void fold_affine(const InferredValues& inferred, const Node& affine, PackCache& packs,
                 std::vector<ValueInfo>& inputs);

// The infos of a node's inputs, in order; absent ones are not present.
std::vector<ValueInfo> input_infos(const InferredValues& inferred, const Node& node);

}  // namespace cnnviz::core
