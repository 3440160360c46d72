// ModelProto as plain structures: what the file says, not yet checked for sense. graph_builder.h
// makes a Graph of it. What is damaged is an error at once; what is merely not supported is noted,
// so that unknown operators, the more telling news, can be reported first.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "onnx/node_proto.h"
#include "onnx/tensor_reader.h"

namespace cnnviz::core {

// ValueInfoProto of a graph input or output.
struct ValueProto {
  std::string name;
  bool is_tensor = true;  // false: a sequence, map, optional or sparse tensor
  ElementType element = ElementType::undefined;
  bool shape_known = false;
  Shape shape;  // kDynamic where an extent is open
};

using FunctionNames = std::set<std::pair<std::string, std::string>>;  // domain, name

struct ModelProto {
  int64_t ir_version = 0;
  std::string producer;
  std::map<std::string, int64_t> opsets;  // by domain, "" for ai.onnx
  std::unordered_map<std::string, std::string> metadata;
  FunctionNames functions;  // that the model defines itself

  bool has_graph = false;
  std::vector<NodeProto> nodes;
  std::vector<TensorProto> initializers;
  std::string unreadable_initializer;  // what is unsupported about the first such one; may be empty
  bool has_sparse_initializers = false;
  std::vector<ValueProto> inputs, outputs;
  // Other names of tensors, which model_rewriter.h gives: name, tensor.
  std::vector<std::pair<std::string, std::string>> aliases;
};

ModelProto read_model_proto(std::span<const uint8_t> bytes, const TensorSource& source);

}  // namespace cnnviz::core
