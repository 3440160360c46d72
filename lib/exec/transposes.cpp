#include "exec/transposes.h"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <optional>
#include <string_view>

#include "exec/fold.h"
#include "exec/fusion.h"
#include "ops/registry.h"

namespace cnnviz::core {

namespace {

using Axes = std::vector<int64_t>;

// Element by element, with NumPy's broadcasting where they have several inputs.
constexpr std::array<std::string_view, 36> kPointwise = {
    "Abs",        "Add",   "Cast", "Celu",           "Clip",      "Div",      "Dropout",   "Elu",
    "Erf",        "Exp",   "Gelu", "HardSigmoid",    "HardSwish", "Identity", "LeakyRelu", "Log",
    "Max",        "Mean",  "Min",  "Mish",           "Mul",       "Neg",      "PRelu",     "Pow",
    "Reciprocal", "Relu",  "Selu", "Sigmoid",        "Softplus",  "Softsign", "Sqrt",      "Sub",
    "Sum",        "Swish", "Tanh", "ThresholdedRelu"};

bool is_identity(const Axes& perm) {
  return std::is_sorted(perm.begin(), perm.end());
}

Axes identity(size_t rank) {
  Axes perm(rank);
  std::iota(perm.begin(), perm.end(), 0);
  return perm;
}

Axes inverse(const Axes& perm) {
  Axes result(perm.size());
  for (size_t i = 0; i < perm.size(); ++i)
    result[static_cast<size_t>(perm[i])] = static_cast<int64_t>(i);
  return result;
}

// Axis i of a value is axis perm[i] of `source`.
struct Carried {
  ValueId source = kNoValue;
  Axes perm;
  bool made = false;  // the value itself exists, too
};

// A node that computes its output with axes permuted.
struct Permuted {
  NodeView view;
  std::map<size_t, Tensor> constants;  // inputs that change: pads and axes
  Axes perm;                           // of the old output over the new one
};

class Rewriter {
 public:
  Rewriter(const Graph& graph, const std::set<ValueId>& pinned, const InferredValues& inferred)
      : pinned_(pinned), graph_(std::make_shared<Graph>()) {
    graph_->nodes = graph.nodes;
    graph_->values = graph.values;
    inferred_.values = inferred.values;
  }

  // Whether fewer elements move.
  bool run(const std::vector<int32_t>& order) {
    int64_t before = 0;
    for (const int32_t index : order) {
      const Node node = graph_->nodes[static_cast<size_t>(index)];
      if (is(node, "Transpose")) {
        before += element_count(info(node.outputs[0]).shape);
        carry_transpose(node);
      } else if (!carry_past(node)) {
        keep(index);
      }
    }
    return moved_ < before;
  }

  std::shared_ptr<const Graph> take(InferredValues& inferred) {
    inferred = std::move(inferred_);
    return graph_;
  }

 private:
  static bool is(const Node& node, std::string_view type) {
    return node.view.type == type && (node.view.domain.empty() || node.view.domain == "ai.onnx");
  }

  const ValueInfo& info(ValueId id) const { return inferred_.values[static_cast<size_t>(id)]; }

  Carried carried(ValueId id) const {
    const auto found = carried_.find(id);
    if (found != carried_.end()) return found->second;
    return {id, identity(info(id).shape.size()), true};
  }

  // From here on `id` is `source` with its axes permuted. What follows a pinned value reads that.
  void carry(ValueId id, ValueId source, Axes perm) {
    carried_[id] = {source, std::move(perm), false};
    if (pinned_.count(id) == 0) return;
    make(id);
    carried_.erase(id);
  }

  // The value itself, or one that equals it.
  ValueId value(ValueId id) {
    const auto found = carried_.find(id);
    if (id == kNoValue || found == carried_.end()) return id;
    if (is_identity(found->second.perm)) return found->second.source;
    if (!found->second.made) make(id);
    return id;
  }

