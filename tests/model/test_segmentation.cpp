// Networks that score their classes at every position.
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "model/explaining.h"
#include "support/folder.h"
#include "tensor/npy.h"

using namespace cnnviz::test;

namespace {

constexpr size_t kPositions = 4 * 6;

// x [N, 3, 4, 6] -> the scores of three classes: the channels themselves, through a convolution
// whose input "features" is relu(x).
std::shared_ptr<const Model> open(bool softmax) {
  ModelBuilder model(13);
  model.input("x", {"N", 3, 4, 6})
      .initializer("w", Tensor::from_floats({3, 3, 1, 1}, Floats{1, 0, 0, 0, 1, 0, 0, 0, 1}))
      .node("Relu", {"x"}, {"features"})
      .node("Conv", {"features", "w"}, {"scores"});
  if (softmax) {
    model.node("Softmax", {"scores"}, {"prob"}, {{"axis", int64_t{1}}}).output("prob");
  } else {
    model.output("scores");
  }
  return open(model);
}

// Class 2 wins one position by far, class 1 the rest of the first two rows, class 0 nowhere in
// these and the rest of the picture: 12 positions; its mean is the smallest.
Tensor picture() {
  Tensor x(DataType::float32, {1, 3, 4, 6});
  const auto set = [&](size_t c, size_t p, float v) { x.mutable_floats()[c * kPositions + p] = v; };
  for (size_t p = 0; p < kPositions; ++p) {
    if (p == 3)
      set(2, p, 1000);
    else
      set(p < 12 ? 1 : 0, p, p < 12 ? 5 : 1);
  }
  return x;
}

Json warnings_of(const Json& info) {
  return info.at("warnings");
}

}  // namespace

TEST(test_model_segmentation__top_wins_the_most_positions) {
  const auto model = open(false);
  CHECK_EQ(model->head().cam_layer, "features");
  Json info;
  const SaliencyResult top = saliency(*model, picture(), {"top"}, {}, &info);
  CHECK_EQ(top.targets[0].terms[0].channel, 0);  // 12 positions; 11 and 1 of the others
  CHECK_NEAR(top.scores[0], 0.5, 1e-6);          // the mean over all
  const auto gradient = top.passes[0].gradients[0].floats();
  for (size_t p = 0; p < kPositions; ++p)
    CHECK_NEAR(gradient[p], p < 12 ? 0 : 1.0 / kPositions, 1e-7);
}

TEST(test_model_segmentation__predicted_is_where_the_class_wins) {
  const auto model = open(false);
  const std::pair<const char*, double> expected[] = {
      {"top@predicted", 1}, {"class:1@predicted", 5}, {"class:2@predicted", 1000}};
  const size_t counts[] = {12, 11, 1};
  for (size_t c = 0; c < 3; ++c) {
    Json info;
    const auto& [text, score] = expected[c];
    const SaliencyResult result = saliency(*model, picture(), {text}, {}, &info);
    CHECK_NEAR(result.scores[0], score, 1e-4);
    CHECK_EQ(info.at("targets")[0].at("terms")[0].at("predicted_positions").get<size_t>(),
             counts[c]);
    const auto gradient = result.passes[0].gradients[0].floats();
    const Tensor x = picture();
    for (size_t i = 0; i < gradient.size(); ++i) {
      const bool won = i / kPositions == c && x.floats()[i] > 0;
      CHECK_NEAR(gradient[i], won ? 1.0 / static_cast<double>(counts[c]) : 0, 1e-7);
    }
    CHECK(warnings_of(info).empty());
  }
  // A sum of two regions.
  CHECK_NEAR(saliency(*model, picture(), {"class:1@predicted - 0.5*top@predicted"}).scores[0], 4.5,
             1e-5);
}

TEST(test_model_segmentation__probabilities_in_a_region) {
  for (const bool softmax : {false, true}) {
    const auto model = open(softmax);
    const double p = std::exp(5.0) / (std::exp(5.0) + 2);
    CHECK_NEAR(saliency(*model, picture(), {"prob:1@predicted"}).scores[0], p, 1e-5);
    const double q = std::exp(1.0) / (std::exp(1.0) + 2);
    CHECK_NEAR(saliency(*model, picture(), {"prob:top@predicted"}).scores[0], q, 1e-5);
  }
}

