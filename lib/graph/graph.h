// The network: nodes in topological order over named values. Immutable once built, shared by all
// executors. Every tensor name of the file stays addressable; a node name resolves to its first
// output.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "graph/op.h"

namespace cnnviz::core {

using ValueId = int32_t;
constexpr ValueId kNoValue = -1;

// An extent that is known only when an input arrives.
constexpr int64_t kDynamic = -1;

struct Value {
  std::string name;
  int32_t producer = -1;           // index of the node, -1 for inputs and initializers
  std::vector<int32_t> consumers;  // nodes, each once, ascending
  Tensor constant;  // valid() for initializers and what load-time folding made constant
};

struct Node {
  NodeView view;
  std::shared_ptr<const Op> op;
  std::vector<ValueId> inputs, outputs;  // kNoValue where left out
};

// A real graph input: one that has no initializer.
struct GraphInput {
  ValueId value = kNoValue;
  DataType type = DataType::float32;
  Shape shape;              // kDynamic where the file leaves an extent open
  bool shape_known = true;  // false: not even the rank is declared
};

class Graph {
 public:
  std::vector<Node> nodes;
  std::vector<Value> values;
  std::vector<GraphInput> inputs;
  std::vector<ValueId> outputs;
  std::unordered_map<std::string, ValueId> by_tensor;  // tensor name -> value
  std::unordered_map<std::string, int32_t> by_node;    // node name -> node (first of that name)
  int64_t opset = 0;                                   // of ai.onnx
  int64_t ir_version = 0;
  std::string producer;                                   // "pytorch 2.1"
  std::unordered_map<std::string, std::string> metadata;  // metadata_props

  // A tensor of that name, else the first output of a node of that name, else kNoValue.
  ValueId find(std::string_view name) const;
  // As find(), but an unknown name is a not_found error with the nearest names.
  ValueId require(std::string_view name) const;
  // All tensor names, inputs first, in topological order.
  std::vector<std::string> tensor_names() const;
  const std::string& name(ValueId value) const { return values[static_cast<size_t>(value)].name; }
};

}  // namespace cnnviz::core
