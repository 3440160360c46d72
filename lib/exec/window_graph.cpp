#include "exec/window_graph.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "exec/window_order.h"
#include "exec/window_parts.h"
#include "ops/registry.h"

namespace cnnviz::core {

namespace {

bool slides(const NodeInfos& infos) {
  return infos.is_one_of({"Conv", "MaxPool", "AveragePool", "LpPool"});
}

// Goes through the network's nodes in order.
class Builder : private WindowGraphParts {
 public:
  using WindowGraphParts::WindowGraphParts;

  std::unique_ptr<WindowGraph> build(const std::vector<ValueId>& wanted) {
    for (const Node& node : result_->base->nodes) {
      if (!reached(node)) continue;
      const NodeInfos infos(inferred_, node);
      if (!windowed(infos) && !computed_whole(infos)) return nullptr;
    }
    for (const ValueId id : wanted) {
      if (!is_changed(id)) continue;
      if (info(id).type != DataType::float32) return nullptr;
      result_->values[id] = whole(id);
    }
    std::vector<ValueId> own;
    for (const auto& [id, counterpart] : result_->values) own.push_back(counterpart);
    result_->features = dense_features(*graph_, result_->content, own);
    crop_early(*graph_, result_->content);
    result_->graph = graph_;
    return std::move(result_);
  }

 private:
  // Computes the node on windows, where that can be done and pays.
  bool windowed(const NodeInfos& infos) {
    const Node& node = infos.node;
    if (infos.is_one_of({"GlobalAveragePool", "ReduceMean"})) return averaged(infos);
    const bool same = node.op->is_elementwise() || node.op->is_view() ||
                      infos.is_one_of({"BatchNormalization", "LRN", "Softmax", "LogSoftmax",
                                       "Split", "Slice", "Concat", "Transpose", "Dropout"});
    if (!same && !slides(infos) && !infos.is_one_of({"Pad"})) return false;
    std::optional<Reach> reach;
    for (size_t i = 0; i < node.inputs.size(); ++i) {
      if (!is_changed(node.inputs[i])) continue;
      const Reach& from = changed_.at(node.inputs[i]).reach;
      const std::optional<Reach> next = follow(infos, i, from);
      if (!next || (reach && next->axis != reach->axis)) return false;
      if (same && next->changed != from.changed) return false;
      reach = reach ? both(*reach, *next) : *next;
    }
    for (const ValueId id : node.outputs)
      if (id != kNoValue && info(id).type != DataType::float32 && is_read(id)) return false;
    if (covers_most(*reach, info(node.outputs[0]).shape)) return false;
    if (slides(infos)) return slid(infos, *reach);
    if (infos.is_one_of({"Pad"})) return padded(infos, *reach);
    return pointwise(infos, *reach);
  }

  bool is_read(ValueId id) const {
    return std::any_of(
        result_->base->nodes.begin(), result_->base->nodes.end(), [id](const Node& node) {
          return std::find(node.inputs.begin(), node.inputs.end(), id) != node.inputs.end();
        });
  }

