// Small vision transformers and channels-last networks, as exporters write them.
#pragma once

#include "model/small_models.h"

namespace cnnviz::test {

// x [N, 3, 8, 12] -> patches of 4 -> "grid" [N, 6, 2, 3] -> "tokens" [N, 6, 6], rows first.
inline ModelBuilder patch_embedding(const Extent& height = 8, const Extent& width = 12) {
  ModelBuilder model(17);
  model.input("x", {"N", 3, height, width})
      .initializer("patch.weight", scrambled({6, 3, 4, 4}, 1))
      .initializer("flat", Tensor::vector_of({0, 6, -1}))
      .node("Conv", {"x", "patch.weight"}, {"grid"}, {{"strides", Ints{4, 4}}})
      .node("Reshape", {"grid", "flat"}, {"flat_grid"})
      .node("Transpose", {"flat_grid"}, {"tokens"}, {{"perm", Ints{0, 2, 1}}});
  return model;
}

// A block of attention with one head over "NAME" -> "NAME.out": normalization "NAME.ln", queries,
// keys and values "NAME.q", "NAME.k", "NAME.v" with a bias, attention, projection, sum.
inline void add_attention(ModelBuilder& model, const std::string& name, uint32_t seed) {
  const auto part = [&](const char* suffix) { return name + "." + suffix; };
  model.initializer(part("scale"), scrambled({6}, seed))
      .initializer(part("shift"), scrambled({6}, seed + 1));
  model.node("LayerNormalization", {name, part("scale"), part("shift")}, {part("ln")});
  for (const char* one : {"q", "k", "v"}) {
    model.initializer(part(one) + ".weight", scrambled({6, 6}, seed += 2))
        .initializer(part(one) + ".bias", scrambled({6}, ++seed))
        .node("MatMul", {part("ln"), part(one) + ".weight"}, {part(one) + ".product"})
        .node("Add", {part(one) + ".bias", part(one) + ".product"}, {part(one)});
  }
  model.initializer(part("projection"), scrambled({6, 6}, seed + 1))
      .node("Transpose", {part("k")}, {part("keys")}, {{"perm", Ints{0, 2, 1}}})
      .node("MatMul", {part("q"), part("keys")}, {part("scores")})
      .node("Softmax", {part("scores")}, {part("attention")}, {{"axis", int64_t{-1}}})
      .node("MatMul", {part("attention"), part("v")}, {part("mixed")})
      .node("MatMul", {part("mixed"), part("projection")}, {part("projected")})
      .node("Add", {name, part("projected")}, {part("out")});
}

// Two blocks over the tokens behind a class token, whose final state alone is read on:
// "sequence" [N, 7, 6], "sequence.out", "sequence.out.out" -> "final" -> "logits" [N, 5].
inline ModelBuilder small_transformer() {
  ModelBuilder model = patch_embedding();
  model.initializer("class_token", scrambled({1, 1, 6}, 2))
      .initializer("one", Tensor::vector_of({1}))
      .initializer("tail", Tensor::vector_of({1, 6}))
      .initializer("position", scrambled({1, 7, 6}, 3))
      .initializer("final.scale", scrambled({6}, 4))
      .initializer("final.shift", scrambled({6}, 5))
      .initializer("first", Tensor::from_ints({}, Ints{0}))
      .initializer("head.weight", scrambled({6, 5}, 6))
      .node("Shape", {"x"}, {"extents"}, {{"start", int64_t{0}}, {"end", int64_t{1}}})
      .node("Concat", {"extents", "tail"}, {"token_shape"}, {{"axis", int64_t{0}}})
      .node("Expand", {"class_token", "token_shape"}, {"class_tokens"})
      .node("Concat", {"class_tokens", "tokens"}, {"joined"}, {{"axis", int64_t{1}}})
      .node("Add", {"joined", "position"}, {"sequence"});
  add_attention(model, "sequence", 20);
  add_attention(model, "sequence.out", 40);
  model.node("LayerNormalization", {"sequence.out.out", "final.scale", "final.shift"}, {"final"})
      .node("Gather", {"final", "first"}, {"class_state"}, {{"axis", int64_t{1}}})
      .node("MatMul", {"class_state", "head.weight"}, {"logits"})
      .output("logits");
  return model;
}

// The mean over the grid of relu(grid): as maps, and as tokens behind a class token that is dropped
// again. Both have the same logits, and the same Grad-CAM at "maps".
inline ModelBuilder pooled_maps() {
  ModelBuilder model = patch_embedding();
  model.initializer("head.weight", scrambled({6, 5}, 6))
      .node("Relu", {"grid"}, {"maps"})
      .node("GlobalAveragePool", {"maps"}, {"pooled"})
      .node("Flatten", {"pooled"}, {"features"})
      .node("MatMul", {"features", "head.weight"}, {"logits"})
      .output("logits");
  return model;
}

inline ModelBuilder pooled_tokens() {
  ModelBuilder model = patch_embedding();
  model.initializer("head.weight", scrambled({6, 5}, 6))
      .initializer("starts", Tensor::vector_of({1}))
      .initializer("ends", Tensor::vector_of({1000}))
      .initializer("axis", Tensor::vector_of({1}))
      .node("ReduceMean", {"tokens"}, {"class_token"}, {{"axes", Ints{1}}})
      .node("Concat", {"class_token", "tokens"}, {"sequence"}, {{"axis", int64_t{1}}})
      .node("Relu", {"sequence"}, {"maps"})
      .node("Slice", {"maps", "starts", "ends", "axis"}, {"kept"})
      .node("ReduceMean", {"kept"}, {"features"}, {{"axes", Ints{1}}, {"keepdims", int64_t{0}}})
      .node("MatMul", {"features", "head.weight"}, {"logits"})
      .output("logits");
  return model;
}

// The same maps with their channels last.
inline ModelBuilder pooled_channels_last() {
  ModelBuilder model = patch_embedding();
  model.initializer("head.weight", scrambled({6, 5}, 6))
      .node("Transpose", {"grid"}, {"last"}, {{"perm", Ints{0, 2, 3, 1}}})
      .node("Relu", {"last"}, {"maps"})
      .node("ReduceMean", {"maps"}, {"features"}, {{"axes", Ints{1, 2}}, {"keepdims", int64_t{0}}})
      .node("MatMul", {"features", "head.weight"}, {"logits"})
      .output("logits");
  return model;
}

}  // namespace cnnviz::test
