#include "methods/filters.h"

#include "methods/fake_executor.h"

using namespace cnnviz::test;

namespace {

using Kind = FilterTiles::Kind;

float tile_value(const FilterTiles& tiles, size_t index) {
  return tiles.tiles.floats()[index];
}

}  // namespace

TEST(test_methods_filters__color_tiles_are_pixels_by_channels) {
  const Tensor weights = scrambled({5, 3, 2, 2}, 1);
  FilterOptions options;
  options.scale = FilterScale::global;
  const FilterTiles rgb = filter_tiles(weights, options);
  CHECK(rgb.kind == Kind::color);
  CHECK_EQ(shape_text(rgb.tiles.shape()), "5x2x2x3");
  CHECK_EQ(rgb.columns, 3);  // ceil(sqrt(5))
  CHECK_EQ(rgb.rows, 2);
  options.swap_red_blue = true;
  const FilterTiles bgr = filter_tiles(weights, options);
  float low = 1, high = -1;
  for (const float w : weights.floats()) {
    low = std::min(low, w);
    high = std::max(high, w);
  }
  CHECK_EQ(rgb.minimum, low);
  CHECK_EQ(rgb.maximum, high);
  for (size_t o = 0; o < 5; ++o)
    for (size_t c = 0; c < 3; ++c)
      for (size_t p = 0; p < 4; ++p) {
        const float w = weights.floats()[(o * 3 + c) * 4 + p];
        CHECK_NEAR(tile_value(rgb, (o * 4 + p) * 3 + c), (w - low) / (high - low), 1e-6);
        CHECK_EQ(tile_value(bgr, (o * 4 + p) * 3 + 2 - c), tile_value(rgb, (o * 4 + p) * 3 + c));
      }
}

TEST(test_methods_filters__symmetric_scale_maps_opposites_to_complements) {
  const Tensor weights = scrambled({4, 3, 3, 3}, 2);
  Tensor opposite = weights.clone();
  for (float& w : opposite.mutable_floats()) w = -w;
  for (const FilterScale scale : {FilterScale::symmetric, FilterScale::global_symmetric}) {
    FilterOptions options;
    options.scale = scale;
    const FilterTiles a = filter_tiles(weights, options), b = filter_tiles(opposite, options);
    CHECK(a.centered);
    float largest = 0;
    for (size_t i = 0; i < a.tiles.floats().size(); ++i) {
      CHECK_NEAR(tile_value(a, i) + tile_value(b, i), 1, 1e-6);
      largest = std::max(largest, std::abs(tile_value(a, i) - 0.5f));
    }
    CHECK_NEAR(largest, 0.5, 1e-6);  // the strongest weight is at an end
  }
}

TEST(test_methods_filters__per_filter_scales_stretch_each_filter) {
  // Filter 1 is a hundredth of filter 0.
  const Tensor weights =
      Tensor::from_floats({2, 1, 1, 2}, std::vector<float>{1, -0.5f, 0.01f, -0.005f});
  FilterOptions options;
  const FilterTiles own = filter_tiles(weights, options);
  for (size_t i = 0; i < 2; ++i) CHECK_NEAR(tile_value(own, i), tile_value(own, 2 + i), 1e-6);
  CHECK_NEAR(tile_value(own, 0), 1, 1e-6);
  CHECK_NEAR(tile_value(own, 1), 0.25, 1e-6);
  options.scale = FilterScale::global_symmetric;
  CHECK_NEAR(tile_value(filter_tiles(weights, options), 2), 0.505, 1e-6);
  options.scale = FilterScale::per_filter;
  CHECK_NEAR(tile_value(filter_tiles(weights, options), 3), 0, 1e-6);
  CHECK(!filter_tiles(weights, options).centered);
}

TEST(test_methods_filters__constant_and_dead_filters) {
  Tensor weights(DataType::float32, {3, 3, 2, 2});
  for (size_t i = 0; i < 12; ++i) weights.mutable_floats()[12 + i] = 0.5f;  // filter 1 is constant
  for (size_t i = 0; i < 12; ++i) weights.mutable_floats()[24 + i] = i % 2 ? 4e-4f : -4e-4f;
  for (const FilterScale scale : {FilterScale::symmetric, FilterScale::per_filter}) {
    FilterOptions options;
    options.scale = scale;
    const FilterTiles tiles = filter_tiles(weights, options);
    for (size_t i = 0; i < 12; ++i) CHECK_EQ(tile_value(tiles, i), 0.5f);  // zero: mid-gray
    CHECK(tiles.dead == (std::vector<int64_t>{0, 2}));
  }
  for (const FilterScale scale : {FilterScale::global, FilterScale::global_symmetric}) {
    FilterOptions options;
    options.scale = scale;
    const FilterTiles tiles = filter_tiles(Tensor(DataType::float32, {2, 3, 2, 2}), options);
    for (size_t i = 0; i < 24; ++i) CHECK_EQ(tile_value(tiles, i), 0.5f);
    CHECK(tiles.dead.empty());
  }
}

