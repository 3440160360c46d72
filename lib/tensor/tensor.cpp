#include "tensor/tensor.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "base/checked.h"
#include "base/error.h"
#include "base/limits.h"

namespace cnnviz::core {

const char* data_type_name(DataType type) {
  switch (type) {
    case DataType::float32:
      return "float32";
    case DataType::int64:
      return "int64";
    case DataType::boolean:
      return "boolean";
  }
  return "unknown";
}

int64_t data_type_size(DataType type) {
  switch (type) {
    case DataType::float32:
      return 4;
    case DataType::int64:
      return 8;
    case DataType::boolean:
      return 1;
  }
  return 1;
}

namespace {

// Large blocks come from the system and go back to it: the heap would keep the gaps that weights of
// different sizes leave between them (a tenth of VGG16's memory).
constexpr int64_t kLargeBlock = 4 << 20;

std::shared_ptr<void> map_block(int64_t bytes) {
  const auto size = static_cast<size_t>(bytes);
  void* memory = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  require(memory != MAP_FAILED, Status::out_of_memory, "no memory for ", bytes, " bytes");
  ::madvise(memory, size, MADV_HUGEPAGE);  // a hint
  return std::shared_ptr<void>(memory, [size](void* block) { ::munmap(block, size); });
}

}  // namespace

std::shared_ptr<void> allocate_aligned(int64_t bytes) {
  constexpr int64_t kAlignment = 64;
  const int64_t padded =
      checked_add(std::max<int64_t>(bytes, 1), kAlignment - 1) / kAlignment * kAlignment;
  if (padded >= kLargeBlock) return map_block(padded);
  void* memory = std::aligned_alloc(kAlignment, static_cast<size_t>(padded));
  require(memory != nullptr, Status::out_of_memory, "no memory for ", padded, " bytes");
  return std::shared_ptr<void>(memory, std::free);
}

Tensor Tensor::unfilled(DataType type, Shape shape) {
  Tensor result;
  result.type_ = type;
  result.shape_ = std::move(shape);
  result.size_ = element_count(result.shape_);
  const int64_t bytes = checked_mul(result.size_, data_type_size(type));
  check_limit(Limit::tensor_bytes, bytes, "a tensor of shape ", shape_text(result.shape_),
              " is too large");
  std::shared_ptr<void> memory = allocate_aligned(bytes);
  result.data_ = memory.get();
  result.owner_ = std::move(memory);
  result.writable_ = true;
  return result;
}

Tensor::Tensor(DataType type, Shape shape) : Tensor(unfilled(type, std::move(shape))) {
  std::memset(mutable_data(), 0, static_cast<size_t>(bytes()));
}

Tensor::Tensor(DataType type, Shape shape, std::shared_ptr<const void> owner, const void* data)
    : type_(type),
      shape_(std::move(shape)),
      size_(element_count(shape_)),
      owner_(std::move(owner)),
      data_(data) {}

Tensor Tensor::from_floats(Shape shape, std::span<const float> values) {
  Tensor result(DataType::float32, std::move(shape));
  require(static_cast<int64_t>(values.size()) == result.size(), Status::internal,
          "a tensor of shape ", shape_text(result.shape()), " was made from ", values.size(),
          " values");
  std::copy(values.begin(), values.end(), result.mutable_floats().begin());
  return result;
}

Tensor Tensor::from_ints(Shape shape, std::span<const int64_t> values) {
  Tensor result(DataType::int64, std::move(shape));
  require(static_cast<int64_t>(values.size()) == result.size(), Status::internal,
          "a tensor of shape ", shape_text(result.shape()), " was made from ", values.size(),
          " values");
  std::copy(values.begin(), values.end(), result.mutable_ints().begin());
  return result;
}

Tensor Tensor::vector_of(const std::vector<int64_t>& values) {
  return from_ints({static_cast<int64_t>(values.size())}, values);
}

namespace {

void check_type(DataType held, DataType asked) {
  require(held == asked, Status::internal, "a ", data_type_name(held), " tensor was read as ",
          data_type_name(asked));
}

}  // namespace

std::span<const float> Tensor::floats() const {
  check_type(type_, DataType::float32);
  return {static_cast<const float*>(data_), static_cast<size_t>(size_)};
}

std::span<const int64_t> Tensor::ints() const {
  check_type(type_, DataType::int64);
  return {static_cast<const int64_t*>(data_), static_cast<size_t>(size_)};
}

std::span<const uint8_t> Tensor::booleans() const {
  check_type(type_, DataType::boolean);
  return {static_cast<const uint8_t*>(data_), static_cast<size_t>(size_)};
}

void* Tensor::mutable_data() {
  require(writable_, Status::internal, "a tensor that views foreign memory was written to");
  return const_cast<void*>(data_);
}

std::span<float> Tensor::mutable_floats() {
  check_type(type_, DataType::float32);
  return {static_cast<float*>(mutable_data()), static_cast<size_t>(size_)};
}

std::span<int64_t> Tensor::mutable_ints() {
  check_type(type_, DataType::int64);
  return {static_cast<int64_t*>(mutable_data()), static_cast<size_t>(size_)};
}

std::span<uint8_t> Tensor::mutable_booleans() {
  check_type(type_, DataType::boolean);
  return {static_cast<uint8_t*>(mutable_data()), static_cast<size_t>(size_)};
}

std::vector<int64_t> Tensor::to_ints() const {
  std::vector<int64_t> result(static_cast<size_t>(size_));
  switch (type_) {
    case DataType::float32:
      // A float outside the int64 range cannot be converted without undefined behavior.
      std::transform(floats().begin(), floats().end(), result.begin(), [](float value) {
        if (!(value > -9.2e18f)) return INT64_MIN;
        return value < 9.2e18f ? static_cast<int64_t>(value) : INT64_MAX;
      });
      break;
    case DataType::int64:
      std::copy(ints().begin(), ints().end(), result.begin());
      break;
    case DataType::boolean:
      std::copy(booleans().begin(), booleans().end(), result.begin());
      break;
  }
  return result;
}

std::vector<float> Tensor::to_floats() const {
  std::vector<float> result(static_cast<size_t>(size_));
  switch (type_) {
    case DataType::float32:
      std::copy(floats().begin(), floats().end(), result.begin());
      break;
    case DataType::int64:
      std::transform(ints().begin(), ints().end(), result.begin(),
                     [](int64_t value) { return static_cast<float>(value); });
      break;
    case DataType::boolean:
      std::copy(booleans().begin(), booleans().end(), result.begin());
      break;
  }
  return result;
}

Tensor Tensor::clone() const {
  Tensor result = unfilled(type_, shape_);
  std::memcpy(result.mutable_data(), data_, static_cast<size_t>(bytes()));
  return result;
}

Tensor Tensor::reshaped(Shape shape) const {
  Tensor result = *this;
  require(element_count(shape) == size_, Status::invalid_argument, "shape ", shape_text(shape_),
          " cannot be read as ", shape_text(shape));
  result.shape_ = std::move(shape);
  return result;
}

}  // namespace cnnviz::core
