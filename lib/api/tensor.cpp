// tensor.h
#include <cnnviz/tensor.h>

#include <algorithm>

#include "api/handles.h"
#include "base/file.h"
#include "tensor/npy.h"

using namespace cnnviz::api;
using cnnviz::core::DataType;
using cnnviz::core::Shape;
using cnnviz::core::Tensor;

namespace {

Shape read_shape(const int64_t* shape, int32_t rank) {
  checked_range(rank, 0, cnnviz::core::kMaxRank, "rank");
  if (rank == 0) return {};
  const int64_t* extents = &given(shape, "shape");
  for (int32_t axis = 0; axis < rank; ++axis)
    require(extents[axis] >= 0, Status::invalid_argument, "shape has the extent ", extents[axis],
            " on axis ", axis);
  return Shape(extents, extents + rank);
}

template <typename Value>
void check_count(int64_t count, const Value* values, const Shape& shape) {
  const int64_t expected = cnnviz::core::element_count(shape);
  require(count == expected, Status::invalid_argument, "count is ", count, ", but the shape ",
          cnnviz::core::shape_text(shape), " has ", expected, " elements");
  if (count > 0) given(values, "values");
}

// Elements of `type`, or an error that names the other.
const Tensor& typed(const cnnviz_tensor* tensor, DataType type) {
  const Tensor& core = given(tensor, "tensor").tensor;
  require(core.type() == type, Status::invalid_argument, "the tensor holds ",
          cnnviz::core::data_type_name(core.type()), ", not ", cnnviz::core::data_type_name(type));
  return core;
}

template <typename Value>
void copy_out(Value* values, int64_t count, std::span<const Value> elements) {
  require(count == static_cast<int64_t>(elements.size()), Status::invalid_argument, "count is ",
          count, ", but the tensor has ", elements.size(), " elements");
  if (count > 0) std::copy(elements.begin(), elements.end(), &given(values, "values"));
}

}  // namespace

Tensor cnnviz::api::public_tensor(Tensor tensor) {
  if (tensor.type() != DataType::boolean) return tensor;
  return Tensor::from_ints(tensor.shape(), tensor.to_ints());
}

void cnnviz_tensor_free(cnnviz_tensor* tensor) {
  delete tensor;
}

cnnviz_status cnnviz_tensor_share(cnnviz_tensor** shared, const cnnviz_tensor* tensor) {
  return share(shared, tensor, "tensor");
}

cnnviz_status cnnviz_tensor_from_floats(cnnviz_tensor** tensor, const float* values, int64_t count,
                                        const int64_t* shape, int32_t rank) {
  return guarded([&] {
    auto& place = output(tensor, "tensor");
    const Shape extents = read_shape(shape, rank);
    check_count(count, values, extents);
    place = new_tensor(Tensor::from_floats(extents, {values, static_cast<size_t>(count)}));
  });
}

cnnviz_status cnnviz_tensor_from_ints(cnnviz_tensor** tensor, const int64_t* values, int64_t count,
                                      const int64_t* shape, int32_t rank) {
  return guarded([&] {
    auto& place = output(tensor, "tensor");
    const Shape extents = read_shape(shape, rank);
    check_count(count, values, extents);
    place = new_tensor(Tensor::from_ints(extents, {values, static_cast<size_t>(count)}));
  });
}

cnnviz_status cnnviz_tensor_zeros(cnnviz_tensor** tensor, cnnviz_dtype dtype, const int64_t* shape,
                                  int32_t rank) {
  return guarded([&] {
    auto& place = output(tensor, "tensor");
    require(dtype == CNNVIZ_DTYPE_FLOAT32 || dtype == CNNVIZ_DTYPE_INT64, Status::invalid_argument,
            "dtype is ", static_cast<int32_t>(dtype),
            ", but must be CNNVIZ_DTYPE_FLOAT32 (1) or CNNVIZ_DTYPE_INT64 (2)");
    const auto type = dtype == CNNVIZ_DTYPE_FLOAT32 ? DataType::float32 : DataType::int64;
    place = new_tensor(Tensor(type, read_shape(shape, rank)));
  });
}

cnnviz_status cnnviz_tensor_read(cnnviz_tensor** tensor, const char* path) {
  return guarded([&] {
    auto& place = output(tensor, "tensor");
    const std::string name = text(path, "path");
    const auto bytes = cnnviz::core::read_file(name);
    place = new_tensor(public_tensor(cnnviz::core::read_npy(bytes, name)));
  });
}

cnnviz_status cnnviz_tensor_write(const cnnviz_tensor* tensor, const char* path) {
  return guarded([&] {
    const Tensor& core = given(tensor, "tensor").tensor;
    cnnviz::core::write_file(text(path, "path"), cnnviz::core::write_npy(core));
  });
}

