#include "methods/target.h"

#include <limits>

#include "methods/fake_executor.h"

using namespace cnnviz::test;

namespace {

constexpr int64_t kImages = 2;

Term term_of(TermKind kind, const std::string& tensor, int64_t channel = 0) {
  Term term;
  term.kind = kind;
  term.tensor = tensor;
  term.channel = channel;
  return term;
}

TensorMap activations() {
  Tensor maps = scrambled({kImages, 3, 4, 5}, 1);
  // One clear maximum in channel 2: the strongest position must not change by a small step.
  for (const size_t i : {size_t{47}, size_t{113}}) maps.mutable_floats()[i] = 1.5f;
  return {{"maps", maps},
          {"logits", scrambled({kImages, 7}, 2)},
          {"score_maps", scrambled({kImages, 6, 2, 3}, 3)},
          {"features", scrambled({kImages, 8}, 4)}};
}

double score(const Target& target, const TensorMap& values, int64_t image) {
  std::vector<Target> spread = spread_targets(std::vector{target}, kImages);
  resolve_targets(spread, values);
  return target_scores(spread, values)[static_cast<size_t>(image)];
}

// The seed is the derivative of the score with respect to every element of its tensor: central
// differences, image by image (another image's elements have none).
void check_seed_is_derivative(const Target& target) {
  const TensorMap values = activations();
  std::vector<Target> spread = spread_targets(std::vector{target}, kImages);
  resolve_targets(spread, values);
  const TensorMap seeds = target_seeds(spread, values);
  CHECK(!seeds.empty());
  for (const auto& [name, seed] : seeds) {
    CHECK_EQ(shape_text(seed.shape()), shape_text(values.at(name).shape()));
    double magnitude = 0;
    for (size_t i = 0; i < seed.floats().size(); ++i) {
      const float h = 1e-2f;
      double derivative = 0;
      for (const float step : {h, -h}) {
        TensorMap moved = values;
        moved[name] = values.at(name).clone();
        moved[name].mutable_floats()[i] += step;
        for (int64_t n = 0; n < kImages; ++n)
          derivative += target_scores(spread, moved)[static_cast<size_t>(n)] / (2 * double{step});
      }
      CHECK_NEAR(seed.floats()[i], derivative, 2e-4);
      magnitude += std::abs(seed.floats()[i]);
    }
    CHECK(magnitude > 0.01);
  }
}

}  // namespace

TEST(test_methods_target__values_follow_their_formulas) {
  const TensorMap values = activations();
  const auto maps = values.at("maps").floats();
  const auto at = [&](size_t n, size_t c, size_t y, size_t x) {
    return double{maps[((n * 3 + c) * 4 + y) * 5 + x]};
  };
  const auto logits = values.at("logits").floats();
  CHECK_NEAR(score({"", {term_of(TermKind::class_logit, "logits", 3)}}, values, 1), logits[10],
             1e-7);

  Term neuron = term_of(TermKind::neuron, "maps", 2);
  CHECK_NEAR(score({"", {neuron}}, values, 1), at(1, 2, 2, 2), 1e-7);  // the center of 4x5
  neuron.position = {3, 1};
  CHECK_NEAR(score({"", {neuron}}, values, 0), at(0, 2, 3, 1), 1e-7);

  double mean = 0, largest = -2, squares = 0, masked = 0;
  Term mask = term_of(TermKind::mask, "maps", 1);
  mask.data = scrambled({4, 5}, 9);
  for (size_t y = 0; y < 4; ++y)
    for (size_t x = 0; x < 5; ++x) {
      mean += at(1, 1, y, x) / 20;
      largest = std::max(largest, at(1, 1, y, x));
      masked += at(1, 1, y, x) * mask.data.floats()[y * 5 + x];
      for (size_t c = 0; c < 3; ++c) squares += at(1, c, y, x) * at(1, c, y, x) / 2;
    }
  CHECK_NEAR(score({"", {term_of(TermKind::channel_mean, "maps", 1)}}, values, 1), mean, 1e-6);
  CHECK_NEAR(score({"", {term_of(TermKind::channel_max, "maps", 1)}}, values, 1), largest, 1e-7);
  CHECK_NEAR(score({"", {term_of(TermKind::layer, "maps")}}, values, 1), squares, 1e-5);
  CHECK_NEAR(score({"", {mask}}, values, 1), masked, 1e-6);

  Term direction = term_of(TermKind::direction, "maps");
  direction.data = Tensor::from_floats({3}, std::vector<float>{1, -2, 0.5f});
  double projected = 0;
  for (size_t y = 0; y < 4; ++y)
    for (size_t x = 0; x < 5; ++x)
      projected += (at(0, 0, y, x) - 2 * at(0, 1, y, x) + 0.5 * at(0, 2, y, x)) / 20;
  CHECK_NEAR(score({"", {direction}}, values, 0), projected, 1e-6);

  Term element = term_of(TermKind::element, "maps");
  element.position = {2, 0, 4};
  CHECK_NEAR(score({"", {element}}, values, 1), at(1, 2, 0, 4), 1e-7);

  Term weighted = term_of(TermKind::class_logit, "logits", 0), other = weighted;
  weighted.weight = 0.5;
  other.weight = -2;
  other.channel = 6;
  CHECK_NEAR(score({"", {weighted, other}}, values, 0), 0.5 * logits[0] - 2 * logits[6], 1e-6);
}