TEST(test_methods_filters__slices_are_rows_of_filters) {
  const Tensor weights = scrambled({70, 66, 3, 3}, 3);
  FilterOptions options;
  FilterTiles tiles = filter_tiles(weights, options);
  CHECK(tiles.kind == Kind::slices);
  CHECK_EQ(shape_text(tiles.tiles.shape()), "4096x3x3");  // 64 x 64 of them
  CHECK_EQ(tiles.rows, 64);
  CHECK_EQ(tiles.columns, 64);
  CHECK_EQ(tiles.all_filters, 70);
  CHECK_EQ(tiles.all_slices, 66);
  options.filters = {66, 4};
  options.slices = {2, 3};
  options.scale = FilterScale::global;
  tiles = filter_tiles(weights, options);
  CHECK_EQ(shape_text(tiles.tiles.shape()), "12x3x3");
  float low = 1, high = -1;
  for (const float w : weights.floats()) {
    low = std::min(low, w);
    high = std::max(high, w);
  }
  for (size_t r = 0; r < 4; ++r)
    for (size_t c = 0; c < 3; ++c)
      for (size_t p = 0; p < 9; ++p)
        CHECK_NEAR(tile_value(tiles, (r * 3 + c) * 9 + p),
                   (weights.floats()[((66 + r) * 66 + 2 + c) * 9 + p] - low) / (high - low), 1e-6);
  options.filters = {68, 4};
  CHECK_ERROR(filter_tiles(weights, options), Status::invalid_argument,
              "filters 68 to 71 were asked for; there are 0 to 69");
  options.filters = {70, 0};
  CHECK_ERROR(filter_tiles(weights, options), Status::invalid_argument, "filters 70 to 70");
  options.filters = {1, INT64_MAX};
  CHECK_ERROR(filter_tiles(weights, options), Status::invalid_argument,
              "filters 1 to 9223372036854775807");
}

TEST(test_methods_filters__depthwise_and_gray_filters_make_a_square) {
  const FilterTiles tiles = filter_tiles(scrambled({32, 1, 3, 3}, 4), {});
  CHECK(tiles.kind == Kind::slices);
  CHECK_EQ(shape_text(tiles.tiles.shape()), "32x3x3");
  CHECK_EQ(tiles.columns, 6);
  CHECK_EQ(tiles.rows, 6);
}

TEST(test_methods_filters__pointwise_and_dense_weights_are_a_matrix) {
  const Tensor weights = scrambled({4, 6, 1, 1}, 5);
  FilterOptions options;
  options.scale = FilterScale::global_symmetric;
  const FilterTiles tiles = filter_tiles(weights, options);
  CHECK(tiles.kind == Kind::matrix);
  CHECK_EQ(shape_text(tiles.tiles.shape()), "4x6");
  const FilterTiles dense = filter_tiles(weights.reshaped({4, 6}), options);
  CHECK(dense.kind == Kind::matrix);
  for (size_t i = 0; i < 24; ++i) CHECK_EQ(tile_value(dense, i), tile_value(tiles, i));
  CHECK(filter_tiles(scrambled({4, 3, 1, 1}, 5), {}).kind == Kind::matrix);
  const Tensor turned = transposed(weights.reshaped({4, 6}));
  CHECK_EQ(shape_text(turned.shape()), "6x4");
  for (size_t r = 0; r < 4; ++r)
    for (size_t c = 0; c < 6; ++c)
      CHECK_EQ(turned.floats()[c * 4 + r], weights.floats()[r * 6 + c]);
}

TEST(test_methods_filters__refuses_what_it_cannot_draw) {
  CHECK_ERROR(filter_tiles(scrambled({2, 2, 3, 3, 3}, 1), {}), Status::unsupported, "2x2x3x3x3");
  CHECK_ERROR(filter_tiles(scrambled({7}, 1), {}), Status::unsupported, "shape 7");
  Tensor bad = scrambled({2, 3, 2, 2}, 1);
  bad.mutable_floats()[3] = NAN;
  CHECK_ERROR(filter_tiles(bad, {}), Status::not_finite, "weight");
  for (const char* name : {"symmetric", "per-filter", "global", "global-symmetric"})
    CHECK_EQ(std::string(filter_scale_name(parse_filter_scale(name))), name);
}

int main() {
  return run_tests({
      CASE(test_methods_filters__color_tiles_are_pixels_by_channels),
      CASE(test_methods_filters__symmetric_scale_maps_opposites_to_complements),
      CASE(test_methods_filters__per_filter_scales_stretch_each_filter),
      CASE(test_methods_filters__constant_and_dead_filters),
      CASE(test_methods_filters__slices_are_rows_of_filters),
      CASE(test_methods_filters__depthwise_and_gray_filters_make_a_square),
      CASE(test_methods_filters__pointwise_and_dense_weights_are_a_matrix),
      CASE(test_methods_filters__refuses_what_it_cannot_draw),
  });
}