  // Each element of the output reads the elements at its place.
  bool pointwise(const NodeInfos& infos, const Reach& reach) {
    const Node& node = infos.node;
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
    OpPtr op = node.op;
    if (op->is_view()) {
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
    emit(infos, node.view, op, std::move(inputs), reach, frame);
    return true;
  }

  static Shape window_shape(Shape shape, size_t axis, const WindowFrame& frame) {
    shape[axis] = frame.size[0];
    shape[axis + 1] = frame.size[1];
    return shape;
  }

  void emit(const NodeInfos& infos, NodeView view, OpPtr op, std::vector<ValueId> inputs,
            const Reach& reach, const WindowFrame& frame) {
    const Node& node = infos.node;
    std::vector<ValueId> outputs;
    for (const ValueId id : node.outputs) {
      outputs.push_back(id == kNoValue ? kNoValue : add_value(id));
      if (id != kNoValue) changed_[id] = {reach, outputs.back(), frame};
    }
    const double area = static_cast<double>(frame.size[0] * frame.size[1]);
    const auto axis = static_cast<size_t>(reach.axis);
    const Shape& shape = info(node.outputs[0]).shape;
    count(infos, area / static_cast<double>(shape[axis] * shape[axis + 1]));
    add_node(std::move(view), std::move(op), std::move(inputs), std::move(outputs));
  }

  void count(const NodeInfos& infos, double share) {
    result_->full_macs += multiply_adds(infos);
    result_->window_macs += multiply_adds(infos) * share;
  }

  // A convolution or pool of a crop, without padding of its own.
  bool slid(const NodeInfos& infos, const Reach& reach) {
    const Node& node = infos.node;
    const ValueId id = node.inputs[0];
    if (node.outputs.size() > 1 && node.outputs[1] != kNoValue) return false;
    const std::vector<ValueInfo>&in = infos.in, &out = infos.out;
    if (out[0].shape.size() != 4 || changed_.at(id).reach.axis != 2) return false;
    for (size_t i = 1; i < in.size(); ++i)
      if (in[i].present && !in[i].constant.valid()) return false;
    const WindowFrame frame = frame_of(reach, out[0].shape);
    WindowFrame read;
    for (size_t a = 0; a < 2; ++a) {
      for (const int64_t origin : frame.origin[a]) {
        Box box = whole_box(out[0].shape);
        box[2 + a] = {origin, origin + frame.size[a] - 1};
        const Interval interval = node.op->input_box(0, box, 0, in, out)[2 + a];
        read.size[a] = interval.length();
        read.origin[a].push_back(interval.low);
      }
    }
    const bool maximum = infos.is_one_of({"MaxPool"});
    NodeView view = node.view;
    for (const char* name : {"pads", "auto_pad", "ceil_mode", "count_include_pad"})
      view.attributes.erase(name);
    const Changed& source = changed_.at(id);
    ValueId input = source.id;
    if (source.frame.size != read.size || source.frame.origin != read.origin)
      input = crop(id, 2, read, maximum ? -std::numeric_limits<float>::infinity() : 0.0F);
    std::vector<ValueId> inputs = node.inputs;
    inputs[0] = input;
    if (!infos.is_one_of({"AveragePool"})) {
      emit(infos, view, make_op(view), std::move(inputs), reach, frame);
      return true;
    }
    const ValueId sums = add_node(view, make_op(view), std::move(inputs), node.outputs[0]);
    emit(infos, own_view("WindowScale", node.outputs[0]),
         make_window_scale(2, result_->state, frame, average_factors(infos)), {sums}, reach, frame);
    return true;
  }

  // The same window further on; what surrounds it comes from the padded base.
  bool padded(const NodeInfos& infos, const Reach& reach) {
    const Node& node = infos.node;
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
  bool averaged(const NodeInfos& infos) {
    const Node& node = infos.node;
    const Changed& source = changed_.at(node.inputs[0]);
    const Shape& from = info(node.inputs[0]).shape;
    const Shape& to = info(node.outputs[0]).shape;
    const auto axis = static_cast<size_t>(source.reach.axis);
    if (source.reach.whole || from.size() != 4) return false;
    const int64_t channels = axis == 2 ? from[1] : from[3];
    if (element_count(to) != channels || from[axis] * from[axis + 1] == 1) return false;
    if (channels == 1 && infos.is_one_of({"ReduceMean"})) return false;
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

  bool repeatable(ValueId id) const {
    const ValueInfo& value = info(id);
    return value.type == DataType::float32 && !value.shape.empty() && value.shape[0] == 1;
  }

  // The node as it is, for P maps at once.
  bool computed_whole(const NodeInfos& infos) {
    const Node& node = infos.node;
    std::vector<ValueId> inputs;
    for (const ValueId id : node.inputs) {
      inputs.push_back(id);
      if (id == kNoValue) continue;
      if (is_changed(id)) {
        inputs.back() = whole(id);
      } else if (!info(id).constant.valid()) {
        if (!repeatable(id)) return false;
        inputs.back() = repeated(id);
      }
    }
    OpPtr op = node.op;
    const Shape& output = info(node.outputs[0]).shape;
    if (op->is_view()) {
      if (info(node.inputs[0]).shape.empty() || info(node.inputs[0]).shape[0] != 1 ||
          output.empty() || output[0] != 1)
        return false;
      op = make_batch_view(output);
    } else {
      std::vector<bool> changed;
      for (const ValueId id : node.inputs)
        changed.push_back(is_changed(id) || (id != kNoValue && !info(id).constant.valid()));
      if (!keeps_images_apart(infos, changed)) return false;
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
    count(infos, 1);
    add_node(node.view, op, std::move(inputs), std::move(outputs));
    return true;
  }
};

}  // namespace

std::unique_ptr<WindowGraph> make_window_graph(const Graph& graph, const InferredValues& inferred,
                                               const WindowChanges& changes, ValueId source,
                                               const std::vector<ValueId>& wanted) {
  return Builder(graph, inferred, changes, source).build(wanted);
}

}  // namespace cnnviz::core
