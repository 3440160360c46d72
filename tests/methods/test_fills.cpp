#include "methods/fills.h"

#include "methods/fake_executor.h"

using namespace cnnviz::test;

TEST(test_methods_fills__constants_by_channel) {
  const std::vector<float> colors = {1, 2, 3};
  const Tensor first = constant_fill({1, 3, 2, 2}, false, colors);
  const Tensor last = constant_fill({1, 2, 2, 3}, true, colors);
  for (size_t i = 0; i < 12; ++i) {
    CHECK_EQ(first.floats()[i], colors[i / 4]);
    CHECK_EQ(last.floats()[i], colors[i % 3]);
  }
  const std::vector<float> one = {7};
  const Tensor sevens = constant_fill({1, 3, 2, 2}, false, one);
  for (const float value : sevens.floats()) CHECK_EQ(value, 7.0F);
  CHECK_ERROR(constant_fill({1, 1, 2, 2}, false, colors), Status::invalid_argument,
              "one value, or one for each of the 1 channels, not 3");
}

TEST(test_methods_fills__mean_is_the_images_own) {
  const Tensor image = Tensor::from_floats({1, 2, 1, 2}, std::vector<float>{1, 3, -5, 1});
  const Tensor mean = mean_fill(image, false);
  CHECK(mean.to_floats() == (std::vector<float>{2, 2, -2, -2}));
}

TEST(test_methods_fills__noise_has_the_images_moments) {
  Tensor image = scrambled({1, 2, 64, 64}, 3);
  for (size_t i = 0; i < 64 * 64; ++i) image.mutable_floats()[i] = 5 + 2 * image.floats()[i];
  const Tensor noise = noise_fill(image, false, 1);
  const auto moments = [](std::span<const float> values) {
    double mean = 0, square = 0;
    for (const float v : values) mean += static_cast<double>(v) / 4096;
    for (const float v : values)
      square += (static_cast<double>(v) - mean) * (static_cast<double>(v) - mean) / 4096;
    return std::pair(mean, std::sqrt(square));
  };
  for (const size_t c : {0, 1}) {
    const auto [mean, deviation] = moments(noise.floats().subspan(c * 4096, 4096));
    const auto [own_mean, own_deviation] = moments(image.floats().subspan(c * 4096, 4096));
    CHECK_NEAR(mean, own_mean, 0.1);
    CHECK_NEAR(deviation, own_deviation, 0.05 * own_deviation);
  }
  CHECK(noise.to_floats() == noise_fill(image, false, 1).to_floats());
  CHECK(noise.to_floats() != noise_fill(image, false, 2).to_floats());
}

TEST(test_methods_fills__blur_works_along_rows_and_columns_of_both_layouts) {
  const Tensor first = scrambled({1, 3, 6, 5}, 4);
  Tensor last(DataType::float32, {1, 6, 5, 3});
  for (size_t c = 0; c < 3; ++c)
    for (size_t p = 0; p < 30; ++p) last.mutable_floats()[p * 3 + c] = first.floats()[c * 30 + p];
  const Tensor a = blur_fill(first, false, 1.5, 0.5), b = blur_fill(last, true, 1.5, 0.5);
  for (size_t c = 0; c < 3; ++c)
    for (size_t p = 0; p < 30; ++p) CHECK_NEAR(a.floats()[c * 30 + p], b.floats()[p * 3 + c], 1e-6);
}

int main() {
  return run_tests({
      CASE(test_methods_fills__constants_by_channel),
      CASE(test_methods_fills__mean_is_the_images_own),
      CASE(test_methods_fills__noise_has_the_images_moments),
      CASE(test_methods_fills__blur_works_along_rows_and_columns_of_both_layouts),
  });
}
