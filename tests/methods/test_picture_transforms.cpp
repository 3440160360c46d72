// Views of pictures: against plain sampling, and their adjoints.
#include "methods/picture_transforms.h"

#include "pictures.h"

namespace cnnviz::test {

namespace {

const std::vector<float> kGray = {0.5F, 0.5F, 0.5F};

PictureSpace unit_space(bool channels_last = false) {
  NetworkColors colors = bgr_colors();
  colors.channels_last = channels_last;
  return picture_space(colors, PictureUnits::unit);
}

// What view pixel (v, u) of a picture's channel reads, from the definition.
double sampled(const Tensor& picture, int64_t plane, const View& view, int64_t v, int64_t u) {
  const int64_t height = picture.shape()[2], width = picture.shape()[3];
  const double y = view.y0 + view.yv * static_cast<double>(v) + view.yu * static_cast<double>(u);
  const double x = view.x0 + view.xv * static_cast<double>(v) + view.xu * static_cast<double>(u);
  double sum = 0;
  const auto top = static_cast<int64_t>(std::floor(y)), left = static_cast<int64_t>(std::floor(x));
  for (int64_t ty = top; ty <= top + 1; ++ty)
    for (int64_t tx = left; tx <= left + 1; ++tx) {
      const double weight =
          (1 - std::abs(y - static_cast<double>(ty))) * (1 - std::abs(x - static_cast<double>(tx)));
      const bool there = ty >= 0 && ty < height && tx >= 0 && tx < width;
      const auto at = static_cast<size_t>((plane * height + ty) * width + tx);
      sum += weight * (there ? static_cast<double>(picture.floats()[at]) : 0.5);
    }
  return sum;
}

struct Example {
  ViewSize size;
  View view;
};
std::vector<Example> examples() {
  return {{{9, 7, 9, 7, false}, {0, 1, 0, 0, 0, 1}},       // as it is
          {{9, 7, 5, 6, false}, {2, 1, 0, -1, 0, 1}},      // shifted, partly beyond
          {{9, 7, 4, 4, false}, {-20, 1, 0, 40, 0, 1}},    // all beyond
          {{9, 7, 6, 5, false}, {1.25, 1, 0, 0.5, 0, 1}},  // between pixels
          {{9, 7, 11, 8, false}, {0.3, 0.8, 0.2, 1.1, -0.2, 0.8}},
          {{5, 5, 12, 12, true}, {-0.3, 0.42, 0, -0.3, 0, 0.42}}};
}

}  // namespace

TEST(test_methods_picture_transforms__views_read_what_they_say) {
  for (const bool last : {false, true})
    for (const Example& e : examples()) {
      const PictureSpace space = unit_space(last);
      const Tensor pictures =
          scrambled_picture({2, 3, e.size.picture_height, e.size.picture_width}, 3, 0, 1);
      const std::vector<View> views(2, e.view);
      const Tensor shown = sample_views(pictures, space, kGray, e.size, views);
      for (int64_t n = 0; n < 2; ++n)
        for (int64_t c = 0; c < 3; ++c)
          for (int64_t v = 0; v < e.size.height; ++v)
            for (int64_t u = 0; u < e.size.width; ++u) {
              const auto color = static_cast<size_t>(2 - c);  // blue first
              const double expected = sampled(pictures, n * 3 + 2 - c, e.view, v, u) *
                                          static_cast<double>(space.scale[color]) +
                                      static_cast<double>(space.offset[color]);
              const int64_t at = last ? ((n * e.size.height + v) * e.size.width + u) * 3 + c
                                      : ((n * 3 + c) * e.size.height + v) * e.size.width + u;
              CHECK_NEAR(static_cast<double>(shown.floats()[static_cast<size_t>(at)]), expected,
                         1e-4);
            }
    }
}

// <A x + b, g> - <b, g> = <x, A' g>, b what is seen of a picture of zeros.
TEST(test_methods_picture_transforms__the_adjoint_is_exact) {
  Random random(5);
  const TransformOptions options{2, 3, 2, 0.1, 20};
  for (const bool last : {false, true})
    for (Example e : examples())
      for (const bool drawn : {false, true}) {
        const PictureSpace space = unit_space(last);
        const Shape shape{2, 3, e.size.picture_height, e.size.picture_width};
        std::vector<View> views(4, e.view);
        if (drawn)
          for (View& view : views) view = random_view(e.size, options, 0, random);
        const Tensor pictures = scrambled_picture(shape, 4);
        const Tensor shown = sample_views(pictures, space, kGray, e.size, views);
        const Tensor constant =
            sample_views(Tensor(DataType::float32, shape), space, kGray, e.size, views);
        const Tensor gradient = scrambled_picture(shown.shape(), 6);
        const Tensor below = sample_adjoint(gradient, shape, space, e.size, views);
        const double forward = inner_product(shown, gradient) - inner_product(constant, gradient);
        CHECK_NEAR(forward, inner_product(pictures, below), 1e-3);
      }
}

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
      CASE(test_methods_picture_transforms__views_read_what_they_say),
      CASE(test_methods_picture_transforms__the_adjoint_is_exact),
      CASE(test_methods_picture_transforms__plain_views_are_the_center_or_all),
      CASE(test_methods_picture_transforms__random_views_stay_in_their_ranges),
      CASE(test_methods_picture_transforms__noise_has_its_deviation),
  });
}
