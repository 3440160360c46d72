#include "tensor/blur.h"

#include "support/check.h"

using namespace cnnviz::test;

TEST(test_tensor_blur__an_impulse_becomes_a_gaussian) {
  std::vector<float> impulse(41, 0);
  impulse[20] = 1;
  const Tensor blurred = gaussian_blur(Tensor::from_floats({41}, impulse), 0, 2);
  double sum = 0;
  for (size_t i = 0; i < 41; ++i) sum += static_cast<double>(blurred.floats()[i]);
  CHECK_NEAR(sum, 1, 1e-6);
  for (const int j : {0, 1, 3, 6}) {
    const double expected = std::exp(-j * j / 8.0) / (2 * std::sqrt(2 * std::acos(-1.0)));
    CHECK_NEAR(blurred.floats()[static_cast<size_t>(20 + j)], expected, 1e-4);
    CHECK_EQ(blurred.floats()[static_cast<size_t>(20 + j)],
             blurred.floats()[static_cast<size_t>(20 - j)]);
  }
}

TEST(test_tensor_blur__along_one_axis_with_repeated_edges) {
  const Tensor tensor =
      Tensor::from_floats({2, 3, 2}, std::vector<float>{1, 9, 1, 9, 1, 9, 4, 0, 4, 0, 4, 0});
  const Tensor blurred = gaussian_blur(tensor, 1, 10);
  for (size_t i = 0; i < 12; ++i) CHECK_NEAR(blurred.floats()[i], tensor.floats()[i], 1e-5);
  const Tensor across = gaussian_blur(tensor, -1, 1);
  CHECK(across.floats()[0] > 1 && across.floats()[0] < across.floats()[1]);
  CHECK_NEAR(across.floats()[0] + across.floats()[1], 10, 1e-5);
}

TEST(test_tensor_blur__nothing_to_do) {
  const Tensor tensor = Tensor::from_floats({1, 2}, std::vector<float>{3, 4});
  CHECK(gaussian_blur(tensor, 1, 0).data() == tensor.data());
  CHECK(gaussian_blur(tensor, 0, 5).data() == tensor.data());
  CHECK_ERROR(gaussian_blur(tensor, 1, -1), Status::invalid_argument, "sigma is 0 or more, not -1");
  CHECK_ERROR(gaussian_blur(tensor, 1, NAN), Status::invalid_argument, "sigma");
}

int main() {
  return run_tests({
      CASE(test_tensor_blur__an_impulse_becomes_a_gaussian),
      CASE(test_tensor_blur__along_one_axis_with_repeated_edges),
      CASE(test_tensor_blur__nothing_to_do),
  });
}