  void make(ValueId id) {
    Carried& from = carried_.at(id);
    NodeView view = graph_->nodes[static_cast<size_t>(producer(id))].view;
    view.type = is_identity(from.perm) ? "Identity" : "Transpose";
    view.domain.clear();
    view.attributes.clear();
    if (view.type == "Transpose") {
      view.attributes["perm"] = from.perm;
      moved_ += element_count(info(id).shape);
    }
    from.made = true;
    add_node(std::move(view), {from.source}, {id});
  }

  int32_t producer(ValueId id) const { return graph_->values[static_cast<size_t>(id)].producer; }

  void add_node(NodeView view, std::vector<ValueId> inputs, std::vector<ValueId> outputs) {
    Node node;
    node.op = make_op(view);
    node.view = std::move(view);
    node.inputs = std::move(inputs);
    node.outputs = std::move(outputs);
    inferred_.order.push_back(static_cast<int32_t>(graph_->nodes.size()));
    graph_->nodes.push_back(std::move(node));
  }

  // A value beside `like`, which it stands for.
  ValueId add_value(ValueId like, ValueInfo value_info) {
    Value added;
    added.name = graph_->values[static_cast<size_t>(like)].name;
    added.producer = producer(like);
    graph_->values.push_back(std::move(added));
    inferred_.values.push_back(std::move(value_info));
    return static_cast<ValueId>(graph_->values.size()) - 1;
  }

  // The node as it is.
  void keep(int32_t index) {
    Node node = graph_->nodes[static_cast<size_t>(index)];
    const std::vector<ValueId> old = node.inputs;
    for (ValueId& id : node.inputs) id = value(id);
    if (node.inputs != old) {
      index = static_cast<int32_t>(graph_->nodes.size());
      graph_->nodes.push_back(std::move(node));
    }
    inferred_.order.push_back(index);
  }

  void carry_transpose(const Node& node) {
    const Carried from = carried(node.inputs[0]);
    Axes fallback = identity(from.perm.size());
    std::reverse(fallback.begin(), fallback.end());
    Axes perm;
    for (const int64_t axis : node.view.get_ints("perm", fallback))
      perm.push_back(from.perm[static_cast<size_t>(axis)]);
    carry(node.outputs[0], from.source, std::move(perm));
  }

  // Carries a Transpose in front of the node past it, where that can be done.
  bool carry_past(const Node& node) {
    const auto first = std::find_if(node.inputs.begin(), node.inputs.end(), [this](ValueId id) {
      return id != kNoValue && !is_identity(carried(id).perm);
    });
    const bool single =
        node.outputs[0] != kNoValue && std::all_of(node.outputs.begin() + 1, node.outputs.end(),
                                                   [](ValueId id) { return id == kNoValue; });
    if (first == node.inputs.end() || !single) return false;
    const Axes perm = carried(*first).perm;
    const std::optional<Permuted> permuted = permute(node, perm);
    if (!permuted) return false;
    const bool broadcasts = is_pointwise(node);
    const std::vector<std::optional<ValueId>> sources = permuted_inputs(node, perm, broadcasts);
    for (size_t i = 0; i < sources.size(); ++i)
      if (!sources[i] && permuted->constants.count(i) == 0) return false;

    std::vector<ValueId> inputs;
    for (size_t i = 0; i < sources.size(); ++i) {
      const auto constant = permuted->constants.find(i);
      inputs.push_back(constant != permuted->constants.end()
                           ? add_constant(node.inputs[i], constant->second, false)
                           : made_like(node.inputs[i], *sources[i], perm));
    }
    std::vector<ValueInfo> infos;
    for (const ValueId id : inputs) infos.push_back(id == kNoValue ? ValueInfo{} : info(id));
    NodeView view = permuted->view;
    const ValueInfo output = make_op(view)->infer(infos)[0];
    const ValueId made = add_value(node.outputs[0], output);
    std::vector<ValueId> outputs(node.outputs.size(), kNoValue);
    outputs[0] = made;
    add_node(std::move(view), std::move(inputs), std::move(outputs));
    carry(node.outputs[0], made, permuted->perm);
    return true;
  }

  static bool is_pointwise(const Node& node) {
    return std::any_of(kPointwise.begin(), kPointwise.end(),
                       [&](std::string_view type) { return is(node, type); });
  }

