// Fourier transforms against their defining sums.
#include "math/fourier.h"

#include <complex>
#include <numbers>

#include "support/check.h"

namespace cnnviz::test {

namespace {

struct Size {
  int64_t height, width;
};
const Size kSizes[] = {{1, 2}, {2, 2}, {8, 6}, {7, 4}, {5, 10}, {12, 16}};

std::vector<float> scrambled_values(size_t count, uint32_t seed) {
  std::vector<float> values(count);
  for (float& value : values) {
    seed = seed * 1664525U + 1013904223U;
    value = static_cast<float>(seed >> 8) / 8388608.0F - 1;
  }
  return values;
}

std::complex<double> wave(double turns) {
  return std::polar(1.0, 2 * std::numbers::pi * turns);
}

// Coefficient (v, u) of a plane.
std::complex<double> coefficient(const float* plane, Size size, int64_t v, int64_t u) {
  std::complex<double> sum = 0;
  for (int64_t y = 0; y < size.height; ++y)
    for (int64_t x = 0; x < size.width; ++x)
      sum += static_cast<double>(plane[y * size.width + x]) *
             wave(-static_cast<double>(v * y) / static_cast<double>(size.height) -
                  static_cast<double>(u * x) / static_cast<double>(size.width));
  return sum;
}

double inner(const std::vector<float>& a, const std::vector<float>& b) {
  double sum = 0;
  for (size_t i = 0; i < a.size(); ++i)
    sum += static_cast<double>(a[i]) * static_cast<double>(b[i]);
  return sum;
}

}  // namespace

TEST(test_math_fourier__forward_is_the_sum) {
  for (const Size size : kSizes) {
    Fourier2d fourier(2, size.height, size.width);
    const auto planes = scrambled_values(static_cast<size_t>(2 * fourier.plane_size()), 1);
    std::vector<float> spectra(static_cast<size_t>(2 * fourier.spectrum_size()));
    fourier.forward(planes, spectra);
    for (int64_t p = 0; p < 2; ++p)
      for (int64_t v = 0; v < size.height; ++v)
        for (int64_t u = 0; u < fourier.columns(); ++u) {
          const auto expected = coefficient(planes.data() + p * fourier.plane_size(), size, v, u);
          const auto at =
              static_cast<size_t>(p * fourier.spectrum_size() + 2 * (v * fourier.columns() + u));
          CHECK_NEAR(static_cast<double>(spectra[at]), expected.real(), 1e-4);
          CHECK_NEAR(static_cast<double>(spectra[at + 1]), expected.imag(), 1e-4);
        }
  }
}

TEST(test_math_fourier__inverse_gives_the_planes_back) {
  for (const Size size : kSizes) {
    Fourier2d fourier(3, size.height, size.width);
    const auto planes = scrambled_values(static_cast<size_t>(3 * fourier.plane_size()), 2);
    std::vector<float> spectra(static_cast<size_t>(3 * fourier.spectrum_size()));
    std::vector<float> back(planes.size());
    fourier.forward(planes, spectra);
    fourier.inverse(spectra, back);
    for (size_t i = 0; i < planes.size(); ++i)
      CHECK_NEAR(static_cast<double>(back[i]), static_cast<double>(planes[i]), 1e-5);
  }
}

// Of any spectrum, also with imaginary parts that no real plane has.
TEST(test_math_fourier__inverse_and_its_adjoint_agree) {
  for (const Size size : kSizes) {
    Fourier2d fourier(1, size.height, size.width);
    const auto spectrum = scrambled_values(static_cast<size_t>(fourier.spectrum_size()), 3);
    const auto gradient = scrambled_values(static_cast<size_t>(fourier.plane_size()), 4);
    std::vector<float> plane(gradient.size()), below(spectrum.size());
    fourier.inverse(spectrum, plane);
    fourier.inverse_adjoint(gradient, below);
    CHECK_NEAR(inner(plane, gradient), inner(spectrum, below), 1e-5);
  }
}

TEST(test_math_fourier__refuses_odd_widths) {
  CHECK_ERROR(Fourier2d(1, 4, 3), Status::internal, "1 planes of 4 x 3");
  CHECK_ERROR(Fourier2d(0, 4, 4), Status::internal, "0 planes");
}

}  // namespace cnnviz::test

int main() {
  using namespace cnnviz::test;
  return run_tests({
      CASE(test_math_fourier__forward_is_the_sum),
      CASE(test_math_fourier__inverse_gives_the_planes_back),
      CASE(test_math_fourier__inverse_and_its_adjoint_agree),
      CASE(test_math_fourier__refuses_odd_widths),
  });
}
