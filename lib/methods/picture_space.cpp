#include "methods/picture_space.h"

namespace cnnviz::core {

namespace {

constexpr double kLevels = 255;

}  // namespace

PictureSpace picture_space(const NetworkColors& colors, PictureUnits units) {
  PictureSpace space;
  space.channels = static_cast<int64_t>(colors.mean.size());
  space.channels_last = colors.channels_last;
  for (int64_t c = 0; c < space.channels; ++c)
    space.order.push_back(colors.bgr ? space.channels - 1 - c : c);
  for (const int64_t c : space.order) {
    const double mean = static_cast<double>(colors.mean[static_cast<size_t>(c)]);
    const double std = static_cast<double>(colors.std[static_cast<size_t>(c)]);
    const double range = colors.range;
    // number = pixel * stretch + shift
    double stretch = 1 / std, shift = -mean / std;
    if (units == PictureUnits::levels) stretch = kLevels / range, shift = -mean * stretch;
    if (units == PictureUnits::unit) stretch = 1 / range, shift = 0;
    space.scale.push_back(static_cast<float>(1 / (stretch * std)));
    space.offset.push_back(static_cast<float>((-shift / stretch - mean) / std));
    space.zero.push_back(static_cast<float>(mean * stretch + shift));
    space.low.push_back(static_cast<float>(shift));
    space.high.push_back(static_cast<float>(range * stretch + shift));
  }
  return space;
}

Tensor as_network_input(const Tensor& pictures, const PictureSpace& space) {
  const Shape& from = pictures.shape();
  const int64_t plane = from[2] * from[3], count = from[0], channels = from[1];
  const Shape shape = space.channels_last ? Shape{count, from[2], from[3], channels} : from;
  Tensor result = Tensor::unfilled(DataType::float32, shape);
  const float* source = pictures.floats().data();
  float* target = result.mutable_floats().data();
  for (int64_t n = 0; n < count; ++n)
    for (int64_t c = 0; c < channels; ++c) {
      const auto shown = static_cast<size_t>(space.order[static_cast<size_t>(c)]);
      const float* row = source + (n * channels + static_cast<int64_t>(shown)) * plane;
      const ChannelPlace place(space, n, c, plane);
      for (int64_t p = 0; p < plane; ++p)
        target[place.offset + p * place.step] = row[p] * space.scale[shown] + space.offset[shown];
    }
  return result;
}

Tensor from_unit(const Tensor& unit, const PictureSpace& space) {
  const Shape& shape = unit.shape();
  const int64_t plane = shape[2] * shape[3];
  Tensor result = Tensor::unfilled(DataType::float32, shape);
  const auto from = unit.floats();
  const auto to = result.mutable_floats();
  for (size_t i = 0; i < from.size(); ++i) {
    const size_t c = i / static_cast<size_t>(plane) % static_cast<size_t>(space.channels);
    to[i] = space.low[c] + from[i] * (space.high[c] - space.low[c]);
  }
  return result;
}

}  // namespace cnnviz::core
