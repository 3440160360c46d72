#include "model/spatial_views.h"

#include "model/cam_layer.h"
#include "model/token_models.h"

using namespace cnnviz::test;

namespace {

// "channels_first", "channels_last", "2x3+1" (tokens), "2x3+1 across" for [N, K, T]; "" where a
// tensor has no view.
std::string view_text(const ModelBuilder& model, const Shape& input, const std::string& tensor,
                      bool channels_last = false) {
  const auto graph = graph_of(model);
  const auto view = find_spatial_views(*graph, shapes_of(*graph, input),
                                       channels_last)[static_cast<size_t>(graph->require(tensor))];
  if (!view) return "";
  if (!view->tokens) return view_name(*view);
  return token_grid_text(*view) + (view->channel_axis == 1 ? " across" : "");
}

std::vector<std::string> layers_of(const ModelBuilder& model, const Shape& input) {
  const auto graph = graph_of(model);
  const InferredValues inferred = shapes_of(*graph, input);
  return map_layers(*graph, inferred, find_spatial_views(*graph, inferred, false), "logits");
}

}  // namespace

TEST(test_model_spatial_views__a_patch_embedding_gives_the_grid) {
  const ModelBuilder model = small_transformer();
  const auto text = [&](const char* tensor) { return view_text(model, {2, 3, 8, 12}, tensor); };
  CHECK_EQ(text("x"), "channels_first");
  CHECK_EQ(text("grid"), "channels_first");
  CHECK_EQ(text("flat_grid"), "2x3 across");
  CHECK_EQ(text("tokens"), "2x3");
  CHECK_EQ(text("class_tokens"), "");
  CHECK_EQ(text("joined"), "2x3+1");
  CHECK_EQ(text("sequence.ln"), "2x3+1");
  CHECK_EQ(text("sequence.q"), "2x3+1");
  CHECK_EQ(text("sequence.attention"), "");  // tokens by tokens
  CHECK_EQ(text("sequence.projected"), "");
  CHECK_EQ(text("sequence.out"), "2x3+1");  // the sum finds the trail again
  CHECK_EQ(text("final"), "2x3+1");
  CHECK_EQ(text("class_state"), "");
  CHECK_EQ(text("logits"), "");
}

// Behind the last attention only the class token is read: no cell has a gradient there.
TEST(test_model_spatial_views__a_class_token_is_looked_at_before_the_last_attention) {
  const auto layers = layers_of(small_transformer(), {1, 3, 8, 12});
  CHECK(!layers.empty());
  CHECK_EQ(layers[0], "sequence.out.ln");  // not what its queries, keys and values are
  CHECK_EQ(layers[1], "sequence.out");
  CHECK_EQ(layers[2], "sequence.ln");
  CHECK_EQ(layers.back(), "grid");
  for (const char* none : {"final", "sequence.out.out", "sequence.out.v", "sequence.attention"})
    CHECK(std::find(layers.begin(), layers.end(), none) == layers.end());
}

TEST(test_model_spatial_views__pooled_tokens_are_looked_at_last) {
  CHECK_EQ(layers_of(pooled_tokens(), {1, 3, 8, 12})[0], "kept");
  CHECK_EQ(view_text(pooled_tokens(), {1, 3, 8, 12}, "kept"), "2x3");
  CHECK_EQ(layers_of(pooled_channels_last(), {1, 3, 8, 12})[0], "maps");
  CHECK_EQ(view_text(pooled_channels_last(), {1, 3, 8, 12}, "maps"), "channels_last");
}

TEST(test_model_spatial_views__the_grid_follows_the_size_of_the_picture) {
  ModelBuilder model = patch_embedding("H", "W");
  model.output("tokens");
  CHECK_EQ(view_text(model, {1, 3, 12, 4}, "tokens"), "3x1");
  CHECK_EQ(view_text(model, {1, 3, 4, 24}, "tokens"), "1x6");
}

// Swin: windows are cut out of channels-last maps, rolled, and put back by a sum.
TEST(test_model_spatial_views__windows_and_merged_patches) {
  ModelBuilder model = patch_embedding(16, 16);
  const auto indices = [&](const std::string& name, const Ints& values) {
    model.initializer(name, Tensor::vector_of(values));
  };
  indices("windows.shape", {1, 2, 2, 2, 2, 6});
  indices("whole.shape", {1, 4, 4, 6});
  indices("zero", {0, 0});
  indices("one", {1, 1});
  indices("end", {1000, 1000});
  indices("sides", {1, 2});
  indices("two", {2, 2});
  indices("minus", {-1, -1});
  indices("low", {-1000, -1000});
  model.node("Transpose", {"grid"}, {"last"}, {{"perm", Ints{0, 2, 3, 1}}})
      .node("Reshape", {"last", "windows.shape"}, {"split"})
      .node("Transpose", {"split"}, {"windows"}, {{"perm", Ints{0, 1, 3, 2, 4, 5}}})
      .node("Reshape", {"windows", "whole.shape"}, {"mixed"})
      .node("Add", {"last", "mixed"}, {"sum"})
      .node("Slice", {"sum", "zero", "end", "sides", "two"}, {"even"})
      .node("Slice", {"sum", "one", "end", "sides", "two"}, {"odd"})
      .node("Concat", {"even", "odd"}, {"merged"}, {{"axis", int64_t{-1}}})
      .node("Concat", {"even", "odd"}, {"rolled"}, {{"axis", int64_t{1}}})
      .node("Slice", {"sum", "minus", "low", "sides", "minus"}, {"mirrored"})
      .node("Transpose", {"sum"}, {"swapped"}, {{"perm", Ints{0, 2, 1, 3}}})
      .node("Transpose", {"sum"}, {"first"}, {{"perm", Ints{0, 3, 1, 2}}})
      .output("merged");
  const auto text = [&](const char* tensor) { return view_text(model, {1, 3, 16, 16}, tensor); };
  CHECK_EQ(text("last"), "channels_last");
  CHECK_EQ(text("windows"), "");
  CHECK_EQ(text("mixed"), "");
  CHECK_EQ(text("sum"), "channels_last");
  CHECK_EQ(text("even"), "channels_last");
  CHECK_EQ(text("merged"), "channels_last");
  CHECK_EQ(text("rolled"), "");
  CHECK_EQ(text("mirrored"), "");
  CHECK_EQ(text("swapped"), "");
  CHECK_EQ(text("first"), "channels_first");
}

