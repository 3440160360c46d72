#include "exec/window_order.h"

#include <algorithm>
#include <map>
#include <set>

namespace cnnviz::core {

void crop_early(Graph& graph, ValueId content) {
  std::map<ValueId, std::vector<size_t>> crops;
  std::vector<bool> is_crop(graph.nodes.size());
  for (size_t i = 0; i < graph.nodes.size(); ++i) {
    is_crop[i] = graph.nodes[i].view.type == kWindowCrop;
    if (is_crop[i]) crops[graph.nodes[i].inputs[0]].push_back(i);
  }
  std::vector<Node> ordered;
  const auto add = [&](size_t index) {
    for (const ValueId id : graph.nodes[index].outputs)
      if (id != kNoValue)
        graph.values[static_cast<size_t>(id)].producer = static_cast<int32_t>(ordered.size());
    ordered.push_back(graph.nodes[index]);
  };
  const auto add_crops = [&](ValueId id) {
    if (const auto found = crops.find(id); found != crops.end())
      for (const size_t index : found->second) add(index);
  };
  add_crops(content);
  for (size_t i = 0; i < is_crop.size(); ++i) {
    if (is_crop[i]) continue;
    add(i);
    for (const ValueId id : graph.nodes[i].outputs) add_crops(id);
  }
  graph.nodes = std::move(ordered);
}

std::vector<ValueId> dense_features(const Graph& graph, ValueId content,
                                    const std::vector<ValueId>& wanted) {
  std::set<ValueId> late, read;
  const auto is_constant = [&](ValueId id) {
    return id == kNoValue || graph.values[static_cast<size_t>(id)].constant.valid();
  };
  for (const Node& node : graph.nodes) {
    const bool follows = std::any_of(node.inputs.begin(), node.inputs.end(),
                                     [&](ValueId id) { return late.count(id) != 0; });
    const bool dense = (node.view.type == "Gemm" || node.view.type == "MatMul") &&
                       node.view.domain.empty() && is_constant(node.inputs[1]);
    if (!follows && !dense) continue;
    late.insert(node.outputs.begin(), node.outputs.end());
    for (const ValueId id : node.inputs)
      if (!is_constant(id)) read.insert(id);
  }
  const bool any =
      std::any_of(wanted.begin(), wanted.end(), [&](ValueId id) { return late.count(id) != 0; });
  if (!any || read.count(content) != 0) return {};
  std::vector<ValueId> features;
  for (const ValueId id : read)
    if (late.count(id) == 0) features.push_back(id);
  return features;
}

}  // namespace cnnviz::core
