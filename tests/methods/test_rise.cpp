#include "methods/rise.h"

#include "methods/fake_executor.h"
#include "methods/linear_executor.h"

using namespace cnnviz::test;

namespace {

std::vector<float> mask_of(const RiseOptions& options, int64_t index, int64_t height,
                           int64_t width) {
  std::vector<float> mask(static_cast<size_t>(height * width));
  rise_mask(options, index, height, width, mask);
  return mask;
}

}  // namespace

TEST(test_methods_rise__masks_keep_the_share_that_is_asked_for) {
  RiseOptions options;
  for (const double probability : {0.5, 0.1}) {
    options.probability = probability;
    std::vector<double> mean(30 * 45, 0);
    constexpr int64_t kMasks = 4000;
    for (int64_t i = 0; i < kMasks; ++i) {
      const std::vector<float> mask = mask_of(options, i, 30, 45);
      for (size_t p = 0; p < mask.size(); ++p) {
        CHECK(mask[p] >= 0 && mask[p] <= 1);
        mean[p] += static_cast<double>(mask[p]) / kMasks;
      }
    }
    for (const double share : mean) CHECK_NEAR(share, probability, 0.04);
  }
}

TEST(test_methods_rise__masks_depend_on_seed_and_index_alone) {
  RiseOptions options;
  const std::vector<float> fifth = mask_of(options, 5, 20, 20);
  CHECK(fifth == mask_of(options, 5, 20, 20));
  CHECK(fifth != mask_of(options, 6, 20, 20));
  options.seed = 1;
  CHECK(fifth != mask_of(options, 5, 20, 20));
}

// In the mean over masks a linear network's map is what each pixel contributes, on top of a
// constant: E[s m_l] = p sum_i w_i x_i E[m_i | m_l kept].
TEST(test_methods_rise__finds_the_pixels_that_count) {
  std::vector<float> weights(24 * 24, 0);
  for (size_t y = 15; y < 21; ++y)
    for (size_t x = 3; x < 9; ++x) weights[y * 24 + x] = 1;
  LinearExecutor executor({Tensor::from_floats({1, 1, 24, 24}, weights)});
  const Tensor x = Tensor::from_floats({1, 1, 24, 24}, std::vector<float>(24 * 24, 1));
  RiseOptions options;
  options.masks = 1500;
  options.cells = 4;
  RiseResult first;
  for (const int64_t batch : {0, 7}) {
    PerturbationRequest request = covering(x, {class_target(0)});
    request.logits.clear();
    request.windows.batch = batch;
    Perturbation perturbation(executor, request, nullptr);
    const RiseResult result = rise(perturbation, options);
    CHECK_EQ(shape_text(result.maps.shape()), "1x24x24");
    CHECK_EQ(shape_text(result.scores.shape()), "1x1500");
    CHECK_EQ(result.done, 1500);
    CHECK(result.completed);
    double inside = 0, outside = 0;
    for (size_t p = 0; p < weights.size(); ++p)
      (weights[p] > 0 ? inside : outside) +=
          static_cast<double>(result.maps.floats()[p]) / (weights[p] > 0 ? 36 : 24 * 24 - 36);
    CHECK(inside > 1.15 * outside);
    CHECK_NEAR(outside, 18, 2);  // half of the 36, far from them
    if (batch == 0) first = result;
    for (size_t p = 0; p < weights.size(); ++p)
      CHECK_EQ(result.maps.floats()[p], first.maps.floats()[p]);
  }
}

// A network that answers the same to everything: the mean of m / p is about 1 everywhere.
TEST(test_methods_rise__a_constant_network_gives_a_flat_map) {
  class Constant : public LinearExecutor {
   public:
    Constant() : LinearExecutor({}) {}
    std::vector<Tensor> forward(const TensorMap& feeds, const ForwardRequest&, Progress*) override {
      const auto images = static_cast<size_t>(feeds.at("x").shape()[0]);
      return {
          Tensor::from_floats({static_cast<int64_t>(images), 1}, std::vector<float>(images, 3))};
    }
  };
  Constant executor;
  PerturbationRequest request = covering(scrambled({1, 3, 20, 20}, 1), {class_target(0)});
  Perturbation perturbation(executor, request, nullptr);
  const RiseResult result = rise(perturbation, {});
  for (const float value : result.maps.floats()) CHECK_NEAR(value, 3, 0.2);
}

TEST(test_methods_rise__what_cannot_be_is_refused) {
  LinearExecutor executor({scrambled({1, 1, 8, 8}, 1)});
  Perturbation perturbation(executor, covering(scrambled({1, 1, 8, 8}, 2), {class_target(0)}),
                            nullptr);
  CHECK_ERROR(rise(perturbation, {0, 7, 0.5, 0}), Status::invalid_argument,
              "the number of masks is from 1 to 10000000, not 0");
  CHECK_ERROR(rise(perturbation, {10, 9, 0.5, 0}), Status::invalid_argument,
              "from 1 to the picture's 8, not 9");
  CHECK_ERROR(rise(perturbation, {10, 7, 1, 0}), Status::invalid_argument,
              "lies between 0 and 1, not at 1");
}

int main() {
  return run_tests({
      CASE(test_methods_rise__masks_keep_the_share_that_is_asked_for),
      CASE(test_methods_rise__masks_depend_on_seed_and_index_alone),
      CASE(test_methods_rise__finds_the_pixels_that_count),
      CASE(test_methods_rise__a_constant_network_gives_a_flat_map),
      CASE(test_methods_rise__what_cannot_be_is_refused),
  });
}
