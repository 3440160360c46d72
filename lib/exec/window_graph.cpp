#include "exec/window_graph.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <set>
#include <string_view>

#include "exec/fusion.h"
#include "ops/registry.h"

namespace cnnviz::core {

namespace {

// A window that covers more of its map than this costs more than the whole map.
constexpr double kWorthWhile = 0.85;

using Axes = std::array<std::vector<Interval>, 2>;

// Where a value differs from the base, for every distinct row and column of a change.
struct Reach {
  int axis = 2;  // of the rows
  bool whole = false;
  Axes changed;
};

// What stands for a value in the window graph.
struct Changed {
  Reach reach;
  ValueId id = kNoValue;
  WindowFrame frame;  // unless whole
};

bool is_one_of(const Node& node, std::initializer_list<std::string_view> types) {
  return (node.view.domain.empty() || node.view.domain == "ai.onnx") &&
         std::find(types.begin(), types.end(), node.view.type) != types.end();
}

bool slides(const Node& node) {
  return is_one_of(node, {"Conv", "MaxPool", "AveragePool", "LpPool"});
}

class Builder {
 public:
  Builder(const Graph& graph, const InferredValues& inferred, const WindowChanges& changes,
          ValueId source)
      : inferred_(inferred),
        result_(std::make_unique<WindowGraph>()),
        graph_(std::make_shared<Graph>()) {
    result_->state = std::make_shared<WindowState>();
    auto base = std::make_shared<Graph>();
    base->values = graph.values;
    base->values.resize(inferred.values.size());
    for (size_t i = 0; i < base->values.size(); ++i) {
      base->values[i].constant = inferred.values[i].constant;
      base->values[i].producer = -1;
      base->values[i].consumers.clear();
    }
    graph_->values = base->values;
    for (const int32_t index : inferred.order) {
      base->nodes.push_back(graph.nodes[static_cast<size_t>(index)]);
      for (const ValueId id : base->nodes.back().outputs)
        if (id != kNoValue)
          base->values[static_cast<size_t>(id)].producer =
              static_cast<int32_t>(base->nodes.size()) - 1;
    }
    result_->base = base;
    add_source(changes, source);
  }

  std::unique_ptr<WindowGraph> build(const std::vector<ValueId>& wanted) {
    for (const Node& node : result_->base->nodes)
      if (reached(node) && !(windowed(node) || computed_whole(node))) return nullptr;
    for (const ValueId id : wanted)
      if (changed_.count(id) != 0) result_->values[id] = whole(id);
    result_->features = features(wanted);
    crop_early();
    result_->graph = graph_;
    return std::move(result_);
  }

 private:
  const ValueInfo& info(ValueId id) const { return inferred_.values[static_cast<size_t>(id)]; }

  void add_source(const WindowChanges& changes, ValueId source) {
    Changed given;
    given.reach.axis = changes.rows_axis;
    std::array<std::vector<int64_t>, 2> starts;
    for (const auto& corner : changes.corners) {
      starts[0].push_back(corner.row);
      starts[1].push_back(corner.column);
    }
    for (size_t a = 0; a < 2; ++a) {
      std::sort(starts[a].begin(), starts[a].end());
      starts[a].erase(std::unique(starts[a].begin(), starts[a].end()), starts[a].end());
      const int64_t size = a == 0 ? changes.height : changes.width;
      for (const int64_t start : starts[a])
        given.reach.changed[a].push_back({start, start + size - 1});
    }
    for (const auto& corner : changes.corners) {
      const auto number = [&](size_t a, int64_t start) {
        return static_cast<int32_t>(std::lower_bound(starts[a].begin(), starts[a].end(), start) -
                                    starts[a].begin());
      };
      result_->changes.push_back({number(0, corner.row), number(1, corner.column)});
    }
    given.frame = frame_of(given.reach, info(source).shape);
    given.id = result_->content = add_value(source);
    if (covers(given.reach, info(source).shape)) {
      given.reach.whole = given.frame.size[0] == extent(source, given.reach.axis) &&
                          given.frame.size[1] == extent(source, given.reach.axis + 1);
    }
    changed_[source] = given;
    if (given.reach.whole) whole_[source] = given.id;
  }

  int64_t extent(ValueId id, int axis) const { return info(id).shape[static_cast<size_t>(axis)]; }

