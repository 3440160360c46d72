// The one message about all operators of a model that this library does not have.
#pragma once

#include <vector>

#include "onnx/model_proto.h"

namespace cnnviz::core {

// Throws `unsupported`, naming the types with their counts and first nodes, and what can be done.
// `nodes` is not empty; their opsets are set.
[[noreturn]] void fail_unsupported(const std::vector<const NodeProto*>& nodes,
                                   const FunctionNames& functions);

}  // namespace cnnviz::core
