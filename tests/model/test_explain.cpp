
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "base/text.h"
#include "image/codec.h"
#include "methods/batch.h"
#include "model/explaining.h"

using namespace cnnviz::test;

namespace {

// To the largest value of `a` where that is above 1: the gradient of a whole layer's square is.
double relative_difference(const Tensor& a, const Tensor& b) {
  double largest = 1;
  for (const float value : a.floats()) largest = std::max(largest, std::abs(double{value}));
  return largest_difference(a, b) / largest;
}

bool warns(const Json& info, const std::string& words) {
  for (const Json& warning : info["warnings"])
    if (warning.get<std::string>().find(words) != std::string::npos) return true;
  return false;
}

}  // namespace

// d(target)/dx from central differences of the target's own score, along directions in which no
// rectifier or pool winner changes (both one-sided differences agree).
TEST(test_model_explain__saliency_is_the_derivative_of_the_score) {
  const auto model = open(small_classifier());
  const Tensor x = scrambled({1, 3, 8, 8}, 11);
  int compared = 0;
  for (const char* target :
       {"class:2", "prob:2", "0.5*class:1 - class:4", "neuron:conv2:3,1,2", "channel:relu2:1",
        "channel:conv2:2@max", "layer:conv2", "tensor:features[4]"}) {
    const SaliencyResult result = saliency(*model, x, {target});
    const auto gradient = result.passes[0].gradients[0].floats();
    for (size_t i = 0; i < gradient.size(); i += 7) {
      const float h = 2e-3f;
      const auto score = [&](float step) {
        Tensor moved = x.clone();
        moved.mutable_floats()[i] += step;
        return saliency(*model, moved, {target}).scores[0];
      };
      const double here = result.scores[0];
      const double forward = (score(h) - here) / h, backward = (here - score(-h)) / h;
      if (std::abs(forward - backward) > 0.01 * (std::abs(forward) + 0.01)) continue;
      CHECK_NEAR(gradient[i], (forward + backward) / 2, 2e-3 + 0.01 * std::abs(forward));
      ++compared;
    }
  }
  CHECK(compared > 100);
}

TEST(test_model_explain__a_batch_is_its_images_one_by_one) {
  const auto model = open(small_classifier());
  const Tensor x = scrambled({5, 3, 8, 8}, 12);
  const std::vector<std::string> targets = {"top", "class:1", "prob:3", "layer:relu2",
                                            "neuron:relu1:2"};
  SaliencyOptions options;
  options.rules = {Rule::gradient, Rule::deconvnet, Rule::guided};
  options.wrt = {"x", "n_pool1"};
  const SaliencyResult whole = saliency(*model, x, targets, options);
  options.batch = 2;
  const SaliencyResult chunked = saliency(*model, x, targets, options);
  CHECK_EQ(whole.passes.size(), size_t{3});
  CHECK(whole.wrt == (Names{"x", "pool1"}));
  for (size_t r = 0; r < 3; ++r)
    for (size_t w = 0; w < 2; ++w) {
      CHECK_EQ(whole.passes[r].gradients[w].shape()[0], 5);
      CHECK(relative_difference(whole.passes[r].gradients[w], chunked.passes[r].gradients[w]) <
            1e-6);
      for (int64_t n = 0; n < 5; ++n) {
        const SaliencyResult one =
            saliency(*model, batch_slice(x, n, 1), {targets[static_cast<size_t>(n)]}, options);
        CHECK(relative_difference(one.passes[r].gradients[w],
                                  batch_slice(whole.passes[r].gradients[w], n, 1)) < 1e-6);
        CHECK_NEAR(one.scores[0], whole.scores[static_cast<size_t>(n)],
                   1e-6 * std::max(10.0, std::abs(one.scores[0])));
      }
    }
  CHECK_EQ(whole.passes[2].rectifiers, 2);
  CHECK_ERROR(saliency(*model, x, {"top", "top"}), Status::invalid_argument,
              "2 targets for 5 images");
}