TEST(test_methods_target__softmax_is_over_classes) {
  TensorMap values;
  values["logits"] = Tensor::from_floats({2, 3}, std::vector<float>{1, 2, 3, 1000, 1000, 999});
  const Target target{"", {term_of(TermKind::class_softmax, "logits", 1)}};
  const double total = std::exp(1.0) + std::exp(2.0) + std::exp(3.0);
  CHECK_NEAR(score(target, values, 0), std::exp(2.0) / total, 1e-7);
  CHECK_NEAR(score(target, values, 1), 1 / (2 + std::exp(-1.0)),
             1e-7);  // large logits do not overflow
}

TEST(test_methods_target__seeds_are_derivatives) {
  for (const TermKind kind :
       {TermKind::neuron, TermKind::channel_mean, TermKind::channel_max, TermKind::layer}) {
    check_seed_is_derivative({"", {term_of(kind, "maps", 2)}});
    check_seed_is_derivative({"", {term_of(kind, "features", 5)}});
  }
  for (const TermKind kind : {TermKind::class_logit, TermKind::class_softmax}) {
    check_seed_is_derivative({"", {term_of(kind, "logits", 4)}});
    check_seed_is_derivative({"", {term_of(kind, "score_maps", 4)}});
    Term last_axis = term_of(kind, "score_maps", 2);
    last_axis.class_axis = 3;
    check_seed_is_derivative({"", {last_axis}});
    Term top = term_of(kind, "logits", kTopClass);
    top.top_tensor = "logits";
    check_seed_is_derivative({"", {top}});
  }
  for (const Shape& shape : {Shape{3}, Shape{3, 4, 5}, Shape{1, 3, 4, 5}}) {
    Term direction = term_of(TermKind::direction, "maps");
    direction.data = scrambled(shape, 21);
    check_seed_is_derivative({"", {direction}});
  }
  Term mask = term_of(TermKind::mask, "maps", 1);
  mask.data = scrambled({1, 4, 5}, 22);
  Term element = term_of(TermKind::element, "features");
  element.position = {6};
  Term seed = term_of(TermKind::seed, "maps");
  seed.data = scrambled({2, 3, 4, 5}, 23);
  // Several terms, one of them twice on the same tensor.
  Term weighted = term_of(TermKind::channel_mean, "maps", 0);
  weighted.weight = -3;
  check_seed_is_derivative({"", {mask, element, seed, weighted}});
}

TEST(test_methods_target__batched_seeds_go_to_their_images) {
  TensorMap values = activations();
  Term term = term_of(TermKind::seed, "maps");
  term.data = scrambled({2, 3, 4, 5}, 31);
  std::vector<Target> spread = spread_targets(std::vector{Target{"", {term}}}, 2);
  const TensorMap seeds = target_seeds(spread, values);
  for (size_t i = 0; i < term.data.floats().size(); ++i)
    CHECK_EQ(seeds.at("maps").floats()[i], term.data.floats()[i]);
  CHECK_ERROR(spread_targets(std::vector{Target{"", {term}}}, 3), Status::invalid_argument,
              "seed of shape 2x3x4x5 for 3 images");
}

