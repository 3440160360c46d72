#include "methods/activations.h"

#include "methods/fake_executor.h"

using namespace cnnviz::test;

namespace {

// One image, four maps of 1x2: quiet, strong, negative, nearly nothing.
Tensor four_maps() {
  return Tensor::from_floats({1, 4, 1, 2}, std::vector<float>{0, 1, 8, 4, -2, 6, 0, 1e-6f});
}

}  // namespace

TEST(test_methods_activations__keeps_values_and_takes_statistics) {
  const ActivationMaps maps = activation_maps(four_maps(), {}, "conv");
  CHECK_EQ(maps.statistics.size(), size_t{4});
  CHECK_EQ(maps.of(0, 2).min, -2.0f);
  CHECK_EQ(maps.of(0, 2).max, 6.0f);
  CHECK_NEAR(maps.of(0, 1).mean, 6, 1e-6);
  for (size_t i = 0; i < 8; ++i) CHECK_EQ(maps.maps.floats()[i], four_maps().floats()[i]);
}

TEST(test_methods_activations__orders_maps) {
  const ActivationMaps maps = activation_maps(four_maps(), {}, "conv");
  CHECK(order_maps(maps, 0, MapOrder::channel) == (std::vector<int64_t>{0, 1, 2, 3}));
  CHECK(order_maps(maps, 0, MapOrder::maximum) == (std::vector<int64_t>{1, 2, 0, 3}));
  CHECK(order_maps(maps, 0, MapOrder::mean) == (std::vector<int64_t>{1, 2, 0, 3}));
  const ActivationMaps ties =
      activation_maps(Tensor::from_floats({1, 3}, std::vector<float>{1, 2, 2}), {}, "fc");
  CHECK(order_maps(ties, 0, MapOrder::maximum) == (std::vector<int64_t>{1, 2, 0}));
  CHECK(parse_map_order("max") == MapOrder::maximum);
  CHECK_ERROR(parse_map_order("maximum"), Status::invalid_argument, "channel, max, mean");
}

TEST(test_methods_activations__scales_keep_zero_in_its_place) {
  const ActivationMaps maps = activation_maps(four_maps(), {}, "conv");
  const MapScale all = global_scale(maps);
  CHECK(all.is_signed && !all.blank);
  CHECK_EQ(all.low, -8.0f);
  CHECK_EQ(all.high, 8.0f);
  const MapScale quiet = map_scale(maps, 0, 0), negative = map_scale(maps, 0, 2);
  CHECK(!quiet.is_signed);
  CHECK_EQ(quiet.low, 0.0f);
  CHECK_EQ(quiet.high, 1.0f);
  CHECK_EQ(negative.low, -6.0f);
  CHECK_EQ(negative.high, 6.0f);
  CHECK(map_scale(maps, 0, 3).blank);  // a millionth of the layer's largest: noise
  const ActivationMaps zero = activation_maps(Tensor(DataType::float32, {1, 2, 3, 3}), {}, "relu");
  CHECK(global_scale(zero).blank);
  CHECK(map_scale(zero, 0, 1).blank);
}

TEST(test_methods_activations__reads_other_ranks) {
  CHECK_EQ(shape_text(activation_maps(scrambled({2, 5}, 1), {}, "fc").maps.shape()), "2x5x1x1");
  CHECK_EQ(shape_text(activation_maps(scrambled({2, 5, 7}, 1), {}, "conv1d").maps.shape()),
           "2x5x1x7");
  CHECK_ERROR(activation_maps(scrambled({1, 2, 3, 3, 3}, 1), {}, "conv3d"), Status::unsupported,
              "\"conv3d\" of shape 1x2x3x3x3");
  CHECK_ERROR(activation_maps(Tensor::from_ints({1, 2}, std::vector<int64_t>{1, 2}), {}, "index"),
              Status::invalid_argument, "int64");
}

TEST(test_methods_activations__counts_what_is_not_finite) {
  const ActivationMaps maps = activation_maps(
      Tensor::from_floats({1, 2, 1, 2}, std::vector<float>{NAN, 3, 1, 2}), {}, "bad");
  CHECK_EQ(maps.of(0, 0).nans, 1);
  CHECK_EQ(maps.of(0, 0).max, 3.0f);
  CHECK_EQ(global_scale(maps).high, 3.0f);
}

int main() {
  return run_tests({
      CASE(test_methods_activations__keeps_values_and_takes_statistics),
      CASE(test_methods_activations__orders_maps),
      CASE(test_methods_activations__scales_keep_zero_in_its_place),
      CASE(test_methods_activations__reads_other_ranks),
      CASE(test_methods_activations__counts_what_is_not_finite),
  });
}
