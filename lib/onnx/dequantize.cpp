// Quantized networks become the float networks that they approximate (Jacob et al., CVPR 2018):
// every tensor of integers stands for the real numbers behind it, under its own name. Rounding is
// not imitated. Three forms, as exporters and onnxruntime write them:
//
//   QDQ      QuantizeLinear and DequantizeLinear around float operators. Constants are dequantized.
//   QLinear  QLinearConv, QLinearAdd, ... compute with integers what the operator of that name
//            computes with reals.
//   dynamic  DynamicQuantizeLinear, MatMulInteger, ConvInteger: scales are computed from the data.
//            Such a tensor stands for itself with a scale of 1, and the products that bring the
//            scales back in stay as they are.
//
// What stays of a quantizer is its range. Activations that the float network clamps are often left
// to it (a quantizer with a zero point at the least integer is a Relu), so it becomes a Clip to the
// numbers it can represent. An end that the operators before guarantee anyway is left out: a
// quantizer behind a Relu is no second one. So is the whole Clip at an input of the network.
#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "onnx/model_rewriter.h"
#include "onnx/quantized_values.h"

namespace cnnviz::core {

namespace {

class Dequantizer {
 public:
  explicit Dequantizer(ModelProto* model) : model_(model), values_(model_) {}

  void run() {
    for (size_t i = 0; i < model_.nodes().size(); ++i) {
      const NodeProto& node = model_.nodes()[i];
      if (!model_.is_operator(node) || !rewrite(node)) model_.keep(i);
    }
    model_.finish();
  }

  // A node that stays as it is reported as not supported.
  using Method = bool (Dequantizer::*)(const NodeProto& node);
  static Method method_of(const NodeView& node);

 private:
  // An input by its place: "" where the node leaves it out.
  static std::string input(const NodeView& view, size_t i) {
    return view.has_input(i) ? view.inputs[i] : "";
  }

  bool rewrite(const NodeProto& node) {
    const Method method = method_of(node.view);
    return method != nullptr && (this->*method)(node);
  }

  std::string dequantized_constant(const NodeProto& node, const std::string& integers,
                                   const Quantization& quantization, int64_t axis,
                                   int64_t block = 0) {
    const ModelRewriter::Constant* constant = model_.constant(integers);
    if (constant->element == ElementType::float32) return integers;  // it was dequantized before
    Tensor reals;
    try {
      reals = dequantized(constant->tensor, quantization, axis, block);
    } catch (const Error& error) {
      node.view.fail(error.status(), error.what());
    }
    if (model_.uses(integers) == 1 && model_.is_initializer(integers)) {
      model_.replace_constant(integers, std::move(reals));
      return integers;
    }
    return model_.add_constant(integers + "/dequantized", std::move(reals));
  }

  // The real numbers behind input `i`, its scale and its zero point following; "" where unknown.
  std::string real(const NodeProto& node, size_t i, int64_t axis = 0) {
    return real(node, input(node.view, i), input(node.view, i + 1), input(node.view, i + 2), axis);
  }
  std::string real(const NodeProto& node, const std::string& tensor, const std::string& scale,
                   const std::string& zero_point, int64_t axis) {
    if (model_.constant(tensor) == nullptr) return tensor;
    const auto quantization = values_.named(scale, zero_point);
    return quantization ? dequantized_constant(node, tensor, *quantization, axis) : "";
  }

  // Adds the operator that computes the node's first output, and the quantizer's range behind it.
  bool compute(const NodeProto& node, const std::string& type, const Names& inputs,
               Attributes attributes = {}, int64_t opset = 13) {
    for (size_t i = 0; i < inputs.size(); ++i)
      if (inputs[i].empty()) return false;
    const std::string& output = node.view.outputs[0];
    const Bounds clamp = values_.clamp_of(node.view);
    const std::string result =
        model_.add(node, type, inputs, {is_clamp(clamp) ? model_.between(output) : output},
                   std::move(attributes), opset);
    if (is_clamp(clamp)) add_clip(node, result, clamp);
    return true;
  }

  static bool is_clamp(const Bounds& bounds) {
    return std::isfinite(bounds.low) || std::isfinite(bounds.high);
  }

  void add_clip(const NodeProto& node, const std::string& from, const Bounds& bounds) {
    Attributes attributes;
    if (std::isfinite(bounds.low)) attributes["min"] = bounds.low;
    if (std::isfinite(bounds.high)) attributes["max"] = bounds.high;
    model_.add(node, "Clip", {from}, {node.view.outputs[0]}, std::move(attributes), 10);
  }

  bool quantize_linear(const NodeProto& node) {
    const NodeView& view = node.view;
    if (!view.has_input(0)) return false;
    const std::string& from = view.inputs[0];
    const Bounds clamp = values_.clamp_of(view);
    if (is_clamp(clamp) && model_.constant(from) == nullptr && !values_.is_graph_input(from))
      add_clip(node, from, clamp);
    else
      model_.alias(node, view.outputs[0], from);
    return true;
  }