TEST(test_model_explain__a_file_of_fixed_batch_gives_the_same) {
  const Tensor x = scrambled({3, 3, 8, 8}, 13);
  const auto dynamic = open(small_classifier()), fixed = open(small_classifier(1)),
             two = open(small_classifier(2));
  const SaliencyResult a = saliency(*dynamic, x, {"top", "class:0", "class:1"});
  for (const auto& model : {fixed, two}) {
    const SaliencyResult b = saliency(*model, x, {"top", "class:0", "class:1"});
    CHECK(largest_difference(a.passes[0].gradients[0], b.passes[0].gradients[0]) < 1e-5);
    CHECK_EQ(b.targets.size(), size_t{3});
    GradcamOptions options;
    options.guided = true;
    const auto targets = std::vector{parse_target(*model, "class:3")};
    const CamResult cam =
        explain_gradcam(*model, model->feed(x), targets, options, nullptr, nullptr);
    const CamResult same =
        explain_gradcam(*dynamic, dynamic->feed(x), targets, options, nullptr, nullptr);
    CHECK_EQ(shape_text(cam.upsampled.shape()), "3x8x8");
    CHECK(largest_difference(cam.maps, same.maps) < 1e-5);
    CHECK(largest_difference(cam.guided, same.guided) < 1e-5);
    CHECK_EQ(cam.all_negative.size(), size_t{3});
  }
}

TEST(test_model_explain__seeds_of_a_batch_survive_chunks) {
  const auto fixed = open(small_classifier(1));
  const Tensor x = scrambled({3, 3, 8, 8}, 14), seed = scrambled({3, 5, 4, 4}, 15);
  const std::vector<Target> targets = {target_from_seed(*fixed, "conv2", seed)};
  SaliencyOptions options;
  options.wrt = {"conv2"};
  const SaliencyResult result =
      explain_saliency(*fixed, fixed->feed(x), targets, options, nullptr, nullptr);
  CHECK(largest_difference(result.passes[0].gradients[0], seed) == 0);
}

TEST(test_model_explain__the_record_says_what_was_done) {
  const auto model = open(small_classifier());
  SaliencyOptions options;
  options.rules = {Rule::guided};
  Json info;
  saliency(*model, scrambled({1, 3, 8, 8}, 16), {"prob:top - 2*channel:relu2:1@max"}, options,
           &info);
  CHECK_EQ(info["method"].get<std::string>(), "saliency");
  CHECK_EQ(info["model"]["opset"].get<int>(), 13);
  CHECK_EQ(info["rule"].get<std::string>(), "guided");
  CHECK_EQ(info["rectifiers"]["policy"].get<std::string>(), "relu-like");
  CHECK_EQ(info["rectifiers"]["governed"].get<int>(), 2);
  CHECK_EQ(info["input"].dump(), "[1,3,8,8]");
  CHECK_EQ(info["preprocessing"]["preprocess_assumed"].get<bool>(), false);
  const Json& target = info["targets"][0];
  CHECK_EQ(target["target"].get<std::string>(), "prob:top - 2*channel:relu2:1@max");
  CHECK_EQ(target["terms"][0]["kind"].get<std::string>(), "probability");
  CHECK_EQ(target["terms"][0]["softmax"].get<std::string>(), "the model's own");
  CHECK(target["terms"][0]["class"].get<int>() >= 0);  // resolved
  CHECK_EQ(target["terms"][1]["kind"].get<std::string>(), "channel_max");
  CHECK_EQ(target["terms"][1]["weight"].get<double>(), -2.0);
  CHECK_EQ(target["terms"][1]["position"].size(), size_t{2});
  CHECK(!target.contains("class"));
  CHECK(info["warnings"].empty());
  saliency(*model, scrambled({1, 3, 8, 8}, 16), {"class:4"}, {}, &info);
  CHECK_EQ(info["targets"][0]["class"].get<int>(), 4);
  CHECK(info["targets"][0]["label"].is_null());
  options.rules = {Rule::gradient, Rule::guided};
  saliency(*model, scrambled({1, 3, 8, 8}, 16), {"class:4"}, options, &info);
  CHECK_EQ(info["rule"].dump(), "[\"gradient\",\"guided\"]");
  CHECK_EQ(info["rectifiers"]["governed"]["guided"].get<int>(), 2);
}

