// Changes a ModelProto before a Graph is made of it: nodes that stand for several operators, or for
// operators on quantized tensors, become ordinary float operators. What follows (folding, fusing,
// planning) so sees nothing else. All tensor names of the file stay addressable: a tensor that
// comes to be another one is an alias of it.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "onnx/model_proto.h"

namespace cnnviz::core {

using Names = std::vector<std::string>;
using Attributes = std::map<std::string, Attribute>;

// expand_nodes() and dequantize_nodes() in turn.
void rewrite_model(ModelProto* model);

class ModelRewriter {
 public:
  // Takes the model's nodes; put the new ones back with finish().
  explicit ModelRewriter(ModelProto* model);

  const std::vector<NodeProto>& nodes() const { return nodes_; }
  // Whether the node is the operator that its type says, not a function or control flow.
  bool is_operator(const NodeProto& node) const;

  struct Constant {
    Tensor tensor;
    ElementType element = ElementType::undefined;  // in the file, before widening
  };
  // An initializer, or what a Constant node gives; null for any other tensor.
  const Constant* constant(const std::string& name) const;
  // How many inputs of nodes (and graph outputs) name the tensor.
  int64_t uses(const std::string& name) const;
  bool is_initializer(const std::string& name) const { return initializers_.count(name) != 0; }
  bool is_graph_input(const std::string& name) const { return inputs_.count(name) != 0; }

  // A tensor name that the model does not have, made of this one.
  std::string unique_name(const std::string& wanted);
  // Adds an initializer and returns its name, `wanted` or made of it.
  std::string add_constant(const std::string& wanted, Tensor tensor);
  // Adds the initializer that an output of a node now is.
  void define_constant(const std::string& name, Tensor tensor);
  // Gives an initializer other elements.
  void replace_constant(const std::string& name, Tensor tensor);

  // Passes a node on as it is.
  void keep(size_t node) { made_.push_back(std::move(nodes_[node])); }
  // Adds an operator that stands for (a part of) a node of the file, and returns the name of its
  // first output. `opset` says by which version inputs and attributes are meant. The first one
  // added for a node has the node's name.
  std::string add(const NodeProto& origin, const std::string& type, Names inputs, Names outputs,
                  Attributes attributes = {}, int64_t opset = 13);
  // A name for what lies between two operators that stand for one node: `output` is the tensor that
  // the last of them gives.
  std::string between(const std::string& output) { return unique_name(output + "/between"); }
  // From now on `name`, an output of this node, is another name of `target`. A graph output keeps a
  // node of its own.
  void alias(const NodeProto& origin, const std::string& name, const std::string& target);

  void finish();

 private:
  std::string resolved(const std::string& name) const;

  ModelProto* model_;
  std::vector<NodeProto> nodes_, made_;
  std::unordered_map<std::string, Constant> constants_;
  std::unordered_map<std::string, size_t> initializers_;
  std::unordered_map<std::string, int64_t> uses_;
  std::unordered_map<std::string, int64_t> numbered_;  // how often unique_name() was asked for it
  std::unordered_map<std::string, std::string> aliases_;
  std::unordered_set<std::string> names_, inputs_, outputs_;
  int64_t last_origin_ = -1;
};

// Operators that are short for several: fused ones of optimized models (com.microsoft), and those
// that ONNX itself defines by others. Leaves alone what it does not know.
void expand_nodes(ModelProto* model);

// Quantized networks become the float networks that they approximate.
void dequantize_nodes(ModelProto* model);

}  // namespace cnnviz::core
