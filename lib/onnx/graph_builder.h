// ModelProto -> Graph: names resolved, nodes in topological order, operators made.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "graph/graph.h"
#include "onnx/model_proto.h"

namespace cnnviz::core {

// `constants`: graph inputs that become constants. The protobuf structures are used up.
std::shared_ptr<Graph> build_graph(ModelProto model,
                                   const std::map<std::string, Tensor>& constants);

}  // namespace cnnviz::core
