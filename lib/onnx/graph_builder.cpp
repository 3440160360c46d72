#include "onnx/graph_builder.h"

#include <algorithm>
#include <optional>
#include <queue>
#include <unordered_set>

#include "base/checked.h"
#include "base/text.h"
#include "onnx/model_rewriter.h"
#include "onnx/unsupported.h"
#include "ops/registry.h"

namespace cnnviz::core {

namespace {

constexpr int64_t kOldestIr = 3;
constexpr int64_t kOldestOpset = 7;

void check_versions(const ModelProto& model) {
  require(model.has_graph, Status::corrupt, "the file holds no network");
  require(model.ir_version >= kOldestIr, Status::unsupported, "it has IR version ",
          model.ir_version, "; ", kOldestIr,
          " or newer is read. Load and save it with a current onnx",
          " package, then convert it with onnx.version_converter");
  const auto opset = model.opsets.find("");
  require(opset != model.opsets.end(), Status::corrupt,
          "the file does not say which ONNX operator set it uses");
  require(opset->second >= kOldestOpset, Status::unsupported, "it uses ONNX operator set ",
          opset->second, "; ", kOldestOpset,
          " or newer is read. Convert it with onnx.version_converter");
  require(!model.has_sparse_initializers, Status::unsupported,
          "it has sparse weights, which are not read: store them dense");
}

// Operators of all nodes, in the file's order. All unknown ones are one error, which goes before
// any other.
std::vector<OpPtr> make_ops(ModelProto* model) {
  std::vector<OpPtr> ops;
  std::vector<const NodeProto*> unknown;
  std::optional<Error> first_error;
  for (NodeProto& node : model->nodes) {
    NodeView& view = node.view;
    const auto opset = model->opsets.find(view.domain);
    // Nodes that were put in place of others say what opset they are of.
    if (view.opset == 0) view.opset = opset != model->opsets.end() ? opset->second : 0;
    const bool is_function = model->functions.count({view.domain, view.type}) != 0;
    OpPtr op;
    bool known = !is_function && !node.has_subgraph;
    if (known) {
      try {
        op = make_op(view);
        known = op != nullptr;
        if (known && !node.unreadable.empty()) view.fail(Status::unsupported, node.unreadable);
      } catch (const Error& error) {
        // An attribute that no caller gave: the file is at fault.
        const Status status =
            error.status() == Status::invalid_argument ? Status::corrupt : error.status();
        if (!first_error.has_value()) first_error.emplace(status, error.what());
      }
    }
    if (!known) unknown.push_back(&node);
    ops.push_back(std::move(op));
  }
  if (!unknown.empty()) fail_unsupported(unknown, model->functions);
  if (first_error.has_value()) throw *first_error;
  return ops;
}

constexpr const char* kComputedTypes =
    "float32, int64, int32 and bool are supported: convert the model to float32";

bool is_computed_type(ElementType type) {
  return type == ElementType::float32 || type == ElementType::int64 || type == ElementType::int32 ||
         type == ElementType::boolean;
}

DataType input_type(const ValueProto& input) {
  require(input.is_tensor, Status::unsupported, "input ", quoted(input.name),
          " is a sequence, map, optional or sparse tensor; only tensors can be fed");
  require(input.element != ElementType::undefined, Status::corrupt, "input ", quoted(input.name),
          " has no element type");
  require(is_computed_type(input.element), Status::unsupported, "input ", quoted(input.name),
          " takes elements of type ", element_type_name(input.element), "; ", kComputedTypes);
  return widened_type(input.element);
}

class Builder {
 public:
  explicit Builder(ModelProto model) : model_(std::move(model)) {}

  std::shared_ptr<Graph> build(const std::map<std::string, Tensor>& constants);

 private:
  void apply_constants(const std::map<std::string, Tensor>& constants);
  void add_inputs();
  void add_initializers();
  std::vector<size_t> sort_nodes() const;
  [[noreturn]] void fail_cycle(const std::vector<size_t>& blocked_by) const;
  void add_node(NodeProto* proto, OpPtr op);
  void add_aliases();
  void add_outputs();
  ValueId add_value(const std::string& name, const char* what);