  ValueId add_value(ValueId like) {
    Value added;
    added.name = graph_->values[static_cast<size_t>(like)].name;
    graph_->values.push_back(std::move(added));
    return static_cast<ValueId>(graph_->values.size()) - 1;
  }

  ValueId add_node(NodeView view, OpPtr op, std::vector<ValueId> inputs, ValueId like) {
    const ValueId made = add_value(like);
    add_node(std::move(view), std::move(op), std::move(inputs), std::vector<ValueId>{made});
    return made;
  }

  void add_node(NodeView view, OpPtr op, std::vector<ValueId> inputs,
                std::vector<ValueId> outputs) {
    Node node;
    node.view = std::move(view);
    node.op = std::move(op);
    node.inputs = std::move(inputs);
    node.outputs = std::move(outputs);
    const auto index = static_cast<int32_t>(graph_->nodes.size());
    for (const ValueId id : node.outputs)
      if (id != kNoValue) graph_->values[static_cast<size_t>(id)].producer = index;
    graph_->nodes.push_back(std::move(node));
  }

  NodeView own_view(const char* type, ValueId like) const {
    NodeView view;
    view.type = type;
    view.domain = "cnnviz";
    view.name = graph_->values[static_cast<size_t>(like)].name;
    return view;
  }

  bool is_changed(ValueId id) const { return id != kNoValue && changed_.count(id) != 0; }

  bool reached(const Node& node) const {
    return std::any_of(node.inputs.begin(), node.inputs.end(),
                       [this](ValueId id) { return is_changed(id); });
  }

  static WindowFrame frame_of(const Reach& reach, const Shape& shape) {
    WindowFrame frame;
    for (size_t a = 0; a < 2; ++a) {
      const int64_t extent = shape[static_cast<size_t>(reach.axis) + a];
      for (const Interval& changed : reach.changed[a])
        frame.size[a] = std::max(frame.size[a], changed.length());
      for (const Interval& changed : reach.changed[a])
        frame.origin[a].push_back(std::clamp<int64_t>(changed.low, 0, extent - frame.size[a]));
    }
    return frame;
  }

  static bool covers(const Reach& reach, const Shape& shape) {
    const WindowFrame frame = frame_of(reach, shape);
    const auto axis = static_cast<size_t>(reach.axis);
    const auto map = static_cast<double>(shape[axis] * shape[axis + 1]);
    return static_cast<double>(frame.size[0] * frame.size[1]) >= kWorthWhile * map;
  }

  std::shared_ptr<BaseValue> base_value(ValueId id) {
    std::shared_ptr<BaseValue>& value = result_->needed[id];
    if (value == nullptr) {
      value = std::make_shared<BaseValue>();
      value->info = info(id);
      if (value->info.constant.valid()) value->data = value->info.constant.floats().data();
    }
    return value;
  }

  // A part of a value: of the base where the value is not changed.
  ValueId crop(ValueId id, int axis, const WindowFrame& frame, float outside) {
    CropSpec spec;
    spec.axis = axis;
    spec.state = result_->state;
    spec.base = base_value(id);
    spec.crop = frame;
    spec.outside = outside;
    ValueId input = result_->content;
    if (is_changed(id)) {
      const Changed& changed = changed_.at(id);
      input = changed.id;
      spec.window = changed.frame;
      if (changed.reach.whole) spec.window = whole_frame(id, axis);
    } else {
      spec.changed = false;
    }
    return add_node(own_view("WindowCrop", id), make_window_crop(std::move(spec)), {input}, id);
  }

  WindowFrame whole_frame(ValueId id, int axis) const {
    WindowFrame frame;
    for (size_t a = 0; a < 2; ++a) {
      frame.size[a] = extent(id, axis + static_cast<int>(a));
      for (const auto& change : result_->changes)
        frame.origin[a].resize(std::max(frame.origin[a].size(), static_cast<size_t>(change[a]) + 1),
                               0);
    }
    return frame;
  }

  // The whole changed value, [P, ...].
  ValueId whole(ValueId id) {
    const auto [found, is_new] = whole_.try_emplace(id, kNoValue);
    if (!is_new) return found->second;
    const Changed& changed = changed_.at(id);
    if (changed.reach.whole) return found->second = changed.id;
    const int axis = changed.reach.axis;
    const ValueId made = crop(id, axis, whole_frame(id, axis), 0);
    return whole_[id] = made;
  }

