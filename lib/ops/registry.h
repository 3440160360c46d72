// The table of operators.
#pragma once

#include <string>
#include <vector>

#include "ops/factories.h"

namespace cnnviz::core {

// The operator of a node, or null where this library does not know its type (in its domain and
// opset). Errors of the attributes carry the node's label.
OpPtr make_op(const NodeView& node);

// All known types of the ai.onnx domain, sorted.
std::vector<std::string> known_types();

}  // namespace cnnviz::core
