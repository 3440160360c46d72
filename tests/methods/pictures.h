// Pictures, spaces and inner products for the tests of synthesis.
#pragma once

#include "methods/picture_space.h"
#include "support/check.h"

namespace cnnviz::test {

// Three channels as a network reads them whose colors are (p - mean) / std, p from 0 to 255, blue
// first.
inline NetworkColors bgr_colors() {
  return {255, {104, 117, 123}, {50, 60, 70}, true, false};
}
inline NetworkColors gray_colors() {
  return {1, {0.4F}, {0.5F}, false, false};
}

inline Tensor scrambled_picture(Shape shape, uint32_t seed, float low = -1, float high = 1) {
  Tensor tensor(DataType::float32, std::move(shape));
  for (float& value : tensor.mutable_floats()) {
    seed = seed * 1664525U + 1013904223U;
    value = low + (high - low) * static_cast<float>(seed >> 8) / 16777216.0F;
  }
  return tensor;
}

inline double inner_product(const Tensor& a, const Tensor& b) {
  CHECK_EQ(shape_text(a.shape()), shape_text(b.shape()));
  double sum = 0;
  for (size_t i = 0; i < a.floats().size(); ++i)
    sum += static_cast<double>(a.floats()[i]) * static_cast<double>(b.floats()[i]);
  return sum;
}

}  // namespace cnnviz::test