TEST(test_model_explain__warns_of_empty_answers) {
  const auto model = open(small_classifier());
  const Tensor x = scrambled({2, 3, 8, 8}, 17);
  Json info;
  SaliencyOptions options;
  options.wrt = {"relu2"};
  saliency(*model, x, {"layer:conv1"}, options, &info);
  CHECK(warns(info, "with respect to \"relu2\" is zero everywhere for 2 of 2 images"));
  ModelBuilder linear(13);
  linear.input("x", {"N", 4})
      .initializer("w", scrambled({4, 3}, 1))
      .node("MatMul", {"x", "w"}, {"y"});
  const auto plain = open(linear.output("y"));
  options.wrt.clear();
  options.rules = {Rule::deconvnet};
  saliency(*plain, scrambled({1, 4}, 2), {"class:0"}, options, &info);
  CHECK(warns(info, "the rule deconvnet met no rectifier"));
  CHECK(info["preprocessing"].is_null());
  Tensor saturated = Tensor::from_floats({1, 4}, Floats{300, -200, 100, 500});
  saliency(*plain, saturated, {"prob:top"}, {}, &info);
  CHECK(warns(info, "nearly 0 or 1 for 1 of 1 images"));
  CHECK_EQ(info["targets"][0]["terms"][0]["softmax"].get<std::string>(), "added by cnnviz");
  // The root of 0 has an infinite slope: the gradient is given as it is, and said to be so.
  ModelBuilder root(13);
  root.input("x", {"N", 4}).node("Sqrt", {"x"}, {"y"});
  const auto roots = open(root.output("y"));
  const SaliencyResult steep =
      saliency(*roots, Tensor::from_floats({1, 4}, Floats{4, 0, 1, 9}), {"class:1"}, {}, &info);
  CHECK(!std::isfinite(steep.passes[0].gradients[0].floats()[1]));
  CHECK(warns(info, "the gradient with respect to \"x\" holds 1 values that are NaN or infinite"));
}

TEST(test_model_explain__gradcam_chooses_and_names_its_layer) {
  const auto model = open(small_classifier());
  const Tensor x = scrambled({2, 3, 8, 8}, 18);
  const std::vector<Target> top = {parse_target(*model, "top")};
  Json info;
  const CamResult chosen = explain_gradcam(*model, model->feed(x), top, {}, &info, nullptr);
  CHECK_EQ(info["layer"].get<std::string>(), "relu2");
  CHECK_EQ(info["layer_chosen"].get<bool>(), true);
  CHECK_EQ(shape_text(chosen.maps.shape()), "2x4x4");
  CHECK_EQ(shape_text(chosen.upsampled.shape()), "2x8x8");
  GradcamOptions options;
  options.layer = "n_conv1@post";
  explain_gradcam(*model, model->feed(x), top, options, &info, nullptr);
  CHECK_EQ(info["layer"].get<std::string>(), "relu1");
  CHECK_EQ(info["layer_chosen"].get<bool>(), false);
  // Behind a pooled dense head the map is sum_k W[c, k] A_k / positions (CAM), rectified.
  const Tensor maps = model->run(model->feed(x), {"relu2"})[0];
  const Tensor weights = scrambled({6, 5}, 4);
  for (size_t n = 0; n < 2; ++n)
    for (size_t p = 0; p < 16; ++p) {
      double cam = 0;
      const auto c = static_cast<size_t>(chosen.targets[n].terms[0].channel);
      for (size_t k = 0; k < 5; ++k)
        cam += double{weights.floats()[c * 5 + k]} * maps.floats()[(n * 5 + k) * 16 + p] / 16;
      CHECK_NEAR(chosen.maps.floats()[n * 16 + p], std::max(cam, 0.0), 1e-5);
    }
  options.layer = "features";
  CHECK_ERROR(explain_gradcam(*model, model->feed(x), top, options, nullptr, nullptr),
              Status::unsupported, "for example relu2, conv2");
  options.layer = "relu3";
  CHECK_ERROR(explain_gradcam(*model, model->feed(x), top, options, nullptr, nullptr),
              Status::not_found, "\"relu2\"");
}

