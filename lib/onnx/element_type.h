// The element types that ONNX files declare (TensorProto.DataType), and what they are widened to.
#pragma once

#include <cstdint>
#include <string>

#include "tensor/tensor.h"

namespace cnnviz::core {

enum class ElementType : int64_t {
  undefined = 0,
  float32 = 1,
  uint8 = 2,
  int8 = 3,
  uint16 = 4,
  int16 = 5,
  int32 = 6,
  int64 = 7,
  string = 8,
  boolean = 9,
  float16 = 10,
  float64 = 11,
  uint32 = 12,
  uint64 = 13,
  complex64 = 14,
  complex128 = 15,
  bfloat16 = 16,
  uint4 = 21,
  int4 = 22,
};

// "float32", "bool"; "type 23" for a number that no ONNX version known here gives a meaning.
std::string element_type_name(ElementType type);

// Whether elements of the type are read: strings, complex numbers, floats of 8 bits and less and
// 2-bit integers are not.
bool is_read(ElementType type);

// Bytes that so many elements take in a file: 4-bit integers two in a byte, the first in its lower
// half.
int64_t stored_bytes(ElementType type, int64_t count);

// What the elements become: floating-point types float32, integers int64. Only for types that are
// read.
DataType widened_type(ElementType type);

// The numbers behind the 16-bit floating-point types.
float half_to_float(uint16_t bits);
float bfloat16_to_float(uint16_t bits);

}  // namespace cnnviz::core
