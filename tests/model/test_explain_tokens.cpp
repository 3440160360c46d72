// Vision transformers' tokens and channels-last maps, explained like any other maps.
#include <nlohmann/json.hpp>

#include "model/explaining.h"
#include "model/token_models.h"

using namespace cnnviz::test;

namespace {

CamResult cam(const Model& model, const Tensor& x, const GradcamOptions& options,
              Json* info = nullptr) {
  return explain_gradcam(model, model.feed(x), {parse_target(model, "class:1")}, options, info,
                         nullptr);
}

const Shape kInput = {2, 3, 8, 12};

}  // namespace

// The same function of the same maps, whatever the layout: the same Grad-CAM.
TEST(test_model_explain_tokens__gradcam_is_that_of_the_maps) {
  const Tensor x = scrambled(kInput, 5);
  GradcamOptions options;
  options.layer = "maps";
  options.guided = true;
  const CamResult expected = cam(*open(pooled_maps()), x, options);
  CHECK_EQ(shape_text(expected.maps.shape()), "2x2x3");
  for (const ModelBuilder& builder : {pooled_tokens(), pooled_channels_last()}) {
    Json info;
    const CamResult result = cam(*open(builder), x, options, &info);
    CHECK_NEAR(largest_difference(result.maps, expected.maps), 0, 1e-6);
    CHECK_NEAR(largest_difference(result.upsampled, expected.upsampled), 0, 1e-6);
    CHECK_NEAR(largest_difference(result.guided, expected.guided), 0, 1e-6);
  }
}

TEST(test_model_explain_tokens__a_declared_layout_is_that_found) {
  const Tensor x = scrambled(kInput, 5);
  const auto model = open(pooled_tokens());
  GradcamOptions options;
  options.layer = "maps";
  Json info;
  const CamResult found = cam(*model, x, options, &info);
  CHECK_EQ(info.at("layout").get<std::string>(), "tokens");
  CHECK(info.at("grid") == Json({2, 3}));
  CHECK_EQ(info.at("leading_tokens").get<int64_t>(), 1);
  options.view = token_view(2, 3, 1);
  CHECK_NEAR(largest_difference(cam(*model, x, options).maps, found.maps), 0, 0);
  options.view = token_view(7, 1, 0);  // all of them, as the caller wishes
  CHECK_EQ(shape_text(cam(*model, x, options).maps.shape()), "2x7x1");
  options.view = token_view(2, 3, 0);
  CHECK_ERROR(cam(*model, x, options), Status::invalid_argument,
              "\"maps\" has 7 tokens; a grid of 2x3 takes 6");
  options.view = channels_last_view();
  CHECK_ERROR(cam(*model, x, options), Status::invalid_argument, "has not its channels last");
  options.view = SpatialView{};
  CHECK_ERROR(cam(*model, x, options), Status::unsupported,
              "or a grid of tokens to be declared for [N, T, K]; for example kept");
}

TEST(test_model_explain_tokens__the_default_of_a_transformer_has_a_gradient) {
  const auto model = open(small_transformer());
  CHECK_EQ(model->head().cam_layer, "sequence.out.ln");
  Json info;
  const CamResult result = cam(*model, scrambled(kInput, 6), {}, &info);
  CHECK_EQ(shape_text(result.maps.shape()), "2x2x3");
  CHECK(result.zero_gradient == (std::vector<bool>{false, false}));
  CHECK(info.at("layer_chosen").get<bool>());
  // Behind the last attention there is none, and that is said.
  GradcamOptions last;
  last.layer = "final";
  CHECK(cam(*model, scrambled(kInput, 6), last, &info).zero_gradient ==
        (std::vector<bool>{true, true}));
  CHECK(info.at("warnings").dump().find("does not depend on the layer \\\"final\\\"") !=
        std::string::npos);
}

