// Operators that are short for several. Those of domain com.microsoft are what onnxruntime's
// optimizer writes up to level "extended"; SimplifiedLayerNormalization it writes as if it were of
// ai.onnx. MeanVarianceNormalization, LpNormalization and RMSNormalization are what ONNX says.
//
// An Einsum of more than two operands contracts the first two, keeping the labels that are still to
// come, and so on.
#include <algorithm>
#include <set>

#include "base/text.h"
#include "onnx/expand.h"

namespace cnnviz::core {

namespace {

constexpr const char* kMicrosoft = "com.microsoft";

using Ints = std::vector<int64_t>;

// Of an Einsum.
constexpr size_t kMostOperands = 64;

// The node's attributes without those of the fusion.
Attributes attributes_without(const NodeView& node, const std::string& prefix) {
  Attributes result = node.attributes;
  std::erase_if(result, [&](const auto& entry) { return entry.first.rfind(prefix, 0) == 0; });
  return result;
}

// The activation that the attributes of a fused node name; its parameters in order.
void add_activation(const NodeProto& node, const std::vector<float>& parameters, const Names& input,
                    ModelRewriter* model) {
  const NodeView& view = node.view;
  const std::string type = view.get_text("activation", "");
  const auto with = [&](const Names& names) {
    Attributes attributes;
    view.require(parameters.size() >= names.size(), Status::corrupt, "its activation ",
                 quoted(type), " has ", parameters.size(), " parameters; it takes ", names.size());
    for (size_t i = 0; i < names.size(); ++i) attributes[names[i]] = parameters[i];
    return attributes;
  };
  const Names output{view.outputs[0]};
  if (type == "Relu" || type == "Sigmoid" || type == "Tanh") {
    model->add(node, type, input, output);
  } else if (type == "LeakyRelu") {
    model->add(node, type, input, output, with({"alpha"}));
  } else if (type == "HardSigmoid") {
    model->add(node, type, input, output, with({"alpha", "beta"}));
  } else if (type == "Clip") {
    model->add(node, type, input, output, with({"min", "max"}), 10);
  } else {
    view.fail(Status::unsupported, "its activation ", quoted(type),
              " is not supported; supported are Relu, Sigmoid, Tanh, LeakyRelu, HardSigmoid, Clip");
  }
}

void expand_fused_conv(const NodeProto& node, ModelRewriter* model) {
  const NodeView& view = node.view;
  Attributes attributes = attributes_without(view, "activation");
  const bool added = view.has_input(3), activated = view.has("activation");
  Names inputs = view.inputs;
  inputs.resize(std::min<size_t>(inputs.size(), 3));
  const std::string& output = view.outputs[0];
  std::string result =
      model->add(node, "Conv", inputs, {added || activated ? model->between(output) : output},
                 std::move(attributes));
  if (added)
    result = model->add(node, "Add", {result, view.inputs[3]},
                        {activated ? model->between(output) : output});
  if (activated) add_activation(node, view.get_floats("activation_params", {}), {result}, model);
}

void expand_fused_gemm(const NodeProto& node, ModelRewriter* model) {
  const NodeView& view = node.view;
  const std::string result =
      model->add(node, "Gemm", view.inputs, {model->between(view.outputs[0])},
                 attributes_without(view, "activation"));
  add_activation(node,
                 {view.get_float("activation_alpha", 0), view.get_float("activation_beta", 0)},
                 {result}, model);
}

// Input 0, plus the bias where input 1 is there.
std::string with_bias(const NodeProto& node, ModelRewriter* model) {
  const NodeView& view = node.view;
  view.require(view.has_input(0), Status::corrupt, "input 0 is missing");
  if (!view.has_input(1)) return view.inputs[0];
  return model->add(node, "Add", {view.inputs[0], view.inputs[1]},
                    {model->between(view.outputs[0])});
}

void expand_gelu(const NodeProto& node, ModelRewriter* model) {
  const std::string form = node.view.type == "FastGelu" ? "tanh" : "none";
  model->add(node, "Gelu", {with_bias(node, model)}, {node.view.outputs[0]},
             {{"approximate", form}}, 20);
}

void expand_quick_gelu(const NodeProto& node, ModelRewriter* model) {
  model->add(node, "Swish", node.view.inputs, {node.view.outputs[0]},
             {{"alpha", node.view.get_float("alpha", 1.702f)}}, 24);
}

// Of `input`, with the scale; RMSNormalization of ONNX 23.
void add_rms_normalization(const NodeProto& node, const std::string& input,
                           const std::string& scale, ModelRewriter* model) {
  const NodeView& view = node.view;
  const std::string& output = view.outputs[0];
  const int64_t axis = view.get_int("axis", -1);
  view.require(axis < 0 && axis >= -kMaxRank, Status::unsupported, "axis is ", axis, "; -1 to ",
               -kMaxRank, " are supported");
  Ints axes;
  for (int64_t i = axis; i < 0; ++i) axes.push_back(i);
  const auto step = [&](const std::string& type, const Names& inputs, Attributes attributes = {}) {
    return model->add(node, type, inputs, {model->between(output)}, std::move(attributes));
  };
  const std::string epsilon =
      model->add_constant(output + "/epsilon", Tensor::scalar(view.get_float("epsilon", 1e-5f)));
  const std::string square = step("Mul", {input, input});
  const std::string mean = step("ReduceMean", {square}, {{"axes", axes}});
  const std::string length = step("Sqrt", {step("Add", {mean, epsilon})});
  model->add(node, "Mul", {step("Div", {input, length}), scale}, {output});
}

void expand_rms_normalization(const NodeProto& node, ModelRewriter* model) {
  const NodeView& view = node.view;
  view.require(view.has_input(0) && view.has_input(1), Status::corrupt,
               "it needs an input and a scale");
  view.require(!view.has_output(1), Status::unsupported, "its second output is not supported");
  add_rms_normalization(node, view.inputs[0], view.inputs[1], model);
}

// input + skip (+ bias), normalized; output 3 is the sum.
void expand_skip_normalization(const NodeProto& node, ModelRewriter* model) {
  const NodeView& view = node.view;
  const bool simplified = view.type == "SkipSimplifiedLayerNormalization";
  view.require(view.has_input(0) && view.has_input(1) && view.has_input(2), Status::corrupt,
               "it needs input, skip and gamma");
  view.require(!view.has_output(1) && !view.has_output(2), Status::unsupported,
               "its mean and deviation are not supported as outputs");
  const size_t bias = simplified ? 3 : 4;
  const std::string& output = view.outputs[0];
  const std::string sum =
      view.has_output(3) ? view.outputs[3] : model->unique_name(output + "/sum");
  if (view.has_input(bias)) {
    const std::string first =
        model->add(node, "Add", {view.inputs[0], view.inputs[1]}, {model->between(output)});
    model->add(node, "Add", {first, view.inputs[bias]}, {sum});
  } else {
    model->add(node, "Add", {view.inputs[0], view.inputs[1]}, {sum});
  }
  if (simplified) return add_rms_normalization(node, sum, view.inputs[2], model);
  Names inputs{sum, view.inputs[2]};
  if (view.has_input(3)) inputs.push_back(view.inputs[3]);
  model->add(node, "LayerNormalization", inputs, {output},
             {{"epsilon", view.get_float("epsilon", 1e-12f)}}, 17);
}

// (x - mean) / (deviation + 1e-9)
void expand_mean_variance(const NodeProto& node, ModelRewriter* model) {
  const NodeView& view = node.view;
  const std::string& output = view.outputs[0];
  const Attributes axes{{"axes", view.get_ints("axes", {0, 2, 3})}};
  const auto step = [&](const std::string& type, const Names& inputs, Attributes attributes = {}) {
    return model->add(node, type, inputs, {model->between(output)}, std::move(attributes));
  };
  view.require(view.has_input(0), Status::corrupt, "its input is missing");
  const std::string mean = step("ReduceMean", {view.inputs[0]}, axes);
  const std::string centered = step("Sub", {view.inputs[0], mean});
  const std::string variance = step("ReduceMean", {step("Mul", {centered, centered})}, axes);
  const std::string least = model->add_constant(output + "/epsilon", Tensor::scalar(1e-9f));
  const std::string deviation = step("Add", {step("Sqrt", {variance}), least});
  model->add(node, "Div", {centered, deviation}, {output});
}

void expand_lp_normalization(const NodeProto& node, ModelRewriter* model) {
  const NodeView& view = node.view;
  const int64_t p = view.get_int("p", 2);
  view.require(p == 1 || p == 2, Status::unsupported, "p is ", p, "; 1 and 2 are supported");
  view.require(view.has_input(0), Status::corrupt, "its input is missing");
  const std::string length =
      model->add(node, p == 1 ? "ReduceL1" : "ReduceL2", {view.inputs[0]},
                 {model->between(view.outputs[0])}, {{"axes", Ints{view.get_int("axis", -1)}}});
  model->add(node, "Div", {view.inputs[0], length}, {view.outputs[0]});
}

void expand_einsum(const NodeProto& node, ModelRewriter* model) {
  const NodeView& view = node.view;
  std::string equation = view.get_text("equation", "");
  std::erase(equation, ' ');
  view.require(view.inputs.size() <= kMostOperands, Status::unsupported, "it has ",
               view.inputs.size(), " operands; up to ", kMostOperands, " are supported");
  const size_t arrow = equation.find("->");
  view.require(arrow != std::string::npos, Status::unsupported,
               "an equation of more than two operands needs \"->\" and its output");
  const std::string output = equation.substr(arrow + 2);
  Names terms(1);
  for (const char c : equation.substr(0, arrow))
    if (c == ',')
      terms.emplace_back();
    else
      terms.back() += c;
  view.require(terms.size() == view.inputs.size(), Status::corrupt, "equation ", quoted(equation),
               " has ", terms.size(), " operands, the node has ", view.inputs.size());
  std::string result = view.inputs[0], term = terms[0];
  for (size_t i = 1; i + 1 < terms.size(); ++i) {
    std::set<char> later(output.begin(), output.end());
    for (size_t k = i + 1; k < terms.size(); ++k) later.insert(terms[k].begin(), terms[k].end());
    const std::string both = term + terms[i];
    std::string kept = both.find("...") != std::string::npos ? "..." : "";
    later.erase('.');
    for (const char c : both)
      if (later.erase(c) != 0) kept += c;
    result = model->add(node, "Einsum", {result, view.inputs[i]}, {model->between(view.outputs[0])},
                        {{"equation", concat(term, ",", terms[i], "->", kept)}});
    term = kept;
  }
  model->add(node, "Einsum", {result, view.inputs.back()}, {view.outputs[0]},
             {{"equation", concat(term, ",", terms.back(), "->", output)}});
}

struct Row {
  const char* domain;
  const char* type;
  void (*expand)(const NodeProto& node, ModelRewriter* model);
};

constexpr Row kRows[] = {
    {"", "Attention", expand_attention},
    {"", "Einsum", expand_einsum},
    {"", "LpNormalization", expand_lp_normalization},
    {"", "MeanVarianceNormalization", expand_mean_variance},
    {"", "RMSNormalization", expand_rms_normalization},
    {"", "SimplifiedLayerNormalization", expand_rms_normalization},
    {kMicrosoft, "Attention", expand_packed_attention},
    {kMicrosoft, "BiasGelu", expand_gelu},
    {kMicrosoft, "FastGelu", expand_gelu},
    {kMicrosoft, "FusedConv", expand_fused_conv},
    {kMicrosoft, "FusedGemm", expand_fused_gemm},
    {kMicrosoft, "Gelu", expand_gelu},
    {kMicrosoft, "MultiHeadAttention", expand_multi_head_attention},
    {kMicrosoft, "QuickGelu", expand_quick_gelu},
    {kMicrosoft, "SkipLayerNormalization", expand_skip_normalization},
    {kMicrosoft, "SkipSimplifiedLayerNormalization", expand_skip_normalization},
};

const Row* row_of(const NodeProto& node) {
  if (node.view.type == "Einsum" && node.view.inputs.size() <= 2) return nullptr;
  for (const Row& row : kRows)
    if (node.view.domain == row.domain && node.view.type == row.type) return &row;
  return nullptr;
}

}  // namespace

void expand_nodes(ModelProto* model) {
  if (std::none_of(model->nodes.begin(), model->nodes.end(),
                   [](const NodeProto& node) { return row_of(node) != nullptr; }))
    return;
  ModelRewriter rewriter(model);
  for (size_t i = 0; i < rewriter.nodes().size(); ++i) {
    const NodeProto& node = rewriter.nodes()[i];
    const Row* row = rewriter.is_operator(node) ? row_of(node) : nullptr;
    if (row == nullptr)
      rewriter.keep(i);
    else
      row->expand(node, &rewriter);
  }
  rewriter.finish();
}

}  // namespace cnnviz::core
