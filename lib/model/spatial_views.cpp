#include "model/spatial_views.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "model/graph_walk.h"

namespace cnnviz::core {

namespace {

using View = std::optional<SpatialView>;

// Operators whose inputs and outputs of rank 4 are [N, K, h, w] by their definition.
bool is_spatial(std::string_view type) {
  static constexpr std::array<std::string_view, 12> kTypes = {"Conv",
                                                              "ConvTranspose",
                                                              "MaxPool",
                                                              "AveragePool",
                                                              "LpPool",
                                                              "GlobalAveragePool",
                                                              "GlobalMaxPool",
                                                              "BatchNormalization",
                                                              "InstanceNormalization",
                                                              "LRN",
                                                              "DepthToSpace",
                                                              "SpaceToDepth"};
  return std::find(kTypes.begin(), kTypes.end(), type) != kTypes.end();
}

// Operators that keep a shape and yet move elements along its axes.
bool moves_elements(std::string_view type) {
  static constexpr std::array<std::string_view, 7> kTypes = {
      "MatMul", "Einsum", "Gather", "GatherElements", "GatherND", "ReverseSequence", "CumSum"};
  return std::find(kTypes.begin(), kTypes.end(), type) != kTypes.end();
}

bool is_reshape(std::string_view type) {
  return type == "Reshape" || type == "Flatten" || type == "Squeeze" || type == "Unsqueeze";
}

class Walk {
 public:
  Walk(const Graph& graph, const InferredValues& inferred)
      : graph_(graph), inferred_(inferred), views_(graph.values.size()) {}

  SpatialViews run(bool input_channels_last) {
    for (const GraphInput& input : graph_.inputs)
      if (shape_of(input.value).size() == 4)
        views_[static_cast<size_t>(input.value)] =
            input_channels_last && &input == graph_.inputs.data() ? channels_last_view()
                                                                  : SpatialView{};
    for (const int32_t index : inferred_.order) {
      const Node& node = graph_.nodes[static_cast<size_t>(index)];
      note_input(node);
      for (size_t i = 0; i < node.outputs.size(); ++i)
        if (node.outputs[i] != kNoValue && is_floats(node.outputs[i]))
          views_[static_cast<size_t>(node.outputs[i])] = view_of_output(node, i);
    }
    return std::move(views_);
  }

 private:
  const ValueInfo& info(ValueId value) const {
    return inferred_.values[static_cast<size_t>(value)];
  }
  const Shape& shape_of(ValueId value) const {
    static const Shape kNone;
    return value == kNoValue || !info(value).present ? kNone : info(value).shape;
  }
  bool is_floats(ValueId value) const {
    return info(value).present && info(value).type == DataType::float32;
  }
  View view_of(ValueId value) const {
    return value == kNoValue ? std::nullopt : views_[static_cast<size_t>(value)];
  }

  // What a convolution or a pooling reads is a map, wherever it came from.
  void note_input(const Node& node) {
    const ValueId input = input_of(node, 0);
    if (input == kNoValue || shape_of(input).size() != 4 || view_of(input)) return;
    View& view = views_[static_cast<size_t>(input)];
    if (is_spatial(node.view.type)) view = SpatialView{};
    if (node.view.type == "ReduceMean") {
      const std::vector<int64_t> axes = reduced_axes(node);
      if (axes == std::vector<int64_t>{2, 3}) view = SpatialView{};
      if (axes == std::vector<int64_t>{1, 2}) view = channels_last_view();
    }
  }

  // Of an input of rank 4: ascending, not negative.
  std::vector<int64_t> reduced_axes(const Node& node) const {
    std::vector<int64_t> axes = node.view.get_ints("axes", {});
    if (const ValueId given = input_of(node, 1); given != kNoValue) {
      const Tensor& constant = info(given).constant;
      if (constant.valid() && constant.type() == DataType::int64)
        axes.assign(constant.ints().begin(), constant.ints().end());
    }
    for (int64_t& axis : axes) axis += axis < 0 ? 4 : 0;
    std::sort(axes.begin(), axes.end());
    return axes;
  }

  View view_of_output(const Node& node, size_t output) const {
    const std::string& type = node.view.type;
    const Shape& shape = shape_of(node.outputs[output]);
    if (is_spatial(type)) return shape.size() == 4 ? View(SpatialView{}) : std::nullopt;
    if (type == "Concat") return concatenated(node);
    const ValueId input = input_of(node, 0);
    const View view = view_of(input);
    if (type == "Transpose") return view ? transposed(node, *view) : std::nullopt;
    if (is_reshape(type)) return view ? reshaped(*view, shape_of(input), shape) : std::nullopt;
    if (type == "Slice" || type == "Split")
      return view ? sliced(node, output, *view) : std::nullopt;
    if (type == "Resize" || type == "Upsample" || type == "Pad")
      return view && !view->tokens && shape.size() == 4 ? view : std::nullopt;
    if (type == "MatMul") return view ? projected(node, *view) : std::nullopt;
    if (moves_elements(type)) return std::nullopt;
    for (const ValueId any : node.inputs)
      if (view_of(any) && shape_of(any) == shape) return view_of(any);
    return std::nullopt;
  }