TEST(test_methods_target__one_target_or_one_for_each_image) {
  const Target a{"a", {term_of(TermKind::class_logit, "logits", 1)}};
  const Target b{"b", {term_of(TermKind::class_logit, "logits", 2)}};
  const std::vector<Target> both = spread_targets(std::vector{a, b}, 2);
  const TensorMap values = activations();
  CHECK_NEAR(target_scores(both, values)[0], values.at("logits").floats()[1], 1e-7);
  CHECK_NEAR(target_scores(both, values)[1], values.at("logits").floats()[9], 1e-7);
  CHECK_EQ(spread_targets(std::vector{a}, 3).size(), size_t{3});
  CHECK_ERROR(spread_targets(std::vector{a, b}, 3), Status::invalid_argument,
              "2 targets for 3 images");
  CHECK_ERROR(spread_targets(std::vector{a, b}, 1), Status::invalid_argument, "for 1 image:");
  CHECK_ERROR(spread_targets({}, 1), Status::invalid_argument, "0 targets");
}

TEST(test_methods_target__top_is_resolved_per_image) {
  TensorMap values;
  values["logits"] = Tensor::from_floats({3, 4}, std::vector<float>{0, 5, 5, 1,      // a tie
                                                                    -3, -1, -2, -9,  //
                                                                    7, 1, 2, 3});
  Term top = term_of(TermKind::class_logit, "logits", kTopClass);
  top.top_tensor = "logits";
  CHECK_EQ(target_tensors(std::vector{Target{"", {top}}}).size(), size_t{1});
  std::vector<Target> spread = spread_targets(std::vector{Target{"top", {top}}}, 3);
  resolve_targets(spread, values);
  CHECK_EQ(spread[0].terms[0].channel, 1);
  CHECK_EQ(spread[1].terms[0].channel, 1);
  CHECK_EQ(spread[2].terms[0].channel, 0);
  // Resolved targets stay with their class, whatever the logits become.
  values["logits"] =
      Tensor::from_floats({3, 4}, std::vector<float>{0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3});
  CHECK_NEAR(target_scores(spread, values)[0], 1, 0);
  values["logits"] = Tensor::from_floats({1, 2}, std::vector<float>{1, NAN});
  std::vector<Target> bad = spread_targets(std::vector{Target{"top", {top}}}, 1);
  CHECK_ERROR(resolve_targets(bad, values), Status::not_finite, "class 1");
}

// Of maps of scores the class that wins the most positions; with a region those are what counts.
TEST(test_methods_target__regions_are_resolved_once) {
  TensorMap values;
  values["logits"] = Tensor::from_floats({1, 2, 1, 3}, std::vector<float>{1, 2, 0, 0, 1, 90});
  Term top = term_of(TermKind::class_logit, "logits", kTopClass);
  top.top_tensor = "logits";
  top.predicted = true;
  std::vector<Target> spread = spread_targets(std::vector{Target{"top@predicted", {top}}}, 1);
  resolve_targets(spread, values);
  CHECK_EQ(spread[0].terms[0].channel, 0);
  CHECK(spread[0].terms[0].region == (std::vector<int64_t>{0, 1}));
  CHECK_NEAR(target_scores(spread, values)[0], 1.5, 1e-6);
  // The region stays, whatever the logits become.
  values["logits"] = Tensor::from_floats({1, 2, 1, 3}, std::vector<float>{3, 4, 5, 9, 9, 9});
  CHECK_NEAR(target_scores(spread, values)[0], 3.5, 1e-6);
  const TensorMap seeds = target_seeds(spread, values);
  const float expected[] = {0.5f, 0.5f, 0, 0, 0, 0};
  for (size_t i = 0; i < 6; ++i) CHECK_EQ(seeds.at("logits").floats()[i], expected[i]);
}

TEST(test_methods_target__probabilities_of_top_read_both_tensors) {
  Term top = term_of(TermKind::class_logit, "prob", kTopClass);
  top.top_tensor = "logits";
  const std::vector<Target> targets{Target{"prob:top", {top}}};
  CHECK_EQ(target_tensors(targets).size(), size_t{2});
  CHECK_EQ(seed_tensors(targets).size(), size_t{1});
  CHECK_EQ(seed_tensors(targets)[0], "prob");
}

