// Views read from pictures: against plain sampling, and their adjoints.
#include "methods/picture_sampling.h"

#include "backend/parallel.h"
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

TEST(test_methods_picture_sampling__views_read_what_they_say) {
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
TEST(test_methods_picture_sampling__the_adjoint_is_exact) {
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

// Gray pictures, more channels than a register holds, and any number of threads.
TEST(test_methods_picture_sampling__channels_and_threads_do_not_matter) {
  Random random(11);
  const ViewSize size{37, 41, 44, 39, false};
  for (const int64_t channels : {1, 3, 6}) {
    PictureSpace space;
    space.channels = channels;
    std::vector<float> outside;
    for (int64_t c = 0; c < channels; ++c) {
      space.order.push_back(channels - 1 - c);
      space.scale.push_back(1 + 0.5F * static_cast<float>(c));
      space.offset.push_back(0.25F * static_cast<float>(c));
      outside.push_back(0.5F);
    }
    const Shape shape{2, channels, 37, 41};
    std::vector<View> views(6);
    for (View& view : views) view = random_view(size, {2, 3, 2, 0.1, 20}, 0, random);
    const Tensor pictures = scrambled_picture(shape, 12);
    Tensor shown[2], below[2];
    for (const int threads : {1, 3}) {
      const ThreadScope scope(threads);
      shown[threads / 2] = sample_views(pictures, space, outside, size, views);
      below[threads / 2] = sample_adjoint(shown[0], shape, space, size, views);
    }
    CHECK(std::ranges::equal(shown[0].floats(), shown[1].floats()));
    CHECK(std::ranges::equal(below[0].floats(), below[1].floats()));
    for (const auto& [v, u] : {std::pair{0, 0}, {20, 13}, {43, 38}})
      for (int64_t c = 0; c < channels; ++c) {
        const auto color = static_cast<size_t>(channels - 1 - c);
        const double expected = sampled(pictures, channels + channels - 1 - c, views[4], v, u) *
                                    static_cast<double>(space.scale[color]) +
                                static_cast<double>(space.offset[color]);
        const auto at = static_cast<size_t>(((4 * channels + c) * 44 + v) * 39 + u);
        CHECK_NEAR(static_cast<double>(shown[0].floats()[at]), expected, 1e-4);
      }
  }
}

}  // namespace cnnviz::test

int main() {
  using namespace cnnviz::test;
  return run_tests({
      CASE(test_methods_picture_sampling__views_read_what_they_say),
      CASE(test_methods_picture_sampling__the_adjoint_is_exact),
      CASE(test_methods_picture_sampling__channels_and_threads_do_not_matter),
  });
}
