// Optimizers against their formulas in double precision.
#include "methods/optimizer.h"

#include "support/check.h"

namespace cnnviz::test {

namespace {

// Two pictures of three numbers; the gradient of f(x) = -sum (x - i)^2 / 2 for i = 0, 1, ...
constexpr size_t kCount = 6;

std::vector<float> slope(const std::vector<float>& x) {
  std::vector<float> g;
  for (size_t i = 0; i < x.size(); ++i) g.push_back(static_cast<float>(i) - x[i]);
  return g;
}

std::vector<float> after(const OptimizerOptions& options, int steps) {
  std::vector<float> x = {4, -3, 2, 0.5F, 1, -1};
  Optimizer optimizer(options);
  for (int s = 0; s < steps; ++s) optimizer.step(x, slope(x), 2);
  return x;
}

void check_values(const std::vector<float>& found, const std::vector<double>& expected) {
  for (size_t i = 0; i < expected.size(); ++i)
    CHECK_NEAR(static_cast<double>(found[i]), expected[i], 1e-5);
}

}  // namespace

TEST(test_methods_optimizer__follows_the_gradient) {
  check_values(after({OptimizerKind::ascent, 0.5, 0}, 1), {2, -1, 2, 1.75, 2.5, 2});
}

TEST(test_methods_optimizer__progress_is_per_picture_and_bounded) {
  // |g|^2: 16 + 16 + 0 and 6.25 + 9 + 36.
  const double one = 2.0 / 32, two = 2.0 / 51.25;
  check_values(after({OptimizerKind::progress, 2, 100}, 1),
               {4 - 4 * one, -3 + 4 * one, 2, 0.5 + 2.5 * two, 1 + 3 * two, -1 + 6 * two});
  check_values(after({OptimizerKind::progress, 2, 0.01}, 1), {3.96, -2.96, 2, 0.525, 1.03, -0.94});
}

TEST(test_methods_optimizer__normalized_has_steps_of_one_mean) {
  const double one = 0.1 / (8.0 / 3), two = 0.1 / (11.5 / 3);
  check_values(after({OptimizerKind::normalized, 0.1, 0}, 1),
               {4 - 4 * one, -3 + 4 * one, 2, 0.5 + 2.5 * two, 1 + 3 * two, -1 + 6 * two});
}

TEST(test_methods_optimizer__adam_and_nadam_by_their_formulas) {
  for (const OptimizerKind kind : {OptimizerKind::adam, OptimizerKind::nadam}) {
    constexpr int kSteps = 7;
    constexpr double kRate = 0.3;
    const std::vector<float> found = after({kind, kRate, 0}, kSteps);
    std::vector<double> x = {4, -3, 2, 0.5, 1, -1};
    std::vector<double> m(kCount, 0), v(kCount, 0);
    double product = 1;
    for (int t = 1; t <= kSteps; ++t) {
      const double now = 0.9 * (1 - 0.5 * std::pow(0.96, 0.004 * t));
      const double next = 0.9 * (1 - 0.5 * std::pow(0.96, 0.004 * (t + 1)));
      product *= now;
      for (size_t i = 0; i < kCount; ++i) {
        const double g = static_cast<double>(i) - x[i];
        m[i] = 0.9 * m[i] + 0.1 * g;
        v[i] = 0.999 * v[i] + 0.001 * g * g;
        const double root = std::sqrt(v[i] / (1 - std::pow(0.999, t))) + 1e-8;
        const double step = kind == OptimizerKind::adam ? m[i] / (1 - std::pow(0.9, t))
                                                        : (1 - now) * g / (1 - product) +
                                                              next * m[i] / (1 - product * next);
        x[i] += kRate * step / root;
      }
    }
    check_values(found, x);
  }
}

TEST(test_methods_optimizer__a_zero_gradient_changes_nothing) {
  for (const OptimizerKind kind : {OptimizerKind::ascent, OptimizerKind::progress,
                                   OptimizerKind::normalized, OptimizerKind::adam}) {
    std::vector<float> x = {1, 2};
    Optimizer optimizer({kind, 1, 1});
    optimizer.step(x, std::vector<float>{0, 0}, 1);
    check_values(x, {1, 2});
  }
}

}  // namespace cnnviz::test

int main() {
  using namespace cnnviz::test;
  return run_tests({
      CASE(test_methods_optimizer__follows_the_gradient),
      CASE(test_methods_optimizer__progress_is_per_picture_and_bounded),
      CASE(test_methods_optimizer__normalized_has_steps_of_one_mean),
      CASE(test_methods_optimizer__adam_and_nadam_by_their_formulas),
      CASE(test_methods_optimizer__a_zero_gradient_changes_nothing),
  });
}
