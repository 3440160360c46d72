// TensorProto -> Tensor: weights of a model, tensor attributes, and the .pb files of test data.
//
// Elements are widened as tensor/tensor.h says: floating-point types become float32, integers
// int64. Strings, complex numbers, 8-bit floats and 4-bit integers are refused. float32 elements
// are not copied where they lie aligned in memory that somebody owns (a mapped file).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "onnx/element_type.h"
#include "tensor/tensor.h"

namespace cnnviz::core {

class ExternalData;

// Where a model's bytes come from.
struct TensorSource {
  std::shared_ptr<const void>
      owner;  // keeps the bytes that tensors may view; null: everything is copied
  ExternalData* external = nullptr;  // null: data in other files is refused
};

struct TensorProto {
  std::string name;
  ElementType element = ElementType::undefined;  // as declared, before widening
  Tensor tensor;
};

// `fallback_name` is what messages call a tensor without a name.
TensorProto read_tensor_proto(std::span<const uint8_t> bytes, const std::string& fallback_name,
                              const TensorSource& source = {});

// Nothing where the tensor is of a kind that is not supported; `unsupported`, if still empty, says
// why.
std::optional<TensorProto> try_read_tensor_proto(std::span<const uint8_t> bytes,
                                                 const std::string& fallback_name,
                                                 const TensorSource& source,
                                                 std::string* unsupported);

}  // namespace cnnviz::core