  // What each input is read from; nothing where it does not fit. An id of its own says that the
  // input is to be permuted: a constant, or a tensor much smaller than the output.
  std::vector<std::optional<ValueId>> permuted_inputs(const Node& node, const Axes& perm,
                                                      bool broadcasts) const {
    std::vector<std::optional<ValueId>> result;
    const int64_t elements = element_count(info(node.outputs[0]).shape);
    for (const ValueId id : node.inputs) {
      result.emplace_back();
      if (id == kNoValue) {
        result.back() = id;
        continue;
      }
      const Carried from = carried(id);
      const ValueInfo& given = info(id);
      const bool same_rank = given.shape.size() == perm.size();
      const bool constant = given.constant.valid();
      if (from.perm == perm && from.source != id)
        result.back() = from.source;
      else if (broadcasts && element_count(given.shape) == 1 && given.shape.size() <= perm.size())
        result.back() = id;
      else if (constant ? (same_rank || (broadcasts && given.shape.size() < perm.size()))
                        : same_rank && element_count(given.shape) * 8 <= elements)
        result.back() = id;
    }
    return result;
  }

  ValueId made_like(ValueId id, ValueId source, const Axes& perm) {
    if (id == kNoValue || source != id) return source;
    const ValueInfo given = info(id);
    if (element_count(given.shape) == 1 && given.shape.size() != perm.size()) return value(id);
    Shape shape(perm.size() - given.shape.size(), 1), permuted(perm.size());
    shape.insert(shape.end(), given.shape.begin(), given.shape.end());
    for (size_t i = 0; i < perm.size(); ++i) permuted[static_cast<size_t>(perm[i])] = shape[i];
    if (given.constant.valid()) return permuted_constant(id, shape, permuted, perm);
    const ValueId from = value(id);
    const ValueId made = add_value(id, ValueInfo::of(given.type, permuted));
    moved_ += element_count(shape);
    NodeView view = graph_->nodes[static_cast<size_t>(inferred_.order.back())].view;
    view.type = "Transpose";
    view.domain.clear();
    view.attributes = {{"perm", inverse(perm)}};
    add_node(std::move(view), {from}, {made});
    return made;
  }

  ValueId permuted_constant(ValueId id, const Shape& shape, const Shape& permuted,
                            const Axes& perm) {
    const auto [found, is_new] = constants_.try_emplace({id, perm}, kNoValue);
    if (!is_new) return found->second;
    const Tensor given = info(id).constant.reshaped(shape);
    const auto extended =
        std::count_if(shape.begin(), shape.end(), [](int64_t extent) { return extent != 1; });
    // The order of elements stays where one axis alone has several: then it is the model's own
    // memory, and what was packed from it can be shared.
    if (extended <= 1) return found->second = add_constant(id, given.reshaped(permuted), true);
    NodeView view;
    view.type = "Transpose";
    view.opset = 13;
    view.attributes = {{"perm", inverse(perm)}};
    std::vector<ValueInfo> inputs = {ValueInfo::of(given.type(), shape)};
    inputs[0].constant = given;
    const OpPtr op = make_op(view);
    std::vector<ValueInfo> outputs = op->infer(inputs);
    fold(*op, inputs, outputs);
    return found->second = add_constant(id, outputs[0].constant, false);
  }

  ValueId add_constant(ValueId like, const Tensor& tensor, bool shared) {
    ValueInfo added = ValueInfo::of(tensor.type(), tensor.shape());
    added.constant = tensor;
    const bool own = graph_->values[static_cast<size_t>(like)].constant.valid();
    const ValueId id = add_value(like, std::move(added));
    if (shared && own) graph_->values.back().constant = tensor;
    return id;
  }

  // The node with its axes permuted, nothing where it is none that a Transpose can pass.
  std::optional<Permuted> permute(const Node& node, const Axes& perm) const {
    if (is_pointwise(node)) {
      if (info(node.outputs[0]).shape.size() != perm.size()) return std::nullopt;
      return Permuted{node.view, {}, perm};
    }
    if (is(node, "Concat")) return permute_concat(node, perm);
    if (is(node, "Pad")) return permute_pad(node, perm);
    if (node.view.type.rfind("Reduce", 0) == 0 && is(node, node.view.type))
      return permute_reduce(node, perm);
    return std::nullopt;
  }

