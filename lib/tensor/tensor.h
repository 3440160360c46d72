// Dense row-major tensors. A Tensor is a cheap handle: copies share the elements. Elements of a
// tensor that somebody else may hold are not written to; `clone()` gives elements of one's own.
//
// float32 is what networks compute with, int64 what shapes and indices are made of (int32, int8,
// ... of ONNX files are widened), boolean (one byte, 0 or 1) what comparisons give.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "tensor/shape.h"

namespace cnnviz::core {

enum class DataType : int32_t { float32 = 1, int64 = 2, boolean = 3 };

const char* data_type_name(DataType type);
int64_t data_type_size(DataType type);

class Tensor {
 public:
  // An empty handle; `valid()` is false.
  Tensor() = default;

  // Zero-filled elements, aligned to 64 bytes.
  Tensor(DataType type, Shape shape);

  // The same without the zeros: for who writes every element.
  static Tensor unfilled(DataType type, Shape shape);

  // A view of elements that live elsewhere as long as `owner` does (a mapped file).
  Tensor(DataType type, Shape shape, std::shared_ptr<const void> owner, const void* data);

  static Tensor from_floats(Shape shape, std::span<const float> values);
  static Tensor from_ints(Shape shape, std::span<const int64_t> values);
  static Tensor scalar(float value) { return from_floats({}, std::span(&value, 1)); }
  static Tensor vector_of(const std::vector<int64_t>& values);

  bool valid() const { return data_ != nullptr; }
  DataType type() const { return type_; }
  const Shape& shape() const { return shape_; }
  int rank() const { return static_cast<int>(shape_.size()); }
  int64_t size() const { return size_; }
  int64_t bytes() const { return size_ * data_type_size(type_); }

  // Read access; asking for another type than the tensor's is an internal error.
  std::span<const float> floats() const;
  std::span<const int64_t> ints() const;
  std::span<const uint8_t> booleans() const;
  const void* data() const { return data_; }

  // Write access, for the code that made the tensor (never for a view).
  std::span<float> mutable_floats();
  std::span<int64_t> mutable_ints();
  std::span<uint8_t> mutable_booleans();
  void* mutable_data();

  // Every element as an integer / as a float, whatever the type (floats are truncated).
  std::vector<int64_t> to_ints() const;
  std::vector<float> to_floats() const;

  Tensor clone() const;
  // The same elements under another shape of equal element count.
  Tensor reshaped(Shape shape) const;

 private:
  DataType type_ = DataType::float32;
  Shape shape_;
  int64_t size_ = 0;
  std::shared_ptr<const void> owner_;
  const void* data_ = nullptr;
  bool writable_ = false;
};

// Memory of `bytes` (at least 1) aligned to 64, freed with the pointer; throws out_of_memory naming
// the need. Not zeroed.
std::shared_ptr<void> allocate_aligned(int64_t bytes);

}  // namespace cnnviz::core
