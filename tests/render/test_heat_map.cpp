// Maps as pictures: values at their places in their colors, zero in the neutral one, bad maps
// marked.
#include "render/heat_map.h"

#include <algorithm>
#include <limits>

#include "base/random.h"
#include "support/check.h"

using namespace cnnviz::core;

namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

Color color_at(const Image& image, int64_t x, int64_t y) {
  const uint8_t* pixel = image.pixel(x, y);
  return {pixel[0], pixel[1], pixel[2]};
}

Tensor random_tensor(const Shape& shape, uint64_t seed) {
  Tensor tensor(DataType::float32, shape);
  Random random(seed);
  for (float& value : tensor.mutable_floats()) value = static_cast<float>(random.normal());
  return tensor;
}

constexpr NormalizeOptions kUnsigned{Scaling::unsigned_max, 100, {}};
constexpr NormalizeOptions kSymmetric{Scaling::symmetric, 100, {}};

// Gray levels of which there are many, as in stripes.
bool has_missing_stripes(const Image& image, int64_t x, int64_t y) {
  const Color color = color_at(image, x, y);
  return color == gray(0x70) || color == gray(0xb8);
}

}  // namespace

TEST(test_render_heat_map__values_take_the_colors_of_the_map) {
  const Tensor map = Tensor::from_floats({2, 2}, std::vector<float>{0, 1, 2, 4});
  const HeatMap heat = heat_map(map, {kUnsigned, &color_map("magma"), 0, 0, true});
  const ColorMap& colors = color_map("magma");
  CHECK_EQ(heat.image.width(), 2);
  CHECK(color_at(heat.image, 0, 0) == colors.at(0));
  CHECK(color_at(heat.image, 1, 0) == colors.at(0.25f));
  CHECK(color_at(heat.image, 0, 1) == colors.at(0.5f));
  CHECK(color_at(heat.image, 1, 1) == colors.at(1));
  CHECK(heat.scale.range == (Range{0, 4}));
  CHECK_EQ(heat.scale.colors->name, "magma");
  CHECK_EQ(heat.values.floats()[2], 0.5f);
}

TEST(test_render_heat_map__zero_of_a_signed_map_is_neutral) {
  Tensor map = random_tensor({5, 6}, 1);
  map.mutable_floats()[8] = 0;
  const HeatMap heat = heat_map(map, {kSymmetric, nullptr, 0, 0, true});
  CHECK_EQ(heat.scale.colors->name, "RdBu_r");
  CHECK_EQ(heat.values.floats()[8], 0.5f);
  CHECK(color_at(heat.image, 2, 1) == color_map("RdBu_r").colors[128]);
  CHECK_EQ(default_color_map(Scaling::unsigned_max).name, "viridis");
}

TEST(test_render_heat_map__magnifies_nearest_or_bilinear) {
  const Tensor map = Tensor::from_floats({1, 2}, std::vector<float>{0, 8});
  const HeatMap hard = heat_map(map, {kUnsigned, &color_map("gray"), 8, 2, false});
  for (int64_t x = 0; x < 8; ++x) CHECK(color_at(hard.image, x, 1) == gray(x < 4 ? 0 : 255));
  // Between the centers at x = 1.5 and 5.5 the values rise by 2 a pixel: 0 0 1 3 5 7 8 8.
  const HeatMap soft = heat_map(map, {kUnsigned, nullptr, 8, 2, true});
  const float expected[] = {0, 0, 1, 3, 5, 7, 8, 8};
  for (size_t x = 0; x < 8; ++x) CHECK_NEAR(soft.values.floats()[x], expected[x] / 8, 1e-6);
}

