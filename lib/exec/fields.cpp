#include "exec/fields.h"

#include <algorithm>

namespace cnnviz::core {

namespace {

// The infos of a node's inputs or outputs, in order.
std::vector<ValueInfo> infos(const InferredValues& inferred, const std::vector<ValueId>& ids) {
  std::vector<ValueInfo> result;
  for (const ValueId id : ids)
    result.push_back(id == kNoValue ? ValueInfo{} : inferred.values[static_cast<size_t>(id)]);
  return result;
}

Box clipped(Box box, const Shape& shape) {
  for (size_t i = 0; i < box.size(); ++i) {
    box[i].low = std::max<int64_t>(box[i].low, 0);
    box[i].high = std::min(box[i].high, shape[i] - 1);
  }
  return box;
}

bool is_source_of_constants(const InferredValues& inferred, ValueId id) {
  return inferred.values[static_cast<size_t>(id)].constant.valid();
}

}  // namespace

std::map<ValueId, Box> receptive_fields(const Graph& graph, const InferredValues& inferred,
                                        ValueId target, const Box& box, ValueId stop) {
  std::map<ValueId, Box> boxes{{target, box}};
  for (size_t i = inferred.order.size(); i-- > 0;) {
    const Node& node = graph.nodes[static_cast<size_t>(inferred.order[i])];
    for (size_t o = 0; o < node.outputs.size(); ++o) {
      const auto found = boxes.find(node.outputs[o]);
      if (found == boxes.end() || node.outputs[o] == stop) continue;
      const std::vector<ValueInfo> in = infos(inferred, node.inputs);
      const std::vector<ValueInfo> out = infos(inferred, node.outputs);
      for (size_t k = 0; k < node.inputs.size(); ++k) {
        const ValueId input = node.inputs[k];
        if (input == kNoValue || is_source_of_constants(inferred, input)) continue;
        const Box part = node.op->input_box(k, found->second, o, in, out);
        if (!is_empty(part)) boxes[input] = hull(boxes[input], part);
      }
    }
  }
  return boxes;
}

Box receptive_field(const Graph& graph, const InferredValues& inferred, ValueId target,
                    const Box& box, ValueId source) {
  const std::map<ValueId, Box> boxes = receptive_fields(graph, inferred, target, box, source);
  const auto found = boxes.find(source);
  return found == boxes.end() ? Box{} : found->second;
}

Box projective_field(const Graph& graph, const InferredValues& inferred, ValueId source,
                     const Box& box, ValueId target) {
  std::map<ValueId, Box> boxes{{source, box}};
  for (const int32_t index : inferred.order) {
    const Node& node = graph.nodes[static_cast<size_t>(index)];
    for (size_t k = 0; k < node.inputs.size(); ++k) {
      const auto found = boxes.find(node.inputs[k]);
      if (found == boxes.end()) continue;
      const std::vector<ValueInfo> in = infos(inferred, node.inputs);
      const std::vector<ValueInfo> out = infos(inferred, node.outputs);
      for (size_t o = 0; o < node.outputs.size(); ++o) {
        const ValueId output = node.outputs[o];
        if (output == kNoValue || output == source) continue;
        const Box part = clipped(node.op->output_box(o, found->second, k, in, out), out[o].shape);
        if (!is_empty(part)) boxes[output] = hull(boxes[output], part);
      }
    }
  }
  const auto found = boxes.find(target);
  return found == boxes.end() ? Box{} : found->second;
}

std::vector<FieldAxis> field_axes(const Graph& graph, const InferredValues& inferred,
                                  ValueId target, ValueId source, bool target_channels_last,
                                  bool source_channels_last) {
  const ValueInfo& to = inferred.values[static_cast<size_t>(target)];
  const ValueInfo& from = inferred.values[static_cast<size_t>(source)];
  if (!to.present || !from.present || from.shape.size() < 3) return {};
  const size_t axes = from.shape.size() - 2;
  // A tensor without those axes (after flattening) is one unit that sees what it sees.
  const bool spatial = to.shape.size() == from.shape.size();
  const size_t first = target_channels_last ? 1 : 2, source_first = source_channels_last ? 1 : 2;
  Box center;
  for (size_t i = 0; i < to.shape.size(); ++i) {
    const bool inner = spatial && i >= first && i < first + axes;
    const int64_t middle = to.shape[i] / 2;
    center.push_back(inner ? Interval{middle, middle} : Interval{0, to.shape[i] - 1});
  }
  const Box field = receptive_field(graph, inferred, target, center, source);
  if (field.empty()) return {};
  std::vector<FieldAxis> result(axes);
  for (size_t a = 0; a < axes; ++a) {
    FieldAxis& axis = result[a];
    const Interval here = field[a + source_first];
    axis.size = here.length();
    axis.offset = here.low;
    if (spatial && to.shape[a + first] >= 2) {
      const int64_t middle = center[a + first].low;
      Box before = center;
      before[a + first] = {middle - 1, middle - 1};
      const Box shifted = receptive_field(graph, inferred, target, before, source);
      if (!shifted.empty()) axis.stride = here.low - shifted[a + source_first].low;
      axis.offset = here.low - middle * axis.stride;
    }
    if (axis.stride == 0) {  // one field for all units: what of it lies outside means nothing
      axis.offset = std::max<int64_t>(here.low, 0);
      axis.size = std::min(here.high, from.shape[a + source_first] - 1) - axis.offset + 1;
    }
  }
  return result;
}

}  // namespace cnnviz::core
