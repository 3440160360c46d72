// A tensor seen as [outer][length][inner] around one axis.
#pragma once

#include <cstdint>

#include "tensor/shape.h"

namespace cnnviz::core {

struct AxisExtents {
  int64_t outer = 1, length = 1, inner = 1;

  // `axis` in [0, rank).
  static AxisExtents of(const Shape& shape, int axis) {
    AxisExtents result;
    for (size_t i = 0; i < shape.size(); ++i) {
      const int place = static_cast<int>(i);
      (place < axis ? result.outer : place == axis ? result.length : result.inner) *= shape[i];
    }
    return result;
  }
  int64_t lines() const { return outer * inner; }
  // The first element of line i, 0 <= i < lines(), in a tensor whose axis has this extent; its
  // elements are `inner` apart.
  int64_t first(int64_t line, int64_t extent) const {
    return line / inner * extent * inner + line % inner;
  }
};

}  // namespace cnnviz::core
