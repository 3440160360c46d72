#include "exec/window_parts.h"

#include <algorithm>

namespace cnnviz::core {

WindowGraphParts::WindowGraphParts(const Graph& graph, const InferredValues& inferred,
                                   const WindowChanges& changes, ValueId source)
    : inferred_(inferred),
      result_(std::make_unique<WindowGraph>()),
      graph_(std::make_shared<Graph>()) {
  result_->state = std::make_shared<WindowState>();
  copy_base(graph);
  add_source(changes, source);
}

// The nodes that run, in order; what shape inference found constant is a constant.
void WindowGraphParts::copy_base(const Graph& graph) {
  auto base = std::make_shared<Graph>();
  base->values = graph.values;
  base->values.resize(inferred_.values.size());
  for (size_t i = 0; i < base->values.size(); ++i) {
    base->values[i].constant = inferred_.values[i].constant;
    base->values[i].producer = -1;
    base->values[i].consumers.clear();
  }
  graph_->values = base->values;
  for (const int32_t index : inferred_.order) {
    const auto position = static_cast<int32_t>(base->nodes.size());
    base->nodes.push_back(graph.nodes[static_cast<size_t>(index)]);
    for (const ValueId id : base->nodes.back().outputs)
      if (id != kNoValue) base->values[static_cast<size_t>(id)].producer = position;
  }
  result_->base = base;
}

void WindowGraphParts::add_source(const WindowChanges& changes, ValueId source) {
  Changed given;
  given.id = result_->content = add_value(source);
  if (changes.is_whole()) {
    given.reach.whole = true;
    result_->changes.resize(changes.corners.size());
    changed_[source] = given;
    return;
  }
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
  const auto number = [&](size_t a, int64_t start) {
    const auto found = std::lower_bound(starts[a].begin(), starts[a].end(), start);
    return static_cast<int32_t>(found - starts[a].begin());
  };
  for (const auto& corner : changes.corners)
    result_->changes.push_back({number(0, corner.row), number(1, corner.column)});

  const Shape& shape = info(source).shape;
  const auto rows = static_cast<size_t>(changes.rows_axis);
  given.frame = frame_of(given.reach, shape);
  given.reach.whole = changes.height == shape[rows] && changes.width == shape[rows + 1];
  changed_[source] = given;
}

bool WindowGraphParts::reached(const Node& node) const {
  return std::any_of(node.inputs.begin(), node.inputs.end(),
                     [this](ValueId id) { return is_changed(id); });
}

ValueId WindowGraphParts::add_value(ValueId like) {
  Value added;
  added.name = graph_->values[static_cast<size_t>(like)].name;
  graph_->values.push_back(std::move(added));
  return static_cast<ValueId>(graph_->values.size()) - 1;
}

ValueId WindowGraphParts::add_node(NodeView view, OpPtr op, std::vector<ValueId> inputs,
                                   ValueId like) {
  const ValueId made = add_value(like);
  add_node(std::move(view), std::move(op), std::move(inputs), std::vector<ValueId>{made});
  return made;
}

void WindowGraphParts::add_node(NodeView view, OpPtr op, std::vector<ValueId> inputs,
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

NodeView WindowGraphParts::own_view(const char* type, ValueId like) const {
  NodeView view;
  view.type = type;
  view.domain = "cnnviz";
  view.name = graph_->values[static_cast<size_t>(like)].name;
  return view;
}

std::shared_ptr<BaseValue> WindowGraphParts::base_value(ValueId id) {
  std::shared_ptr<BaseValue>& value = result_->needed[id];
  if (value == nullptr) {
    value = std::make_shared<BaseValue>();
    value->info = info(id);
    if (value->info.constant.valid()) value->data = value->info.constant.floats().data();
  }
  return value;
}

ValueId WindowGraphParts::crop(ValueId id, int axis, const WindowFrame& frame, float outside) {
  CropSpec spec;
  spec.axis = axis;
  spec.state = result_->state;
  spec.base = base_value(id);
  spec.crop = frame;
  spec.outside = outside;
  spec.changed = is_changed(id);
  ValueId input = result_->content;
  if (spec.changed) {
    input = changed_.at(id).id;
    spec.window = changed_.at(id).frame;
  }
  return add_node(own_view(kWindowCrop, id), make_window_crop(std::move(spec)), {input}, id);
}

ValueId WindowGraphParts::repeated(ValueId id) {
  if (const auto found = whole_.find(id); found != whole_.end()) return found->second;
  return whole_[id] = add_node(own_view("WindowRepeat", id), make_window_repeat(base_value(id)),
                               {result_->content}, id);
}

ValueId WindowGraphParts::whole(ValueId id) {
  const Changed& changed = changed_.at(id);
  if (changed.reach.whole) return changed.id;
  if (const auto found = whole_.find(id); found != whole_.end()) return found->second;
  WindowFrame map;
  for (size_t a = 0; a < 2; ++a) {
    map.size[a] = info(id).shape[static_cast<size_t>(changed.reach.axis) + a];
    map.origin[a].assign(changed.frame.origin[a].size(), 0);
  }
  return whole_[id] = crop(id, changed.reach.axis, map, 0);
}

}  // namespace cnnviz::core
