// Shapes of tensors: a list of extents, outermost first, in row-major order.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace cnnviz::core {

using Shape = std::vector<int64_t>;

// No tensor has more axes than this, nor more elements.
constexpr int kMaxRank = 8;
constexpr int64_t kMaxElements = int64_t{1} << 40;

// The number of elements (1 for rank 0). Refuses negative extents, overflow, and more than
// kMaxElements.
int64_t element_count(const Shape& shape);

// Row-major strides in elements.
Shape row_major_strides(const Shape& shape);

// "1x3x224x224"; "scalar" for rank 0.
std::string shape_text(const Shape& shape);

// Brings an axis in [-rank, rank-1] to [0, rank-1]; `what` names the operand in the error.
int normalize_axis(int64_t axis, int64_t rank, const char* what);

// NumPy broadcasting of two shapes, as ONNX defines it; refuses shapes that do not go together.
Shape broadcast_shape(const Shape& a, const Shape& b);

}  // namespace cnnviz::core
