#include "ops/index_blocks.h"

#include "base/error.h"

namespace cnnviz::core {

namespace {

void require_nd(const Shape& data, const Shape& indices, int64_t batch_axes) {
  const auto least = static_cast<int64_t>(std::min(data.size(), indices.size()));
  require(!data.empty() && !indices.empty(), Status::invalid_argument,
          "data and indices must have at least one axis");
  require(batch_axes >= 0 && batch_axes < least, Status::invalid_argument, "batch_dims ",
          batch_axes, " is outside [0, ", least - 1, "]");
  const auto batch = static_cast<size_t>(batch_axes);
  for (size_t i = 0; i < batch; ++i)
    require(data[i] == indices[i], Status::invalid_argument, "shapes ", shape_text(data), " and ",
            shape_text(indices), " of data and indices differ in batch axis ", i);
  const int64_t named = indices.back(), most = static_cast<int64_t>(data.size()) - batch_axes;
  require(named >= 1 && named <= most, Status::invalid_argument, "the last extent of the indices, ",
          named, ", must be 1 to ", most, ": one integer for each axis of data ", shape_text(data),
          " that is named");
}

}  // namespace

Shape IndexBlocks::nd_shape(const Shape& data, const Shape& indices, int64_t batch_axes) {
  require_nd(data, indices, batch_axes);
  Shape shape(indices.begin(), indices.end() - 1);
  shape.insert(shape.end(), data.begin() + batch_axes + indices.back(), data.end());
  element_count(shape);
  return shape;
}

IndexBlocks IndexBlocks::nd(const Shape& data, const Shape& indices, int64_t batch_axes) {
  require_nd(data, indices, batch_axes);
  const auto batch = static_cast<size_t>(batch_axes);
  const auto named = static_cast<size_t>(indices.back());
  const Shape strides = row_major_strides(data);
  IndexBlocks result;
  result.index_shape_.assign(indices.begin(), indices.end() - 1);
  for (size_t i = 0; i < result.index_shape_.size(); ++i)
    result.base_strides_.push_back(i < batch ? strides[i] : 0);
  for (size_t i = 0; i < named; ++i) result.named_.push_back({data[batch + i], strides[batch + i]});
  for (size_t i = batch + named; i < data.size(); ++i) result.block_ *= data[i];
  result.count_ = element_count(result.index_shape_);
  return result;
}

IndexBlocks IndexBlocks::elements(const Shape& data, const Shape& indices, int axis) {
  require(data.size() == indices.size(), Status::invalid_argument, "data ", shape_text(data),
          " and indices ", shape_text(indices), " differ in rank");
  const Shape strides = row_major_strides(data);
  IndexBlocks result;
  result.index_shape_ = indices;
  result.count_ = element_count(indices);
  for (size_t i = 0; i < data.size(); ++i) {
    const bool named = static_cast<int>(i) == axis;
    require(named || indices[i] <= data[i], Status::invalid_argument, "indices ",
            shape_text(indices), " exceed data ", shape_text(data), " in axis ", i);
    result.base_strides_.push_back(named ? 0 : strides[i]);
  }
  const auto at = static_cast<size_t>(axis);
  result.named_ = {{data[at], strides[at]}};
  return result;
}

std::vector<int64_t> IndexBlocks::offsets(const int64_t* indices) const {
  std::vector<int64_t> result;
  result.reserve(static_cast<size_t>(count_));
  std::vector<int64_t> place(index_shape_.size());
  int64_t base = 0;
  for (int64_t i = 0; i < count_; ++i) {
    int64_t offset = base;
    for (const Axis& axis : named_) {
      const int64_t index = *indices++;
      require(index >= -axis.extent && index < axis.extent, Status::invalid_argument, "index ",
              index, " is outside [", -axis.extent, ", ", axis.extent - 1, "]");
      offset += (index < 0 ? index + axis.extent : index) * axis.stride;
    }
    result.push_back(offset);
    for (size_t k = place.size(); k-- > 0;) {  // the next place
      base += base_strides_[k];
      if (++place[k] < index_shape_[k]) break;
      base -= base_strides_[k] * place[k];
      place[k] = 0;
    }
  }
  return result;
}

}  // namespace cnnviz::core
