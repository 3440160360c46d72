// A layer's tensor read as maps: which of its axes are channels, rows and columns.
//
//   channels first  [N, K, h, w]   convolutional networks; other ranks: [N, K], [N, K, w], ...
//   channels last   [N, h, w, K]   Swin, graphs that TensorFlow's converters wrote
//   tokens          [N, T, K]      vision transformers, T = leading + h * w + trailing: the cells
//                                  of a grid row by row, behind a class token or registers, which
//                                  have no place in the picture; or [N, K, T]
#pragma once

#include <cstdint>
#include <string>

#include "tensor/tensor.h"

namespace cnnviz::core {

struct SpatialView {
  int channel_axis = 1;           // batch axis counted
  bool tokens = false;            // one axis holds all positions; only then:
  int64_t rows = 0, columns = 0;  // of the grid
  int64_t leading = 0;            // tokens in front of it
  int64_t trailing = 0;           // and behind

  bool operator==(const SpatialView&) const = default;
};

inline SpatialView channels_last_view() {
  return {3, false, 0, 0, 0, 0};
}
inline SpatialView token_view(int64_t rows, int64_t columns, int64_t leading) {
  return {2, true, rows, columns, leading, 0};
}

// "channels_first", "channels_last" or "tokens".
const char* view_name(const SpatialView& view);
// "14x14+1"; empty unless tokens.
std::string token_grid_text(const SpatialView& view);

// Where the value of a channel at a position is, in one image's part of a tensor.
struct MapIndex {
  int64_t channels = 1, positions = 1;
  Shape
      spatial;  // extents of the positions, row-major; any number of axes where channels are first
  int64_t offset = 0, channel_stride = 1, position_stride = 1;

  int64_t at(int64_t channel, int64_t position) const {
    return offset + channel * channel_stride + position * position_stride;
  }
};

// `part`: the shape without the batch axis. A view that does not fit is invalid_argument; `name` is
// the tensor's, for the message.
MapIndex map_index(const Shape& part, const SpatialView& view, const std::string& name);

// The tensor [N, ...] as [N, K, spatial...]; shares the elements where channels are first already.
Tensor channels_first(const Tensor& tensor, const SpatialView& view, const std::string& name);

}  // namespace cnnviz::core
