#include "methods/color_basis.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "base/vector_math.h"
#include "math/parallel.h"

namespace cnnviz::core {

namespace {

using Matrix = std::array<float, 9>;

// Rows R, G, B; the square root of the covariance, divided by its longest column's length.
constexpr float kLongest = 0.461952F;
constexpr Matrix kBasis = {0.26F / kLongest, 0.09F / kLongest,  0.02F / kLongest,
                           0.27F / kLongest, 0.00F / kLongest,  -0.05F / kLongest,
                           0.27F / kLongest, -0.09F / kLongest, 0.03F / kLongest};
// Mean colors of photos: where the logistic function, whose middle is gray, is not applied.
constexpr std::array<float, 3> kMeanColor = {0.48F, 0.46F, 0.41F};
constexpr float kMeanGray = 0.45F;
constexpr float kNearest = 1e-3F;  // to 0 and 1, of colors that are inverted

Matrix inverted(const Matrix& m) {
  Matrix result;
  float determinant = 0;
  for (size_t i = 0; i < 3; ++i)
    for (size_t j = 0; j < 3; ++j) {
      const size_t a = (j + 1) % 3, b = (j + 2) % 3, c = (i + 1) % 3, d = (i + 2) % 3;
      result[3 * i + j] = m[3 * a + c] * m[3 * b + d] - m[3 * a + d] * m[3 * b + c];
    }
  for (size_t j = 0; j < 3; ++j) determinant += m[j] * result[3 * j];
  for (float& value : result) value /= determinant;
  return result;
}

Matrix transposed(const Matrix& m) {
  return {m[0], m[3], m[6], m[1], m[4], m[7], m[2], m[5], m[8]};
}

// Planes times a matrix, pixel by pixel.
CNNVIZ_HOT void multiply(const float* from, float* to, int64_t plane, const Matrix& m) {
  const float *a = from, *b = from + plane, *c = from + 2 * plane;
  for (int64_t row = 0; row < 3; ++row) {
    const float x = m[static_cast<size_t>(3 * row)], y = m[static_cast<size_t>(3 * row + 1)],
                z = m[static_cast<size_t>(3 * row + 2)];
    float* out = to + row * plane;
    for (int64_t i = 0; i < plane; ++i) out[i] = x * a[i] + y * b[i] + z * c[i];
  }
}

CNNVIZ_HOT void apply_logistic(float* values, int64_t count) {
  for (int64_t i = 0; i < count; ++i) values[i] = fast_logistic(values[i]);
}

CNNVIZ_HOT void through_logistic(const float* colors, const float* gradient, float* below,
                                 int64_t count) {
  for (int64_t i = 0; i < count; ++i) below[i] = gradient[i] * colors[i] * (1 - colors[i]);
}

float mean_of(const ColorMap& map, int64_t channel) {
  return map.channels == 3 ? kMeanColor[static_cast<size_t>(channel)] : kMeanGray;
}

}  // namespace

void ColorMap::forward(const float* latent, float* colors) const {
  const int64_t size = channels * plane;
  if (decorrelate && channels == 3)
    multiply(latent, colors, plane, kBasis);
  else
    std::copy_n(latent, size, colors);
  if (logistic) return apply_logistic(colors, size);
  for (int64_t c = 0; c < channels; ++c)
    for (int64_t i = 0; i < plane; ++i) colors[c * plane + i] += mean_of(*this, c);
}

void ColorMap::adjoint(const float* colors, const float* gradient, float* latent_gradient) const {
  const int64_t size = channels * plane;
  const bool mixed = decorrelate && channels == 3;
  std::vector<float> between;
  if (logistic && mixed) between.resize(static_cast<size_t>(size));
  if (logistic) through_logistic(colors, gradient, mixed ? between.data() : latent_gradient, size);
  if (mixed)
    multiply(logistic ? between.data() : gradient, latent_gradient, plane, transposed(kBasis));
  else if (!logistic)
    std::copy_n(gradient, size, latent_gradient);
}

void ColorMap::inverse(const float* colors, float* latent) const {
  std::vector<float> raw(colors, colors + channels * plane);
  for (int64_t c = 0; c < channels; ++c)
    for (int64_t i = 0; i < plane; ++i) {
      float& value = raw[static_cast<size_t>(c * plane + i)];
      const float inside = std::clamp(value, kNearest, 1 - kNearest);
      value = logistic ? std::log(inside / (1 - inside)) : value - mean_of(*this, c);
    }
  if (decorrelate && channels == 3)
    multiply(raw.data(), latent, plane, inverted(kBasis));
  else
    std::copy(raw.begin(), raw.end(), latent);
}

}  // namespace cnnviz::core
