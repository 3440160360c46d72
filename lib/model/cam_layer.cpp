#include "model/cam_layer.h"

#include <algorithm>
#include <array>

#include "exec/fields.h"
#include "model/graph_walk.h"

namespace cnnviz::core {

namespace {

const ValueInfo& info_of(const InferredValues& inferred, ValueId value) {
  return inferred.values[static_cast<size_t>(value)];
}

// What a token's projection is computed from: the input of a dense layer, with or without a bias;
// other values as they are.
ValueId before_projection(const Graph& graph, const SpatialViews& views, ValueId value) {
  const Node* node = producer_of(graph, value);
  if (node != nullptr && node->view.type == "Add" && is_constant_affine(graph, *node))
    node = producer_of(graph, data_input(graph, *node));
  if (node == nullptr || node->view.type != "MatMul") return value;
  const ValueId read = input_of(*node, 0);
  return views[static_cast<size_t>(read)] ? read : value;
}

// Whether a box of a tensor holds all cells of its grid of tokens.
bool holds_grid(const Box& box, const SpatialView& view) {
  const auto axis = static_cast<size_t>(3 - view.channel_axis);
  return axis < box.size() && box[axis].low <= view.leading &&
         box[axis].high >= view.leading + view.rows * view.columns - 1;
}

// Operators between the last convolution and the scores of a segmentation network that compute no
// new features: resizing, cropping, adding branches up.
bool passes_scores(const Graph& graph, const Node& node) {
  static constexpr std::array<std::string_view, 10> kTypes = {
      "Resize", "Upsample", "Add",     "Sum",        "Slice",
      "Pad",    "Crop",     "Softmax", "LogSoftmax", "DepthToSpace"};
  const std::string& type = node.view.type;
  return std::find(kTypes.begin(), kTypes.end(), type) != kTypes.end() || is_shape_only(type) ||
         is_activation(type) || is_constant_affine(graph, node);
}

}  // namespace

bool is_map(const ValueInfo& info, const std::optional<SpatialView>& view) {
  if (!view || !info.present || info.type != DataType::float32) return false;
  if (view->tokens) return view->rows * view->columns > 1;
  const size_t first = view->channel_axis == 1 ? 2 : 1;
  return info.shape.size() == 4 && info.shape[first] * info.shape[first + 1] > 1;
}

std::vector<std::string> map_layers(const Graph& graph, const InferredValues& inferred,
                                    const SpatialViews& views, const std::string& logits) {
  const ValueId end = graph.require(logits);
  const std::vector<bool> leads = ancestors(graph, end);
  const auto view_of = [&](ValueId value) { return views[static_cast<size_t>(value)]; };
  std::map<ValueId, Box> read;  // the elements that the logits depend on
  const bool tokens = std::any_of(views.begin(), views.end(),
                                  [](const auto& view) { return view && view->leading > 0; });
  if (tokens && info_of(inferred, end).present)
    read = receptive_fields(graph, inferred, end, whole_box(info_of(inferred, end).shape));
  std::vector<std::string> names;
  for (size_t i = graph.nodes.size(); i-- > 0;) {
    const Node& node = graph.nodes[i];
    ValueId output = output_of(node);
    if (output == kNoValue || !leads[static_cast<size_t>(output)] || is_constant(graph, output) ||
        !is_map(info_of(inferred, output), view_of(output)))
      continue;
    // The same map under another shape is shown once, as what computed it.
    const ValueId input = input_of(node, 0);
    if (is_shape_only(node.view.type) && input != kNoValue && view_of(input)) continue;
    if (view_of(output)->leading > 0) {
      if (!read.empty() && !holds_grid(read[output], *view_of(output))) continue;
      output = before_projection(graph, views, output);
    }
    if (std::find(names.begin(), names.end(), graph.name(output)) == names.end())
      names.push_back(graph.name(output));
  }
  return names;
}

ValueId scored_maps(const Graph& graph, const InferredValues& inferred, const SpatialViews& views,
                    ValueId logits) {
  std::vector<bool> passed(graph.values.size(), false);
  passed[static_cast<size_t>(logits)] = true;
  for (size_t i = graph.nodes.size(); i-- > 0;) {
    const Node& node = graph.nodes[i];
    const ValueId output = output_of(node), input = input_of(node, 0);
    if (output == kNoValue || input == kNoValue || !passed[static_cast<size_t>(output)]) continue;
    if (passes_scores(graph, node)) {
      for (const ValueId any : node.inputs)
        if (any != kNoValue) passed[static_cast<size_t>(any)] = true;
    } else if (is_map(info_of(inferred, input), views[static_cast<size_t>(input)]) &&
               (node.view.type == "Conv" || node.view.type == "MatMul")) {
      return input;
    }
  }
  return kNoValue;
}

}  // namespace cnnviz::core
