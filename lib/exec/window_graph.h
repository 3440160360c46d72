// A network as it is computed for local changes of one image: every value that a change reaches is
// either a window, the same number of rows and columns for all changes, which holds all that may
// differ from the unchanged network (Nakandala, Kumar, Papakonstantinou 2019, "Incremental and
// Approximate Inference for Faster Occlusion-based Deep CNN Explanations"), or, where windows cover
// most of the map, the whole map. The operators are the network's own: convolutions and pools read
// crops without padding, cut out by the operators of window_ops.h.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "exec/executor.h"
#include "exec/shapes.h"
#include "exec/window_ops.h"

namespace cnnviz::core {

struct WindowGraph {
  std::shared_ptr<const Graph> base;   // the network, its nodes in the order in which they run
  std::shared_ptr<const Graph> graph;  // for the changes
  std::shared_ptr<WindowState> state;
  // Values of the base that `graph` reads while it runs.
  std::map<ValueId, std::shared_ptr<BaseValue>> needed;
  ValueId content = kNoValue;         // fed: the new elements, [P, C, height, width]
  std::map<ValueId, ValueId> values;  // a changed value of the network, whole -> its counterpart
  // The numbers of each change's row and column.
  std::vector<std::array<int32_t, 2>> changes;
  // Where the dense layers at the end begin: computed for many more changes at once.
  std::vector<ValueId> features;          // of `graph`
  double full_macs = 0, window_macs = 0;  // multiply-adds of one change: by a whole pass, and here
  bool changed(ValueId id) const { return values.count(id) != 0; }
};

// `inferred`: of the graph, for the feeds. Null where the changes cannot be told apart along the
// first axis of every value, or depend on more than one changing input.
std::unique_ptr<WindowGraph> make_window_graph(const Graph& graph, const InferredValues& inferred,
                                               const WindowChanges& changes, ValueId source,
                                               const std::vector<ValueId>& wanted);

}  // namespace cnnviz::core
