#include "model/graph_walk.h"

#include <algorithm>
#include <array>

namespace cnnviz::core {

namespace {

template <size_t N>
bool one_of(std::string_view type, const std::array<std::string_view, N>& types) {
  return std::find(types.begin(), types.end(), type) != types.end();
}

}  // namespace

const Node* producer_of(const Graph& graph, ValueId value) {
  if (value == kNoValue) return nullptr;
  const int32_t node = graph.values[static_cast<size_t>(value)].producer;
  return node < 0 ? nullptr : &graph.nodes[static_cast<size_t>(node)];
}

ValueId input_of(const Node& node, size_t index) {
  return index < node.inputs.size() ? node.inputs[index] : kNoValue;
}

ValueId output_of(const Node& node, size_t index) {
  return index < node.outputs.size() ? node.outputs[index] : kNoValue;
}

bool is_shape_only(std::string_view type) {
  static constexpr std::array<std::string_view, 8> kTypes = {
      "Identity", "Cast", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Dropout", "Transpose"};
  return one_of(type, kTypes);
}

bool is_activation(std::string_view type) {
  static constexpr std::array<std::string_view, 16> kTypes = {
      "Relu",     "Clip", "LeakyRelu", "PRelu",       "Elu",       "Selu",     "Celu",
      "Sigmoid",  "Tanh", "Gelu",      "HardSigmoid", "HardSwish", "Softplus", "ThresholdedRelu",
      "Softsign", "Mish"};
  return one_of(type, kTypes);
}

bool is_constant(const Graph& graph, ValueId value) {
  return value != kNoValue && graph.values[static_cast<size_t>(value)].constant.valid();
}

ValueId data_input(const Graph& graph, const Node& node) {
  ValueId data = kNoValue;
  for (const ValueId input : node.inputs) {
    if (input == kNoValue || input == data || is_constant(graph, input)) continue;
    if (data != kNoValue) return kNoValue;
    data = input;
  }
  return data;
}

ValueId swish_input(const Graph& graph, ValueId value) {
  const Node* product = producer_of(graph, value);
  if (product == nullptr || product->view.type != "Mul" || product->inputs.size() != 2)
    return kNoValue;
  for (size_t i = 0; i < 2; ++i) {
    const Node* gate = producer_of(graph, product->inputs[i]);
    const ValueId x = product->inputs[1 - i];
    if (gate != nullptr && (gate->view.type == "Sigmoid" || gate->view.type == "HardSigmoid") &&
        input_of(*gate, 0) == x)
      return x;
  }
  return kNoValue;
}

bool is_constant_affine(const Graph& graph, const Node& node) {
  static constexpr std::array<std::string_view, 5> kTypes = {"BatchNormalization", "Add", "Sub",
                                                             "Mul", "Div"};
  return one_of(node.view.type, kTypes) && data_input(graph, node) != kNoValue;
}

ValueId skip_shape_ops(const Graph& graph, ValueId value) {
  for (const Node* node = producer_of(graph, value);
       node != nullptr && is_shape_only(node->view.type) && input_of(*node, 0) != kNoValue;
       node = producer_of(graph, value))
    value = input_of(*node, 0);
  return value;
}

std::vector<bool> ancestors(const Graph& graph, ValueId target) {
  std::vector<bool> marks(graph.values.size(), false);
  marks[static_cast<size_t>(target)] = true;
  const auto marked = [&](ValueId value) {
    return value != kNoValue && marks[static_cast<size_t>(value)];
  };
  for (size_t i = graph.nodes.size(); i-- > 0;) {
    const Node& node = graph.nodes[i];
    if (!std::any_of(node.outputs.begin(), node.outputs.end(), marked)) continue;
    for (const ValueId input : node.inputs)
      if (input != kNoValue) marks[static_cast<size_t>(input)] = true;
  }
  return marks;
}

}  // namespace cnnviz::core
