// Scales and zero points: what the integers of a quantized tensor stand for (ONNX QuantizeLinear
// and DequantizeLinear): real = (integer - zero point) * scale.
#pragma once

#include <cstdint>
#include <optional>

#include "onnx/element_type.h"
#include "tensor/tensor.h"

namespace cnnviz::core {

struct Quantization {
  Tensor scale;                                  // float32
  Tensor zero_point;                             // int64, or not valid(): 0
  ElementType element = ElementType::undefined;  // of the quantized tensor

  bool same_as(const Quantization& other) const;
};

struct RealRange {
  float low, high;
  float step;  // between neighbors (the largest one)
};

// The real numbers that a quantized tensor can hold; nothing for types whose range is no clamp. Of
// scales and zero points for each channel the widest ends.
std::optional<RealRange> representable_range(const Quantization& quantization);

// The real numbers behind constant integers. One scale; or one for each index of `axis` (negative:
// from the end); or, with block > 0, one for each `block` neighbors along `axis`.
Tensor dequantized(const Tensor& integers, const Quantization& quantization, int64_t axis,
                   int64_t block);

}  // namespace cnnviz::core
