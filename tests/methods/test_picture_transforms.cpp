// Views of pictures, plain and random.
#include "methods/picture_transforms.h"

#include "pictures.h"

namespace cnnviz::test {

namespace {

PictureSpace unit_space() {
  NetworkColors colors = bgr_colors();
  return picture_space(colors, PictureUnits::unit);
}

}  // namespace

TEST(test_methods_picture_transforms__plain_views_are_the_center_or_all) {
  const View same = plain_view({8, 8, 8, 8, false});
  CHECK(same.shifts());
  CHECK_EQ(same.y0, 0);
  const View padded = plain_view({8, 8, 14, 12, false});
  CHECK(padded.shifts());
  CHECK_EQ(padded.y0, -3);
  CHECK_EQ(padded.x0, -2);
  const View odd = plain_view({8, 9, 5, 5, false});
  CHECK(odd.shifts());
  CHECK_EQ(odd.y0, 1);
  CHECK_EQ(odd.x0, 2);
  const View half = plain_view({8, 8, 4, 4, true});
  CHECK_EQ(half.yv, 2);
  CHECK_EQ(half.y0, 0.5);
}

TEST(test_methods_picture_transforms__random_views_stay_in_their_ranges) {
  const ViewSize size{64, 64, 64, 64, false};
  Random random(7);
  double least = 1e9, most = -1e9;
  for (int64_t i = 0; i < 500; ++i) {
    const View view = random_view(size, {0, 6, 0, 0, 0}, 0, random);
    CHECK(view.shifts());
    least = std::min(least, view.y0);
    most = std::max(most, view.y0);
  }
  CHECK_EQ(least, -3);
  CHECK_EQ(most, 3);
  for (int64_t i = 0; i < 200; ++i) {
    const View view = random_view(size, {0, 0, 0, 0.05, 5}, 0, random);
    const double zoom = std::hypot(view.yv, view.yu);
    const double angle = std::atan2(view.yu, view.yv) * 180 / 3.14159265358979;
    bool known_zoom = false, known_angle = false;
    for (const double scale : {0.95, 0.975, 1.0, 1.025, 1.05})
      known_zoom = known_zoom || std::abs(zoom - 1 / scale) < 1e-9;
    for (int degrees = -5; degrees <= 5; ++degrees)
      known_angle = known_angle || std::abs(angle - degrees) < 1e-9;
    CHECK(known_zoom);
    CHECK(known_angle);
  }
  // Crops: half of the picture's side at first.
  double sum = 0;
  for (int64_t i = 0; i < 400; ++i)
    sum += random_view({100, 200, 50, 50, true}, {0, 0, 0, 0, 0, 4, 0.5, 0.1}, 0, random).yv;
  CHECK_NEAR(sum / 400, 1, 0.02);
}

TEST(test_methods_picture_transforms__noise_has_its_deviation) {
  const PictureSpace space = unit_space();
  Tensor views(DataType::float32, {2, 3, 40, 40});
  Random random(9);
  add_view_noise(views, space, 0.1, random, 1);
  double first = 0, second = 0;
  for (size_t i = 0; i < 4800; ++i) {
    first += std::abs(static_cast<double>(views.floats()[i]));
    // Channel c of the network has color 2 - c.
    const double unit = static_cast<double>(views.floats()[4800 + i] / space.scale[2 - i / 1600]);
    second += unit * unit;
  }
  CHECK_EQ(first, 0);
  CHECK_NEAR(std::sqrt(second / 4800), 0.1 * std::sqrt(1 + 1.0 / 12), 0.004);
}

}  // namespace cnnviz::test

int main() {
  using namespace cnnviz::test;
  return run_tests({
      CASE(test_methods_picture_transforms__plain_views_are_the_center_or_all),
      CASE(test_methods_picture_transforms__random_views_stay_in_their_ranges),
      CASE(test_methods_picture_transforms__noise_has_its_deviation),
  });
}
