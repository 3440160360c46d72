// Seeded points for the tests of neighbors and maps.
#pragma once

#include "base/random.h"
#include "tensor/tensor.h"

namespace cnnviz::test {

using core::Tensor;

// Normal points [rows, width] around `clusters` centers that are `distance` apart, more or less;
// point i belongs to center i % clusters.
inline Tensor cloud(int64_t rows, int64_t width, int64_t clusters = 1, double distance = 0,
                    uint64_t seed = 1) {
  core::Random random(seed);
  std::vector<double> centers;
  for (int64_t i = 0; i < clusters * width; ++i)
    centers.push_back(distance * random.normal() / std::sqrt(static_cast<double>(width)));
  std::vector<float> values;
  for (int64_t r = 0; r < rows; ++r)
    for (int64_t c = 0; c < width; ++c)
      values.push_back(static_cast<float>(centers[static_cast<size_t>(r % clusters * width + c)] +
                                          random.normal()));
  return Tensor::from_floats({rows, width}, values);
}

}  // namespace cnnviz::test
