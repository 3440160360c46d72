// Regularizers against their definitions in double precision, penalties also against differences.
#include "methods/regularizers.h"

#include <algorithm>

#include "pictures.h"

namespace cnnviz::test {

namespace {

PictureSpace levels() {
  return picture_space(bgr_colors(), PictureUnits::levels);
}

// The penalty of picture n from its definition.
double penalty(const Tensor& pictures, const PictureSpace& space, const Penalties& p, size_t n) {
  const Shape& s = pictures.shape();
  const auto at = [&](int64_t c, int64_t y, int64_t x) {
    const auto i =
        static_cast<size_t>(((static_cast<int64_t>(n) * s[1] + c) * s[2] + y) * s[3] + x);
    return static_cast<double>(pictures.floats()[i]) -
           static_cast<double>(space.zero[static_cast<size_t>(c)]);
  };
  double sum = 0;
  for (int64_t c = 0; c < s[1]; ++c)
    for (int64_t y = 0; y < s[2]; ++y)
      for (int64_t x = 0; x < s[3]; ++x) {
        const double dx = x + 1 < s[3] ? at(c, y, x + 1) - at(c, y, x) : 0;
        const double dy = y + 1 < s[2] ? at(c, y + 1, x) - at(c, y, x) : 0;
        sum += p.l2 * at(c, y, x) * at(c, y, x);
        sum += p.alpha_norm * std::pow(std::abs(at(c, y, x)), p.alpha);
        sum += p.total_variation * std::pow(dx * dx + dy * dy, p.beta / 2);
      }
  return sum;
}

}  // namespace

TEST(test_methods_regularizers__penalties_and_their_derivatives) {
  const PictureSpace space = picture_space(bgr_colors(), PictureUnits::unit);
  const Shape shape{2, 3, 5, 4};
  for (const Penalties& p :
       {Penalties{0.7, 0, 2, 0, 6}, Penalties{0, 0.3, 2, 0, 6}, Penalties{0, 0.3, 1, 0, 6},
        Penalties{0, 0.2, 3, 0, 6}, Penalties{0, 0, 2, 0.1, 6}, Penalties{0.1, 0.2, 2, 0.3, 1.5}}) {
    const Tensor pictures = scrambled_picture(shape, 3);
    Tensor gradient = scrambled_picture(shape, 4);
    const Tensor before = gradient.clone();
    const std::vector<double> sums = subtract_penalties(pictures, space, p, gradient);
    for (size_t n = 0; n < 2; ++n)
      CHECK_NEAR(sums[n], penalty(pictures, space, p, n), 1e-5 * (1 + sums[n]));
    constexpr double kStep = 1e-3;
    for (size_t i = 0; i < pictures.floats().size(); i += 7) {
      Tensor up = pictures.clone(), down = pictures.clone();
      up.mutable_floats()[i] += static_cast<float>(kStep);
      down.mutable_floats()[i] -= static_cast<float>(kStep);
      const size_t n = i / 60;
      const double width =
          static_cast<double>(up.floats()[i]) - static_cast<double>(down.floats()[i]);
      const double slope = (penalty(up, space, p, n) - penalty(down, space, p, n)) / width;
      CHECK_NEAR(static_cast<double>(before.floats()[i] - gradient.floats()[i]), slope,
                 2e-3 * (1 + std::abs(slope)));
    }
  }
}

TEST(test_methods_regularizers__total_variation_of_a_constant_is_zero) {
  const PictureSpace space = levels();
  const Tensor pictures = scrambled_picture({1, 3, 4, 4}, 1, 7, 7);
  Tensor gradient(DataType::float32, pictures.shape());
  CHECK_EQ(subtract_penalties(pictures, space, {0, 5, 1, 0, 6}, gradient)[0], 0);
  for (const float g : gradient.floats()) CHECK(g == 0);
}

TEST(test_methods_regularizers__decay_draws_to_the_mean_color) {
  const PictureSpace space = picture_space(bgr_colors(), PictureUnits::unit);
  Tensor pictures = scrambled_picture({1, 3, 3, 3}, 2);
  const Tensor before = pictures.clone();
  PixelSteps steps;
  steps.decay = 0.25;
  apply_pixel_steps(steps, 0, space, before, pictures);
  for (size_t i = 0; i < 27; ++i) {
    const double zero = static_cast<double>(space.zero[i / 9]);
    CHECK_NEAR(static_cast<double>(pictures.floats()[i]),
               zero + 0.75 * (static_cast<double>(before.floats()[i]) - zero), 1e-6);
  }
}

TEST(test_methods_regularizers__blurs_every_so_many_steps) {
  const PictureSpace space = levels();
  const Tensor before = scrambled_picture({1, 3, 6, 5}, 3);
  PixelSteps steps;
  steps.blur = 0.8;
  steps.blur_every = 3;
  Tensor same = before.clone(), blurred = before.clone();
  apply_pixel_steps(steps, 1, space, before, same);
  CHECK(std::equal(same.floats().begin(), same.floats().end(), before.floats().begin()));
  apply_pixel_steps(steps, 3, space, before, blurred);
  double weights[9], sum = 0;
  for (int j = -4; j <= 4; ++j) sum += weights[j + 4] = std::exp(-0.5 * j * j / 0.64);
  for (int64_t c = 0; c < 3; ++c)
    for (int64_t y = 0; y < 6; ++y)
      for (int64_t x = 0; x < 5; ++x) {
        double expected = 0;
        for (int64_t j = -4; j <= 4; ++j)
          for (int64_t k = -4; k <= 4; ++k) {
            const int64_t sy = std::clamp<int64_t>(y + j, 0, 5);
            const int64_t sx = std::clamp<int64_t>(x + k, 0, 4);
            expected +=
                weights[j + 4] * weights[k + 4] / (sum * sum) *
                static_cast<double>(before.floats()[static_cast<size_t>((c * 6 + sy) * 5 + sx)]);
          }
        CHECK_NEAR(static_cast<double>(blurred.floats()[static_cast<size_t>((c * 6 + y) * 5 + x)]),
                   expected, 1e-4);
      }
}

// Exactly the pixels below the percentile of a full sort.
TEST(test_methods_regularizers__zeroes_small_pixels) {
  const PictureSpace space = levels();
  const Tensor before = scrambled_picture({2, 3, 5, 5}, 4, -90, 90);
  const Tensor gradient = scrambled_picture({2, 3, 5, 5}, 5);
  for (const bool contribution : {false, true}) {
    PixelSteps steps;
    (contribution ? steps.contribution_percentile : steps.norm_percentile) = 40;
    Tensor pictures = before.clone();
    apply_pixel_steps(steps, 0, space, gradient, pictures);
    for (size_t n = 0; n < 2; ++n) {
      std::vector<double> sizes;
      for (size_t i = 0; i < 25; ++i) {
        double sum = 0;
        for (size_t c = 0; c < 3; ++c) {
          const double x = static_cast<double>(before.floats()[(n * 3 + c) * 25 + i]);
          sum +=
              x * (contribution ? static_cast<double>(gradient.floats()[(n * 3 + c) * 25 + i]) : x);
        }
        sizes.push_back(contribution ? std::abs(sum) : std::sqrt(sum));
      }
      std::vector<double> sorted = sizes;
      std::sort(sorted.begin(), sorted.end());
      // The 40th percentile of 25 numbers lies 0.6 of the way from number 9 to number 10.
      for (size_t i = 0; i < 25; ++i)
        for (size_t c = 0; c < 3; ++c) {
          const size_t at = (n * 3 + c) * 25 + i;
          const bool small = sizes[i] < sorted[10] - 1e-9;
          CHECK_EQ(pictures.floats()[at], small ? space.zero[c] : before.floats()[at]);
        }
    }
  }
}

TEST(test_methods_regularizers__clips_to_what_can_be_shown) {
  const PictureSpace space = levels();
  Tensor pictures = scrambled_picture({1, 3, 4, 4}, 6, -500, 500);
  clip_pictures(space, pictures);
  const float means[] = {123, 117, 104};  // red first
  for (size_t i = 0; i < 48; ++i) {
    const float level = pictures.floats()[i] + means[i / 16];
    CHECK(level >= -1e-3F && level <= 255.001F);
  }
}

}  // namespace cnnviz::test

int main() {
  using namespace cnnviz::test;
  return run_tests({
      CASE(test_methods_regularizers__penalties_and_their_derivatives),
      CASE(test_methods_regularizers__total_variation_of_a_constant_is_zero),
      CASE(test_methods_regularizers__decay_draws_to_the_mean_color),
      CASE(test_methods_regularizers__blurs_every_so_many_steps),
      CASE(test_methods_regularizers__zeroes_small_pixels),
      CASE(test_methods_regularizers__clips_to_what_can_be_shown),
  });
}
