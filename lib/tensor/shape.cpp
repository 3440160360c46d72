#include "tensor/shape.h"

#include <algorithm>

#include "base/checked.h"
#include "base/error.h"

namespace cnnviz::core {

int64_t element_count(const Shape& shape) {
  require(shape.size() <= kMaxRank, Status::limit, "a tensor of rank ", shape.size(),
          " was asked for; the highest rank is ", kMaxRank);
  // Strides are products of extents, so those beside an empty axis have to be small as well.
  int64_t count = 1, beside_empty = 1;
  for (const int64_t extent : shape) {
    require(extent >= 0, Status::invalid_argument, "shape ", shape_text(shape),
            " has a negative extent");
    count = checked_mul(count, extent);
    beside_empty = checked_mul(beside_empty, std::max<int64_t>(extent, 1));
  }
  require(beside_empty <= kMaxElements, Status::limit, "shape ", shape_text(shape), " has ",
          beside_empty, " elements; the most allowed is ", kMaxElements);
  return count;
}

Shape row_major_strides(const Shape& shape) {
  Shape strides(shape.size());
  int64_t stride = 1;
  for (size_t axis = shape.size(); axis-- > 0;) {
    strides[axis] = stride;
    stride *= shape[axis];
  }
  return strides;
}

std::string shape_text(const Shape& shape) {
  if (shape.empty()) return "scalar";
  std::string text;
  for (const int64_t extent : shape) {
    if (!text.empty()) text += 'x';
    text += std::to_string(extent);
  }
  return text;
}

int normalize_axis(int64_t axis, int64_t rank, const char* what) {
  require(axis >= -rank && axis < rank, Status::invalid_argument, what, ": axis ", axis,
          " is outside [", -rank, ", ", rank - 1, "]");
  return static_cast<int>(axis < 0 ? axis + rank : axis);
}

Shape broadcast_shape(const Shape& a, const Shape& b) {
  const size_t rank = std::max(a.size(), b.size());
  Shape result(rank, 1);
  for (size_t i = 0; i < rank; ++i) {
    const int64_t from_a = i < rank - a.size() ? 1 : a[i - (rank - a.size())];
    const int64_t from_b = i < rank - b.size() ? 1 : b[i - (rank - b.size())];
    require(from_a == from_b || from_a == 1 || from_b == 1, Status::invalid_argument, "shapes ",
            shape_text(a), " and ", shape_text(b), " do not broadcast together");
    result[i] = from_a == 1 ? from_b : from_a;
  }
  return result;
}

}  // namespace cnnviz::core