TEST(test_model_spatial_views__tokens_become_maps_again) {
  ModelBuilder model = patch_embedding();
  model.initializer("map", Tensor::vector_of({0, 6, 2, 3}))
      .initializer("other", Tensor::vector_of({0, 6, 3, 2}))
      .initializer("map.last", Tensor::vector_of({0, 2, 3, 6}))
      .node("Transpose", {"tokens"}, {"across"}, {{"perm", Ints{0, 2, 1}}})
      .node("Reshape", {"across", "map"}, {"maps"})
      .node("Reshape", {"across", "other"}, {"wrong"})
      .node("Reshape", {"tokens", "map.last"}, {"last"})
      .node("GlobalAveragePool", {"wrong"}, {"pooled"})
      .output("pooled");
  const auto text = [&](const char* tensor) { return view_text(model, {1, 3, 8, 12}, tensor); };
  CHECK_EQ(text("maps"), "channels_first");
  CHECK_EQ(text("last"), "channels_last");
  CHECK_EQ(text("wrong"), "channels_first");  // what is pooled is a map, wherever it came from
}

TEST(test_model_spatial_views__pictures_with_channels_last) {
  ModelBuilder model(13);
  model.input("x", {1, 8, 8, 3})
      .initializer("w", scrambled({4, 3, 3, 3}, 1))
      .node("Relu", {"x"}, {"clipped"})
      .node("Transpose", {"clipped"}, {"first"}, {{"perm", Ints{0, 3, 1, 2}}})
      .node("Conv", {"first", "w"}, {"conv"})
      .output("conv");
  CHECK_EQ(view_text(model, {1, 8, 8, 3}, "clipped", true), "channels_last");
  CHECK_EQ(view_text(model, {1, 8, 8, 3}, "first", true), "channels_first");
  CHECK_EQ(view_text(model, {1, 8, 8, 3}, "conv", true), "channels_first");
}

// LR-ASPP adds two branches of scores up; FCN resizes one.
TEST(test_model_spatial_views__of_a_segmentation_network_what_is_scored_last) {
  ModelBuilder model(13);
  model.input("x", {1, 3, 8, 8})
      .initializer("w", scrambled({4, 3, 3, 3}, 1))
      .initializer("low.weight", scrambled({5, 4, 1, 1}, 2))
      .initializer("high.weight", scrambled({5, 4, 1, 1}, 3))
      .initializer("scales", Tensor::from_floats({4}, Floats{1, 1, 2, 2}))
      .node("Conv", {"x", "w"}, {"conv"}, {{"pads", Ints{1, 1, 1, 1}}})
      .node("Relu", {"conv"}, {"low"})
      .node("MaxPool", {"low"}, {"high"}, {{"kernel_shape", Ints{2, 2}}, {"strides", Ints{2, 2}}})
      .node("Conv", {"low", "low.weight"}, {"low.scores"})
      .node("Resize", {"high", "", "scales"}, {"wide"}, {{"mode", std::string("nearest")}})
      .node("Conv", {"wide", "high.weight"}, {"high.scores"})
      .node("Add", {"low.scores", "high.scores"}, {"sum"})
      .node("Resize", {"sum", "", "scales"}, {"out"}, {{"mode", std::string("nearest")}})
      .output("out");
  const auto graph = graph_of(model);
  const InferredValues inferred = shapes_of(*graph, {1, 3, 8, 8});
  const SpatialViews views = find_spatial_views(*graph, inferred, false);
  CHECK_EQ(graph->name(scored_maps(*graph, inferred, views, graph->require("out"))), "wide");
  CHECK_EQ(graph->name(scored_maps(*graph, inferred, views, graph->require("low.scores"))), "low");
}

int main() {
  return run_tests({
      CASE(test_model_spatial_views__a_patch_embedding_gives_the_grid),
      CASE(test_model_spatial_views__a_class_token_is_looked_at_before_the_last_attention),
      CASE(test_model_spatial_views__pooled_tokens_are_looked_at_last),
      CASE(test_model_spatial_views__the_grid_follows_the_size_of_the_picture),
      CASE(test_model_spatial_views__windows_and_merged_patches),
      CASE(test_model_spatial_views__tokens_become_maps_again),
      CASE(test_model_spatial_views__pictures_with_channels_last),
      CASE(test_model_spatial_views__of_a_segmentation_network_what_is_scored_last),
  });
}