  std::vector<ValueInfo> infos(const Node& node) const { return input_infos(inferred_, node); }

  std::vector<ValueInfo> output_infos(const Node& node) const {
    std::vector<ValueInfo> result;
    for (const ValueId id : node.outputs) result.push_back(id == kNoValue ? ValueInfo{} : info(id));
    return result;
  }

  // The axis of the output's rows, -1 where they are no two adjacent axes.
  int output_axis(const Node& node, int axis) const {
    const Shape& from = info(node.inputs[0]).shape;
    const Shape& to = info(node.outputs[0]).shape;
    if (is_one_of(node, {"Transpose"})) {
      const std::vector<int64_t> perm = node.view.get_ints("perm", {});
      for (size_t i = 0; i + 1 < perm.size(); ++i)
        if (perm[i] == axis && perm[i + 1] == axis + 1 && perm[0] == 0) return static_cast<int>(i);
      return -1;
    }
    if (!node.op->is_view() || from == to) return from.size() == to.size() ? axis : -1;
    // A view of other axes before the rows.
    const auto trailing = static_cast<std::ptrdiff_t>(from.size()) - axis;
    const auto moved = static_cast<std::ptrdiff_t>(to.size()) - trailing;
    if (moved < 1 || to[0] != 1 || from[0] != 1) return -1;
    return std::equal(from.begin() + axis, from.end(), to.begin() + moved) ? static_cast<int>(moved)
                                                                           : -1;
  }

  // Where output `output` differs because of input `input`, nothing where rows and columns cannot
  // be followed through the node.
  std::optional<Reach> follow(const Node& node, size_t input, size_t output) const {
    const Changed& changed = changed_.at(node.inputs[input]);
    const std::vector<ValueInfo> in = infos(node), out = output_infos(node);
    const int axis = output_axis(node, changed.reach.axis);
    const Shape& shape = in[input].shape;
    if (axis < 0 || changed.reach.whole || out[output].shape.size() < static_cast<size_t>(axis) + 2)
      return std::nullopt;
    Reach reach;
    reach.axis = axis;
    const Axes& from = changed.reach.changed;
    const size_t pairs = std::max(from[0].size(), from[1].size());
    for (size_t i = 0; i < pairs; ++i) {
      Box box = whole_box(shape);
      const auto rows = static_cast<size_t>(changed.reach.axis);
      for (size_t a = 0; a < 2; ++a) box[rows + a] = from[a][std::min(i, from[a].size() - 1)];
      Box next = node.op->is_view() && out[output].shape != shape
                     ? Box()
                     : node.op->output_box(output, box, input, in, out);
      for (size_t a = 0; a < 2; ++a) {
        if (i >= from[a].size()) continue;
        const int64_t extent = out[output].shape[static_cast<size_t>(axis) + a];
        Interval interval = next.empty() ? box[rows + a] : next[static_cast<size_t>(axis) + a];
        interval = {std::max<int64_t>(interval.low, 0), std::min(interval.high, extent - 1)};
        // A change that reaches nothing (stride larger than the kernel) still has a window.
        if (interval.empty()) interval = {0, 0};
        reach.changed[a].push_back(interval);
      }
    }
    return reach;
  }

  static Reach both(const Reach& a, const Reach& b) {
    Reach result = a;
    for (size_t i = 0; i < 2; ++i)
      for (size_t k = 0; k < result.changed[i].size(); ++k)
        result.changed[i][k] = hull(a.changed[i][k], b.changed[i][k]);
    return result;
  }

  // Computes the node on windows, where that can be done and pays.
  bool windowed(const Node& node) {
    if (is_one_of(node, {"GlobalAveragePool", "ReduceMean"})) return averaged(node);
    const bool same = node.op->is_elementwise() || node.op->is_view() ||
                      is_one_of(node, {"BatchNormalization", "LRN", "Softmax", "LogSoftmax",
                                       "Split", "Slice", "Concat", "Transpose"});
    if (!same && !slides(node) && !is_one_of(node, {"Pad"})) return false;
    std::optional<Reach> reach;
    for (size_t i = 0; i < node.inputs.size(); ++i) {
      if (!is_changed(node.inputs[i])) continue;
      const std::optional<Reach> next = follow(node, i, 0);
      if (!next || (reach && next->axis != reach->axis)) return false;
      reach = reach ? both(*reach, *next) : *next;
    }
    for (const ValueId id : node.outputs)
      if (id != kNoValue && info(id).type != DataType::float32) return false;
    if (covers(*reach, info(node.outputs[0]).shape)) return false;
    if (slides(node)) return slid(node, *reach);
    if (is_one_of(node, {"Pad"})) return padded(node, *reach);
    return pointwise(node, *reach);
  }

