#include "methods/spatial_view.h"

#include "base/error.h"
#include "base/text.h"

namespace cnnviz::core {

const char* view_name(const SpatialView& view) {
  if (view.tokens) return "tokens";
  return view.channel_axis == 1 ? "channels_first" : "channels_last";
}

std::string token_grid_text(const SpatialView& view) {
  if (!view.tokens) return "";
  return concat(view.rows, "x", view.columns, view.leading > 0 ? concat("+", view.leading) : "");
}

MapIndex map_index(const Shape& part, const SpatialView& view, const std::string& name) {
  MapIndex index;
  const auto rank = static_cast<int>(part.size());
  if (!view.tokens && view.channel_axis == 1) {
    if (rank > 0) {
      index.channels = part[0];
      index.spatial.assign(part.begin() + 1, part.end());
    }
    index.positions = index.channel_stride = element_count(index.spatial);
    return index;
  }
  if (!view.tokens) {
    require(rank == 3, Status::invalid_argument, "tensor \"", name, "\" of shape ",
            shape_text(part), " for each image has not its channels last: that takes [h, w, K]");
    index.channels = index.position_stride = part[2];
    index.spatial = {part[0], part[1]};
    index.positions = part[0] * part[1];
    return index;
  }
  const int64_t cells = view.rows * view.columns;
  require(rank == 2, Status::invalid_argument, "tensor \"", name, "\" of shape ", shape_text(part),
          " for each image holds no tokens: that takes [T, K]");
  const auto channel_axis = static_cast<size_t>(view.channel_axis - 1);
  const int64_t tokens = part[1 - channel_axis];
  require(view.leading + cells + view.trailing == tokens, Status::invalid_argument, "\"", name,
          "\" has ", tokens, " tokens; a grid of ", token_grid_text(view), " takes ",
          view.leading + cells + view.trailing);
  index.channels = part[channel_axis];
  index.spatial = {view.rows, view.columns};
  index.positions = cells;
  index.channel_stride = channel_axis == 0 ? tokens : 1;
  index.position_stride = channel_axis == 0 ? 1 : index.channels;
  index.offset = view.leading * index.position_stride;
  return index;
}

Tensor channels_first(const Tensor& tensor, const SpatialView& view, const std::string& name) {
  if (!view.tokens && view.channel_axis == 1) return tensor;
  require(tensor.rank() >= 1, Status::invalid_argument, "tensor \"", name, "\" has no axes");
  const Shape part(tensor.shape().begin() + 1, tensor.shape().end());
  const MapIndex index = map_index(part, view, name);
  const int64_t images = tensor.shape()[0], size = element_count(part);
  Tensor result(DataType::float32, {images, index.channels, index.spatial[0], index.spatial[1]});
  float* target = result.mutable_floats().data();
  for (int64_t n = 0; n < images; ++n) {
    const float* source = tensor.floats().data() + n * size;
    for (int64_t c = 0; c < index.channels; ++c)
      for (int64_t p = 0; p < index.positions; ++p) *target++ = source[index.at(c, p)];
  }
  return result;
}

}  // namespace cnnviz::core
