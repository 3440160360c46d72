#include "onnx/element_type.h"

#include <bit>
#include <iterator>

#include "base/checked.h"
#include "base/error.h"

namespace cnnviz::core {

namespace {

struct Row {
  const char* name;
  int64_t bits;  // 0: not read
  DataType widened;
};

// By number: TensorProto.DataType.
constexpr Row kRows[] = {
    {"undefined", 0, DataType::float32},
    {"float32", 32, DataType::float32},
    {"uint8", 8, DataType::int64},
    {"int8", 8, DataType::int64},
    {"uint16", 16, DataType::int64},
    {"int16", 16, DataType::int64},
    {"int32", 32, DataType::int64},
    {"int64", 64, DataType::int64},
    {"string", 0, DataType::float32},
    {"bool", 8, DataType::boolean},
    {"float16", 16, DataType::float32},
    {"double", 64, DataType::float32},
    {"uint32", 32, DataType::int64},
    {"uint64", 64, DataType::int64},
    {"complex64", 0, DataType::float32},
    {"complex128", 0, DataType::float32},
    {"bfloat16", 16, DataType::float32},
    {"float8e4m3fn", 0, DataType::float32},
    {"float8e4m3fnuz", 0, DataType::float32},
    {"float8e5m2", 0, DataType::float32},
    {"float8e5m2fnuz", 0, DataType::float32},
    {"uint4", 4, DataType::int64},
    {"int4", 4, DataType::int64},
    {"float4e2m1", 0, DataType::float32},
    {"float8e8m0", 0, DataType::float32},
    {"uint2", 0, DataType::int64},
    {"int2", 0, DataType::int64},
};

const Row* row_of(ElementType type) {
  const auto number = static_cast<int64_t>(type);
  const bool known = number >= 0 && number < static_cast<int64_t>(std::size(kRows));
  return known ? &kRows[number] : nullptr;
}

void require_read(ElementType type) {
  require(is_read(type), Status::internal, "elements of ", element_type_name(type),
          " are not read");
}

}  // namespace

std::string element_type_name(ElementType type) {
  const Row* row = row_of(type);
  return row != nullptr ? row->name : concat("type ", static_cast<int64_t>(type));
}

bool is_read(ElementType type) {
  const Row* row = row_of(type);
  return row != nullptr && row->bits != 0;
}

int64_t stored_bytes(ElementType type, int64_t count) {
  require_read(type);
  const int64_t bits = row_of(type)->bits;
  return bits == 4 ? count / 2 + count % 2 : checked_mul(count, bits / 8);
}

DataType widened_type(ElementType type) {
  require_read(type);
  return row_of(type)->widened;
}

float half_to_float(uint16_t bits) {
  // IEEE 754 binary16: sign 1, exponent 5 (bias 15), fraction 10.
  const uint32_t sign = static_cast<uint32_t>(bits & 0x8000) << 16;
  const uint32_t exponent = (bits >> 10) & 0x1f;
  const uint32_t fraction = bits & 0x3ff;
  if (exponent == 0) {  // zero or subnormal: fraction * 2^-24, exact in float32
    const float magnitude = static_cast<float>(fraction) * 0x1p-24f;
    return sign != 0 ? -magnitude : magnitude;
  }
  const uint32_t wide_exponent = exponent == 0x1f ? 0xff : exponent + (127 - 15);
  return std::bit_cast<float>(sign | (wide_exponent << 23) | (fraction << 13));
}

float bfloat16_to_float(uint16_t bits) {
  return std::bit_cast<float>(static_cast<uint32_t>(bits) << 16);
}

}  // namespace cnnviz::core
