// The plainest way to compute element-wise operators: one element at a time, in double precision,
// by NumPy's broadcasting rule.
#pragma once

#include <functional>
#include <vector>

#include "support/op_measure.h"

namespace cnnviz::test {

// The element of `tensor`, which broadcasts to `shape`, at `index` of that shape.
inline double broadcast_element(const Tensor& tensor, const std::vector<int64_t>& index) {
  const size_t added = index.size() - tensor.shape().size();
  int64_t flat = 0;
  for (size_t axis = 0; axis < tensor.shape().size(); ++axis) {
    const int64_t extent = tensor.shape()[axis];
    flat = flat * extent + (extent == 1 ? 0 : index[axis + added]);
  }
  const auto at = static_cast<size_t>(flat);
  switch (tensor.type()) {
    case DataType::float32:
      return tensor.floats()[at];
    case DataType::int64:
      return static_cast<double>(tensor.ints()[at]);
    case DataType::boolean:
      return tensor.booleans()[at];
  }
  return 0;
}

// y[i] = f(all inputs' elements that belong to i). Inputs that are left out are left out of f's
// list.
inline Tensor map_elements(DataType type, const std::vector<Tensor>& inputs,
                           const std::function<double(const std::vector<double>&)>& f) {
  Shape shape;
  for (const Tensor& input : inputs)
    if (input.valid()) shape = broadcast_shape(shape, input.shape());
  Tensor result(type, shape);
  for (int64_t i = 0; i < result.size(); ++i) {
    const std::vector<int64_t> index = index_of(i, shape);
    std::vector<double> values;
    for (const Tensor& input : inputs)
      if (input.valid()) values.push_back(broadcast_element(input, index));
    const double value = f(values);
    const auto at = static_cast<size_t>(i);
    switch (type) {
      case DataType::float32:
        result.mutable_floats()[at] = static_cast<float>(value);
        break;
      case DataType::int64:
        result.mutable_ints()[at] = static_cast<int64_t>(value);
        break;
      case DataType::boolean:
        result.mutable_booleans()[at] = value != 0 ? 1 : 0;
        break;
    }
  }
  return result;
}

}  // namespace cnnviz::test
