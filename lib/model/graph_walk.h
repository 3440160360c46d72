// Small questions about the graph's structure: what leads to a value, and what it goes to.
#pragma once

#include <string_view>
#include <vector>

#include "graph/graph.h"

namespace cnnviz::core {

// The node that makes a value, null for inputs and initializers.
const Node* producer_of(const Graph& graph, ValueId value);

// Input or output `index` of a node, kNoValue where it has none.
ValueId input_of(const Node& node, size_t index);
ValueId output_of(const Node& node, size_t index = 0);

// Operators that only change the shape (and Dropout, which does nothing here).
bool is_shape_only(std::string_view type);
// Element-wise nonlinearities.
bool is_activation(std::string_view type);

bool is_constant(const Graph& graph, ValueId value);

// The only input of a node that is not constant; kNoValue where there are none or several.
ValueId data_input(const Graph& graph, const Node& node);

// x where `value` is x * sigmoid(x) written as two nodes (Swish, SiLU; HardSigmoid: HardSwish),
// else kNoValue.
ValueId swish_input(const Graph& graph, ValueId value);

// Whether a node scales and shifts by constants alone: batch norm, arithmetic with constants.
bool is_constant_affine(const Graph& graph, const Node& node);

// The value behind shape-only operators.
ValueId skip_shape_ops(const Graph& graph, ValueId value);

// marks[v]: v is the target or leads to it.
std::vector<bool> ancestors(const Graph& graph, ValueId target);

}  // namespace cnnviz::core
