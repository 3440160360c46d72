// Overlays against the formula in double precision; what marks a map stays readable over a photo.
#include "render/overlay.h"

#include <algorithm>
#include <limits>

#include "support/check.h"

using namespace cnnviz::core;

namespace {

// Every pair of bytes occurs once in the red channels: 256 x 256 pixels.
Image ramp(bool along_x, int channels) {
  Image image(256, 256, channels);
  for (int64_t y = 0; y < 256; ++y)
    for (int64_t x = 0; x < 256; ++x)
      for (int c = 0; c < channels; ++c)
        image.mutable_pixel(x, y)[c] = static_cast<uint8_t>(((along_x ? x : y) + 50 * c) % 256);
  return image;
}

bool same(const Image& a, const Image& b) {
  return a.width() == b.width() && a.height() == b.height() && a.channels() == b.channels() &&
         std::equal(a.pixels().begin(), a.pixels().end(), b.pixels().begin());
}

}  // namespace

TEST(test_render_overlay__equals_the_formula) {
  const Image photo = ramp(true, 3), heat = ramp(false, 3);
  for (const double alpha : {0.0, 0.25, 0.3, 0.5, 0.77, 1.0}) {
    const Image mixed = overlay(photo, heat, alpha);
    for (size_t i = 0; i < mixed.pixels().size(); ++i) {
      const double exact = (1 - alpha) * photo.pixels()[i] + alpha * heat.pixels()[i];
      CHECK_NEAR(mixed.pixels()[i], exact, 0.504);
    }
  }
  CHECK(same(overlay(photo, heat, 0), photo));
  CHECK(same(overlay(photo, heat, 1), heat));
}

TEST(test_render_overlay__takes_gray_and_transparent_photos) {
  const Image heat = ramp(false, 3), gray = ramp(true, 1);
  CHECK(same(overlay(gray, heat), overlay(to_rgb(gray), heat)));
  const Image transparent = ramp(true, 4);
  CHECK(same(overlay(transparent, heat), overlay(to_rgb(transparent), heat)));
}

TEST(test_render_overlay__by_value_weighs_each_pixel) {
  const Image photo = Image::from_pixels(4, 1, 1, std::vector<uint8_t>{100, 100, 100, 100});
  const Image heat = Image::from_pixels(4, 1, 1, std::vector<uint8_t>{200, 200, 200, 200});
  const std::vector<float> values = {0, 0.5f, 1, std::numeric_limits<float>::quiet_NaN()};
  const Image mixed = overlay_by_value(photo, heat, values, 0.8);
  CHECK_EQ(int{mixed.pixel(0, 0)[0]}, 100);
  CHECK_EQ(int{mixed.pixel(1, 0)[0]}, 140);
  CHECK_EQ(int{mixed.pixel(2, 0)[0]}, 180);
  CHECK_EQ(int{mixed.pixel(3, 0)[0]}, 180);
}

// White boxes with red words lie over the photo at full strength, whatever the overlay's weight.
TEST(test_render_overlay__marks_of_constant_maps_stay_readable) {
  const Image photo = ramp(true, 3);
  const HeatMap heat = heat_map(Tensor(DataType::float32, {4, 4}),
                                {{Scaling::unsigned_max, 99, {}}, nullptr, 256, 256, true});
  for (const bool by_value : {false, true}) {
    const Image mixed = overlay(photo, heat, 0.5, by_value);
    int white = 0;
    for (int64_t y = 116; y < 140; ++y)
      for (int64_t x = 80; x < 176; ++x) {
        const uint8_t* pixel = mixed.pixel(x, y);
        white += pixel[0] == 255 && pixel[1] == 255 && pixel[2] == 255;
      }
    CHECK(white > 500);
  }
}

TEST(test_render_overlay__refuses_what_does_not_fit) {
  const Image photo(4, 3, 3);
  CHECK_ERROR(overlay(photo, Image(3, 4, 3)), Status::mismatch, "4x3");
  CHECK_ERROR(overlay(photo, photo, 1.5), Status::invalid_argument, "between 0 and 1");
  CHECK_ERROR(overlay(photo, photo, std::numeric_limits<double>::quiet_NaN()),
              Status::invalid_argument, "between 0 and 1");
  CHECK_ERROR(overlay_by_value(photo, photo, std::vector<float>(11)), Status::mismatch,
              "11 values");
}

int main() {
  return cnnviz::test::run_tests({
      CASE(test_render_overlay__equals_the_formula),
      CASE(test_render_overlay__takes_gray_and_transparent_photos),
      CASE(test_render_overlay__by_value_weighs_each_pixel),
      CASE(test_render_overlay__marks_of_constant_maps_stay_readable),
      CASE(test_render_overlay__refuses_what_does_not_fit),
  });
}
