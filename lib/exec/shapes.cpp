#include "exec/shapes.h"

#include <algorithm>

#include "base/checked.h"
#include "base/limits.h"
#include "exec/fold.h"

namespace cnnviz::core {

namespace {

// The nodes between `stops` and `wanted`; all nodes where nothing in particular is wanted.
std::vector<bool> needed_nodes(const Graph& graph, const std::vector<ValueInfo>& known,
                               const std::vector<ValueId>& wanted) {
  std::vector<bool> needed(graph.nodes.size(), wanted.empty());
  std::vector<ValueId> open = wanted;
  while (!open.empty()) {
    const ValueId id = open.back();
    open.pop_back();
    if (id == kNoValue || known[static_cast<size_t>(id)].present) continue;
    const int32_t producer = graph.values[static_cast<size_t>(id)].producer;
    if (producer < 0 || needed[static_cast<size_t>(producer)]) continue;
    needed[static_cast<size_t>(producer)] = true;
    const Node& node = graph.nodes[static_cast<size_t>(producer)];
    open.insert(open.end(), node.inputs.begin(), node.inputs.end());
  }
  return needed;
}

class Inference {
 public:
  Inference(const Graph& graph, std::vector<ValueInfo> known, bool tolerant)
      : graph_(graph), tolerant_(tolerant) {
    result_.values = std::move(known);
  }

  void visit(int32_t index) {
    const Node& node = graph_.nodes[static_cast<size_t>(index)];
    const bool known = std::all_of(node.outputs.begin(), node.outputs.end(), [this](ValueId id) {
      return id == kNoValue || result_.values[static_cast<size_t>(id)].present;
    });
    if (known) return;
    Deadline::check();
    std::vector<ValueInfo> inputs;
    for (size_t i = 0; i < node.inputs.size(); ++i) {
      const ValueId id = node.inputs[i];
      if (id == kNoValue) {
        inputs.emplace_back();
        continue;
      }
      const ValueInfo& info = result_.values[static_cast<size_t>(id)];
      if (!info.present) {
        if (tolerant_) return;
        fail(Status::invalid_argument, "the input \"", graph_.name(id),
             "\" must be fed: ", node.view.label(), " reads it");
      }
      inputs.push_back(info);
    }
    try {
      std::vector<ValueInfo> outputs = node.op->infer(inputs);
      fold(*node.op, inputs, outputs);
      adopt(node, index, std::move(outputs));
    } catch (const Error& error) {
      if (tolerant_) return;
      throw Error(error.status(), node.view.label() + ": " + error.what());
    }
  }

  InferredValues take() { return std::move(result_); }

 private:
  void adopt(const Node& node, int32_t index, std::vector<ValueInfo> outputs) {
    // All of them or none.
    for (size_t i = 0; i < node.outputs.size(); ++i) {
      if (node.outputs[i] == kNoValue) continue;
      const std::string& name = graph_.name(node.outputs[i]);
      require(i < outputs.size(), Status::unsupported, "output ", i, " (\"", name,
              "\") is not supported");
      const ValueInfo& info = outputs[i];
      check_limit(Limit::tensor_bytes,
                  checked_mul(element_count(info.shape), data_type_size(info.type)),
                  "the tensor \"", name, "\" of shape ", shape_text(info.shape), " is too large");
    }
    bool constant = true;
    for (size_t i = 0; i < node.outputs.size(); ++i) {
      if (node.outputs[i] == kNoValue) continue;
      ValueInfo& slot = result_.values[static_cast<size_t>(node.outputs[i])];
      if (slot.present) continue;  // fed: what was fed stands
      slot = std::move(outputs[i]);
      slot.present = true;
      constant = constant && slot.constant.valid();
    }
    if (!constant) result_.order.push_back(index);
  }

  const Graph& graph_;
  bool tolerant_;
  InferredValues result_;
};

}  // namespace

InferredValues infer_values(const Graph& graph, const std::map<ValueId, ValueInfo>& feeds,
                            const std::vector<ValueId>& wanted) {
  std::vector<ValueInfo> known(graph.values.size());
  for (size_t i = 0; i < graph.values.size(); ++i)
    if (const Tensor& constant = graph.values[i].constant; constant.valid()) {
      known[i] = ValueInfo::of(constant.type(), constant.shape());
      known[i].constant = constant;
    }
  for (const auto& [id, info] : feeds) {
    known[static_cast<size_t>(id)] = info;
    known[static_cast<size_t>(id)].present = true;
  }
  const std::vector<bool> needed = needed_nodes(graph, known, wanted);
  Inference inference(graph, std::move(known), wanted.empty());
  for (size_t i = 0; i < graph.nodes.size(); ++i)
    if (needed[i]) inference.visit(static_cast<int32_t>(i));
  InferredValues result = inference.take();
  for (const ValueId id : wanted)
    require(result.values[static_cast<size_t>(id)].present, Status::invalid_argument,
            "the input \"", graph.name(id), "\" must be fed");
  return result;
}

}  // namespace cnnviz::core