  static int64_t axis_of(int64_t axis, const Axes& perm) {
    return perm[static_cast<size_t>(axis < 0 ? axis + static_cast<int64_t>(perm.size()) : axis)];
  }

  static std::optional<Permuted> permute_concat(const Node& node, const Axes& perm) {
    Permuted result{node.view, {}, perm};
    result.view.attributes["axis"] = axis_of(node.view.get_int("axis", 0), perm);
    return result;
  }

  // A list that is an attribute or, from some opset on, a constant input.
  std::optional<Axes> list(const Node& node, const std::string& attribute, size_t input) const {
    if (node.view.has(attribute)) return node.view.get_ints(attribute, {});
    if (input >= node.inputs.size() || node.inputs[input] == kNoValue) return std::nullopt;
    const Tensor& constant = info(node.inputs[input]).constant;
    if (!constant.valid()) return std::nullopt;
    return constant.to_ints();
  }

  static void set_list(Permuted& permuted, const std::string& attribute, size_t input,
                       const Axes& values) {
    if (permuted.view.has(attribute))
      permuted.view.attributes[attribute] = values;
    else
      permuted.constants[input] = Tensor::vector_of(values);
  }

  std::optional<Permuted> permute_pad(const Node& node, const Axes& perm) const {
    const std::optional<Axes> pads = list(node, "pads", 1);
    const bool some_axes = node.inputs.size() > 3 && node.inputs[3] != kNoValue;
    if (!pads || some_axes || pads->size() != 2 * perm.size()) return std::nullopt;
    Axes moved(pads->size());
    for (size_t i = 0; i < perm.size(); ++i) {
      const auto to = static_cast<size_t>(perm[i]);
      moved[to] = (*pads)[i];
      moved[to + perm.size()] = (*pads)[i + perm.size()];
    }
    Permuted result{node.view, {}, perm};
    set_list(result, "pads", 1, moved);
    if (node.inputs.size() > 2 && node.inputs[2] != kNoValue) {
      const Tensor& fill = info(node.inputs[2]).constant;
      if (!fill.valid()) return std::nullopt;
      result.constants[2] = fill;
    }
    return result;
  }

  std::optional<Permuted> permute_reduce(const Node& node, const Axes& perm) const {
    const std::optional<Axes> axes = list(node, "axes", 1);
    if (!axes || axes->empty()) return std::nullopt;
    std::vector<bool> reduced(perm.size());
    Axes moved;
    for (const int64_t axis : *axes) {
      moved.push_back(axis_of(axis, perm));
      reduced[static_cast<size_t>(moved.back())] = true;
    }
    Permuted result{node.view, {}, perm};
    set_list(result, "axes", 1, moved);
    if (node.view.get_int("keepdims", 1) != 0) return result;
    // The axes that are left, counted among themselves.
    result.perm.clear();
    for (const int64_t axis : perm) {
      if (reduced[static_cast<size_t>(axis)]) continue;
      result.perm.push_back(std::count(reduced.begin(), reduced.begin() + axis, false));
    }
    return result;
  }

  const std::set<ValueId>& pinned_;
  std::shared_ptr<Graph> graph_;
  InferredValues inferred_;
  std::map<ValueId, Carried> carried_;
  std::map<std::pair<ValueId, Axes>, ValueId> constants_;
  int64_t moved_ = 0;  // elements that the transposes left move
};

}  // namespace

std::shared_ptr<const Graph> cancel_transposes(const Graph& graph, const std::set<ValueId>& pinned,
                                               InferredValues& inferred) {
  const auto transposes =
      std::count_if(inferred.order.begin(), inferred.order.end(), [&](int32_t index) {
        return graph.nodes[static_cast<size_t>(index)].view.type == "Transpose";
      });
  if (transposes < 2) return nullptr;
  Rewriter rewriter(graph, pinned, inferred);
  return rewriter.run(inferred.order) ? rewriter.take(inferred) : nullptr;
}

}  // namespace cnnviz::core
