// A graph planned for concrete feeds: which steps run, in which layouts, what each keeps for
// backward, and how much memory that takes. A plan belongs to one executor.
#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "exec/executor.h"
#include "exec/graph_executor.h"
#include "exec/shapes.h"

namespace cnnviz::core {

// A value in one layout. A graph value that is read in both layouts is two plan values with a
// conversion between.
struct PlanValue {
  ValueInfo info;
  ValueId source = kNoValue;  // the graph's value
  bool kept = false;          // held until the next forward: wanted, or read by backward
  bool active = false;        // lies between a wrt tensor and a seed: gets a gradient
  bool wrt = false;
  int part_of = -1;    // a value that Concat makes of this one: they share memory,
  int64_t offset = 0;  // from this byte on
  int64_t bytes() const;
};

struct Step {
  const Node* node = nullptr;        // null for a conversion of layout
  OpPtr op;                          // what it computes: the node's, or x f(x)
  std::string type = "layout";       // of the node and of what is fused into it: "Conv+Add+Relu"
  const Node* activation = nullptr;  // an activation fused into it
  OpPtr activation_op;               // what that computes
  std::vector<int> inputs, outputs;  // plan values, -1 where absent
  std::vector<ValueInfo> input_infos, output_infos;
  std::unique_ptr<Kernel> kernel;             // null for a view and for a join
  bool join = false;                          // the inputs are parts of the output's memory
  std::unique_ptr<Kernel> activation_kernel;  // of a clamp
  Activation clamp;                           // what it computes
  int gated_producer = -1;  // the step whose clamp this step's backward may apply to input 0
  Rectifier rectifier = Rectifier::none;             // of the node
  Rectifier activation_rectifier = Rectifier::none;  // of the clamp
  bool active = false;                               // takes part in backward
  std::vector<int> release;  // values nobody needs after this step's forward
  double forward_ms = 0, backward_ms = 0;
  std::string label() const;
};

struct Plan {
  std::shared_ptr<const Graph> rewritten;  // holds the steps' nodes where transposes were cancelled
  InferredValues inferred;
  std::vector<PlanValue> values;
  std::vector<Step> steps;
  std::unordered_map<ValueId, int> native;  // graph value -> plan value as its producer writes it
  std::vector<ValueId> feeds, wanted, seeds, wrt;
  int64_t scratch_bytes = 0;
  int64_t peak_bytes = 0;  // workspace of a forward and a backward pass
};

struct PlanRequest {
  std::map<ValueId, ValueInfo> feeds;
  std::vector<ValueId> wanted, seeds, wrt;
  const Progress* progress = nullptr;  // of the call: packing a large network's weights takes long
};

std::unique_ptr<Plan> make_plan(const Graph& graph, const PlanRequest& request, PackCache& packs,
                                const ExecutorOptions& options);

}  // namespace cnnviz::core