  // A dense layer at each position.
  View projected(const Node& node, const SpatialView& view) const {
    const size_t rank = shape_of(node.inputs[0]).size();
    const bool dense = shape_of(input_of(node, 1)).size() == 2;
    return dense && view.channel_axis + 1 == static_cast<int>(rank) ? View(view) : std::nullopt;
  }

  View transposed(const Node& node, SpatialView view) const {
    const auto rank = static_cast<int64_t>(shape_of(node.inputs[0]).size());
    std::vector<int64_t> order = node.view.get_ints("perm", {});
    if (order.empty())
      for (int64_t axis = rank - 1; axis >= 0; --axis) order.push_back(axis);
    if (static_cast<int64_t>(order.size()) != rank || order[0] != 0) return std::nullopt;
    const auto channel = std::find(order.begin(), order.end(), view.channel_axis);
    view.channel_axis = static_cast<int>(channel - order.begin());
    order.erase(channel);
    const bool fits = view.tokens || view.channel_axis == 1 || view.channel_axis == 3;
    return fits && std::is_sorted(order.begin(), order.end()) ? View(view) : std::nullopt;
  }

  // A map to tokens, tokens to a map; all else loses the trail.
  static View reshaped(const SpatialView& view, const Shape& from, const Shape& to) {
    if (from == to) return view;
    if (from.size() < 3 || to.size() < 3 || from[0] != to[0]) return std::nullopt;
    const bool first = view.channel_axis == 1;
    if (!view.tokens && from.size() == 4 && to.size() == 3) {
      const int64_t rows = from[first ? 2 : 1], columns = from[first ? 3 : 2];
      const int64_t channels = from[first ? 1 : 3];
      if (to[first ? 1 : 2] != channels || to[first ? 2 : 1] != rows * columns) return std::nullopt;
      return SpatialView{first ? 1 : 2, true, rows, columns, 0, 0};
    }
    if (view.tokens && from.size() == 3 && to.size() == 4 && view.leading == 0 &&
        view.trailing == 0) {
      const int64_t channels = from[first ? 1 : 2];
      const Shape map = first ? Shape{from[0], channels, view.rows, view.columns}
                              : Shape{from[0], view.rows, view.columns, channels};
      if (to == map) return SpatialView{first ? 1 : 3, false, 0, 0, 0, 0};
    }
    return std::nullopt;
  }

  // A part along some axes. Of a grid of tokens all must be left; of rows and columns some may.
  View sliced(const Node& node, size_t output, SpatialView view) const {
    std::vector<ValueInfo> in, out;
    for (const ValueId value : node.inputs)
      in.push_back(value == kNoValue ? ValueInfo{} : info(value));
    for (const ValueId value : node.outputs)
      out.push_back(value == kNoValue ? ValueInfo{} : info(value));
    const Shape& shape = out[output].shape;
    if (element_count(shape) == 0) return std::nullopt;
    const auto start_and_step = [&](size_t axis) {
      Box box = whole_box(shape);
      box[axis] = {0, 0};
      const int64_t start = node.op->input_box(0, box, output, in, out)[axis].low;
      if (shape[axis] == 1) return std::pair(start, int64_t{1});
      box[axis] = {1, 1};
      return std::pair(start, node.op->input_box(0, box, output, in, out)[axis].low - start);
    };
    for (size_t axis = 1; axis < shape.size(); ++axis) {
      if (static_cast<int>(axis) == view.channel_axis) continue;
      const auto [start, step] = start_and_step(axis);
      if (step < 1) return std::nullopt;
      if (!view.tokens) continue;
      view.leading -= start;
      view.trailing = shape[axis] - view.leading - view.rows * view.columns;
      if (step != 1 || view.leading < 0 || view.trailing < 0) return std::nullopt;
    }
    return view;
  }

  View concatenated(const Node& node) const {
    const auto rank = static_cast<int64_t>(shape_of(node.outputs[0]).size());
    int64_t axis = node.view.get_int("axis", 1);
    axis += axis < 0 ? rank : 0;
    View result;
    int64_t before = 0;
    for (const ValueId input : node.inputs) {
      const Shape& shape = shape_of(input);
      if (static_cast<int64_t>(shape.size()) != rank) return std::nullopt;
      if (const View view = view_of(input)) {
        const bool of_channels = axis == view->channel_axis;
        if (!of_channels && (!view->tokens || result)) return std::nullopt;
        if (of_channels && result && *result != *view) return std::nullopt;
        result = view;
        if (!of_channels) result->leading += before;
      }
      before += shape[static_cast<size_t>(axis)];
    }
    if (result && result->tokens && axis != result->channel_axis)
      result->trailing = before - result->leading - result->rows * result->columns;
    return axis > 0 ? result : std::nullopt;
  }

  const Graph& graph_;
  const InferredValues& inferred_;
  SpatialViews views_;
};

}  // namespace

SpatialViews find_spatial_views(const Graph& graph, const InferredValues& inferred,
                                bool input_channels_last) {
  return Walk(graph, inferred).run(input_channels_last);
}

}  // namespace cnnviz::core
