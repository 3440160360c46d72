// Naive loops for operators that move elements about: every output element names the input element
// it is.
#pragma once

#include <cstring>
#include <functional>
#include <vector>

#include "support/check_op.h"

namespace cnnviz::test {

using Index = std::vector<int64_t>;

inline int64_t flat_of(const Index& index, const Shape& shape) {
  int64_t flat = 0;
  for (size_t axis = 0; axis < shape.size(); ++axis) flat = flat * shape[axis] + index[axis];
  return flat;
}

inline bool inside(const Index& index, const Shape& shape) {
  for (size_t axis = 0; axis < shape.size(); ++axis)
    if (index[axis] < 0 || index[axis] >= shape[axis]) return false;
  return true;
}

// output[i] = input[from(i)], zero where from(i) lies outside the input.
inline Tensor index_map(const Tensor& input, const Shape& shape,
                        const std::function<Index(const Index&)>& from) {
  Tensor output(input.type(), shape);
  const auto bytes = static_cast<size_t>(data_type_size(input.type()));
  for (int64_t flat = 0; flat < output.size(); ++flat) {
    const Index source = from(index_of(flat, shape));
    if (!inside(source, input.shape())) continue;
    std::memcpy(static_cast<char*>(output.mutable_data()) + static_cast<size_t>(flat) * bytes,
                static_cast<const char*>(input.data()) +
                    static_cast<size_t>(flat_of(source, input.shape())) * bytes,
                bytes);
  }
  return output;
}

inline Tensor ints(const std::vector<int64_t>& values) {
  return Tensor::vector_of(values);
}

inline Tensor floats(Shape shape, const std::vector<float>& values) {
  return Tensor::from_floats(std::move(shape), values);
}

inline Tensor booleans(Shape shape, const std::vector<int>& values) {
  Tensor tensor(DataType::boolean, std::move(shape));
  for (size_t i = 0; i < values.size(); ++i)
    tensor.mutable_booleans()[i] = static_cast<uint8_t>(values[i]);
  return tensor;
}

// The type and shape that an operator infers; constants are known to it.
inline ValueInfo inferred(const OpPtr& op, const std::vector<OpInput>& inputs, size_t output = 0) {
  return op->infer(infos_of(inputs))[output];
}

// One value of each type, the same shape: what folding has to carry.
inline std::vector<Tensor> of_every_type(const Shape& shape, uint32_t seed) {
  return {random_tensor(shape, seed), random_ints(shape, seed, -50, 50),
          random_booleans(shape, seed)};
}

}  // namespace cnnviz::test
