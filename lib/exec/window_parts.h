// What a graph for local changes is put together from: its values and nodes beside the network's
// own, crops among them.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "exec/window_graph.h"
#include "exec/window_reach.h"

namespace cnnviz::core {

class WindowGraphParts {
 public:
  WindowGraphParts(const Graph& graph, const InferredValues& inferred, const WindowChanges& changes,
                   ValueId source);

 protected:
  // What stands for a value of the network.
  struct Changed {
    Reach reach;
    ValueId id = kNoValue;
    WindowFrame frame;  // unless whole
  };

  const ValueInfo& info(ValueId id) const { return inferred_.values[static_cast<size_t>(id)]; }
  bool is_changed(ValueId id) const { return id != kNoValue && changed_.count(id) != 0; }
  bool reached(const Node& node) const;  // whether it reads a changed value

  ValueId add_value(ValueId like);
  // With one output, which is returned.
  ValueId add_node(NodeView view, OpPtr op, std::vector<ValueId> inputs, ValueId like);
  void add_node(NodeView view, OpPtr op, std::vector<ValueId> inputs, std::vector<ValueId> outputs);
  // A node of ours that computes something of the value `like`.
  NodeView own_view(const char* type, ValueId like) const;

  // The value of the unchanged network.
  std::shared_ptr<BaseValue> base_value(ValueId id);
  // A part of a value, which may be changed or not, with `outside` where that is outside the map.
  ValueId crop(ValueId id, int axis, const WindowFrame& frame, float outside);
  // An unchanged value, once for each change.
  ValueId repeated(ValueId id);
  // All of a changed value, [P, ...].
  ValueId whole(ValueId id);

  const InferredValues& inferred_;
  std::unique_ptr<WindowGraph> result_;
  std::shared_ptr<Graph> graph_;
  std::map<ValueId, Changed> changed_;

 private:
  void copy_base(const Graph& graph);
  void add_source(const WindowChanges& changes, ValueId source);

  std::map<ValueId, ValueId> whole_;
};

}  // namespace cnnviz::core