  // One element reads the elements at its place.
  bool pointwise(const Node& node, const Reach& reach) {
    const WindowFrame frame = frame_of(reach, info(node.outputs[0]).shape);
    const auto out_axis = static_cast<size_t>(reach.axis);
    const Shape& output = info(node.outputs[0]).shape;
    std::vector<ValueId> inputs;
    std::vector<ValueInfo> cropped;
    for (const ValueId id : node.inputs) {
      inputs.push_back(id);
      cropped.push_back(id == kNoValue ? ValueInfo{} : info(id));
      if (id == kNoValue) continue;
      const Shape& shape = cropped.back().shape;
      const bool changed = is_changed(id);
      const size_t rank = shape.size();
      // Rows of an operand with fewer axes, counted from the end as broadcasting does.
      const int64_t shift = static_cast<int64_t>(output.size()) - static_cast<int64_t>(rank);
      const int64_t rows = changed ? changed_.at(id).reach.axis : reach.axis - shift;
      const bool spread = !changed && (!node.op->is_elementwise() || rows + 1 < 0 ||
                                       ((rows < 0 || shape[static_cast<size_t>(rows)] == 1) &&
                                        shape[static_cast<size_t>(rows + 1)] == 1));
      if (spread) {
        if (!cropped.back().constant.valid()) return false;
        continue;
      }
      const auto a = static_cast<size_t>(rows);
      if (rows < 1 || rank < a + 2 || shape[a] != output[out_axis] ||
          shape[a + 1] != output[out_axis + 1] || shape[0] != 1)
        return false;
      if (!changed || changed_.at(id).frame.size != frame.size ||
          changed_.at(id).frame.origin != frame.origin)
        inputs.back() = crop(id, static_cast<int>(rows), frame, 0);
      else
        inputs.back() = changed_.at(id).id;
      cropped.back().shape[a] = frame.size[0];
      cropped.back().shape[a + 1] = frame.size[1];
      cropped.back().constant = {};
    }
    const bool reshaped = node.op->is_view() && info(node.inputs[0]).shape != output;
    OpPtr op = node.op;
    if (reshaped) {
      op = make_batch_view(window_shape(output, out_axis, frame));
    } else {
      std::vector<ValueInfo> outputs;
      try {
        outputs = op->infer(cropped);
      } catch (const Error&) {
        return false;
      }
      for (size_t i = 0; i < node.outputs.size(); ++i) {
        if (node.outputs[i] == kNoValue) continue;
        if (outputs[i].shape != window_shape(info(node.outputs[i]).shape, out_axis, frame))
          return false;
      }
    }
    emit(node, node.view, op, std::move(inputs), reach, frame);
    return true;
  }

  static Shape window_shape(Shape shape, size_t axis, const WindowFrame& frame) {
    shape[axis] = frame.size[0];
    shape[axis + 1] = frame.size[1];
    return shape;
  }

  void emit(const Node& node, NodeView view, OpPtr op, std::vector<ValueId> inputs,
            const Reach& reach, const WindowFrame& frame) {
    std::vector<ValueId> outputs;
    for (const ValueId id : node.outputs) {
      outputs.push_back(id == kNoValue ? kNoValue : add_value(id));
      if (id != kNoValue) changed_[id] = {reach, outputs.back(), frame};
    }
    const double area = static_cast<double>(frame.size[0] * frame.size[1]);
    const auto axis = static_cast<size_t>(reach.axis);
    const Shape& shape = info(node.outputs[0]).shape;
    count_macs(node, area / static_cast<double>(shape[axis] * shape[axis + 1]));
    add_node(std::move(view), std::move(op), std::move(inputs), std::move(outputs));
  }

