// What is known of a value (an ONNX tensor) when a plan is made, and of its memory when it runs.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "backend/layout.h"
#include "tensor/tensor.h"

namespace cnnviz::core {

struct ValueInfo {
  bool present = false;  // false for an optional input that the node leaves out
  DataType type = DataType::float32;
  Shape shape;
  Layout layout = Layout::plain;
  Tensor constant;  // valid() where the value is known when planning (always plain)

  static ValueInfo of(DataType type, Shape shape) {
    ValueInfo info;
    info.present = true;
    info.type = type;
    info.shape = std::move(shape);
    return info;
  }
  static ValueInfo of_floats(Shape shape) { return of(DataType::float32, std::move(shape)); }
};

using Infos = std::span<const ValueInfo>;

// Input `index` where the node has it, else null.
inline const ValueInfo* optional_input(Infos inputs, size_t index) {
  return index < inputs.size() && inputs[index].present ? &inputs[index] : nullptr;
}

// The memory of one value while a kernel runs. `data` is null where the value is absent or not
// needed.
struct Buffer {
  void* data = nullptr;
  const ValueInfo* info = nullptr;

  float* floats() const { return static_cast<float*>(data); }
  int64_t* ints() const { return static_cast<int64_t*>(data); }
  uint8_t* booleans() const { return static_cast<uint8_t*>(data); }
  const Shape& shape() const { return info->shape; }
  int64_t size() const { return element_count(info->shape); }
  // float32 elements with the padding of the blocked layout.
  int64_t padded_size() const { return buffer_elements(info->shape, info->layout); }
  explicit operator bool() const { return data != nullptr; }
};

using Buffers = std::span<const Buffer>;

}  // namespace cnnviz::core