// Where the cells of the grid are in the picture: what is bright in one patch is bright there.
TEST(test_model_explain_tokens__cells_lie_over_their_patches) {
  const auto model = open(pooled_tokens());
  for (size_t row = 0; row < 2; ++row)
    for (size_t column = 0; column < 3; ++column) {
      Tensor x(DataType::float32, {1, 3, 8, 12});
      for (size_t c = 0; c < 3; ++c)
        for (size_t y = 0; y < 4; ++y)
          for (size_t i = 0; i < 4; ++i)
            x.mutable_floats()[(c * 8 + row * 4 + y) * 12 + column * 4 + i] = 1;
      const ActivationResult result =
          explain_activations(*model, model->feed(x), {"tokens", {}, 0}, nullptr, nullptr);
      CHECK_EQ(shape_text(result.maps.maps.shape()), "1x6x2x3");
      for (size_t k = 0; k < 6; ++k)
        for (size_t p = 0; p < 6; ++p) {
          const float value = result.maps.maps.floats()[k * 6 + p];
          CHECK_EQ(value != 0, p == row * 3 + column);
        }
    }
}

TEST(test_model_explain_tokens__targets_name_cells_of_the_grid) {
  const Tensor x = scrambled({1, 3, 8, 12}, 5);
  const auto maps = open(pooled_maps()), tokens = open(pooled_tokens()),
             last = open(pooled_channels_last());
  for (const char* target :
       {"neuron:maps:4,1,2", "neuron:maps:2", "channel:maps:5", "channel:maps:3@max"}) {
    const SaliencyResult expected = saliency(*maps, x, {target});
    for (const auto& model : {tokens, last}) {
      const SaliencyResult result = saliency(*model, x, {target});
      CHECK_NEAR(result.scores[0], expected.scores[0], 1e-6);
      CHECK_NEAR(largest_difference(result.passes[0].gradients[0], expected.passes[0].gradients[0]),
                 0, 1e-6);
    }
  }
  CHECK_ERROR(parse_target(*tokens, "channel:maps:6"), Status::invalid_argument, "0 to 5");
  CHECK_ERROR(saliency(*tokens, x, {"neuron:maps:0,2,0"}), Status::invalid_argument, "2x3");
}

TEST(test_model_explain_tokens__a_gradient_of_tokens_has_a_map) {
  const auto model = open(pooled_tokens());
  const Tensor x = scrambled(kInput, 5);
  const TensorMap feeds = model->feed(x);
  SaliencyOptions options;
  options.wrt = {"maps"};
  const SaliencyResult result = saliency(*model, x, {"class:1"}, options);
  const Tensor& gradient = result.passes[0].gradients[0];
  const Tensor map = saliency_map(*model, feeds, "maps", gradient, Reduction::sum);
  CHECK_EQ(shape_text(map.shape()), "2x2x3");
  for (size_t n = 0; n < 2; ++n)
    for (size_t p = 0; p < 6; ++p) {
      double sum = 0;
      for (size_t k = 0; k < 6; ++k) sum += gradient.floats()[(n * 7 + p + 1) * 6 + k];
      CHECK_NEAR(map.floats()[n * 6 + p], sum, 1e-6);
    }
}

// The grid is that of the picture that is fed, not of the model's usual size.
TEST(test_model_explain_tokens__other_sizes_have_other_grids) {
  ModelBuilder builder = patch_embedding("H", "W");
  builder.initializer("head.weight", scrambled({6, 5}, 6))
      .node("ReduceMean", {"tokens"}, {"features"}, {{"axes", Ints{1}}, {"keepdims", int64_t{0}}})
      .node("MatMul", {"features", "head.weight"}, {"logits"})
      .output("logits");
  const auto model = open(builder);
  GradcamOptions options;
  options.layer = "tokens";
  CHECK_EQ(shape_text(cam(*model, scrambled({1, 3, 12, 20}, 3), options).maps.shape()), "1x3x5");
  CHECK_EQ(shape_text(cam(*model, scrambled({2, 3, 20, 12}, 3), options).maps.shape()), "2x5x3");
}

int main() {
  return run_tests({
      CASE(test_model_explain_tokens__gradcam_is_that_of_the_maps),
      CASE(test_model_explain_tokens__a_declared_layout_is_that_found),
      CASE(test_model_explain_tokens__the_default_of_a_transformer_has_a_gradient),
      CASE(test_model_explain_tokens__cells_lie_over_their_patches),
      CASE(test_model_explain_tokens__targets_name_cells_of_the_grid),
      CASE(test_model_explain_tokens__a_gradient_of_tokens_has_a_map),
      CASE(test_model_explain_tokens__other_sizes_have_other_grids),
  });
}
