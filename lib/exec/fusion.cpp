#include "exec/fusion.h"

#include <algorithm>

namespace cnnviz::core {

std::vector<ValueInfo> input_infos(const InferredValues& inferred, const Node& node) {
  std::vector<ValueInfo> result;
  for (const ValueId id : node.inputs)
    result.push_back(id == kNoValue ? ValueInfo{} : inferred.values[static_cast<size_t>(id)]);
  return result;
}

namespace {

class Fuser {
 public:
  Fuser(const Graph& graph, const InferredValues& inferred, const FusionOptions& options)
      : graph_(graph), inferred_(inferred), options_(options), absorbed_(graph.nodes.size()) {
    readers_.resize(graph.values.size());
    producers_.resize(graph.values.size(), -1);
    for (size_t i = 0; i < inferred.order.size(); ++i) {
      const int32_t index = inferred.order[i];
      for (const ValueId id : node(index).inputs)
        if (id != kNoValue) readers_[static_cast<size_t>(id)].push_back(index);
      for (const ValueId id : node(index).outputs)
        if (id != kNoValue) producers_[static_cast<size_t>(id)] = static_cast<int32_t>(i);
    }
  }

  Group group(size_t position) {
    Group result;
    result.node = inferred_.order[position];
    const Node& first = node(result.node);
    result.op = first.op;
    result.type = first.view.type;
    result.outputs = first.outputs;
    if (result.outputs.empty() || result.outputs[0] == kNoValue) return result;
    if (const Product product = product_from(result.node); product.op != nullptr) {
      result.op = product.op;
      absorb(product.multiplication, &result);
    }
    if (!options_.enabled) return result;
    if (result.op->accepts_channel_affine(infos(result.node)) && weights_stay(result.node)) {
      const int32_t next = only_reader(result.outputs[0]);
      std::vector<float> scale, shift;
      if (next >= 0 && weights_stay(next) &&
          node(next).op->as_channel_affine(infos(next), &scale, &shift)) {
        result.affine = next;
        absorb(next, &result);
      }
    }
    if (result.op->accepts_epilogue()) absorb_addition(static_cast<int32_t>(position), &result);
    absorb_activation(&result);
    return result;
  }

  bool absorbed(int32_t index) const { return absorbed_[static_cast<size_t>(index)]; }

 private:
  // x f(x) from two nodes.
  struct Product {
    int32_t multiplication = -1;
    OpPtr op;
  };

  const Node& node(int32_t index) const { return graph_.nodes[static_cast<size_t>(index)]; }
  const std::vector<int32_t>& readers(ValueId id) const {
    return readers_[static_cast<size_t>(id)];
  }
  const ValueInfo& info(ValueId id) const { return inferred_.values[static_cast<size_t>(id)]; }
  std::vector<ValueInfo> infos(int32_t index) const { return input_infos(inferred_, node(index)); }

  void absorb(int32_t next, Group* group) {
    absorbed_[static_cast<size_t>(next)] = true;
    group->outputs[0] = node(next).outputs[0];
    group->type += "+" + node(next).view.type;
  }

  // The one node that reads this value and has one output; -1 where it cannot be fused.
  int32_t sole_reader(ValueId id) const {
    if (options_.pinned.count(id) != 0 || readers(id).size() != 1) return -1;
    const Node& next = node(readers(id)[0]);
    const bool single = std::count_if(next.outputs.begin(), next.outputs.end(),
                                      [](ValueId o) { return o != kNoValue; }) == 1;
    return single && next.outputs[0] != kNoValue ? readers(id)[0] : -1;
  }

  // The same, where it reads the value as its first input.
  int32_t only_reader(ValueId id) const {
    const int32_t reader = sole_reader(id);
    return reader >= 0 && node(reader).inputs[0] == id ? reader : -1;
  }

  // The product x f(x), where the node computes f(x) for nobody else.
  Product product_from(int32_t index) const {
    const OpPtr op = node(index).op->times_input();
    if (op == nullptr) return {};
    const ValueId x = node(index).inputs[0], factor = node(index).outputs[0];
    const int32_t next = sole_reader(factor);
    if (next < 0 || node(next).op->arithmetic() != Op::Arithmetic::product) return {};
    const ValueId first = node(next).inputs[0], second = node(next).inputs[1];
    const bool both = (first == x && second == factor) || (first == factor && second == x);
    return both && info(x).type == DataType::float32 ? Product{next, op} : Product{};
  }

