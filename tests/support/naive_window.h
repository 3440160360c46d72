// Sliding windows as plainly as they can be written: every output position, every kernel position.
// The reference of the tests of convolutions and pools.
#pragma once

#include <functional>

#include "tensor/tensor.h"

namespace cnnviz::test {

struct NaiveWindow {
  std::vector<int64_t> kernel, stride, dilation, pad_begin;
};

// All index vectors below `extents`, in row-major order.
inline void for_each_index(const std::vector<int64_t>& extents,
                           const std::function<void(const std::vector<int64_t>&)>& body) {
  std::vector<int64_t> index(extents.size(), 0);
  for (const int64_t extent : extents)
    if (extent == 0) return;
  while (true) {
    body(index);
    size_t axis = extents.size();
    while (axis > 0 && ++index[axis - 1] == extents[axis - 1]) index[--axis] = 0;
    if (axis == 0) return;
  }
}

inline int64_t flat_index(const std::vector<int64_t>& extents, const std::vector<int64_t>& index) {
  int64_t flat = 0;
  for (size_t i = 0; i < extents.size(); ++i) flat = flat * extents[i] + index[i];
  return flat;
}

// Calls body(output position, kernel position, input position or -1 where it is padding), all flat.
inline void for_each_tap(const NaiveWindow& window, const std::vector<int64_t>& in,
                         const std::vector<int64_t>& out,
                         const std::function<void(int64_t, int64_t, int64_t)>& body) {
  for_each_index(out, [&](const std::vector<int64_t>& o) {
    for_each_index(window.kernel, [&](const std::vector<int64_t>& k) {
      std::vector<int64_t> i(in.size());
      bool inside = true;
      for (size_t a = 0; a < in.size(); ++a) {
        i[a] = o[a] * window.stride[a] - window.pad_begin[a] + k[a] * window.dilation[a];
        inside = inside && i[a] >= 0 && i[a] < in[a];
      }
      body(flat_index(out, o), flat_index(window.kernel, k), inside ? flat_index(in, i) : -1);
    });
  });
}

}  // namespace cnnviz::test
