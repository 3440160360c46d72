#include "methods/activations.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/error.h"
#include "methods/names.h"

namespace cnnviz::core {

namespace {

constexpr Choice<MapOrder> kOrders[] = {
    {MapOrder::channel, "channel"}, {MapOrder::maximum, "max"}, {MapOrder::mean, "mean"}};

// Magnitudes below this part of the layer's largest are nothing to look at.
constexpr float kBlank = 1e-6f;

float magnitude(const Summary& summary) {
  return std::max(std::abs(summary.min), std::abs(summary.max));
}

MapScale scale_of(const Summary& summary) {
  MapScale scale;
  scale.is_signed = summary.min < 0;
  scale.high = magnitude(summary);
  scale.low = scale.is_signed ? -scale.high : 0;
  return scale;
}

}  // namespace

ActivationMaps activation_maps(const Tensor& layer, const SpatialView& view,
                               const std::string& name) {
  require(layer.type() == DataType::float32, Status::invalid_argument, "tensor \"", name, "\" is ",
          data_type_name(layer.type()), "; only float32 tensors are drawn as maps");
  require(layer.rank() >= 2 && layer.rank() <= 4 && layer.size() > 0, Status::unsupported,
          "tensor \"", name, "\" of shape ", shape_text(layer.shape()),
          " is not drawn as maps: that takes [N, K, h, w], [N, K, w] or [N, K]");
  const Tensor maps = channels_first(layer, view, name);
  Shape shape = maps.shape();
  if (shape.size() == 3) shape.insert(shape.begin() + 2, 1);
  while (shape.size() < 4) shape.push_back(1);
  ActivationMaps result;
  result.maps = maps.reshaped(shape);
  const auto values = result.maps.floats();
  const auto size = static_cast<size_t>(shape[2] * shape[3]);
  for (size_t begin = 0; begin < values.size(); begin += size)
    result.statistics.push_back(summarize(values.subspan(begin, size)));
  return result;
}

MapOrder parse_map_order(std::string_view name) {
  return parse_choice(kOrders, name, "order");
}

std::vector<int64_t> order_maps(const ActivationMaps& maps, int64_t image, MapOrder order) {
  std::vector<int64_t> channels(static_cast<size_t>(maps.maps.shape()[1]));
  std::iota(channels.begin(), channels.end(), int64_t{0});
  if (order == MapOrder::channel) return channels;
  std::stable_sort(channels.begin(), channels.end(), [&](int64_t a, int64_t b) {
    const Summary &first = maps.of(image, a), &second = maps.of(image, b);
    return order == MapOrder::maximum ? first.max > second.max : first.mean > second.mean;
  });
  return channels;
}

MapScale global_scale(const ActivationMaps& maps) {
  Summary all;
  for (const Summary& one : maps.statistics) {
    all.min = std::min(all.min, one.min);
    all.max = std::max(all.max, one.max);
  }
  MapScale scale = scale_of(all);
  scale.blank = scale.high == 0;
  return scale;
}

MapScale map_scale(const ActivationMaps& maps, int64_t image, int64_t channel) {
  float layer = 0;
  for (int64_t k = 0; k < maps.maps.shape()[1]; ++k)
    layer = std::max(layer, magnitude(maps.of(image, k)));
  MapScale scale = scale_of(maps.of(image, channel));
  scale.blank = scale.high <= kBlank * layer;
  return scale;
}

}  // namespace cnnviz::core
