#include "onnx/model_rewriter.h"

#include "base/text.h"

namespace cnnviz::core {

ModelRewriter::ModelRewriter(ModelProto* model) : model_(model), nodes_(std::move(model->nodes)) {
  for (size_t i = 0; i < model->initializers.size(); ++i) {
    const TensorProto& initializer = model->initializers[i];
    constants_[initializer.name] = {initializer.tensor, initializer.element};
    initializers_[initializer.name] = i;
    names_.insert(initializer.name);
  }
  for (const ValueProto& input : model->inputs) {
    names_.insert(input.name);
    if (constants_.count(input.name) == 0) inputs_.insert(input.name);
  }
  for (const ValueProto& output : model->outputs) {
    outputs_.insert(output.name);
    ++uses_[output.name];
  }
  for (const NodeProto& node : nodes_) {
    for (const std::string& input : node.view.inputs) ++uses_[input];
    for (const std::string& output : node.view.outputs) names_.insert(output);
    const auto value = node.view.attributes.find("value");
    if (node.view.type != "Constant" || value == node.view.attributes.end() ||
        node.view.outputs.empty())
      continue;
    if (const auto* tensor = std::get_if<Tensor>(&value->second))
      constants_[node.view.outputs[0]] = {*tensor, node.value_element};
  }
}

bool ModelRewriter::is_operator(const NodeProto& node) const {
  return !node.has_subgraph && node.unreadable.empty() && !node.view.outputs.empty() &&
         model_->functions.count({node.view.domain, node.view.type}) == 0;
}

const ModelRewriter::Constant* ModelRewriter::constant(const std::string& name) const {
  const auto found = constants_.find(name);
  return found == constants_.end() ? nullptr : &found->second;
}

int64_t ModelRewriter::uses(const std::string& name) const {
  const auto found = uses_.find(name);
  return found == uses_.end() ? 0 : found->second;
}

std::string ModelRewriter::unique_name(const std::string& wanted) {
  std::string name = wanted;
  int64_t& number = numbered_.emplace(wanted, 1).first->second;
  while (!names_.insert(name).second) name = concat(wanted, "_", ++number);
  return name;
}

std::string ModelRewriter::add_constant(const std::string& wanted, Tensor tensor) {
  const std::string name = unique_name(wanted);
  define_constant(name, std::move(tensor));
  return name;
}

void ModelRewriter::define_constant(const std::string& name, Tensor tensor) {
  constants_[name] = {tensor, ElementType::undefined};
  model_->initializers.push_back({name, ElementType::undefined, std::move(tensor)});
}

void ModelRewriter::replace_constant(const std::string& name, Tensor tensor) {
  model_->initializers[initializers_.at(name)].tensor = tensor;
  constants_[name] = {std::move(tensor), ElementType::float32};
}

std::string ModelRewriter::add(const NodeProto& origin, const std::string& type, Names inputs,
                               Names outputs, Attributes attributes, int64_t opset) {
  NodeProto node;
  node.view.type = type;
  if (last_origin_ != origin.view.index) node.view.name = origin.view.name;
  last_origin_ = origin.view.index;
  node.view.index = origin.view.index;
  node.view.opset = opset;
  node.view.inputs = std::move(inputs);
  node.view.outputs = std::move(outputs);
  node.view.attributes = std::move(attributes);
  made_.push_back(std::move(node));
  return made_.back().view.outputs[0];
}

void ModelRewriter::alias(const NodeProto& origin, const std::string& name,
                          const std::string& target) {
  if (outputs_.count(name) != 0)
    add(origin, "Identity", {target}, {name});
  else
    aliases_[name] = target;
}

// Follows aliases of aliases.
std::string ModelRewriter::resolved(const std::string& name) const {
  std::string result = name;
  size_t steps = 0;
  for (auto next = aliases_.find(result); next != aliases_.end(); next = aliases_.find(result)) {
    result = next->second;
    require(++steps <= aliases_.size(), Status::corrupt,
            "the graph has a circle, so it cannot be computed: through ", quoted(name));
  }
  return result;
}

void ModelRewriter::finish() {
  // Chains are followed once: each alias then names its tensor.
  for (auto& [name, target] : aliases_) target = resolved(target);
  for (NodeProto& node : made_)
    for (std::string& input : node.view.inputs) input = resolved(input);
  for (const auto& [name, target] : aliases_) model_->aliases.emplace_back(name, target);
  model_->nodes = std::move(made_);
}

void rewrite_model(ModelProto* model) {
  expand_nodes(model);
  dequantize_nodes(model);
}

}  // namespace cnnviz::core