  bool dequantize_linear(const NodeProto& node) {
    const NodeView& view = node.view;
    if (!view.has_input(0) || !view.has_input(1)) return false;
    const std::string& from = view.inputs[0];
    const auto quantization = values_.named(view.inputs[1], input(view, 2));
    if (model_.constant(from) != nullptr) {
      if (!quantization) return false;
      model_.alias(node, view.outputs[0],
                   dequantized_constant(node, from, *quantization, view.get_int("axis", 1),
                                        view.get_int("block_size", 0)));
      return true;
    }
    const auto made = values_.of(from);
    if (!quantization || !made) return false;
    view.require(quantization->same_as(*made), Status::unsupported,
                 "its scale and zero point differ from those that its input was quantized with");
    model_.alias(node, view.outputs[0], from);
    return true;
  }

  // com.microsoft says by an attribute that its pools have channels last.
  static bool channels_first(const NodeProto& node) {
    node.view.require(node.view.get_int("channels_last", 0) == 0, Status::unsupported,
                      "channels_last is not supported");
    return true;
  }

  static Attributes plain_attributes(const NodeView& view) {
    Attributes attributes = view.attributes;
    attributes.erase("channels_last");
    return attributes;
  }

  // A bias of int32 has the scale of the products that it is added to, weights' by inputs'.
  std::string real_bias(const NodeProto& node, const std::string& bias,
                        const std::string& input_scale, const std::string& weight_scale) {
    const auto inputs = values_.named(input_scale, ""), weights = values_.named(weight_scale, "");
    if (model_.constant(bias) == nullptr || !inputs || !weights || inputs->scale.size() != 1)
      return "";
    Tensor scales = weights->scale.clone();
    for (float& scale : scales.mutable_floats()) scale *= inputs->scale.floats()[0];
    return dequantized_constant(node, bias, {scales, {}, ElementType::int32}, 0);
  }

  bool qlinear_conv(const NodeProto& node) {
    const NodeView& view = node.view;
    Names inputs{real(node, 0), real(node, 3)};
    if (view.has_input(8))
      inputs.push_back(real_bias(node, view.inputs[8], input(view, 1), input(view, 4)));
    return compute(node, "Conv", inputs, plain_attributes(view));
  }

  bool qlinear_matmul(const NodeProto& node) {
    return compute(node, "MatMul", {real(node, 0), real(node, 3, -1)});
  }

  bool qgemm(const NodeProto& node) {
    const NodeView& view = node.view;
    Names inputs{real(node, 0), real(node, 3, view.get_int("transB", 0) != 0 ? 0 : 1)};
    if (view.has_input(6))
      inputs.push_back(real_bias(node, view.inputs[6], input(view, 1), input(view, 4)));
    return compute(node, "Gemm", inputs, view.attributes);
  }

  bool qlinear_binary(const NodeProto& node) {
    return compute(node, node.view.type == "QLinearAdd" ? "Add" : "Mul",
                   {real(node, 0), real(node, 3)});
  }

  bool qlinear_unary(const NodeProto& node) {
    const NodeView& view = node.view;
    Attributes attributes = plain_attributes(view);
    attributes.erase("opset");
    return channels_first(node) &&
           compute(node, view.type.substr(std::string("QLinear").size()), {real(node, 0)},
                   std::move(attributes), view.get_int("opset", 13));
  }

  bool qlinear_concat(const NodeProto& node) {
    Names inputs;
    for (size_t i = 2; i < node.view.inputs.size(); i += 3) inputs.push_back(real(node, i));
    return compute(node, "Concat", inputs, node.view.attributes);
  }

  bool qlinear_where(const NodeProto& node) {
    return compute(node, "Where", {input(node.view, 0), real(node, 1), real(node, 4)});
  }

  bool dynamic_quantize_linear(const NodeProto& node) {
    const NodeView& view = node.view;
    if (!view.has_input(0) || view.outputs.size() != 3) return false;
    if (view.has_output(0)) model_.alias(node, view.outputs[0], view.inputs[0]);
    if (view.has_output(1)) model_.define_constant(view.outputs[1], Tensor::scalar(1));
    if (view.has_output(2)) model_.define_constant(view.outputs[2], Tensor(DataType::int64, {}));
    return true;
  }

  // Integers less their zero point, as floats.
  std::string integers(const NodeProto& node, const std::string& tensor,
                       const std::string& zero_point, int64_t axis) {
    const Tensor one = Tensor::scalar(1);
    if (model_.constant(tensor) != nullptr) {
      const ModelRewriter::Constant* points = model_.constant(zero_point);
      if (points == nullptr && !zero_point.empty()) return "";
      Quantization quantization{one, points != nullptr ? points->tensor : Tensor(), {}};
      if (quantization.zero_point.valid() && quantization.zero_point.size() > 1) {
        Tensor ones(DataType::float32, {quantization.zero_point.size()});
        std::fill(ones.mutable_floats().begin(), ones.mutable_floats().end(), 1.0f);
        quantization.scale = ones;
      }
      return dequantized_constant(node, tensor, quantization, axis);
    }
    if (values_.is_dynamic(tensor)) return tensor;
    const auto made = values_.of(tensor);
    if (!made || made->scale.size() != 1) return "";
    const std::string scale = model_.add_constant(tensor + "/scale", made->scale);
    return model_.add(node, "Div", {tensor, scale}, {model_.between(node.view.outputs[0])});
  }

