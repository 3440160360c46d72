#include "methods/classify.h"

#include "methods/fake_executor.h"

using namespace cnnviz::test;

TEST(test_methods_classify__orders_by_score_then_index) {
  const ScoreTensors scores{Tensor::from_floats({2, 4}, std::vector<float>{1, 3, 3, 2, 0, 0, 0, 0}),
                            Tensor(), 1};
  const auto top = classify(scores, 2, 3);
  CHECK_EQ(top.size(), size_t{2});
  const int64_t expected[2][3] = {{1, 2, 3}, {0, 1, 2}};
  for (size_t n = 0; n < 2; ++n)
    for (size_t i = 0; i < 3; ++i) CHECK_EQ(top[n][i].index, expected[n][i]);
  const double total = std::exp(1.0) + 2 * std::exp(3.0) + std::exp(2.0);
  CHECK_NEAR(top[0][0].score, std::exp(3.0) / total, 1e-6);
  CHECK_NEAR(top[0][2].score, std::exp(2.0) / total, 1e-6);
  CHECK_EQ(top[0][2].logit, 2.0f);
  CHECK_NEAR(top[1][0].score, 0.25, 1e-7);
}

TEST(test_methods_classify__takes_the_graphs_own_probabilities) {
  const ScoreTensors scores{Tensor::from_floats({1, 3}, std::vector<float>{9, 8, 7}),
                            Tensor::from_floats({1, 3}, std::vector<float>{1, 1, 0.5f}), 1};
  const auto top = classify(scores, 1, 9);  // cut to the number of classes
  CHECK_EQ(top[0].size(), size_t{3});
  CHECK_EQ(top[0][0].index, 0);  // saturated scores: the logit decides
  CHECK_EQ(top[0][1].index, 1);
  CHECK_EQ(top[0][1].score, 1.0f);
  CHECK_EQ(top[0][2].score, 0.5f);
}

TEST(test_methods_classify__averages_maps_of_scores) {
  // Two classes, three positions, classes last.
  const ScoreTensors scores{Tensor::from_floats({1, 1, 3, 2}, std::vector<float>{0, 1, 0, 2, 9, 0}),
                            Tensor(), 3};
  const auto top = classify(scores, 1, 2);
  CHECK_EQ(top[0][0].index, 1);  // the softmax is taken at every position, then averaged
  CHECK_NEAR(top[0][0].logit, 1, 1e-6);
  const auto p = [](double a, double b) { return std::exp(a) / (std::exp(a) + std::exp(b)); };
  CHECK_NEAR(top[0][0].score, (p(1, 0) + p(2, 0) + p(0, 9)) / 3, 1e-6);
  // Two of three positions go before the larger mean.
  CHECK_NEAR(top[0][0].share, 2.0 / 3, 1e-6);
  CHECK_NEAR(top[0][1].share, 1.0 / 3, 1e-6);
  CHECK_NEAR(top[0][1].logit, 3, 1e-6);
}

TEST(test_methods_classify__refuses_what_is_not_finite) {
  const ScoreTensors scores{Tensor::from_floats({1, 2}, std::vector<float>{1, NAN}), Tensor(), 1};
  CHECK_ERROR(classify(scores, 1, 1), Status::not_finite, "of image 0");
  CHECK_ERROR(classify(scores, 1, 0), Status::invalid_argument, "at least 1, not 0");
}

int main() {
  return run_tests({
      CASE(test_methods_classify__orders_by_score_then_index),
      CASE(test_methods_classify__takes_the_graphs_own_probabilities),
      CASE(test_methods_classify__averages_maps_of_scores),
      CASE(test_methods_classify__refuses_what_is_not_finite),
  });
}
