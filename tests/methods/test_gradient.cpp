#include "methods/gradient.h"

#include "methods/fake_executor.h"

using namespace cnnviz::test;

namespace {

Target class_target(int64_t index) {
  Term term;
  term.tensor = term.top_tensor = "logits";
  term.channel = index;
  return {concat("class:", index), {term}};
}

FakeExecutor network() {
  return FakeExecutor({2, -1, 0.5f}, {{1, -1, 2}, {-2, 3, 1}});
}

}  // namespace

TEST(test_methods_gradient__equals_the_closed_form) {
  FakeExecutor executor = network();
  const Tensor x = scrambled({2, 3, 2, 2}, 5);
  GradientPass pass(
      executor, {{{"x", x}}, 2, {class_target(0), class_target(1)}, {"x", "maps"}, {}}, nullptr);
  const float scale[] = {2, -1, 0.5f};
  const float weights[2][3] = {{1, -1, 2}, {-2, 3, 1}};
  for (const Rule rule : {Rule::gradient, Rule::deconvnet, Rule::guided}) {
    const BackwardResult result = pass.backward({rule, RectifierPolicy::relu_like, {}});
    CHECK_EQ(result.gradients.size(), size_t{2});
    CHECK_EQ(result.rectifiers, rule == Rule::gradient ? 0 : 1);
    for (size_t i = 0; i < 24; ++i) {
      const size_t n = i / 12, k = i / 4 % 3;
      const float arriving = weights[n][k] / 4;  // image n explains class n
      const bool open = x.floats()[i] * scale[k] > 0;
      float expected = rule == Rule::gradient ? arriving : std::max(arriving, 0.0f);
      if (rule != Rule::deconvnet && !open) expected = 0;
      CHECK_NEAR(result.gradients[0].floats()[i], expected * scale[k], 1e-7);
      CHECK_NEAR(result.gradients[1].floats()[i], arriving, 1e-7);
    }
  }
  CHECK_EQ(executor.forwards, 1);  // three backward passes after one forward
}

TEST(test_methods_gradient__scores_and_targets_are_resolved_per_image) {
  FakeExecutor executor = network();
  const Tensor x = scrambled({4, 3, 3, 3}, 8);
  GradientPass pass(executor, {{{"x", x}}, 4, {class_target(kTopClass)}, {"x"}, {"logits"}},
                    nullptr);
  const auto logits = pass.activation("logits").floats();
  for (size_t n = 0; n < 4; ++n) {
    const int64_t best = logits[n * 2 + 1] > logits[n * 2] ? 1 : 0;
    CHECK_EQ(pass.targets()[n].terms[0].channel, best);
    CHECK_NEAR(pass.scores()[n], logits[n * 2 + static_cast<size_t>(best)], 1e-7);
  }
}

TEST(test_methods_gradient__is_linear_in_the_target) {
  FakeExecutor executor = network();
  const Tensor x = scrambled({1, 3, 2, 2}, 12);
  const auto gradient_of = [&](const Target& target) {
    GradientPass pass(executor, {{{"x", x}}, 1, {target}, {"x"}, {}}, nullptr);
    return pass.backward({}).gradients[0];
  };
  Target sum = class_target(0);
  sum.terms.push_back(class_target(1).terms[0]);
  sum.terms[1].weight = -0.5;
  const Tensor a = gradient_of(class_target(0)), b = gradient_of(class_target(1)),
               both = gradient_of(sum);
  for (size_t i = 0; i < 12; ++i)
    CHECK_NEAR(both.floats()[i], a.floats()[i] - 0.5f * b.floats()[i], 1e-6);
}

TEST(test_methods_gradient__inputs_that_are_not_finite_are_refused) {
  FakeExecutor executor = network();
  Tensor x = scrambled({1, 3, 2, 2}, 12);
  x.mutable_floats()[7] = NAN;
  CHECK_ERROR(GradientPass(executor, {{{"x", x}}, 1, {class_target(0)}, {"x"}, {}}, nullptr),
              Status::not_finite, "input \"x\" holds nan at element 7 of 12");
  CHECK_EQ(executor.forwards, 0);
}

TEST(test_methods_gradient__reductions_follow_their_formulas) {
  const Tensor w = Tensor::from_floats({1, 2, 1, 3}, std::vector<float>{3, -1, 0, -4, 0.5f, 0});
  const auto reduced = [&](Reduction reduction) { return reduce_channels(w, 1, reduction); };
  CHECK_EQ(shape_text(reduced(Reduction::sum).shape()), "1x1x3");
  const float expected[4][3] = {{4, 1, 0}, {7, 1.5f, 0}, {5, std::sqrt(1.25f), 0}, {-1, -0.5f, 0}};
  const Reduction reductions[] = {Reduction::max_abs, Reduction::sum_abs, Reduction::l2,
                                  Reduction::sum};
  for (size_t r = 0; r < 4; ++r)
    for (size_t i = 0; i < 3; ++i)
      CHECK_NEAR(reduced(reductions[r]).floats()[i], expected[r][i], 1e-6);
  // Channels last: the same numbers in another order.
  const Tensor last = Tensor::from_floats({1, 1, 3, 2}, std::vector<float>{3, -4, -1, 0.5f, 0, 0});
  for (const Reduction reduction : reductions) {
    const Tensor a = reduce_channels(last, 3, reduction), b = reduced(reduction);
    CHECK_EQ(shape_text(a.shape()), "1x1x3");
    for (size_t i = 0; i < 3; ++i) CHECK_EQ(a.floats()[i], b.floats()[i]);
  }
  CHECK_ERROR(reduce_channels(w, 4, Reduction::sum), Status::invalid_argument, "no channel axis 4");
}

TEST(test_methods_gradient__reductions_keep_nan) {
  const Tensor w = Tensor::from_floats({1, 3, 1}, std::vector<float>{1, NAN, 2});
  for (const Reduction reduction :
       {Reduction::max_abs, Reduction::sum_abs, Reduction::l2, Reduction::sum})
    CHECK(std::isnan(reduce_channels(w, 1, reduction).floats()[0]));
}

TEST(test_methods_gradient__names_go_both_ways) {
  for (const char* name : {"max-abs", "sum-abs", "l2", "sum"})
    CHECK_EQ(std::string(reduction_name(parse_reduction(name))), name);
  for (const char* name : {"gradient", "deconvnet", "guided"})
    CHECK_EQ(std::string(rule_name(parse_rule(name))), name);
  for (const char* name : {"relu", "relu-like", "extended"})
    CHECK_EQ(std::string(policy_name(parse_policy(name))), name);
  CHECK_ERROR(parse_rule("guide"), Status::invalid_argument,
              "unknown rule \"guide\"; choose one of gradient, deconvnet, guided");
}

int main() {
  return run_tests({
      CASE(test_methods_gradient__equals_the_closed_form),
      CASE(test_methods_gradient__scores_and_targets_are_resolved_per_image),
      CASE(test_methods_gradient__is_linear_in_the_target),
      CASE(test_methods_gradient__inputs_that_are_not_finite_are_refused),
      CASE(test_methods_gradient__reductions_follow_their_formulas),
      CASE(test_methods_gradient__reductions_keep_nan),
      CASE(test_methods_gradient__names_go_both_ways),
  });
}
