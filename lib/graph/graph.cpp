#include "graph/graph.h"

#include "base/text.h"

namespace cnnviz::core {

ValueId Graph::find(std::string_view name) const {
  const std::string key(name);
  if (const auto tensor = by_tensor.find(key); tensor != by_tensor.end()) return tensor->second;
  const auto node = by_node.find(key);
  if (node == by_node.end()) return kNoValue;
  for (const ValueId output : nodes[static_cast<size_t>(node->second)].outputs)
    if (output != kNoValue) return output;
  return kNoValue;
}

ValueId Graph::require(std::string_view name) const {
  const ValueId value = find(name);
  if (value != kNoValue) return value;
  std::vector<std::string> known = tensor_names();
  for (const Node& node : nodes)
    if (!node.view.name.empty() && by_tensor.count(node.view.name) == 0)
      known.push_back(node.view.name);
  fail(Status::not_found, "the model has no tensor or node named ", quoted(name),
       nearest_hint(name, known));
}

std::vector<std::string> Graph::tensor_names() const {
  std::vector<std::string> names;
  std::vector<bool> listed(values.size(), false);
  const auto list = [&](ValueId value) {
    if (value == kNoValue || listed[static_cast<size_t>(value)]) return;
    listed[static_cast<size_t>(value)] = true;
    names.push_back(name(value));
  };
  for (const GraphInput& input : inputs) list(input.value);
  for (size_t i = 0; i < values.size(); ++i)
    if (values[i].producer < 0) list(static_cast<ValueId>(i));
  for (const Node& node : nodes)
    for (const ValueId output : node.outputs) list(output);
  return names;
}

}  // namespace cnnviz::core
