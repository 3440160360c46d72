// A node as operators read it when they are made: neutral to the file format. onnx/ fills it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/error.h"
#include "tensor/tensor.h"

namespace cnnviz::core {

using Attribute = std::variant<int64_t, float, std::string, std::vector<int64_t>,
                               std::vector<float>, std::vector<std::string>, Tensor>;

struct NodeView {
  std::string type;                  // "Conv"
  std::string domain;                // "" for ai.onnx
  std::string name;                  // may be empty
  int64_t index = 0;                 // position in the file, for unnamed nodes
  int64_t opset = 0;                 // of the node's domain
  std::vector<std::string> inputs;   // tensor names; "" for an input left out
  std::vector<std::string> outputs;  // likewise
  std::map<std::string, Attribute> attributes;

  bool has_input(size_t i) const { return i < inputs.size() && !inputs[i].empty(); }
  bool has_output(size_t i) const { return i < outputs.size() && !outputs[i].empty(); }
  bool has(const std::string& attribute) const { return attributes.count(attribute) != 0; }

  // Typed access; a value of another type is an error that names node and attribute.
  int64_t get_int(const std::string& attribute, int64_t fallback) const;
  float get_float(const std::string& attribute, float fallback) const;
  std::string get_text(const std::string& attribute, const std::string& fallback) const;
  std::vector<int64_t> get_ints(const std::string& attribute,
                                const std::vector<int64_t>& fallback) const;
  std::vector<float> get_floats(const std::string& attribute,
                                const std::vector<float>& fallback) const;
  std::optional<Tensor> get_tensor(const std::string& attribute) const;

  // `Conv "conv1"`, or `Conv #12 -> fire2/squeeze` where unnamed: how a node is called in messages.
  std::string label() const;

  template <typename... Parts>
  [[noreturn]] void fail(Status status, const Parts&... parts) const {
    core::fail(status, label(), ": ", parts...);
  }
  template <typename... Parts>
  void require(bool condition, Status status, const Parts&... parts) const {
    if (!condition) fail(status, parts...);
  }
};

}  // namespace cnnviz::core