  // Adds a branch that is there already when the node at `position` runs.
  void absorb_addition(int32_t position, Group* group) {
    const ValueId value = group->outputs[0];
    const int32_t next = sole_reader(value);
    if (next < 0 || node(next).op->arithmetic() != Op::Arithmetic::sum) return;
    const std::vector<ValueId>& terms = node(next).inputs;
    const ValueId other = terms[0] == value ? terms[1] : terms[0];
    const ValueInfo& addend = info(other);
    if (addend.constant.valid() || addend.type != DataType::float32 ||
        addend.shape != info(value).shape || producers_[static_cast<size_t>(other)] >= position)
      return;
    group->addition = next;
    group->addend = other;
    absorb(next, group);
  }

  void absorb_activation(Group* group) {
    const ValueId value = group->outputs[0];
    int32_t last = only_reader(value);
    OpPtr op = last >= 0 ? node(last).op : nullptr;
    int32_t factor = -1;
    if (last < 0 && options_.pinned.count(value) == 0 && readers(value).size() == 2)
      for (const int32_t reader : readers(value))
        if (const Product product = product_from(reader); product.op != nullptr) {
          factor = reader;
          last = product.multiplication;
          op = product.op;
        }
    if (op == nullptr) return;
    const Activation activation = op->as_activation(infos(factor >= 0 ? factor : last));
    const bool accepted = activation.is_clamp()
                              ? group->op->accepts_activation()
                              : options_.forward_only && group->op->accepts_epilogue();
    if (!activation.present || !accepted) return;
    if (factor >= 0) absorb(factor, group);
    absorb(last, group);
    group->activation = factor >= 0 ? factor : last;
    group->activation_op = op;
  }

  // Whether all constants a node reads are the model's own: folded weights are cached by their
  // addresses, which those of a plan do not keep.
  bool weights_stay(int32_t index) const {
    const Node& n = node(index);
    for (size_t i = 1; i < n.inputs.size(); ++i)
      if (n.inputs[i] != kNoValue &&
          !graph_.values[static_cast<size_t>(n.inputs[i])].constant.valid())
        return false;
    return true;
  }

  const Graph& graph_;
  const InferredValues& inferred_;
  const FusionOptions& options_;
  std::vector<std::vector<int32_t>> readers_;
  std::vector<int32_t> producers_;  // positions in the order; -1 for what is fed
  std::vector<bool> absorbed_;
};

}  // namespace

std::vector<Group> fuse_nodes(const Graph& graph, const InferredValues& inferred,
                              const FusionOptions& options) {
  Fuser fuser(graph, inferred, options);
  std::vector<Group> groups;
  for (size_t i = 0; i < inferred.order.size(); ++i)
    if (!fuser.absorbed(inferred.order[i])) groups.push_back(fuser.group(i));
  return groups;
}

void fold_affine(const InferredValues& inferred, const Node& affine, PackCache& packs,
                 std::vector<ValueInfo>& inputs) {
  const std::vector<ValueInfo> parameters = input_infos(inferred, affine);
  std::vector<float> scale, shift;
  affine.op->as_channel_affine(parameters, &scale, &shift);

  const Tensor weights = inputs[1].constant;
  std::string key = "affine";
  for (size_t i = 1; i < parameters.size(); ++i) key += concat(":", parameters[i].constant.data());
  const std::shared_ptr<const void> folded =
      packs.get(weights, key, weights.bytes(), [&scale](const Tensor& source, void* packed) {
        const std::span<const float> from = source.floats();
        auto* to = static_cast<float*>(packed);
        const size_t row = from.size() / scale.size();
        for (size_t i = 0; i < from.size(); ++i) to[i] = from[i] * scale[i / row];
      });
  inputs[1].constant = Tensor(DataType::float32, weights.shape(), folded, folded.get());

  inputs.resize(std::max<size_t>(inputs.size(), 3));
  if (inputs[2].present) {
    const std::span<const float> bias = inputs[2].constant.floats();
    for (size_t c = 0; c < shift.size(); ++c) shift[c] += bias[c] * scale[c];
  }
  const Shape channels{static_cast<int64_t>(shift.size())};
  inputs[2] = ValueInfo::of_floats(channels);
  inputs[2].constant = Tensor::from_floats(channels, shift);
}

}  // namespace cnnviz::core