TEST(test_model_explain__classify_and_activations) {
  const auto model = open(small_classifier());
  const Tensor x = scrambled({3, 3, 8, 8}, 19);
  Json info;
  const ClassifyResult classes = explain_classify(*model, model->feed(x), 2, 2, &info, nullptr);
  CHECK_EQ(classes.top.size(), size_t{3});
  CHECK_EQ(shape_text(classes.output.shape()), "3x6");
  CHECK_EQ(info["top"].size(), size_t{3});
  CHECK_EQ(info["top"][2][0]["class"].get<int64_t>(), classes.top[2][0].index);
  for (size_t n = 0; n < 3; ++n) {
    const size_t best = static_cast<size_t>(classes.top[n][0].index);
    CHECK_EQ(classes.top[n][0].score, classes.output.floats()[n * 6 + best]);
    CHECK(classes.top[n][0].score >= classes.top[n][1].score);
  }
  const ActivationResult maps =
      explain_activations(*model, model->feed(x), {"n_relu1", {}, 0}, &info, nullptr);
  CHECK_EQ(shape_text(maps.layer.shape()), "3x4x8x8");
  CHECK_EQ(info["layer"].get<std::string>(), "relu1");
  CHECK(largest_difference(maps.layer, model->run(model->feed(x), {"relu1"})[0]) == 0);
  CHECK_EQ(
      shape_text(explain_activations(*model, model->feed(x), {"logits", {}, 0}, nullptr, nullptr)
                     .maps.maps.shape()),
      "3x6x1x1");
  Tensor bad = x.clone();
  bad.mutable_floats()[100] = INFINITY;
  CHECK_ERROR(explain_classify(*model, model->feed(bad), 2, 0, nullptr, nullptr),
              Status::not_finite, "input \"x\" holds inf");
  CHECK_ERROR(explain_activations(*model, model->feed(bad), {"", {}, 0}, nullptr, nullptr),
              Status::not_finite, "input \"x\"");
}

TEST(test_model_explain__filters_know_what_they_read) {
  ModelOptions options;
  options.preprocess = preset("caffe");
  const auto model = Model::open_memory(small_classifier().bytes(), options);
  Json info;
  const FilterResult first = explain_filters(*model, "", {}, &info);
  CHECK_EQ(info["layer"].get<std::string>(), "conv1");
  CHECK_EQ(info["weights"].get<std::string>(), "conv1.weight");
  CHECK_EQ(info["kind"].get<std::string>(), "color");
  CHECK(largest_difference(first.weights, scrambled({4, 3, 3, 3}, 1)) == 0);
  // BGR weights are shown in RGB: the tile's first value is the last channel's first weight.
  const auto w = first.weights.floats();
  float largest = 0;
  for (size_t i = 0; i < 27; ++i) largest = std::max(largest, std::abs(w[i]));
  CHECK_NEAR(first.tiles.tiles.floats()[0], 0.5 + w[18] / largest / 2, 1e-6);
  CHECK(explain_filters(*model, "relu2", {}, &info).tiles.kind == FilterTiles::Kind::slices);
  CHECK_EQ(info["layer"].get<std::string>(), "relu2");
  CHECK_EQ(explain_filters(*model, "conv2.weight", {}, &info).tiles.rows, 5);
  CHECK_EQ(info["node"].get<std::string>(), "Conv \"n_conv2\"");
  const FilterResult dense = explain_filters(*model, "logits", {}, &info);
  CHECK(dense.tiles.kind == FilterTiles::Kind::matrix);
  CHECK_EQ(shape_text(dense.tiles.tiles.shape()), "6x5");
  CHECK_ERROR(explain_filters(*model, "gap", {}, nullptr), Status::invalid_argument, "no weights");
  CHECK_ERROR(explain_filters(*model, "conv9", {}, nullptr), Status::not_found, "conv");
  // Stored as [inputs, outputs]: shown with a row for each output all the same.
  ModelBuilder linear(13);
  linear.input("x", {"N", 4})
      .initializer("w", scrambled({4, 3}, 1))
      .node("MatMul", {"x", "w"}, {"y"});
  const auto plain = open(linear.output("y"));
  const FilterResult turned = explain_filters(*plain, "y", {}, nullptr);
  CHECK_EQ(shape_text(turned.weights.shape()), "4x3");
  CHECK_EQ(shape_text(turned.tiles.tiles.shape()), "3x4");
  CHECK_ERROR(explain_filters(*plain, "", {}, nullptr), Status::not_found, "no convolution");
}

