#include "tensor/resample.h"

#include <limits>

#include "base/file.h"
#include "support/check.h"
#include "tensor/npy.h"

using namespace cnnviz::core;

namespace {

Tensor read(const std::string& name) {
  const char* source = std::getenv("CNNVIZ_SOURCE");
  const std::string path =
      concat(source != nullptr ? source : ".", "/tests/tensor/data/", name, ".npy");
  return read_npy(read_file(path), path);
}

constexpr int64_t kSizes[][2] = {{14, 10}, {13, 17}, {3, 2}, {1, 1}, {7, 9}};

}  // namespace

TEST(test_tensor_resample__bilinear_equals_pytorch) {
  const Tensor maps = read("maps");
  for (const auto& [height, width] : kSizes) {
    const Tensor expected = read(concat("maps_bilinear_", height, "x", width));
    const Tensor resized = resample_bilinear(maps, height, width);
    CHECK(resized.shape() == expected.shape());
    for (size_t i = 0; i < expected.floats().size(); ++i)
      CHECK_NEAR(resized.floats()[i], expected.floats()[i], 2e-6);
  }
}

TEST(test_tensor_resample__nearest_equals_pytorch) {
  const Tensor maps = read("maps");
  for (const auto& [height, width] : kSizes) {
    const Tensor expected = read(concat("maps_nearest_", height, "x", width));
    const Tensor resized = resample_nearest(maps, height, width);
    CHECK(resized.shape() == expected.shape());
    for (size_t i = 0; i < expected.floats().size(); ++i)
      CHECK_EQ(resized.floats()[i], expected.floats()[i]);
  }
}

TEST(test_tensor_resample__works_on_any_rank) {
  const float values[] = {1, 2, 3, 4};
  const Tensor map = Tensor::from_floats({2, 2}, values);
  const Tensor large = resample_bilinear(map, 2, 4);
  const float expected[] = {1, 1.25, 1.75, 2, 3, 3.25, 3.75, 4};
  for (size_t i = 0; i < 8; ++i) CHECK_NEAR(large.floats()[i], expected[i], 1e-7);
  CHECK_EQ(shape_text(resample_nearest(map.reshaped({1, 1, 1, 2, 2}), 6, 3).shape()), "1x1x1x6x3");
  CHECK_EQ(shape_text(resample_bilinear(Tensor(DataType::float32, {0, 4, 4}), 8, 8).shape()),
           "0x8x8");
}

TEST(test_tensor_resample__same_size_keeps_the_values) {
  const float infinity = std::numeric_limits<float>::infinity();
  const float values[] = {1, infinity, -infinity, 4};
  const Tensor same = resample_bilinear(Tensor::from_floats({2, 2}, values), 2, 2);
  for (size_t i = 0; i < 4; ++i) CHECK_EQ(same.floats()[i], values[i]);
}

TEST(test_tensor_resample__area_is_the_mean_of_what_is_covered) {
  const float values[] = {1, 2, 3, 4, 5, 6};  // [2, 3]
  const Tensor map = Tensor::from_floats({2, 3}, values);
  CHECK_NEAR(resample_area(map, 1, 1).floats()[0], 3.5, 1e-6);
  // Two columns of one and a half each.
  const Tensor halves = resample_area(map, 2, 2);
  const double expected[] = {(1 + 0.5 * 2) / 1.5, (0.5 * 2 + 3) / 1.5, (4 + 0.5 * 5) / 1.5,
                             (0.5 * 5 + 6) / 1.5};
  for (size_t i = 0; i < 4; ++i) CHECK_NEAR(halves.floats()[i], expected[i], 1e-6);
  // Larger: every element covers a part of one.
  const Tensor larger = resample_area(map, 4, 3);
  for (size_t i = 0; i < 12; ++i) CHECK_NEAR(larger.floats()[i], values[i / 6 * 3 + i % 3], 1e-6);
  CHECK_EQ(shape_text(resample_area(map.reshaped({1, 2, 3}), 2, 1).shape()), "1x2x1");
  CHECK_ERROR(resample_area(map, 0, 3), Status::invalid_argument, "0x3");
}

TEST(test_tensor_resample__refuses_wrong_shapes) {
  const Tensor map(DataType::float32, {4, 4});
  CHECK_ERROR(resample_bilinear(map, 0, 3), Status::invalid_argument, "0x3");
  CHECK_ERROR(resample_nearest(map, 3, -1), Status::invalid_argument, "3x-1");
  CHECK_ERROR(resample_bilinear(Tensor::scalar(1), 3, 3), Status::invalid_argument, "scalar");
  CHECK_ERROR(resample_bilinear(Tensor(DataType::float32, {2, 0, 4}), 3, 3),
              Status::invalid_argument, "2x0x4");
}

int main() {
  return cnnviz::test::run_tests({
      CASE(test_tensor_resample__bilinear_equals_pytorch),
      CASE(test_tensor_resample__nearest_equals_pytorch),
      CASE(test_tensor_resample__works_on_any_rank),
      CASE(test_tensor_resample__same_size_keeps_the_values),
      CASE(test_tensor_resample__area_is_the_mean_of_what_is_covered),
      CASE(test_tensor_resample__refuses_wrong_shapes),
  });
}