  bool integer_product(const NodeProto& node) {
    const NodeView& view = node.view;
    const bool convolution = view.type == "ConvInteger";
    return compute(node, convolution ? "Conv" : "MatMul",
                   {integers(node, input(view, 0), input(view, 2), 0),
                    integers(node, input(view, 1), input(view, 3), convolution ? 0 : -1)},
                   convolution ? view.attributes : Attributes{});
  }

  // com.microsoft: a, b, their scales, their zero points, a bias; or a in floats.
  bool product_to_float(const NodeProto& node) {
    const NodeView& view = node.view;
    const bool quantized = view.type == "MatMulIntegerToFloat";
    std::string a = input(view, 0);
    if (quantized && !values_.is_dynamic(a) && !values_.of(a)) return false;
    const std::string b = quantized
                              ? real(node, input(view, 1), input(view, 3), input(view, 5), -1)
                              : real(node, input(view, 1), input(view, 2), input(view, 3), -1);
    const std::string bias = input(view, quantized ? 6 : 4);
    if (a.empty() || b.empty()) return false;
    const std::string& output = view.outputs[0];
    const std::string product =
        model_.add(node, "MatMul", {a, b}, {bias.empty() ? output : model_.between(output)});
    if (!bias.empty()) model_.add(node, "Add", {product, bias}, {output});
    return true;
  }

  // Zeros and values that a Pad puts around integers are integers too.
  bool pad(const NodeProto& node) {
    const NodeView& view = node.view;
    const auto made = view.has_input(0) ? values_.of(view.inputs[0]) : std::nullopt;
    if (!made || made->scale.size() != 1 || view.get_text("mode", "constant") != "constant" ||
        view.inputs.size() < 2)
      return false;
    const ModelRewriter::Constant* value = model_.constant(input(view, 2));
    if (value == nullptr && view.has_input(2)) return false;
    const Tensor integer = value != nullptr ? value->tensor : Tensor(DataType::int64, {});
    if (integer.type() != DataType::int64) return false;
    Names inputs = view.inputs;
    inputs.resize(std::max<size_t>(inputs.size(), 3));
    inputs[2] = model_.add_constant(view.outputs[0] + "/value", dequantized(integer, *made, 0, 0));
    model_.add(node, "Pad", inputs, {view.outputs[0]}, view.attributes, 0);
    return true;
  }

  ModelRewriter model_;
  QuantizedValues values_;
};

struct Row {
  const char* domain;
  const char* type;
  Dequantizer::Method method;
};

Dequantizer::Method Dequantizer::method_of(const NodeView& node) {
  using D = Dequantizer;
  constexpr const char* kMicrosoft = "com.microsoft";
  static constexpr Row kRows[] = {
      {"", "ConvInteger", &D::integer_product},
      {"", "DequantizeLinear", &D::dequantize_linear},
      {"", "DynamicQuantizeLinear", &D::dynamic_quantize_linear},
      {"", "MatMulInteger", &D::integer_product},
      {"", "Pad", &D::pad},
      {"", "QLinearConv", &D::qlinear_conv},
      {"", "QLinearMatMul", &D::qlinear_matmul},
      {"", "QuantizeLinear", &D::quantize_linear},
      {kMicrosoft, "DequantizeLinear", &D::dequantize_linear},
      {kMicrosoft, "DynamicQuantizeMatMul", &D::product_to_float},
      {kMicrosoft, "MatMulIntegerToFloat", &D::product_to_float},
      {kMicrosoft, "QGemm", &D::qgemm},
      {kMicrosoft, "QLinearAdd", &D::qlinear_binary},
      {kMicrosoft, "QLinearAveragePool", &D::qlinear_unary},
      {kMicrosoft, "QLinearConcat", &D::qlinear_concat},
      {kMicrosoft, "QLinearGlobalAveragePool", &D::qlinear_unary},
      {kMicrosoft, "QLinearLeakyRelu", &D::qlinear_unary},
      {kMicrosoft, "QLinearMul", &D::qlinear_binary},
      {kMicrosoft, "QLinearReduceMean", &D::qlinear_unary},
      {kMicrosoft, "QLinearSigmoid", &D::qlinear_unary},
      {kMicrosoft, "QLinearSoftmax", &D::qlinear_unary},
      {kMicrosoft, "QLinearWhere", &D::qlinear_where},
      {kMicrosoft, "QuantizeLinear", &D::quantize_linear},
  };
  for (const Row& row : kRows)
    if (node.domain == row.domain && node.type == row.type) return row.method;
  return nullptr;
}

}  // namespace

void dequantize_nodes(ModelProto* model) {
  const auto quantized = [](const NodeProto& node) {
    return node.view.type != "Pad" && Dequantizer::method_of(node.view) != nullptr;
  };
  if (std::any_of(model->nodes.begin(), model->nodes.end(), quantized)) Dequantizer(model).run();
}

}  // namespace cnnviz::core