  void count_macs(const Node& node, double share) {
    if (!is_one_of(node, {"Conv", "Gemm", "MatMul"})) return;
    const Shape& output = info(node.outputs[0]).shape;
    const Shape& weights = info(node.inputs[1]).shape;
    const bool conv = is_one_of(node, {"Conv"});
    const bool transposed = node.view.get_int("transB", 0) != 0;
    const auto each =
        conv ? static_cast<double>(element_count(weights)) / static_cast<double>(weights[0])
             : static_cast<double>(weights[transposed ? weights.size() - 1 : weights.size() - 2]);
    const double macs = static_cast<double>(element_count(output)) * each;
    result_->full_macs += macs;
    result_->window_macs += macs * share;
  }

  // A convolution or pool of a crop, without padding of its own.
  bool slid(const Node& node, const Reach& reach) {
    const ValueId id = node.inputs[0];
    if (node.outputs.size() > 1 && node.outputs[1] != kNoValue) return false;
    const std::vector<ValueInfo> in = infos(node), out = output_infos(node);
    if (out[0].shape.size() != 4 || changed_.at(id).reach.axis != 2) return false;
    for (size_t i = 1; i < in.size(); ++i)
      if (in[i].present && !in[i].constant.valid()) return false;
    const WindowFrame frame = frame_of(reach, out[0].shape);
    WindowFrame read;
    std::array<int64_t, 2> shift{};
    for (size_t a = 0; a < 2; ++a) {
      for (const int64_t origin : frame.origin[a]) {
        Box box = whole_box(out[0].shape);
        box[2 + a] = {origin, origin + frame.size[a] - 1};
        const Interval interval = node.op->input_box(0, box, 0, in, out)[2 + a];
        read.size[a] = interval.length();
        read.origin[a].push_back(interval.low);
      }
      shift[a] = read.origin[a][0];
    }
    const bool maximum = is_one_of(node, {"MaxPool"});
    NodeView view = node.view;
    for (const char* name : {"pads", "auto_pad", "ceil_mode", "count_include_pad"})
      view.attributes.erase(name);
    const Changed& source = changed_.at(id);
    ValueId input = source.id;
    if (source.frame.size != read.size || source.frame.origin != read.origin)
      input = crop(id, 2, read, maximum ? -std::numeric_limits<float>::infinity() : 0.0F);
    std::vector<ValueId> inputs = node.inputs;
    inputs[0] = input;
    if (!is_one_of(node, {"AveragePool"})) {
      emit(node, view, make_op(view), std::move(inputs), reach, frame);
      return true;
    }
    const ValueId sums = add_node(view, make_op(view), std::move(inputs), node.outputs[0]);
    emit(node, own_view("WindowScale", node.outputs[0]),
         make_window_scale(2, result_->state, frame, average_factors(node, in, out)), {sums}, reach,
         frame);
    return true;
  }

  // What makes means of crops, whose windows are full everywhere, those of the padded map.
  std::array<std::vector<float>, 2> average_factors(const Node& node,
                                                    const std::vector<ValueInfo>& in,
                                                    const std::vector<ValueInfo>& out) const {
    std::array<std::vector<float>, 2> factors;
    const bool include = node.view.get_int("count_include_pad", 0) != 0;
    const std::vector<int64_t> kernel = node.view.get_ints("kernel_shape", {});
    const std::vector<int64_t> dilations = node.view.get_ints("dilations", {1, 1});
    const std::vector<int64_t> pads = node.view.get_ints("pads", {0, 0, 0, 0});
    const std::string automatic = node.view.get_text("auto_pad", "NOTSET");
    for (size_t a = 0; a < 2; ++a) {
      const int64_t extent = in[0].shape[2 + a];
      for (int64_t o = 0; o < out[0].shape[2 + a]; ++o) {
        Box box = whole_box(out[0].shape);
        box[2 + a] = {o, o};
        const Interval read = node.op->input_box(0, box, 0, in, out)[2 + a];
        int64_t begin = 0, end = extent;
        if (include && automatic == "NOTSET") {
          begin = -pads[a];
          end = extent + pads[2 + a];
        } else if (include) {
          begin = read.low;
          end = read.high + 1;
        }
        int64_t counted = 0;
        for (int64_t k = 0; k < kernel[a]; ++k) {
          const int64_t place = read.low + k * dilations[a];
          counted += place >= begin && place < end;
        }
        factors[a].push_back(static_cast<float>(kernel[a]) /
                             static_cast<float>(std::max<int64_t>(counted, 1)));
      }
    }
    return factors;
  }

