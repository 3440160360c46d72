// Parameterizations: their adjoints by differences, what they start at, and the spectra's formula.
#include "methods/picture_parameters.h"

#include <complex>
#include <numbers>

#include "pictures.h"

namespace cnnviz::test {

namespace {

const PictureForm kPixels{Parameterization::pixels, PictureRange::free, false, PictureUnits::model};
const PictureForm kLogisticPixels{Parameterization::pixels, PictureRange::logistic, false,
                                  PictureUnits::unit};
const PictureForm kFourier{};
const PictureForm kFreeFourier{Parameterization::fourier, PictureRange::free, true,
                               PictureUnits::unit};
const PictureForm kPlainFourier{Parameterization::fourier, PictureRange::logistic, false,
                                PictureUnits::unit};
const PictureForm kPhase{Parameterization::phase, PictureRange::logistic, true, PictureUnits::unit};

struct Form {
  PictureForm form;
  NetworkColors colors;
  Shape shape;
};
std::vector<Form> forms() {
  std::vector<Form> all;
  for (const PictureForm& form :
       {kPixels, kLogisticPixels, kFourier, kFreeFourier, kPlainFourier, kPhase}) {
    all.push_back({form, bgr_colors(), {2, 3, 6, 8}});
    all.push_back({form, gray_colors(), {1, 1, 5, 7}});
  }
  return all;
}

std::vector<Random> sources(int64_t count) {
  std::vector<Random> randoms;
  for (int64_t n = 0; n < count; ++n) randoms.emplace_back(static_cast<uint64_t>(n) + 3);
  return randoms;
}

}  // namespace

// <decode(x + h d) - decode(x - h d), g> / 2 h = <d, pull_back(g)>
TEST(test_methods_picture_parameters__pull_back_is_the_derivative) {
  for (const Form& c : forms()) {
    const PictureSpace space = picture_space(c.colors, c.form.units);
    PictureParameters parameters(c.form, space, c.shape, {});
    parameters.start_at_zero();
    auto randoms = sources(c.shape[0]);
    parameters.add_noise(0.5, randoms);
    const Tensor at = parameters.values().clone();
    const Tensor gradient = scrambled_picture(c.shape, 5);
    const Tensor direction = scrambled_picture(at.shape(), 6);
    const auto decoded = [&](double h) {
      for (size_t i = 0; i < at.floats().size(); ++i)
        parameters.values().mutable_floats()[i] =
            at.floats()[i] + static_cast<float>(h) * direction.floats()[i];
      return parameters.decode().clone();
    };
    constexpr double kStep = 1e-2;
    const double difference =
        (inner_product(decoded(kStep), gradient) - inner_product(decoded(-kStep), gradient)) /
        (2 * kStep);
    decoded(0);
    const double expected = inner_product(direction, parameters.pull_back(gradient));
    CHECK_NEAR(difference, expected, 2e-3 * (1 + std::abs(expected)));
  }
}

TEST(test_methods_picture_parameters__starts_at_a_picture) {
  for (const Form& c : forms()) {
    if (c.form.parameters == Parameterization::phase) continue;
    const PictureSpace space = picture_space(c.colors, c.form.units);
    const Tensor picture = from_unit(scrambled_picture(c.shape, 7, 0.1F, 0.9F), space);
    PictureParameters parameters(c.form, space, c.shape, {});
    parameters.start_at(picture);
    const Tensor decoded = parameters.decode();
    for (size_t i = 0; i < picture.floats().size(); ++i)
      CHECK_NEAR(static_cast<double>(decoded.floats()[i]), static_cast<double>(picture.floats()[i]),
                 2e-4);
  }
}

TEST(test_methods_picture_parameters__zero_is_gray_or_the_mean_color) {
  for (const Form& c : forms()) {
    if (c.form.parameters == Parameterization::phase) continue;
    const PictureSpace space = picture_space(c.colors, c.form.units);
    PictureParameters parameters(c.form, space, c.shape, {});
    parameters.start_at_zero();
    const Tensor picture = parameters.decode();
    const float first = picture.floats()[0];
    if (c.form.range == PictureRange::logistic) CHECK_NEAR(static_cast<double>(first), 0.5, 1e-6);
    if (c.form.parameters == Parameterization::pixels && c.form.range == PictureRange::free)
      CHECK_NEAR(static_cast<double>(first), static_cast<double>(space.zero[0]), 1e-6);
  }
}

// One coefficient makes a wave: t = irfft2(c s) / 4, rgb = M t plus the mean color.
TEST(test_methods_picture_parameters__a_coefficient_is_a_wave_in_its_color) {
  const PictureSpace space = picture_space(bgr_colors(), PictureUnits::unit);
  const Shape shape{1, 3, 8, 6};
  PictureParameters parameters(kFreeFourier, space, shape, {});
  parameters.start_at_zero();
  // Row 2, column 1 of the second color, whose column of M is (0.09, 0, -0.09) / 0.461952.
  const int64_t v = 2, u = 1, columns = 4;
  parameters.values().mutable_floats()[static_cast<size_t>(2 * ((8 + v) * columns + u))] = 1;
  const Tensor picture = parameters.decode();
  const double frequency = std::hypot(2.0 / 8, 1.0 / 6);
  const double scale = std::sqrt(48.0) / frequency / 4;
  const double colors[] = {0.09 / 0.461952, 0, -0.09 / 0.461952}, mean[] = {0.48, 0.46, 0.41};
  for (int64_t c = 0; c < 3; ++c)
    for (int64_t y = 0; y < 8; ++y)
      for (int64_t x = 0; x < 6; ++x) {
        const double angle = 2 * std::numbers::pi *
                             (static_cast<double>(v * y) / 8 + static_cast<double>(u * x) / 6);
        const double expected = mean[c] + colors[c] * scale * 2 * std::cos(angle) / 48;
        CHECK_NEAR(static_cast<double>(picture.floats()[static_cast<size_t>((c * 8 + y) * 6 + x)]),
                   expected, 1e-5);
      }
}

// The magnitude of photos, and phases that keep it: the planes before standardization have it, so
// planes of one picture are a fixed share of it.
TEST(test_methods_picture_parameters__phases_keep_the_magnitude) {
  const Shape shape{1, 1, 8, 8};
  const Tensor photos = scrambled_picture({3, 1, 8, 8}, 9, 0, 1);
  const Tensor magnitude = mean_magnitude(photos, false);
  CHECK_EQ(shape_text(magnitude.shape()), "1x8x5");
  CHECK_NEAR(static_cast<double>(magnitude.floats()[0]), 0, 1e-4);  // the mean is subtracted
  const PictureSpace space = picture_space(gray_colors(), PictureUnits::unit);
  PictureParameters parameters(kPhase, space, shape, magnitude);
  auto randoms = sources(1);
  parameters.add_noise(1, randoms);
  const Tensor picture = parameters.decode();
  // Undo the logistic function, transform, compare columns that no real plane constrains.
  Tensor planes(DataType::float32, shape);
  for (size_t i = 0; i < 64; ++i) {
    const double p = static_cast<double>(picture.floats()[i]);
    planes.mutable_floats()[i] = static_cast<float>(std::log(p / (1 - p)));
  }
  std::vector<double> shares;
  for (size_t v = 0; v < 8; ++v)
    for (size_t u = 1; u < 4; ++u) {
      std::complex<double> sum = 0;
      for (size_t i = 0; i < 64; ++i)
        sum += static_cast<double>(planes.floats()[i]) *
               std::polar(1.0, -2 * std::numbers::pi *
                                   (static_cast<double>(v * (i / 8)) / 8 +
                                    static_cast<double>(u * (i % 8)) / 8));
      shares.push_back(std::abs(sum) / static_cast<double>(magnitude.floats()[v * 5 + u]));
    }
  for (const double share : shares) CHECK_NEAR(share, shares[0], 1e-3 * shares[0]);
}

TEST(test_methods_picture_parameters__spaces_relate_numbers_and_networks) {
  for (const PictureUnits units : {PictureUnits::model, PictureUnits::levels, PictureUnits::unit}) {
    const NetworkColors colors = bgr_colors();
    const PictureSpace space = picture_space(colors, units);
    const Tensor unit = scrambled_picture({2, 3, 2, 3}, 11, 0, 1);
    const Tensor input = as_network_input(from_unit(unit, space), space);
    for (size_t n = 0; n < 2; ++n)
      for (size_t c = 0; c < 3; ++c)
        for (size_t p = 0; p < 6; ++p) {
          const double pixel = static_cast<double>(unit.floats()[(n * 3 + 2 - c) * 6 + p]) * 255;
          CHECK_NEAR(
              static_cast<double>(input.floats()[(n * 3 + c) * 6 + p]),
              (pixel - static_cast<double>(colors.mean[c])) / static_cast<double>(colors.std[c]),
              1e-4);
        }
    const Tensor zero = as_network_input(
        [&] {
          Tensor picture(DataType::float32, {1, 3, 1, 1});
          std::copy(space.zero.begin(), space.zero.end(), picture.mutable_floats().begin());
          return picture;
        }(),
        space);
    for (const float value : zero.floats()) CHECK_NEAR(static_cast<double>(value), 0, 1e-5);
  }
}

TEST(test_methods_picture_parameters__refuses_forms_without_sense) {
  CHECK_ERROR(check_form({Parameterization::fourier, PictureRange::clip, true, PictureUnits::unit}),
              Status::invalid_argument, "only pixels can be clipped");
  CHECK_ERROR(check_form({Parameterization::phase, PictureRange::free, true, PictureUnits::unit}),
              Status::invalid_argument, "phases have the range logistic");
  CHECK_ERROR(
      check_form({Parameterization::fourier, PictureRange::free, true, PictureUnits::model}),
      Status::invalid_argument, "other units than 0 to 1");
  const PictureSpace space = picture_space(gray_colors(), PictureUnits::unit);
  CHECK_ERROR(PictureParameters(kPhase, space, {1, 1, 8, 8}, Tensor(DataType::float32, {1, 8, 8})),
              Status::invalid_argument, "has shape 1x8x5, not 1x8x8");
}

}  // namespace cnnviz::test

int main() {
  using namespace cnnviz::test;
  return run_tests({
      CASE(test_methods_picture_parameters__pull_back_is_the_derivative),
      CASE(test_methods_picture_parameters__starts_at_a_picture),
      CASE(test_methods_picture_parameters__zero_is_gray_or_the_mean_color),
      CASE(test_methods_picture_parameters__a_coefficient_is_a_wave_in_its_color),
      CASE(test_methods_picture_parameters__phases_keep_the_magnitude),
      CASE(test_methods_picture_parameters__spaces_relate_numbers_and_networks),
      CASE(test_methods_picture_parameters__refuses_forms_without_sense),
  });
}