TEST(test_render_heat_map__constant_maps_are_flat_striped_and_said_to_be_so) {
  const Tensor zero(DataType::float32, {7, 7});
  for (const Scaling scaling : {Scaling::unsigned_max, Scaling::min_max, Scaling::symmetric}) {
    const HeatMap heat = heat_map(zero, {{scaling, 99, {}}, nullptr, 120, 90, true});
    CHECK(heat.check.constant);
    CHECK_EQ(heat.check.note(), "constant 0");
    // In the corner: the one color and the stripes over it, nothing else.
    const Color flat = heat.scale.colors->at(scaling == Scaling::symmetric ? 0.5f : 0);
    int64_t of_flat = 0;
    std::vector<Color> others;
    for (int64_t y = 0; y < 30; ++y)
      for (int64_t x = 0; x < 120; ++x) {
        const Color color = color_at(heat.image, x, y);
        if (color == flat) {
          ++of_flat;
        } else if (std::find(others.begin(), others.end(), color) == others.end()) {
          others.push_back(color);
        }
      }
    CHECK_EQ(of_flat, 30 * 120 * 7 / 8);
    CHECK_EQ(others.size(), size_t{1});
    // The words stand on white in the middle.
    CHECK(color_at(heat.image, 60 - 36, 45 - 8) == kWhite ||
          color_at(heat.image, 60 - 30, 45 - 8) == kWhite);
  }
  // Too small for words, still striped.
  const HeatMap tiny = heat_map(zero, {kUnsigned, nullptr, 0, 0, true});
  CHECK(color_at(tiny.image, 0, 0) != color_at(tiny.image, 1, 0));
}

TEST(test_render_heat_map__missing_values_are_striped_where_they_are) {
  Tensor map = random_tensor({4, 4}, 2);
  map.mutable_floats()[5] = kNan;
  map.mutable_floats()[10] = -std::numeric_limits<float>::infinity();
  const HeatMap heat = heat_map(map, {kSymmetric, &color_map("bwr"), 160, 160, true});
  CHECK_EQ(heat.check.note(), "2 of 16 values are NaN or infinite");
  for (int64_t y = 0; y < 160; ++y)
    for (int64_t x = 0; x < 160; ++x) {
      if (x < 50 && y < 24) continue;  // the word "NaN"
      const int64_t cell = y / 40 * 4 + x / 40;
      CHECK_EQ(has_missing_stripes(heat.image, x, y), cell == 5 || cell == 10);
    }
  CHECK(color_at(heat.image, 3, 3) == kWhite);

  const HeatMap lost = heat_map(Tensor::from_floats({1, 1}, std::vector<float>{kNan}),
                                {kUnsigned, nullptr, 60, 60, true});
  CHECK_EQ(lost.check.note(), "all values are NaN or infinite");
  CHECK(has_missing_stripes(lost.image, 40, 40));
}

TEST(test_render_heat_map__color_pictures_center_on_gray) {
  const Tensor planes = Tensor::from_floats({1, 3, 1, 2}, std::vector<float>{-2, 0, 1, 0, 0.5f, 0});
  const ColorPicture picture = color_picture(planes, kSymmetric);
  // 0.5 + v / (2 max|v|), then 255 times, rounded.
  CHECK(color_at(picture.image, 0, 0) == (Color{0, 191, 159}));
  CHECK(color_at(picture.image, 1, 0) == gray(128));
  CHECK(picture.range == (Range{-2, 2}));
  CHECK(color_at(color_picture(planes, kSymmetric, true).image, 0, 0) == (Color{159, 191, 0}));
}

TEST(test_render_heat_map__color_pictures_mirror_negated_planes) {
  const Tensor planes = random_tensor({3, 8, 9}, 5);
  Tensor negated = planes.clone();
  for (float& value : negated.mutable_floats()) value = -value;
  const Image a = color_picture(planes, kSymmetric).image,
              b = color_picture(negated, kSymmetric).image;
  for (size_t i = 0; i < a.pixels().size(); ++i)
    CHECK_NEAR(a.pixels()[i], 255 - b.pixels()[i], 1);  // halves round up in both
}

TEST(test_render_heat_map__color_pictures_of_bad_planes) {
  CHECK_EQ(color_picture(Tensor(DataType::float32, {3, 64, 90}), kSymmetric).check.note(),
           "constant 0");
  Tensor planes = random_tensor({3, 4, 4}, 6);
  planes.mutable_floats()[16 + 3] = kNan;  // green at (3, 0)
  const ColorPicture picture = color_picture(planes, kSymmetric);
  CHECK(has_missing_stripes(picture.image, 3, 0));
  CHECK_EQ(picture.check.not_finite, 1);
  const ColorPicture gray_picture =
      color_picture(Tensor::from_floats({1, 1, 2}, std::vector<float>{-1, 1}), kSymmetric);
  CHECK(color_at(gray_picture.image, 0, 0) == kBlack &&
        color_at(gray_picture.image, 1, 0) == kWhite);
}