  // The same window further on; what surrounds it comes from the padded base.
  bool padded(const Node& node, const Reach& reach) {
    const Changed& source = changed_.at(node.inputs[0]);
    if (node.view.get_text("mode", "constant") != "constant") return false;
    const WindowFrame frame = frame_of(reach, info(node.outputs[0]).shape);
    for (size_t a = 0; a < 2; ++a) {
      const auto axis = static_cast<size_t>(reach.axis) + a;
      const int64_t grown = info(node.outputs[0]).shape[axis] - info(node.inputs[0]).shape[axis];
      if (grown < 0 || frame.size[a] != source.frame.size[a]) return false;
      const int64_t shift = reach.changed[a][0].low - source.reach.changed[a][0].low;
      for (size_t k = 0; k < frame.origin[a].size(); ++k)
        if (reach.changed[a][k].low - source.reach.changed[a][k].low != shift ||
            reach.changed[a][k].length() != source.reach.changed[a][k].length())
          return false;
    }
    for (size_t i = 1; i < info(node.inputs[0]).shape.size(); ++i) {
      const auto rows = static_cast<size_t>(reach.axis);
      if (i != rows && i != rows + 1 &&
          info(node.inputs[0]).shape[i] != info(node.outputs[0]).shape[i])
        return false;
    }
    Changed shifted = source;
    shifted.reach = reach;
    for (size_t a = 0; a < 2; ++a) {
      const int64_t shift = reach.changed[a][0].low - source.reach.changed[a][0].low;
      for (int64_t& origin : shifted.frame.origin[a]) origin += shift;
    }
    changed_[node.outputs[0]] = std::move(shifted);
    return true;
  }

  // A mean over rows and columns: the base's, and what changed.
  bool averaged(const Node& node) {
    const Changed& source = changed_.at(node.inputs[0]);
    const Shape& from = info(node.inputs[0]).shape;
    const Shape& to = info(node.outputs[0]).shape;
    const auto axis = static_cast<size_t>(source.reach.axis);
    if (source.reach.whole || from.size() != 4) return false;
    const int64_t channels = axis == 2 ? from[1] : from[3];
    if (element_count(to) != channels || from[axis] * from[axis + 1] == 1) return false;
    if (channels == 1 && is_one_of(node, {"ReduceMean"})) return false;
    CropSpec spec;
    spec.axis = source.reach.axis;
    spec.state = result_->state;
    spec.base = base_value(node.inputs[0]);
    spec.window = source.frame;
    const ValueId made =
        add_node(own_view("WindowMean", node.outputs[0]),
                 make_window_mean(std::move(spec), base_value(node.outputs[0]), to), {source.id},
                 node.outputs[0]);
    Changed mean;
    mean.reach.whole = true;
    mean.id = made;
    changed_[node.outputs[0]] = mean;
    return true;
  }

  // The node as it is, for P maps at once.
  bool computed_whole(const Node& node) {
    std::vector<ValueId> inputs;
    for (const ValueId id : node.inputs) {
      inputs.push_back(id);
      if (id == kNoValue) continue;
      if (is_changed(id))
        inputs.back() = whole(id);
      else if (!info(id).constant.valid())
        return false;
    }
    OpPtr op = node.op;
    const Shape& output = info(node.outputs[0]).shape;
    if (op->is_view()) {
      if (info(node.inputs[0]).shape.empty() || info(node.inputs[0]).shape[0] != 1 ||
          output.empty() || output[0] != 1)
        return false;
      op = make_batch_view(output);
    } else if (!keeps_batch(node)) {
      return false;
    }
    std::vector<ValueId> outputs;
    for (const ValueId id : node.outputs) {
      outputs.push_back(id == kNoValue ? kNoValue : add_value(id));
      if (id == kNoValue) continue;
      Changed changed;
      changed.reach.whole = true;
      changed.id = outputs.back();
      changed_[id] = changed;
    }
    count_macs(node, 1);
    add_node(node.view, op, std::move(inputs), std::move(outputs));
    return true;
  }

