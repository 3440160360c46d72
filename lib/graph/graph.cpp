#include "graph/graph.h"

#include "base/text.h"

namespace cnnviz::core {

namespace {

std::string first_output(const Graph& graph, size_t node) {
  for (const ValueId output : graph.nodes[node].outputs)
    if (output != kNoValue) return graph.name(output);
  return graph.nodes[node].view.name;
}

}  // namespace

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
  std::string hint = nearest_hint(name, known);
  // Where nothing is near, some of what there is: from the first third, the second and the end.
  const size_t count = nodes.size();
  if (hint.empty() && count > 0)
    hint = concat("; it has, among ", known.size(), ", ", quoted(first_output(*this, count / 3)),
                  ", ", quoted(first_output(*this, count * 2 / 3)), " and ",
                  quoted(first_output(*this, count - 1)));
  fail(Status::not_found, "the model has no tensor or node named ", quoted(name), hint);
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