TEST(test_model_segmentation__a_class_that_wins_nowhere_is_said) {
  const auto model = open(false);
  Tensor x = picture();
  x.mutable_floats()[2 * kPositions + 3] = 0;  // class 0 is the first of equals there
  Json info;
  const SaliencyResult result = saliency(*model, x, {"class:2@predicted"}, {}, &info);
  CHECK_EQ(result.scores[0], 0);
  for (const float g : result.passes[0].gradients[0].floats()) CHECK_EQ(g, 0.0f);
  CHECK(warnings_of(info).dump().find("a class is predicted nowhere in 1 of 1 images") !=
        std::string::npos);
}

TEST(test_model_segmentation__classes_are_listed_by_their_share) {
  const auto model = open(true);
  Json info;
  const ClassifyResult result =
      explain_classify(*model, model->feed(picture()), 3, 0, &info, nullptr);
  CHECK(result.maps);
  const int64_t order[] = {0, 1, 2};
  const double shares[] = {12.0 / 24, 11.0 / 24, 1.0 / 24};
  for (size_t i = 0; i < 3; ++i) {
    CHECK_EQ(result.top[0][i].index, order[i]);
    CHECK_NEAR(result.top[0][i].share, shares[i], 1e-6);
    CHECK_NEAR(info.at("top")[0][i].at("share").get<double>(), shares[i], 1e-6);
  }
}

TEST(test_model_segmentation__the_grammar_of_regions) {
  const auto model = open(false);
  const auto term = [&](const char* text) { return parse_target(*model, text).terms[0]; };
  CHECK(term("class:2@predicted").predicted);
  CHECK_EQ(term("class: 2 @predicted").channel, 2);
  CHECK(!term("class:2").predicted);
  CHECK_EQ(term("class:top@predicted").channel, kTopClass);
  CHECK_EQ(parse_target(*model, "top@predicted + 2*class:1@predicted - top").terms.size(),
           size_t{3});
  CHECK_ERROR(term("class:2@predict"), Status::not_found, "\"2@predict\"");
  CHECK_ERROR(term("class:9@predicted"), Status::invalid_argument, "class 9 does not exist");
  CHECK_ERROR(term("top@max"), Status::invalid_argument, "unknown target");
  ModelBuilder classifier = small_net();
  ModelOptions options;
  options.preprocess = preset("unit");
  const auto other = Model::open_memory(classifier.output("logits").bytes(), options);
  CHECK_ERROR(parse_target(*other, "class:1@predicted"), Status::invalid_argument,
              "the scores \"logits\" of shape 1x6 have no positions: leave it out");
}

TEST(test_model_segmentation__masks_of_the_output_or_of_the_picture) {
  ModelBuilder builder = small_net();  // input 8x8, pool1 4x4
  ModelOptions options;
  options.preprocess = preset("unit");
  const auto model = Model::open_memory(builder.output("logits").bytes(), options);
  const TestFolder folder;
  const auto save = [&](const char* name, const Tensor& mask) {
    write_file(folder.path(name), write_npy(mask));
    return concat("mask:pool1:1@", folder.path(name));
  };
  // The upper left quarter of the picture, and one pixel more.
  Tensor mask(DataType::float32, {8, 8}), small(DataType::float32, {4, 4});
  for (const size_t i : {0, 1, 8, 9, 10}) mask.mutable_floats()[i] = 1;
  small.mutable_floats()[0] = 1;
  small.mutable_floats()[1] = 0.25f;
  const Tensor x = scrambled({1, 3, 8, 8}, 9);
  const SaliencyResult large = saliency(*model, x, {save("mask.npy", mask)});
  const SaliencyResult same = saliency(*model, x, {save("small.npy", small)});
  CHECK_NEAR(large.scores[0], same.scores[0], 1e-6);
  CHECK_NEAR(largest_difference(large.passes[0].gradients[0], same.passes[0].gradients[0]), 0,
             1e-6);
  CHECK_ERROR(saliency(*model, x, {save("odd.npy", Tensor(DataType::float32, {5, 4}))}),
              Status::invalid_argument, "a mask for \"pool1\" has shape 4x4, not 5x4");
}

int main() {
  return run_tests({
      CASE(test_model_segmentation__top_wins_the_most_positions),
      CASE(test_model_segmentation__predicted_is_where_the_class_wins),
      CASE(test_model_segmentation__probabilities_in_a_region),
      CASE(test_model_segmentation__a_class_that_wins_nowhere_is_said),
      CASE(test_model_segmentation__classes_are_listed_by_their_share),
      CASE(test_model_segmentation__the_grammar_of_regions),
      CASE(test_model_segmentation__masks_of_the_output_or_of_the_picture),
  });
}