TEST(test_render_heat_map__tiles_share_a_scale_or_have_their_own) {
  const Tensor maps = Tensor::from_floats({3, 1, 2}, std::vector<float>{0, 1, 0, 4, 0, 2e-6f});
  const ColorMap& colors = color_map("gray");
  const Tiles shared = map_tiles(maps, {kUnsigned, &colors, TileScale::shared, 1e-6});
  CHECK_EQ(shared.images.size(), size_t{3});
  CHECK(color_at(shared.images[0], 1, 0) == colors.at(0.25f));
  CHECK(color_at(shared.images[1], 1, 0) == colors.at(1));
  CHECK(shared.scale.range == (Range{0, 4}));
  CHECK_EQ(shared.quiet, 0);
  const Tiles own = map_tiles(maps, {kUnsigned, &colors, TileScale::own, 1e-6});
  CHECK(color_at(own.images[0], 1, 0) == colors.at(1));
  CHECK(color_at(own.images[1], 1, 0) == colors.at(1));
  // Noise is left as quiet as it is.
  CHECK(color_at(own.images[2], 1, 0) == colors.at(0));
  CHECK_EQ(own.quiet, 1);
}

TEST(test_render_heat_map__dead_filters_are_gray_not_noise) {
  Tensor bank = random_tensor({4, 3, 3, 3}, 9);
  for (size_t i = 2 * 27; i < 3 * 27; ++i) bank.mutable_floats()[i] *= 1e-5f;
  const Tiles tiles = color_tiles(bank, {kSymmetric, nullptr, TileScale::own, 1e-3});
  CHECK_EQ(tiles.quiet, 1);
  for (const uint8_t byte : tiles.images[2].pixels()) CHECK_NEAR(byte, 128, 1);
  // Each other filter reaches an end of the scale.
  for (const size_t i : {0, 1, 3}) {
    const auto bytes = tiles.images[i].pixels();
    CHECK(std::find(bytes.begin(), bytes.end(), uint8_t{0}) != bytes.end() ||
          std::find(bytes.begin(), bytes.end(), uint8_t{255}) != bytes.end());
  }
  const Tiles zero = color_tiles(Tensor(DataType::float32, {1, 3, 2, 2}),
                                 {kSymmetric, nullptr, TileScale::own, 1e-3});
  for (const uint8_t byte : zero.images[0].pixels()) CHECK_EQ(int{byte}, 128);
}

TEST(test_render_heat_map__refuses_other_shapes) {
  CHECK_ERROR(heat_map(Tensor(DataType::float32, {2, 3, 4}), {}), Status::invalid_argument,
              "2x3x4");
  CHECK_ERROR(heat_map(Tensor(DataType::float32, {0, 4}), {}), Status::invalid_argument, "0x4");
  CHECK_ERROR(color_picture(Tensor(DataType::float32, {2, 4, 4}), kSymmetric),
              Status::invalid_argument, "1 or 3 planes");
  CHECK_ERROR(map_tiles(Tensor(DataType::float32, {4, 4}), {}), Status::invalid_argument, "4x4");
  CHECK_ERROR(color_tiles(Tensor(DataType::float32, {4, 1, 3, 3}), {}), Status::invalid_argument,
              "4x1x3x3");
  CHECK_ERROR(
      heat_map(Tensor(DataType::float32, {2, 2}), {kUnsigned, nullptr, 100000, 100000, true}),
      Status::limit, "map");
}

int main() {
  return cnnviz::test::run_tests({
      CASE(test_render_heat_map__values_take_the_colors_of_the_map),
      CASE(test_render_heat_map__zero_of_a_signed_map_is_neutral),
      CASE(test_render_heat_map__magnifies_nearest_or_bilinear),
      CASE(test_render_heat_map__constant_maps_are_flat_striped_and_said_to_be_so),
      CASE(test_render_heat_map__missing_values_are_striped_where_they_are),
      CASE(test_render_heat_map__color_pictures_center_on_gray),
      CASE(test_render_heat_map__color_pictures_mirror_negated_planes),
      CASE(test_render_heat_map__color_pictures_of_bad_planes),
      CASE(test_render_heat_map__tiles_share_a_scale_or_have_their_own),
      CASE(test_render_heat_map__dead_filters_are_gray_not_noise),
      CASE(test_render_heat_map__refuses_other_shapes),
  });
}
