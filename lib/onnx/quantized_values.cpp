#include "onnx/quantized_values.h"

#include <algorithm>
#include <iterator>

namespace cnnviz::core {

namespace {

template <size_t Count>
bool is_one_of(const NodeView& node, const char* const (&types)[Count]) {
  return std::find(std::begin(types), std::end(types), node.type) != std::end(types);
}

// Every output element is an element of input 0.
bool moves_elements(const NodeView& node) {
  static constexpr const char* kTypes[] = {
      "DepthToSpace", "Dropout",  "Expand",  "Flatten",       "Gather",    "GatherElements",
      "GatherND",     "Identity", "MaxPool", "GlobalMaxPool", "Reshape",   "Slice",
      "SpaceToDepth", "Split",    "Squeeze", "Tile",          "Transpose", "Unsqueeze"};
  return node.domain.empty() && is_one_of(node, kTypes);
}

// Outputs lie between the least and the largest of input 0 and 0.
bool averages_elements(const NodeView& node) {
  static constexpr const char* kTypes[] = {
      "AveragePool", "GlobalAveragePool",        "ReduceMean",         "Resize",
      "Upsample",    "QLinearGlobalAveragePool", "QLinearAveragePool", "QLinearReduceMean"};
  return is_one_of(node, kTypes);
}

Bounds intersection(const Bounds& a, const Bounds& b) {
  return {std::max(a.low, b.low), std::min(a.high, b.high)};
}
Bounds hull(const Bounds& a, const Bounds& b) {
  return {std::min(a.low, b.low), std::max(a.high, b.high)};
}

// Where the scale and the zero point of a node's output stand among its inputs.
struct Places {
  size_t scale, zero_point;
};

std::optional<Places> output_places(const NodeView& node) {
  struct Row {
    const char* type;
    Places places;
  };
  static constexpr Row kRows[] = {
      {"QuantizeLinear", {1, 2}}, {"QLinearConv", {6, 7}},
      {"QLinearMatMul", {6, 7}},  {"QLinearAdd", {6, 7}},
      {"QLinearMul", {6, 7}},     {"QGemm", {7, 8}},
      {"QLinearSigmoid", {3, 4}}, {"QLinearLeakyRelu", {3, 4}},
      {"QLinearSoftmax", {3, 4}}, {"QLinearGlobalAveragePool", {3, 4}},
      {"QLinearConcat", {0, 1}},  {"QLinearAveragePool", {3, 4}},
      {"QLinearWhere", {7, 8}},   {"QLinearReduceMean", {3, 4}},
  };
  for (const Row& row : kRows)
    if (node.type == row.type) return row.places;
  return std::nullopt;
}

}  // namespace

QuantizedValues::QuantizedValues(const ModelRewriter& model) : model_(model) {
  for (const NodeProto& node : model.nodes())
    for (const std::string& output : node.view.outputs)
      if (!output.empty()) producers_.emplace(output, node.view);
}

const NodeView* QuantizedValues::producer(const std::string& tensor) const {
  const auto found = producers_.find(tensor);
  return found == producers_.end() ? nullptr : &found->second;
}

std::optional<Quantization> QuantizedValues::named(const std::string& scale,
                                                   const std::string& zero_point,
                                                   ElementType fallback) const {
  const ModelRewriter::Constant* scales = model_.constant(scale);
  const ModelRewriter::Constant* points = model_.constant(zero_point);
  if (scales == nullptr || scales->tensor.type() != DataType::float32) return std::nullopt;
  if (points == nullptr && !zero_point.empty()) return std::nullopt;
  if (points == nullptr) return Quantization{scales->tensor, {}, fallback};
  if (points->tensor.type() != DataType::int64) return std::nullopt;
  return Quantization{scales->tensor, points->tensor, points->element};
}

std::optional<Quantization> QuantizedValues::made_by(const NodeView& node) const {
  const auto places = output_places(node);
  if (!places || !node.has_input(places->scale)) return std::nullopt;
  const ElementType declared{node.get_int("output_dtype", 0)};
  return named(node.inputs[places->scale],
               node.has_input(places->zero_point) ? node.inputs[places->zero_point] : "",
               declared == ElementType::undefined ? ElementType::uint8 : declared);
}

// Remembered for every tensor on the way, so that long chains are walked once.
const QuantizedValues::Origin& QuantizedValues::origin(const std::string& tensor) const {
  std::vector<std::string> way;
  Origin found{nullptr, tensor};
  while (true) {
    const auto known = known_origins_.find(found.tensor);
    if (known != known_origins_.end()) {
      found = known->second;
      break;
    }
    way.push_back(found.tensor);
    known_origins_[found.tensor] = {nullptr, ""};  // until it is known: a circle leads nowhere
    found.node = producer(found.tensor);
    if (found.node == nullptr || !found.node->has_input(0) || output_places(*found.node)) break;
    if (!moves_elements(*found.node) && found.node->type != "Pad" &&
        !averages_elements(*found.node))
      break;
    found.tensor = found.node->inputs[0];
  }
  for (const std::string& passed : way) known_origins_[passed] = found;
  return known_origins_.at(tensor);
}

std::optional<Quantization> QuantizedValues::of(const std::string& tensor) const {
  const NodeView* node = origin(tensor).node;
  return node != nullptr ? made_by(*node) : std::nullopt;
}

bool QuantizedValues::is_dynamic(const std::string& tensor) const {
  const NodeView* node = origin(tensor).node;
  return node != nullptr && node->type == "DynamicQuantizeLinear";
}

bool QuantizedValues::is_graph_input(const std::string& tensor) const {
  const Origin& from = origin(tensor);
  return from.node == nullptr && model_.is_graph_input(from.tensor);
}

Bounds QuantizedValues::bounds(const std::string& tensor, int depth) const {
  const auto known = known_bounds_.find(tensor);
  if (known != known_bounds_.end()) return known->second;
  if (depth == 0) return {};
  const Bounds result = computed_bounds(tensor, depth);
  known_bounds_[tensor] = result;
  return result;
}

Bounds QuantizedValues::unclamped(const NodeView& node, int depth) const {
  const auto input = [&](size_t i) {
    return node.has_input(i) ? bounds(node.inputs[i], depth - 1) : Bounds{};
  };
  if (node.type == "QuantizeLinear") return input(0);
  if (node.type == "QLinearSigmoid" || node.type == "QLinearSoftmax") return {0, 1};
  if (averages_elements(node)) return hull(input(0), {0, 0});
  if (node.type == "QLinearAdd")
    return {input(0).low + input(3).low, input(0).high + input(3).high};
  if (node.type != "QLinearConcat") return {};
  Bounds result = input(2);
  for (size_t i = 5; i < node.inputs.size(); i += 3) result = hull(result, input(i));
  return result;
}

Bounds QuantizedValues::clamp_of(const NodeView& node) const {
  const auto quantization = made_by(node);
  const auto range = quantization ? representable_range(*quantization) : std::optional<RealRange>();
  Bounds clamp;
  if (!range) return clamp;
  const Bounds known = unclamped(node, kDepth);
  if (known.low < range->low - range->step) clamp.low = range->low;
  if (known.high > range->high + range->step) clamp.high = range->high;
  return clamp;
}

Bounds QuantizedValues::computed_bounds(const std::string& tensor, int depth) const {
  const NodeView* node = producer(tensor);
  if (node == nullptr || !node->has_input(0)) return {};
  const auto input = [&](size_t i) { return bounds(node->inputs[i], depth - 1); };
  if (output_places(*node)) {
    const auto quantization = made_by(*node);
    const auto range =
        quantization ? representable_range(*quantization) : std::optional<RealRange>();
    const Bounds made = range ? Bounds{range->low, range->high} : Bounds{};
    return intersection(made, unclamped(*node, depth));
  }
  static constexpr const char* kUnit[] = {"Sigmoid", "HardSigmoid", "Softmax", "Hardmax"};
  static constexpr const char* kPositive[] = {"Abs", "Exp", "Softplus", "Sqrt"};
  static constexpr const char* kPassing[] = {"DequantizeLinear", "DynamicQuantizeLinear"};
  if (moves_elements(*node) || is_one_of(*node, kPassing)) return input(0);
  if (averages_elements(*node)) return hull(input(0), {0, 0});
  if (node->type == "Relu") return {std::max(input(0).low, 0.0f), std::max(input(0).high, 0.0f)};
  if (is_one_of(*node, kUnit)) return {0, 1};
  if (is_one_of(*node, kPositive)) return {0, std::numeric_limits<float>::infinity()};
  if (node->type == "Clip") {
    Bounds result = input(0);
    const auto limit = [&](const char* attribute, size_t i, float without) {
      const ModelRewriter::Constant* constant =
          node->has_input(i) ? model_.constant(node->inputs[i]) : nullptr;
      if (constant != nullptr && constant->tensor.size() == 1)
        return constant->tensor.to_floats()[0];
      return node->get_float(attribute, without);
    };
    return intersection(result, {limit("min", 1, result.low), limit("max", 2, result.high)});
  }
  if (node->type == "Concat") {
    Bounds result = input(0);
    for (size_t i = 1; i < node->inputs.size(); ++i) result = hull(result, input(i));
    return result;
  }
  if (node->type == "Add" && node->has_input(1))
    return {input(0).low + input(1).low, input(0).high + input(1).high};
  return {};
}

}  // namespace cnnviz::core