cnnviz_status cnnviz_tensor_item(cnnviz_tensor** item, const cnnviz_tensor* tensor, int64_t index) {
  return guarded([&] {
    auto& place = output(item, "item");
    const Tensor& core = given(tensor, "tensor").tensor;
    require(core.rank() > 0, Status::invalid_argument, "a scalar tensor has no items");
    const size_t at = checked_index(index, static_cast<size_t>(core.shape()[0]), "index");
    const Shape shape(core.shape().begin() + 1, core.shape().end());
    const auto size = static_cast<size_t>(cnnviz::core::element_count(shape));
    place = new_tensor(core.type() == DataType::float32
                           ? Tensor::from_floats(shape, core.floats().subspan(at * size, size))
                           : Tensor::from_ints(shape, core.ints().subspan(at * size, size)));
  });
}

cnnviz_status cnnviz_tensor_reshape(cnnviz_tensor** reshaped, const cnnviz_tensor* tensor,
                                    const int64_t* shape, int32_t rank) {
  return guarded([&] {
    auto& place = output(reshaped, "reshaped");
    const Tensor& core = given(tensor, "tensor").tensor;
    const Shape extents = read_shape(shape, rank);
    require(cnnviz::core::element_count(extents) == core.size(), Status::invalid_argument,
            "the shape ", cnnviz::core::shape_text(extents), " does not have the ", core.size(),
            " elements of the tensor (", cnnviz::core::shape_text(core.shape()), ")");
    place = new_tensor(core.reshaped(extents));
  });
}

cnnviz_dtype cnnviz_tensor_dtype(const cnnviz_tensor* tensor) {
  return guarded_value(CNNVIZ_DTYPE_ENUM_INT32,
                       [&] { return public_dtype(given(tensor, "tensor").tensor.type()); });
}

int32_t cnnviz_tensor_rank(const cnnviz_tensor* tensor) {
  return guarded_value(int32_t{-1}, [&] { return given(tensor, "tensor").tensor.rank(); });
}

int64_t cnnviz_tensor_extent(const cnnviz_tensor* tensor, int32_t axis) {
  return guarded_value(int64_t{-1}, [&] {
    const Shape& shape = given(tensor, "tensor").tensor.shape();
    return shape[checked_index(axis, shape.size(), "axis")];
  });
}

int64_t cnnviz_tensor_size(const cnnviz_tensor* tensor) {
  return guarded_value(int64_t{-1}, [&] { return given(tensor, "tensor").tensor.size(); });
}

const float* cnnviz_tensor_floats(const cnnviz_tensor* tensor) {
  return guarded_value(static_cast<const float*>(nullptr),
                       [&] { return typed(tensor, DataType::float32).floats().data(); });
}

const int64_t* cnnviz_tensor_ints(const cnnviz_tensor* tensor) {
  return guarded_value(static_cast<const int64_t*>(nullptr),
                       [&] { return typed(tensor, DataType::int64).ints().data(); });
}

cnnviz_status cnnviz_tensor_copy_floats(float* values, int64_t count, const cnnviz_tensor* tensor) {
  return guarded([&] { copy_out(values, count, typed(tensor, DataType::float32).floats()); });
}

cnnviz_status cnnviz_tensor_copy_ints(int64_t* values, int64_t count, const cnnviz_tensor* tensor) {
  return guarded([&] { copy_out(values, count, typed(tensor, DataType::int64).ints()); });
}

cnnviz_status cnnviz_tensors_create(cnnviz_tensors** tensors) {
  return guarded([&] {
    auto& made = output(tensors, "tensors");
    made = new cnnviz_tensors();
  });
}

void cnnviz_tensors_free(cnnviz_tensors* tensors) {
  delete tensors;
}

cnnviz_status cnnviz_tensors_share(cnnviz_tensors** shared, const cnnviz_tensors* tensors) {
  return share(shared, tensors, "tensors");
}

cnnviz_status cnnviz_tensors_add(cnnviz_tensors* tensors, const char* name,
                                 const cnnviz_tensor* tensor) {
  return guarded([&] {
    auto& items = given(tensors, "tensors").items;
    const std::string key = text(name, "name");
    require(!key.empty(), Status::invalid_argument, "name is empty");
    for (const auto& item : items)
      require(item.first != key, Status::invalid_argument, "the list already has a tensor \"", key,
              "\"");
    items.emplace_back(key, given(tensor, "tensor").tensor);
  });
}

int32_t cnnviz_tensors_count(const cnnviz_tensors* tensors) {
  return guarded_value(
      int32_t{-1}, [&] { return static_cast<int32_t>(given(tensors, "tensors").items.size()); });
}
