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
  Fuser(const Graph& graph, const InferredValues& inferred, const std::set<ValueId>& pinned)
      : graph_(graph), inferred_(inferred), pinned_(pinned), absorbed_(graph.nodes.size()) {
    uses_.resize(graph.values.size());
    reader_.resize(graph.values.size(), -1);
    for (const int32_t index : inferred.order)
      for (const ValueId id : node(index).inputs)
        if (id != kNoValue) {
          ++uses_[static_cast<size_t>(id)];
          reader_[static_cast<size_t>(id)] = index;
        }
  }

  Group group(int32_t index, bool enabled) {
    Group result;
    result.node = index;
    result.outputs = node(index).outputs;
    if (!enabled || result.outputs.empty() || result.outputs[0] == kNoValue) return result;
    const Op& op = *node(index).op;
    const std::vector<ValueInfo> inputs = input_infos(inferred_, node(index));
    if (op.accepts_channel_affine(inputs) && weights_stay(index)) {
      const int32_t next = only_reader(result.outputs[0]);
      std::vector<float> scale, shift;
      if (next >= 0 && weights_stay(next) &&
          node(next).op->as_channel_affine(input_infos(inferred_, node(next)), &scale, &shift))
        absorb(next, &result.affine, &result);
    }
    if (op.accepts_activation()) {
      const int32_t next = only_reader(result.outputs[0]);
      if (next >= 0 && node(next).op->as_activation(input_infos(inferred_, node(next))).present)
        absorb(next, &result.activation, &result);
    }
    return result;
  }

  bool absorbed(int32_t index) const { return absorbed_[static_cast<size_t>(index)]; }

 private:
  const Node& node(int32_t index) const { return graph_.nodes[static_cast<size_t>(index)]; }

  void absorb(int32_t next, int32_t* slot, Group* group) {
    *slot = next;
    absorbed_[static_cast<size_t>(next)] = true;
    group->outputs[0] = node(next).outputs[0];
  }

  // The one node that reads this value, as its first input; -1 where it cannot be fused.
  int32_t only_reader(ValueId id) const {
    if (pinned_.count(id) != 0 || uses_[static_cast<size_t>(id)] != 1) return -1;
    const int32_t reader = reader_[static_cast<size_t>(id)];
    const Node& next = node(reader);
    const bool single = std::count_if(next.outputs.begin(), next.outputs.end(),
                                      [](ValueId o) { return o != kNoValue; }) == 1;
    return single && next.inputs[0] == id && next.outputs[0] != kNoValue ? reader : -1;
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
  const std::set<ValueId>& pinned_;
  std::vector<int> uses_;
  std::vector<int32_t> reader_;
  std::vector<bool> absorbed_;
};

}  // namespace

std::vector<Group> fuse_nodes(const Graph& graph, const InferredValues& inferred,
                              const std::set<ValueId>& pinned, bool enabled) {
  Fuser fuser(graph, inferred, pinned);
  std::vector<Group> groups;
  for (const int32_t index : inferred.order)
    if (!fuser.absorbed(index)) groups.push_back(fuser.group(index, enabled));
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
