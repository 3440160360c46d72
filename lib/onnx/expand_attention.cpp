// Attention (Vaswani et al. 2017) as ONNX 23 defines it and as onnxruntime's optimizer writes it:
// for each head softmax(Q K' scale + bias) V. ONNX's gets Q, K and V as [batch, heads, tokens,
// size] or, where it names the numbers of heads, [batch, tokens, heads * size]; its result is
// likewise. Of com.microsoft, Attention projects its input [batch, tokens, channels] to Q, K and V
// itself, MultiHeadAttention gets them as [batch, tokens, heads * size].
#include <algorithm>
#include <limits>

#include "base/text.h"
#include "onnx/expand.h"

namespace cnnviz::core {

namespace {

using Ints = std::vector<int64_t>;

class Attention {
 public:
  Attention(const NodeProto& node, ModelRewriter* model)
      : node_(node), view_(node.view), model_(model), scale_(view_.get_float("scale", 0)) {
    for (const char* kind : {"unidirectional", "is_causal", "do_rotary"})
      view_.require(view_.get_int(kind, 0) == 0, Status::unsupported, kind, " is not supported");
    view_.require(view_.get_float("softcap", 0) == 0, Status::unsupported,
                  "softcap is not supported");
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

  int64_t heads(const char* attribute) const {
    const int64_t count = view_.get_int(attribute, 0);
    view_.require(count > 0, Status::corrupt, attribute, " is ", count);
    return count;
  }

  // [batch, tokens, heads * size] -> [batch, heads, tokens, size]
  std::string split_heads(const std::string& input, int64_t heads) const {
    const std::string parts = step("Reshape", {input, shape({0, 0, heads, -1})});
    return step("Transpose", {parts}, {{"perm", Ints{0, 2, 1, 3}}});
  }

  // Of heads apart, [batch, heads, tokens, size], by a node that writes to these outputs. The size
  // of a head is known where weights say it; else queries are scaled by their shape.
  std::string attend(const std::string& query, const std::string& key, const std::string& value,
                     const std::string& bias, const Names& outputs) const {
    const std::string keys = step("Transpose", {key}, {{"perm", Ints{0, 1, 3, 2}}});
    std::string scores = step("MatMul", {query, keys});
    if (scale_ != 0)
      scores = step("Mul", {scores, constant(Tensor::scalar(scale_))});
    else
      scores = step("Div", {scores, root_of_size(query)});
    if (!bias.empty()) scores = step("Add", {scores, bias});
    const std::string weights = step("Softmax", {scores}, {{"axis", int64_t{-1}}});
    return model_->add(node_, "MatMul", {weights, value}, outputs);
  }

  // The heads side by side again: [batch, tokens, heads * size].
  void attend_and_join(const std::string& query, const std::string& key, const std::string& value,
                       const std::string& bias) const {
    const std::string heads = attend(query, key, value, bias, {model_->between(view_.outputs[0])});
    const std::string tokens = step("Transpose", {heads}, {{"perm", Ints{0, 2, 1, 3}}});
    model_->add(node_, "Reshape", {tokens, shape({0, 0, -1})}, {view_.outputs[0]});
  }

  // What a mask adds to the scores. Of a mask that the network computes the type is not known here:
  // it must be floats, or adding it is refused.
  std::string mask_bias(const std::string& mask) const {
    const ModelRewriter::Constant* constant = model_->constant(mask);
    if (constant == nullptr || constant->tensor.type() != DataType::boolean) return mask;
    const Tensor& allowed = constant->tensor;
    Tensor bias(DataType::float32, allowed.shape());
    const std::span<float> values = bias.mutable_floats();
    const size_t keys = allowed.shape().empty() ? 1 : static_cast<size_t>(allowed.shape().back());
    for (size_t row = 0; row < values.size(); row += keys) {
      bool any = false;
      for (size_t i = row; i < row + keys; ++i) {
        any = any || allowed.booleans()[i] != 0;
        if (allowed.booleans()[i] == 0) values[i] = -std::numeric_limits<float>::infinity();
      }
      view_.require(any, Status::unsupported, "its mask leaves some query no key");
    }
    return this->constant(std::move(bias));
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
  float scale_;
};

}  // namespace

void expand_packed_attention(const NodeProto& node, ModelRewriter* model) {
  const NodeView& view = node.view;
  const Attention attention(node, model);
  const int64_t heads = attention.heads("num_heads");
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
  attention.attend_and_join(
      attention.split_heads(parts[0], heads), attention.split_heads(parts[1], heads),
      attention.split_heads(parts[2], heads), view.has_input(5) ? view.inputs[5] : "");
}

void expand_multi_head_attention(const NodeProto& node, ModelRewriter* model) {
  const NodeView& view = node.view;
  const Attention attention(node, model);
  const int64_t heads = attention.heads("num_heads");
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
  attention.attend_and_join(
      attention.split_heads(parts[0], heads), attention.split_heads(parts[1], heads),
      attention.split_heads(parts[2], heads), view.has_input(5) ? view.inputs[5] : "");
}

void expand_attention(const NodeProto& node, ModelRewriter* model) {
  const NodeView& view = node.view;
  const Attention attention(node, model);
  view.require(view.has_input(0) && view.has_input(1) && view.has_input(2), Status::corrupt,
               "it needs Q, K and V");
  attention.refuse_inputs(4, 5, "past");
  attention.refuse_inputs(6, 6, "nonpad_kv_seqlen");
  const std::string bias = view.has_input(3) ? attention.mask_bias(view.inputs[3]) : "";
  if (!view.has("q_num_heads")) {
    attention.attend(view.inputs[0], view.inputs[1], view.inputs[2], bias, {view.outputs[0]});
    return;
  }
  const int64_t queries = attention.heads("q_num_heads"), keys = attention.heads("kv_num_heads");
  view.require(keys == queries || keys == 1, Status::unsupported, "kv_num_heads is ", keys,
               "; 1 and q_num_heads, ", queries, ", are supported");
  attention.attend_and_join(attention.split_heads(view.inputs[0], queries),
                            attention.split_heads(view.inputs[1], keys),
                            attention.split_heads(view.inputs[2], keys), bias);
}

}  // namespace cnnviz::core