  // Whether the node, given several images, computes each as if it were alone.
  bool keeps_batch(const Node& node) const {
    std::vector<ValueInfo> in = infos(node);
    const std::vector<ValueInfo> out = output_infos(node);
    for (const int64_t images : {2, 3}) {
      for (size_t i = 0; i < in.size(); ++i) {
        if (!is_changed(node.inputs[i])) continue;
        if (info(node.inputs[i]).shape.empty() || info(node.inputs[i]).shape[0] != 1) return false;
        in[i].shape[0] = images;
      }
      try {
        const std::vector<ValueInfo> made = node.op->infer(in);
        for (size_t i = 0; i < out.size(); ++i) {
          if (!out[i].present) continue;
          Shape expected = out[i].shape;
          if (expected.empty() || expected[0] != 1) return false;
          expected[0] = images;
          if (made[i].shape != expected || made[i].constant.valid()) return false;
          // The second image's output reads the second image alone.
          for (size_t k = 0; k < in.size(); ++k) {
            if (!is_changed(node.inputs[k])) continue;
            Box box = whole_box(expected);
            box[0] = {1, 1};
            const Box read = node.op->input_box(k, box, i, in, made);
            if (read.empty() || !(read[0] == Interval{1, 1})) {
              if (is_one_of(node, {"Gemm", "MatMul"}) && k == 0) continue;
              return false;
            }
          }
        }
      } catch (const Error&) {
        return false;
      }
    }
    return true;
  }

  // Puts every crop right behind what it is cut from, so that an addition whose other operand is a
  // crop can be fused into the convolution that makes the first.
  void crop_early() {
    std::map<ValueId, std::vector<size_t>> crops;
    std::vector<bool> is_crop(graph_->nodes.size());
    for (size_t i = 0; i < graph_->nodes.size(); ++i)
      if (graph_->nodes[i].view.type == "WindowCrop") {
        is_crop[i] = true;
        crops[graph_->nodes[i].inputs[0]].push_back(i);
      }
    std::vector<Node> ordered;
    const auto add = [&](size_t index) {
      for (const ValueId id : graph_->nodes[index].outputs)
        if (id != kNoValue)
          graph_->values[static_cast<size_t>(id)].producer = static_cast<int32_t>(ordered.size());
      ordered.push_back(graph_->nodes[index]);
    };
    const auto add_crops = [&](ValueId id) {
      if (const auto found = crops.find(id); found != crops.end())
        for (const size_t index : found->second) add(index);
    };
    add_crops(result_->content);
    for (size_t i = 0; i < is_crop.size(); ++i) {
      if (is_crop[i]) continue;
      add(i);
      for (const ValueId id : graph_->nodes[i].outputs) add_crops(id);
    }
    graph_->nodes = std::move(ordered);
  }

  // The inputs of the dense layers behind which there is nothing but dense layers and what follows.
  std::vector<ValueId> features(const std::vector<ValueId>& wanted) const {
    std::set<ValueId> late;
    std::set<ValueId> first;
    for (const Node& node : graph_->nodes) {
      const bool follows = std::any_of(node.inputs.begin(), node.inputs.end(),
                                       [&](ValueId id) { return late.count(id) != 0; });
      const bool dense = is_one_of(node, {"Gemm", "MatMul"}) &&
                         graph_->values[static_cast<size_t>(node.inputs[1])].constant.valid();
      if (!follows && !dense) continue;
      late.insert(node.outputs.begin(), node.outputs.end());
      for (const ValueId id : node.inputs)
        if (id != kNoValue && !graph_->values[static_cast<size_t>(id)].constant.valid())
          first.insert(id);
    }
    std::vector<ValueId> result;
    bool any = false;
    for (const ValueId id : wanted)
      any = any || (result_->values.count(id) != 0 && late.count(result_->values.at(id)) != 0);
    if (!any || late.count(result_->content) != 0) return {};
    for (const ValueId id : first)
      if (late.count(id) == 0) result.push_back(id);
    return result;
  }

  const InferredValues& inferred_;
  std::unique_ptr<WindowGraph> result_;
  std::shared_ptr<Graph> graph_;
  std::map<ValueId, Changed> changed_;
  std::map<ValueId, ValueId> whole_;
};

}  // namespace

std::unique_ptr<WindowGraph> make_window_graph(const Graph& graph, const InferredValues& inferred,
                                               const WindowChanges& changes, ValueId source,
                                               const std::vector<ValueId>& wanted) {
  return Builder(graph, inferred, changes, source).build(wanted);
}

}  // namespace cnnviz::core
