#include "base/vector_math.h"
#include "ops/broadcast.h"
#include "support/check_op.h"
#include "support/naive.h"

using namespace cnnviz::test;

namespace {

double worst_relative_error(float (*fast)(float), double (*exact)(double), double low,
                            double high) {
  double worst = 0;
  constexpr int kPoints = 100000;
  for (int i = 0; i <= kPoints; ++i) {
    const auto x = static_cast<float>(low + (high - low) * i / kPoints);
    const double expected = exact(static_cast<double>(x));
    const double error = std::abs(static_cast<double>(fast(x)) - expected);
    worst = std::max(worst, error / std::max(std::abs(expected), 1e-37));
  }
  return worst;
}

}  // namespace

TEST(test_ops_elementwise__fast_functions_are_accurate) {
  CHECK(worst_relative_error(fast_exp, std::exp, -87, 88.7) < 3e-7);
  CHECK(worst_relative_error(
            fast_logistic, [](double x) { return 1 / (1 + std::exp(-x)); }, -80, 80) < 3e-7);
  CHECK(worst_relative_error(
            fast_softplus, [](double x) { return std::log1p(std::exp(x)); }, -80, 80) < 3e-7);
  CHECK(worst_relative_error(fast_tanh, std::tanh, -12, 12) < 3e-7);
  CHECK(worst_relative_error(fast_erf, std::erf, -6, 6) < 3e-7);
}

TEST(test_ops_elementwise__fast_functions_at_the_ends) {
  CHECK(std::isinf(fast_exp(89.5f)) && std::isinf(fast_exp(INFINITY)));
  CHECK_EQ(fast_exp(-INFINITY), 0.0f);
  CHECK_EQ(fast_exp(-200.0f), 0.0f);
  CHECK_EQ(fast_exp(0.0f), 1.0f);
  CHECK(std::isnan(fast_exp(NAN)) && std::isnan(fast_tanh(NAN)) && std::isnan(fast_erf(NAN)));
  CHECK_EQ(fast_logistic(-INFINITY), 0.0f);
  CHECK_EQ(fast_logistic(INFINITY), 1.0f);
  CHECK_EQ(fast_softplus(-INFINITY), 0.0f);
  CHECK_EQ(fast_softplus(1000.0f), 1000.0f);
  CHECK_EQ(fast_tanh(100.0f), 1.0f);
  CHECK_EQ(fast_tanh(-INFINITY), -1.0f);
  CHECK_EQ(fast_erf(7.0f), 1.0f);
  CHECK_EQ(fast_erf(-7.0f), -1.0f);
  // Numbers below the smallest normal one come out gradually.
  CHECK_NEAR(fast_exp(-100.0f), std::exp(-100.0), 1e-45);
}

TEST(test_ops_elementwise__plan_merges_axes) {
  const BroadcastPlan equal = plan_broadcast({2, 3, 4}, {{2, 3, 4}, {2, 3, 4}});
  CHECK_EQ(equal.extents.size(), 1u);
  CHECK_EQ(equal.extents[0], 24);
  const BroadcastPlan channel = plan_broadcast({2, 3, 4, 5}, {{2, 3, 4, 5}, {3, 1, 1}});
  CHECK_EQ(shape_text(channel.extents), "2x3x20");
  CHECK_EQ(shape_text(channel.strides[1]), "0x1x0");
  const BroadcastPlan scalar = plan_broadcast({}, {{}, {}});
  CHECK_EQ(shape_text(scalar.extents), "1");
}

TEST(test_ops_elementwise__sum_to_shape_is_the_sum_over_repeated_axes) {
  struct Pair {
    Shape from, to;
  };
  const std::vector<Pair> pairs = {
      {{2, 3, 4}, {2, 3, 4}},    {{2, 3, 4}, {}},
      {{2, 3, 4}, {1}},          {{2, 3, 4}, {3, 1}},
      {{2, 3, 4}, {2, 1, 4}},    {{2, 3, 4}, {1, 3, 1}},
      {{3, 1500}, {1500}},       {{3, 1500}, {3, 1}},
      {{2, 5, 3, 7}, {5, 1, 7}}, {{2, 0, 3}, {3}},
      {{4, 1, 3}, {4, 1, 1}},    {{1, 1, 2, 3, 2}, {2, 1, 1}},
      {{700, 600}, {600}},       {{2, 3, 2, 3}, {2, 1, 2, 1}},
  };
  for (const Pair& pair : pairs) {
    const Tensor source = random_tensor(pair.from, 3);
    std::vector<double> expected(static_cast<size_t>(element_count(pair.to)));
    Tensor positions(DataType::float32, pair.to);
    for (size_t i = 0; i < expected.size(); ++i)
      positions.mutable_floats()[i] = static_cast<float>(i);
    for (int64_t i = 0; i < source.size(); ++i)
      expected[static_cast<size_t>(broadcast_element(positions, index_of(i, pair.from)))] +=
          static_cast<double>(source.floats()[static_cast<size_t>(i)]);
    std::vector<float> got(expected.size(), NAN);
    sum_to_shape(source.floats().data(), pair.from, got.data(), pair.to);
    for (size_t i = 0; i < got.size(); ++i) CHECK_NEAR(got[i], expected[i], 1e-3);
  }
}

int main() {
  return run_tests({CASE(test_ops_elementwise__fast_functions_are_accurate),
                    CASE(test_ops_elementwise__fast_functions_at_the_ends),
                    CASE(test_ops_elementwise__plan_merges_axes),
                    CASE(test_ops_elementwise__sum_to_shape_is_the_sum_over_repeated_axes)});
}
