// NodeProto with its attributes.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "graph/node_view.h"
#include "onnx/tensor_reader.h"

namespace cnnviz::core {

struct NodeProto {
  NodeView view;  // without opset
  bool has_subgraph = false;
  ElementType value_element = ElementType::undefined;  // of the tensor attribute "value"
  std::string unreadable;  // what is unsupported about an attribute; may be empty
};

// `index`: the node's place in the file.
NodeProto read_node_proto(std::span<const uint8_t> bytes, int64_t index,
                          const TensorSource& source);

// "" and "ai.onnx" are one domain.
std::string normal_domain(const std::string& domain);

}  // namespace cnnviz::core