TEST(test_methods_target__strongest_position_is_the_first_maximum) {
  TensorMap values;
  values["maps"] = Tensor::from_floats({1, 1, 2, 3}, std::vector<float>{0, 4, 1, 4, 2, 4});
  std::vector<Target> spread =
      spread_targets(std::vector{Target{"", {term_of(TermKind::channel_max, "maps")}}}, 1);
  resolve_targets(spread, values);
  CHECK(spread[0].terms[0].position == (std::vector<int64_t>{0, 1}));
  const TensorMap seeds = target_seeds(spread, values);
  for (size_t i = 0; i < 6; ++i) CHECK_EQ(seeds.at("maps").floats()[i], i == 1 ? 1.0f : 0.0f);
}

TEST(test_methods_target__wrong_indices_are_named) {
  const TensorMap values = activations();
  const auto fails = [&](Term term) { score({"", {term}}, values, 0); };
  Term neuron = term_of(TermKind::neuron, "maps", 3);
  CHECK_ERROR(fails(neuron), Status::invalid_argument, "channel 3 of \"maps\"");
  neuron.channel = 1;
  neuron.position = {4, 0};
  CHECK_ERROR(fails(neuron), Status::invalid_argument, "index 4");
  neuron.position = {0, -1};
  CHECK_ERROR(fails(neuron), Status::invalid_argument, "index -1");
  neuron.position = {1};
  CHECK_ERROR(fails(neuron), Status::invalid_argument, "needs 2 indices");
  CHECK_ERROR(fails(term_of(TermKind::class_logit, "logits", 7)), Status::invalid_argument,
              "classes 0 to 6");
  Term direction = term_of(TermKind::direction, "maps");
  direction.data = scrambled({4}, 1);
  CHECK_ERROR(fails(direction), Status::invalid_argument, "has shape [3] or 3x4x5, not 4");
  Term mask = term_of(TermKind::mask, "maps");
  mask.data = scrambled({5, 4}, 1);
  CHECK_ERROR(fails(mask), Status::invalid_argument, "has shape 4x5, not 5x4");
  Term seed = term_of(TermKind::seed, "maps");
  seed.data = scrambled({1, 3, 5, 4}, 1);
  CHECK_ERROR(fails(seed), Status::invalid_argument, "3x4x5 for each image");
}

TEST(test_methods_target__values_that_are_not_finite_are_refused) {
  TensorMap values;
  values["logits"] =
      Tensor::from_floats({1, 2}, std::vector<float>{std::numeric_limits<float>::infinity(), 1});
  CHECK_ERROR(
      target_scores(std::vector{Target{"class:0", {term_of(TermKind::class_logit, "logits", 0)}}},
                    values),
      Status::not_finite, "\"class:0\" is inf for image 0");
}

TEST(test_methods_target__a_tensor_without_batch_axis_is_one_image) {
  TensorMap values;
  values["logits"] = Tensor::from_floats({5}, std::vector<float>{1, 2, 3, 9, 5});
  Term top = term_of(TermKind::class_logit, "logits", kTopClass);
  top.class_axis = top.top_axis = 0;
  top.top_tensor = "logits";
  std::vector<Target> one = spread_targets(std::vector{Target{"top", {top}}}, 1);
  resolve_targets(one, values);
  CHECK_EQ(one[0].terms[0].channel, 3);
  CHECK_NEAR(target_scores(one, values)[0], 9, 0);
  std::vector<Target> two = spread_targets(std::vector{Target{"top", {top}}}, 2);
  CHECK_ERROR(resolve_targets(two, values), Status::invalid_argument,
              "does not keep one entry for each of the 2 images");
}

int main() {
  return run_tests({
      CASE(test_methods_target__values_follow_their_formulas),
      CASE(test_methods_target__softmax_is_over_classes),
      CASE(test_methods_target__seeds_are_derivatives),
      CASE(test_methods_target__batched_seeds_go_to_their_images),
      CASE(test_methods_target__one_target_or_one_for_each_image),
      CASE(test_methods_target__top_is_resolved_per_image),
      CASE(test_methods_target__regions_are_resolved_once),
      CASE(test_methods_target__probabilities_of_top_read_both_tensors),
      CASE(test_methods_target__strongest_position_is_the_first_maximum),
      CASE(test_methods_target__wrong_indices_are_named),
      CASE(test_methods_target__values_that_are_not_finite_are_refused),
      CASE(test_methods_target__a_tensor_without_batch_axis_is_one_image),
  });
}
