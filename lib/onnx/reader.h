// ONNX bytes -> Graph. All or nothing: any problem is one error, unsupported operators are
// collected into one message with their node names.
#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>

#include "base/file.h"
#include "graph/graph.h"

namespace cnnviz::core {

struct ReadOptions {
  // Inputs of the graph, by name, that become constants of these values: for operators that need an
  // input (a shape, weights) to be known.
  std::map<std::string, Tensor> constants;
};

// Opens a model file; weights are views of the mapping where the file's layout allows. External
// data files are read from below the model's folder only.
std::shared_ptr<const Graph> read_model_file(const std::string& path,
                                             const ReadOptions& options = {});

// A model in memory (the bytes are copied once); external data is refused.
std::shared_ptr<const Graph> read_model_bytes(std::span<const uint8_t> bytes,
                                              const ReadOptions& options = {});

}  // namespace cnnviz::core