  ModelProto model_;
  std::shared_ptr<Graph> graph_ = std::make_shared<Graph>();
};

ValueId Builder::add_value(const std::string& name, const char* what) {
  require(!name.empty(), Status::corrupt, what, " has no name");
  const auto id = checked_cast<ValueId>(graph_->values.size());
  require(graph_->by_tensor.emplace(name, id).second, Status::corrupt, what,
          " has the name of another tensor, ", quoted(name),
          "; every tensor of an ONNX graph needs a name of its own");
  graph_->values.emplace_back().name = name;
  return id;
}

void Builder::apply_constants(const std::map<std::string, Tensor>& constants) {
  for (const auto& constant : constants) {
    const auto named = [&](const auto& item) { return item.name == constant.first; };
    require(std::any_of(model_.inputs.begin(), model_.inputs.end(), named), Status::not_found,
            "the model has no input ", quoted(constant.first));
    std::erase_if(model_.initializers, named);
    model_.initializers.push_back({constant.first, ElementType::undefined, constant.second});
  }
}

void Builder::add_inputs() {
  // Up to IR 3 weights are listed among the inputs, later they may be: a default, which stays.
  std::unordered_set<std::string> weights;
  for (const TensorProto& weight : model_.initializers) weights.insert(weight.name);
  for (const ValueProto& input : model_.inputs) {
    if (weights.count(input.name) != 0) continue;
    GraphInput real;
    real.value = add_value(input.name, "a graph input");
    real.type = input_type(input);
    real.shape = input.shape;
    real.shape_known = input.shape_known;
    require(real.shape.size() <= kMaxRank, Status::unsupported, "input ", quoted(input.name),
            " has rank ", real.shape.size(), "; the highest rank is ", kMaxRank);
    graph_->inputs.push_back(std::move(real));
  }
}

void Builder::add_initializers() {
  for (TensorProto& weight : model_.initializers) {
    const ValueId id = add_value(weight.name, "a weight");
    graph_->values[static_cast<size_t>(id)].constant = std::move(weight.tensor);
  }
}

// Kahn's algorithm, taking the first node of the file that is ready: a sorted file keeps its order.
std::vector<size_t> Builder::sort_nodes() const {
  const std::vector<NodeProto>& nodes = model_.nodes;
  std::unordered_map<std::string, size_t> producer;
  for (size_t i = 0; i < nodes.size(); ++i)
    for (const std::string& output : nodes[i].view.outputs)
      if (!output.empty()) {
        const auto [entry, added] = producer.emplace(output, i);
        nodes[i].view.require(added && graph_->by_tensor.count(output) == 0, Status::corrupt,
                              "its output ", quoted(output), " has the name of ",
                              added ? std::string("an input or weight")
                                    : concat("an output of ", nodes[entry->second].view.label()),
                              "; every tensor of an ONNX graph needs a name of its own");
      }

  std::vector<std::vector<size_t>> consumers(nodes.size());
  std::vector<size_t> waiting(nodes.size(), 0);
  for (size_t i = 0; i < nodes.size(); ++i)
    for (const std::string& input : nodes[i].view.inputs) {
      if (input.empty() || graph_->by_tensor.count(input) != 0) continue;
      const auto from = producer.find(input);
      nodes[i].view.require(from != producer.end(), Status::corrupt, "its input ", quoted(input),
                            " is neither an input of the graph, nor a weight, nor the output of a "
                            "node");
      consumers[from->second].push_back(i);
      ++waiting[i];
    }

  std::priority_queue<size_t, std::vector<size_t>, std::greater<>> ready;
  for (size_t i = 0; i < nodes.size(); ++i)
    if (waiting[i] == 0) ready.push(i);
  std::vector<size_t> order;
  while (!ready.empty()) {
    const size_t node = ready.top();
    ready.pop();
    order.push_back(node);
    for (const size_t consumer : consumers[node])
      if (--waiting[consumer] == 0) ready.push(consumer);
  }
  if (order.size() == nodes.size()) return order;

  // Every node that is left waits for another one that is left: walking back must close a circle.
  std::vector<size_t> blocked_by(nodes.size(), nodes.size());
  for (size_t i = 0; i < nodes.size(); ++i)
    for (const size_t consumer : consumers[i])
      if (waiting[i] != 0 && waiting[consumer] != 0) blocked_by[consumer] = i;
  fail_cycle(blocked_by);
}

void Builder::fail_cycle(const std::vector<size_t>& blocked_by) const {
  constexpr size_t kListed = 8;
  size_t node = 0;
  while (blocked_by[node] == blocked_by.size()) ++node;
  for (size_t i = 0; i < blocked_by.size(); ++i) node = blocked_by[node];  // now on the circle
  std::vector<std::string> labels;
  size_t step = node;
  do {
    labels.push_back(model_.nodes[step].view.label());
    step = blocked_by[step];
  } while (step != node && labels.size() < kListed);
  if (step != node) labels.emplace_back("...");
  std::reverse(labels.begin(), labels.end());
  fail(Status::corrupt, "the graph has a circle, so it cannot be computed: ", join(labels, ", "));
}

void Builder::add_node(NodeProto* proto, OpPtr op) {
  const auto index = static_cast<int32_t>(graph_->nodes.size());
  Node node;
  node.op = std::move(op);
  for (const std::string& input : proto->view.inputs) {
    const ValueId id = input.empty() ? kNoValue : graph_->by_tensor.at(input);
    node.inputs.push_back(id);
    if (id == kNoValue) continue;
    std::vector<int32_t>& consumers = graph_->values[static_cast<size_t>(id)].consumers;
    if (consumers.empty() || consumers.back() != index) consumers.push_back(index);
  }
  for (const std::string& output : proto->view.outputs) {
    const ValueId id = output.empty() ? kNoValue : add_value(output, "a node's output");
    node.outputs.push_back(id);
    if (id != kNoValue) graph_->values[static_cast<size_t>(id)].producer = index;
  }
  if (!proto->view.name.empty()) graph_->by_node.emplace(proto->view.name, index);
  node.view = std::move(proto->view);
  graph_->nodes.push_back(std::move(node));
}

void Builder::add_aliases() {
  for (const auto& [name, tensor] : model_.aliases) {
    const auto value = graph_->by_tensor.find(tensor);
    require(value != graph_->by_tensor.end(), Status::corrupt, "tensor ", quoted(tensor),
            " is neither an input of the graph, nor a weight, nor the output of a node");
    require(graph_->by_tensor.emplace(name, value->second).second, Status::corrupt,
            "two tensors have the name ", quoted(name),
            "; every tensor of an ONNX graph needs a name of its own");
  }
}

void Builder::add_outputs() {
  require(!model_.outputs.empty(), Status::corrupt, "the graph has no outputs");
  for (const ValueProto& output : model_.outputs) {
    const auto value = graph_->by_tensor.find(output.name);
    require(value != graph_->by_tensor.end(), Status::corrupt, "the graph output ",
            quoted(output.name), " is computed by no node");
    // Values in between may be cast to such a type and back; a result would not be what was
    // declared.
    require(output.element == ElementType::undefined || is_computed_type(output.element),
            Status::unsupported, "output ", quoted(output.name), " has elements of type ",
            element_type_name(output.element), "; ", kComputedTypes);
    graph_->outputs.push_back(value->second);
  }
}

std::shared_ptr<Graph> Builder::build(const std::map<std::string, Tensor>& constants) {
  check_versions(model_);
  for (const NodeProto& node : model_.nodes) {
    node.view.require(!node.view.type.empty(), Status::corrupt, "it has no operator type");
    node.view.require(!node.view.outputs.empty(), Status::corrupt, "it has no outputs");
  }
  rewrite_model(&model_);
  std::vector<OpPtr> ops = make_ops(&model_);
  require(model_.unreadable_initializer.empty(), Status::unsupported,
          model_.unreadable_initializer);
  apply_constants(constants);
  add_inputs();
  add_initializers();
  for (const size_t node : sort_nodes()) add_node(&model_.nodes[node], std::move(ops[node]));
  add_aliases();
  add_outputs();
  graph_->opset = model_.opsets.at("");
  graph_->ir_version = model_.ir_version;
  graph_->producer = std::move(model_.producer);
  graph_->metadata = std::move(model_.metadata);
  return std::move(graph_);
}

}  // namespace

std::shared_ptr<Graph> build_graph(ModelProto model,
                                   const std::map<std::string, Tensor>& constants) {
  return Builder(std::move(model)).build(constants);
}

}  // namespace cnnviz::core
