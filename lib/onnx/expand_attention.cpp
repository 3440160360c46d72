// Attention (Vaswani et al. 2017) as onnxruntime's optimizer writes it: Attention projects its
// input [batch, tokens, channels] to queries, keys and values itself, MultiHeadAttention gets them
// as [batch, tokens, heads * size]. For each head softmax(Q K' scale + bias) V, the heads side by
// side again.
#include "base/text.h"
#include "onnx/expand.h"

namespace cnnviz::core {

namespace {

using Ints = std::vector<int64_t>;

class Attention {
 public:
  Attention(const NodeProto& node, ModelRewriter* model)
      : node_(node),
        view_(node.view),
        model_(model),
        heads_(view_.get_int("num_heads", 0)),
        scale_(view_.get_float("scale", 0)) {
    view_.require(heads_ > 0, Status::corrupt, "num_heads is ", heads_);
    view_.require(view_.get_int("unidirectional", 0) == 0 && view_.get_int("do_rotary", 0) == 0,
                  Status::unsupported, "unidirectional and rotary attention are not supported");
    for (size_t i = 1; i < view_.outputs.size(); ++i)
      view_.require(!view_.has_output(i), Status::unsupported, "its output ", i,
                    " is not supported");
  }

  void refuse_inputs(size_t first, size_t last, const char* what) const {
    for (size_t i = first; i <= last; ++i)
      view_.require(!view_.has_input(i), Status::unsupported, "its input ", i, " (", what,
                    ") is not supported");
  }

  std::string step(const std::string& type, const Names& inputs, Attributes attributes = {},
                   int64_t opset = 13) const {
    return model_->add(node_, type, inputs, {model_->between(view_.outputs[0])},
                       std::move(attributes), opset);
  }

  // [batch, tokens, heads * size] -> [batch, heads, tokens, size]
  std::string split_heads(const std::string& input) const {
    const std::string parts = step("Reshape", {input, shape({0, 0, heads_, -1})});
    return step("Transpose", {parts}, {{"perm", Ints{0, 2, 1, 3}}});
  }

  // The size of a head is known where weights say it; else queries are scaled by their shape.
  void attend(const std::string& query, const std::string& key, const std::string& value,
              const std::string& bias) const {
    const std::string keys = step("Transpose", {key}, {{"perm", Ints{0, 1, 3, 2}}});
    std::string scores = step("MatMul", {query, keys});
    if (scale_ != 0)
      scores = step("Mul", {scores, constant(Tensor::scalar(scale_))});
    else
      scores = step("Div", {scores, root_of_size(query)});
    if (!bias.empty()) scores = step("Add", {scores, bias});
    const std::string weights = step("Softmax", {scores}, {{"axis", int64_t{-1}}});
    const std::string heads = step("MatMul", {weights, value});
    const std::string tokens = step("Transpose", {heads}, {{"perm", Ints{0, 2, 1, 3}}});
    model_->add(node_, "Reshape", {tokens, shape({0, 0, -1})}, {view_.outputs[0]});
  }

  std::string constant(Tensor tensor) const {
    return model_->add_constant(view_.outputs[0] + "/constant", std::move(tensor));
  }
  std::string shape(const Ints& extents) const { return constant(Tensor::vector_of(extents)); }

 private:
  // sqrt of the last extent: a constant once shapes are known.
  std::string root_of_size(const std::string& heads) const {
    const std::string extents = step("Shape", {heads}, {{"start", int64_t{3}}}, 15);
    return step("Sqrt", {step("Cast", {extents}, {{"to", int64_t{1}}})});
  }

  const NodeProto& node_;
  const NodeView& view_;
  ModelRewriter* model_;
  int64_t heads_;
  float scale_;
};

}  // namespace

void expand_attention(const NodeProto& node, ModelRewriter* model) {
  const NodeView& view = node.view;
  const Attention attention(node, model);
  view.require(view.has_input(0) && view.has_input(1), Status::corrupt,
               "it needs an input and weights");
  attention.refuse_inputs(3, 4, "mask or past");
  view.require(!view.has("qkv_hidden_sizes"), Status::unsupported,
               "qkv_hidden_sizes is not supported");
  std::string projected = attention.step("MatMul", {view.inputs[0], view.inputs[1]});
  if (view.has_input(2)) projected = attention.step("Add", {projected, view.inputs[2]});
  Names parts;
  for (const char* part : {"/query", "/key", "/value"})
    parts.push_back(model->unique_name(view.outputs[0] + part));
  model->add(node, "Split", {projected}, parts, {{"axis", int64_t{2}}});
  attention.attend(attention.split_heads(parts[0]), attention.split_heads(parts[1]),
                   attention.split_heads(parts[2]), view.has_input(5) ? view.inputs[5] : "");
}

void expand_multi_head_attention(const NodeProto& node, ModelRewriter* model) {
  const NodeView& view = node.view;
  const Attention attention(node, model);
  view.require(view.has_input(0) && view.has_input(1) && view.has_input(2), Status::unsupported,
               "packed queries, keys and values are not supported");
  attention.refuse_inputs(4, 4, "key padding mask");
  attention.refuse_inputs(6, 7, "past");
  Names parts{view.inputs[0], view.inputs[1], view.inputs[2]};
  if (view.has_input(3)) {
    Names biases;
    for (const char* part : {"/query_bias", "/key_bias", "/value_bias"})
      biases.push_back(model->unique_name(view.outputs[0] + part));
    model->add(node, "Split", {view.inputs[3]}, biases, {{"axis", int64_t{0}}});
    for (size_t i = 0; i < 3; ++i) parts[i] = attention.step("Add", {parts[i], biases[i]});
  }
  attention.attend(attention.split_heads(parts[0]), attention.split_heads(parts[1]),
                   attention.split_heads(parts[2]), view.has_input(5) ? view.inputs[5] : "");
}

}  // namespace cnnviz::core