TEST(test_model_explain__a_cancelled_call_ends) {
  const auto model = open(small_classifier());
  const Tensor x = scrambled({1, 3, 8, 8}, 20);
  Progress progress;
  progress.cancel();
  CHECK_ERROR(explain_saliency(*model, model->feed(x), {parse_target(*model, "top")}, {}, nullptr,
                               &progress),
              Status::cancelled, "cancelled");
  CHECK_EQ(saliency(*model, x, {"top"}).scores.size(), size_t{1});  // the model goes on
}

// IMAGES.md lists what onnxruntime and Pillow gave for every picture: the three best classes.
TEST(test_model_explain__classifies_photos_as_the_references_say) {
  const std::string data = test_data();
  const auto model = Model::open(data + "/models/mobilenet_v2_1.0_224-imagenet.onnx", {});
  CHECK(model->warnings().empty());
  std::ifstream list(data + "/IMAGES.md");
  std::string line;
  int photos = 0;
  while (std::getline(list, line)) {
    const std::vector<std::string> cells = split(line, '|');
    if (cells.size() < 5 || (!cells[1].ends_with(".png") && !cells[1].ends_with(".jpg"))) continue;
    const Image photo = read_image(data + "/images/" + cells[1]);
    const Tensor x = preprocess_image(photo, model->preprocessing()).tensor;
    const auto top = explain_classify(*model, model->feed(x), 3, 0, nullptr, nullptr).top[0];
    std::vector<std::string> said;
    for (const ClassScore& one : top) {
      char score[16];
      std::snprintf(score, sizeof score, "%.2f", double{one.score});
      said.push_back(concat(split(model->label(one.index), ',')[0], " ", score));
    }
    CHECK_EQ(cells[1] + ": " + join(said, "; "), cells[1] + ": " + cells[4]);
    ++photos;
  }
  CHECK_EQ(photos, 31);
}

int main() {
  return run_tests({
      CASE(test_model_explain__saliency_is_the_derivative_of_the_score),
      CASE(test_model_explain__a_batch_is_its_images_one_by_one),
      CASE(test_model_explain__a_file_of_fixed_batch_gives_the_same),
      CASE(test_model_explain__seeds_of_a_batch_survive_chunks),
      CASE(test_model_explain__the_record_says_what_was_done),
      CASE(test_model_explain__warns_of_empty_answers),
      CASE(test_model_explain__gradcam_chooses_and_names_its_layer),
      CASE(test_model_explain__classify_and_activations),
      CASE(test_model_explain__filters_know_what_they_read),
      CASE(test_model_explain__a_cancelled_call_ends),
      CASE(test_model_explain__classifies_photos_as_the_references_say),
  });
}
