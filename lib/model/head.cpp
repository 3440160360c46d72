#include "model/head.h"

#include <algorithm>
#include <cstdlib>

#include "base/error.h"
#include "base/text.h"
#include "model/cam_layer.h"
#include "model/graph_walk.h"

namespace cnnviz::core {

namespace {

const ValueInfo& info_of(const InferredValues& inferred, ValueId value) {
  static const ValueInfo kUnknown;
  const auto index = static_cast<size_t>(value);
  return value != kNoValue && index < inferred.values.size() ? inferred.values[index] : kUnknown;
}

// The longest path (in nodes) that leads to each value.
std::vector<int32_t> depths(const Graph& graph) {
  std::vector<int32_t> depth(graph.values.size(), 0);
  for (const Node& node : graph.nodes) {
    int32_t deepest = 0;
    for (const ValueId input : node.inputs)
      if (input != kNoValue) deepest = std::max(deepest, depth[static_cast<size_t>(input)]);
    for (const ValueId output : node.outputs)
      if (output != kNoValue) depth[static_cast<size_t>(output)] = deepest + 1;
  }
  return depth;
}

ValueId explained_output(const Graph& graph, const InferredValues& inferred,
                         const std::string& name) {
  if (!name.empty()) return graph.require(name);
  const std::vector<int32_t> depth = depths(graph);
  ValueId best = kNoValue;
  for (const ValueId output : graph.outputs) {
    const ValueInfo& info = info_of(inferred, output);
    if (is_constant(graph, output) || (info.present && info.type != DataType::float32)) continue;
    if (best == kNoValue || depth[static_cast<size_t>(output)] > depth[static_cast<size_t>(best)])
      best = output;
  }
  require(best != kNoValue, Status::unsupported,
          "none of the model's outputs is a float32 tensor that depends on its input");
  return best;
}

// What a graph's end computes from the logits.
struct End {
  Head::Kind kind = Head::Kind::none;
  ValueId logits = kNoValue, probabilities = kNoValue;
  const Node* node = nullptr;
};

// exp(x) / sum(exp(x)), perhaps with the maximum subtracted first: x, or kNoValue.
ValueId decomposed_softmax_input(const Graph& graph, const Node& division) {
  const Node* exponential = producer_of(graph, input_of(division, 0));
  const Node* sum = producer_of(graph, input_of(division, 1));
  if (exponential == nullptr || sum == nullptr || exponential->view.type != "Exp" ||
      sum->view.type != "ReduceSum" || input_of(*sum, 0) != input_of(division, 0))
    return kNoValue;
  const ValueId exponent = input_of(*exponential, 0);
  const Node* shifted = producer_of(graph, exponent);
  if (shifted != nullptr && shifted->view.type == "Sub") {
    const Node* maximum = producer_of(graph, input_of(*shifted, 1));
    if (maximum != nullptr && maximum->view.type == "ReduceMax" &&
        input_of(*maximum, 0) == input_of(*shifted, 0))
      return input_of(*shifted, 0);
  }
  return exponent;
}

End find_end(const Graph& graph, ValueId output) {
  End end;
  end.logits = output;
  const ValueId base = skip_shape_ops(graph, output);
  const Node* node = producer_of(graph, base);
  if (node == nullptr) return end;
  const std::string& type = node->view.type;
  ValueId logits = input_of(*node, 0);
  if (type == "Softmax") {
    end.kind = Head::Kind::softmax;
  } else if (type == "LogSoftmax") {
    end.kind = Head::Kind::log_softmax;
  } else if (type == "Sigmoid") {
    end.kind = Head::Kind::sigmoid;
  } else if (type == "Div" && (logits = decomposed_softmax_input(graph, *node)) != kNoValue) {
    end.kind = Head::Kind::softmax;
  } else {
    return end;
  }
  end.node = node;
  end.logits = logits;
  if (end.kind != Head::Kind::log_softmax) end.probabilities = base;
  return end;
}

// The axes that the graph's own softmax normalizes over, as a range; empty where that is not known.
struct AxisRange {
  int begin = 0, end = 0;
};

AxisRange softmax_axes(const InferredValues& inferred, const End& end) {
  const auto rank = static_cast<int>(info_of(inferred, end.logits).shape.size());
  if (end.node->view.type == "Div") {
    const Shape& before = info_of(inferred, end.logits).shape;
    const Shape& after = info_of(inferred, input_of(*end.node, 1)).shape;
    for (int i = 0; i < rank && after.size() == before.size(); ++i)
      if (before[static_cast<size_t>(i)] != after[static_cast<size_t>(i)]) return {i, i + 1};
    return {};
  }
  // Before opset 13 the tensor was flattened to two axes at `axis`; since then one axis is taken.
  const bool flattened = end.node->view.opset < 13;
  const int64_t axis = end.node->view.get_int("axis", flattened ? 1 : -1);
  if (rank == 0 || axis < -rank || axis >= rank) return {};
  const int begin = static_cast<int>(axis < 0 ? axis + rank : axis);
  return {begin, flattened ? rank : begin + 1};
}

int class_axis_of(const Shape& shape, int64_t labels, AxisRange normalized) {
  const auto rank = static_cast<int>(shape.size());
  const auto extent = [&](int axis) { return shape[static_cast<size_t>(axis)]; };
  if (rank <= 1) return 0;
  if (labels > 0)
    for (int axis = 1; axis < rank; ++axis)
      if (extent(axis) == labels) return axis;
  const auto largest = [&](int begin, int end) {
    int best = begin;
    for (int axis = begin + 1; axis < end; ++axis)
      if (extent(axis) > extent(best)) best = axis;
    return best;
  };
  if (normalized.begin < normalized.end && normalized.begin > 0) {
    const int axis = largest(normalized.begin, normalized.end);
    if (extent(axis) > 1) return axis;
  }
  // Maps of class scores keep ONNX's channel axis; else the classes are the only long axis.
  int long_axes = 0;
  for (int axis = 1; axis < rank; ++axis) long_axes += extent(axis) > 1;
  return long_axes > 1 ? 1 : largest(1, rank);
}

// Whether a softmax over these axes is one over the class axis.
bool normalizes_classes(const Shape& shape, int class_axis, AxisRange axes) {
  if (axes.begin >= axes.end) return true;
  if (class_axis < axes.begin || class_axis >= axes.end) return false;
  for (int axis = axes.begin; axis < axes.end; ++axis)
    if (axis != class_axis && shape[static_cast<size_t>(axis)] != 1) return false;
  return true;
}

// The data input of the last dense layer or convolution before the logits; kNoValue where the way
// there is not a plain chain.
ValueId find_penultimate(const Graph& graph, ValueId logits) {
  ValueId value = logits;
  for (;;) {
    const Node* node = producer_of(graph, value);
    if (node == nullptr) return kNoValue;
    const std::string& type = node->view.type;
    if (type == "Gemm" || type == "MatMul" || type == "Conv") break;
    const bool pools = type == "GlobalAveragePool" || type == "GlobalMaxPool" ||
                       type == "AveragePool" || type == "ReduceMean";
    if (!pools && !is_shape_only(type) && !is_activation(type) && !is_constant_affine(graph, *node))
      return kNoValue;
    value = input_of(*node, 0) != kNoValue && !is_constant(graph, input_of(*node, 0))
                ? input_of(*node, 0)
                : data_input(graph, *node);
  }
  value = input_of(*producer_of(graph, value), 0);
  for (const Node* node = producer_of(graph, value);
       node != nullptr && (node->view.type == "Dropout" || node->view.type == "Identity");
       node = producer_of(graph, value))
    value = input_of(*node, 0);
  return value;
}

bool has_weights(const Node& node) {
  const std::string& type = node.view.type;
  return type == "Conv" || type == "ConvTranspose" || type == "Gemm" || type == "MatMul";
}

}  // namespace

const char* head_kind_name(Head::Kind kind) {
  switch (kind) {
    case Head::Kind::none:
      return "none";
    case Head::Kind::softmax:
      return "softmax";
    case Head::Kind::log_softmax:
      return "log_softmax";
    case Head::Kind::sigmoid:
      return "sigmoid";
  }
  return "unknown";
}

Head find_head(const Graph& graph, const InferredValues& inferred, const SpatialViews& views,
               const HeadHints& hints, std::vector<std::string>* warnings) {
  const ValueId output = explained_output(graph, inferred, hints.output);
  const End end = find_end(graph, output);
  Head head;
  head.kind = end.kind;
  head.output = graph.name(output);
  head.logits = graph.name(end.logits);
  const ValueInfo& info = info_of(inferred, end.logits);
  if (end.probabilities != kNoValue) head.probabilities = graph.name(end.probabilities);
  if (info.present && !info.shape.empty()) {
    const bool normalized = end.kind == Head::Kind::softmax;
    const AxisRange axes = normalized ? softmax_axes(inferred, end) : AxisRange{};
    head.class_axis = class_axis_of(info.shape, hints.labels, axes);
    head.classes = info.shape[static_cast<size_t>(head.class_axis)];
    if (normalized && !normalizes_classes(info.shape, head.class_axis, axes)) {
      warnings->push_back(concat(
          end.node->view.label(), " does not normalize over the classes (axis ", head.class_axis,
          " of ", shape_text(info.shape), "): cnnviz takes a softmax of its own"));
      head.probabilities.clear();
    }
  }

  ValueId penultimate = kNoValue;
  if (!hints.penultimate.empty()) {
    penultimate = graph.find(hints.penultimate);
    if (penultimate == kNoValue)
      warnings->push_back(concat("the model has no tensor ", quoted(hints.penultimate),
                                 ", which is stated as its penultimate one",
                                 nearest_hint(hints.penultimate, graph.tensor_names())));
  }
  if (penultimate == kNoValue) penultimate = find_penultimate(graph, end.logits);
  if (penultimate != kNoValue) head.penultimate = graph.name(penultimate);

  const std::vector<std::string> maps = map_layers(graph, inferred, views, head.logits);
  if (!maps.empty()) head.cam_layer = maps.front();
  // Where the logits are maps themselves (segmentation), what they are computed from is explained.
  if (is_map(info, views[static_cast<size_t>(end.logits)]))
    if (const ValueId scored = scored_maps(graph, inferred, views, end.logits); scored != kNoValue)
      head.cam_layer = graph.name(scored);

  const std::vector<int32_t> convs = convolutions(graph);
  if (!convs.empty())
    head.first_conv = graph.name(output_of(graph.nodes[static_cast<size_t>(convs.front())]));
  return head;
}

ValueId activation_side(const Graph& graph, ValueId value, Side side) {
  const auto choose = [&](ValueId pre, ValueId post) { return side == Side::pre ? pre : post; };
  if (const Node* node = producer_of(graph, value);
      node != nullptr && is_activation(node->view.type))
    return choose(input_of(*node, 0), value);
  if (const ValueId x = swish_input(graph, value); x != kNoValue) return choose(x, value);
  for (ValueId here = value;;) {
    const std::vector<int32_t>& consumers = graph.values[static_cast<size_t>(here)].consumers;
    const auto node = [&](size_t i) -> const Node& {
      return graph.nodes[static_cast<size_t>(consumers[i])];
    };
    for (size_t i = 0; i < consumers.size() && consumers.size() == 2; ++i)
      if (swish_input(graph, output_of(node(i))) == here) return choose(here, output_of(node(i)));
    if (consumers.size() == 1 && is_activation(node(0).view.type))
      return choose(here, output_of(node(0)));
    if (consumers.size() == 1 && is_constant_affine(graph, node(0))) {
      here = output_of(node(0));
      continue;
    }
    fail(Status::invalid_argument, "no activation follows \"", graph.name(value), "\" directly: \"",
         graph.name(here), "\" ",
         consumers.empty() ? "is not used further" : concat("goes to ", node(0).view.label()),
         consumers.size() > 1 ? concat(" and ", consumers.size() - 1, " more") : "",
         "; leave @pre or @post out");
  }
}

WeightedNode weighted_node(const Graph& graph, ValueId value) {
  for (ValueId here = value; here != kNoValue;) {
    const Node* node = producer_of(graph, here);
    if (node == nullptr) break;
    if (has_weights(*node)) {
      if (is_constant(graph, input_of(*node, 1)))
        return {static_cast<int32_t>(node - graph.nodes.data()), input_of(*node, 1)};
      break;
    }
    const ValueId swish = swish_input(graph, here);
    here = swish != kNoValue                  ? swish
           : is_activation(node->view.type)   ? input_of(*node, 0)
           : is_constant_affine(graph, *node) ? data_input(graph, *node)
           : is_shape_only(node->view.type)   ? input_of(*node, 0)
                                              : kNoValue;
  }
  std::vector<std::string> some;
  for (const int32_t conv : convolutions(graph)) {
    if (some.size() == 5) break;
    some.push_back(graph.name(output_of(graph.nodes[static_cast<size_t>(conv)])));
  }
  fail(Status::invalid_argument, "layer \"", graph.name(value), "\" has no weights to show",
       some.empty() ? "; the model has no convolutions" : "; layers that have: ", join(some));
}

std::vector<int32_t> convolutions(const Graph& graph) {
  std::vector<int32_t> result;
  for (size_t i = 0; i < graph.nodes.size(); ++i) {
    const Node& node = graph.nodes[i];
    if ((node.view.type == "Conv" || node.view.type == "ConvTranspose") && node.inputs.size() > 1 &&
        is_constant(graph, input_of(node, 1)))
      result.push_back(static_cast<int32_t>(i));
  }
  return result;
}

}  // namespace cnnviz::core
