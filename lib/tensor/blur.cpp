#include "tensor/blur.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/error.h"

namespace cnnviz::core {

namespace {

// Tails beyond this many sigmas weigh less than 1e-4.
constexpr double kReach = 4;

std::vector<float> gaussian(int64_t radius, double sigma) {
  std::vector<double> weights;
  double sum = 0;
  for (int64_t j = -radius; j <= radius; ++j) {
    const double distance = static_cast<double>(j) / sigma;
    weights.push_back(std::exp(-0.5 * distance * distance));
    sum += weights.back();
  }
  std::vector<float> normalized;
  for (const double weight : weights) normalized.push_back(static_cast<float>(weight / sum));
  return normalized;
}

}  // namespace

Tensor gaussian_blur(const Tensor& tensor, int axis, double sigma) {
  require(std::isfinite(sigma) && sigma >= 0, Status::invalid_argument,
          "a blur's sigma is 0 or more, not ", sigma);
  const Shape& shape = tensor.shape();
  const auto at = shape.begin() + normalize_axis(axis, tensor.rank(), "a blur");
  const int64_t outer = element_count({shape.begin(), at}), extent = *at,
                inner = element_count({at + 1, shape.end()});
  if (sigma == 0 || extent < 2) return tensor;
  // Farther than the tensor's own extent every tap reads an edge.
  const auto radius =
      static_cast<int64_t>(std::min(std::ceil(kReach * sigma), static_cast<double>(4 * extent)));
  const std::vector<float> weights = gaussian(radius, sigma);
  Tensor result(DataType::float32, shape);
  const float* source = tensor.floats().data();
  float* target = result.mutable_floats().data();
  for (int64_t o = 0; o < outer; ++o)
    for (int64_t i = 0; i < extent; ++i) {
      float* to = target + (o * extent + i) * inner;
      for (int64_t j = -radius; j <= radius; ++j) {
        const float weight = weights[static_cast<size_t>(j + radius)];
        const float* from =
            source + (o * extent + std::clamp<int64_t>(i + j, 0, extent - 1)) * inner;
        for (int64_t k = 0; k < inner; ++k) to[k] += weight * from[k];
      }
    }
  return result;
}

}  // namespace cnnviz::core
