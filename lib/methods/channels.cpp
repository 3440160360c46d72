#include "methods/channels.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "tensor/resample.h"

namespace cnnviz::core {

namespace {

MapIndex index_of(const Shape& layer, const SpatialView& view, const std::string& name) {
  require(!layer.empty(), Status::invalid_argument, "the layer \"", name, "\" has no channels");
  return map_index({layer.begin() + 1, layer.end()}, view, name);
}

// The layer with one channel zero, at all its positions and in the tokens that have none.
WindowChanges ablations(const Tensor& layer, const SpatialView& view, int64_t channels,
                        const std::string& name) {
  const Shape& shape = layer.shape();
  const auto axis = static_cast<size_t>(view.channel_axis);
  int64_t inner = 1;
  for (size_t i = axis + 1; i < shape.size(); ++i) inner *= shape[i];
  return WindowChanges::whole(name, channels, [=](int64_t channel, float* content) {
    const auto values = layer.floats();
    std::copy(values.begin(), values.end(), content);
    for (int64_t at = channel * inner; at < layer.size(); at += channels * inner)
      std::fill_n(content + at, inner, 0.0F);
  });
}

// The maps [1, K, h, w] (read by `index`) of those channels that are not constant, numbers and all.
struct Varying {
  std::vector<int64_t> channels;
  Tensor maps;  // [channels, h, w], scaled to 0..1
};

Varying varying_maps(const Tensor& layer, const MapIndex& index) {
  Varying result;
  std::vector<float> all;
  const auto values = layer.floats();
  for (int64_t k = 0; k < index.channels; ++k) {
    std::vector<float> map;
    for (int64_t p = 0; p < index.positions; ++p)
      map.push_back(values[static_cast<size_t>(index.at(k, p))]);
    const auto [low, high] = std::minmax_element(map.begin(), map.end());
    if (!(*high > *low)) continue;
    result.channels.push_back(k);
    all.insert(all.end(), map.begin(), map.end());
  }
  result.maps = Tensor::from_floats(
      {static_cast<int64_t>(result.channels.size()), index.spatial[0], index.spatial[1]}, all);
  return result;
}

// The picture times the `k`-th map, upsampled and then rescaled to 0..1.
void write_masked(const Tensor& picture, bool channels_last, const Tensor& maps, int64_t k,
                  float* content) {
  const Shape& shape = picture.shape();
  const int64_t rows = shape[channels_last ? 1 : 2], columns = shape[channels_last ? 2 : 3];
  const int64_t size = maps.shape()[1] * maps.shape()[2];
  const auto map = maps.floats().subspan(static_cast<size_t>(k * size), static_cast<size_t>(size));
  Tensor mask = resample_bilinear(
      Tensor::from_floats({1, maps.shape()[1], maps.shape()[2]}, {map.begin(), map.end()}), rows,
      columns);
  const auto [low, high] = std::minmax_element(mask.floats().begin(), mask.floats().end());
  const float least = *low, share = *high > *low ? 1 / (*high - *low) : 0;
  for (float& value : mask.mutable_floats()) value = (value - least) * share;
  const auto from = picture.floats();
  const auto plane = static_cast<size_t>(rows * columns);
  const auto inner = channels_last ? static_cast<size_t>(shape[3]) : 1;
  for (size_t i = 0; i < from.size(); ++i) content[i] = from[i] * mask.floats()[i / inner % plane];
}

Tensor weighted_maps(const Tensor& layer, const MapIndex& index, const Tensor& weights) {
  const int64_t targets = weights.shape()[0];
  Tensor result(DataType::float32, {targets, index.spatial[0], index.spatial[1]});
  float* to = result.mutable_floats().data();
  for (int64_t t = 0; t < targets; ++t) {
    std::vector<double> sum(static_cast<size_t>(index.positions));
    for (int64_t k = 0; k < index.channels; ++k) {
      const double weight = weights.floats()[static_cast<size_t>(t * index.channels + k)];
      if (std::isnan(weight)) continue;  // cancelled before
      for (int64_t p = 0; p < index.positions; ++p)
        sum[static_cast<size_t>(p)] += weight * layer.floats()[static_cast<size_t>(index.at(k, p))];
    }
    for (const double value : sum) *to++ = static_cast<float>(std::max(value, 0.0));
  }
  return result;
}

}  // namespace

int64_t layer_channels(const Shape& layer, const SpatialView& view, const std::string& name) {
  return index_of(layer, view, name).channels;
}

ChannelResult probe_channels(Probe& probe, const ChannelRequest& request) {
  const Tensor& layer = probe.value(request.layer);
  const MapIndex index = index_of(layer.shape(), request.view, request.layer);
  const bool maps = index.spatial.size() == 2;
  const auto targets = static_cast<int64_t>(probe.targets().size());
  const bool masks = request.method == ChannelMethod::score_cam;
  require(maps || !masks, Status::unsupported, "layer \"", request.layer, "\" of shape ",
          shape_text(layer.shape()), " has no maps: Score-CAM lays them over the picture");
  ProbeScores found;
  std::vector<int64_t> channels;  // of the changes
  if (masks) {
    const Tensor& picture = probe.feed(request.input);
    const Varying varying = varying_maps(layer, index);
    channels = varying.channels;
    if (!channels.empty())
      found = probe.run(WindowChanges::whole(
          request.input, static_cast<int64_t>(channels.size()), [&](int64_t k, float* content) {
            write_masked(picture, request.channels_last, varying.maps, k, content);
          }));
  } else {
    found = probe.run(ablations(layer, request.view, index.channels, request.layer));
    for (int64_t k = 0; k < index.channels; ++k) channels.push_back(k);
  }

  ChannelResult result;
  result.completed = found.completed;
  result.work = found.work;
  result.scores = Tensor(DataType::float32, {targets, index.channels});
  result.weights = Tensor(DataType::float32, {targets, index.channels});
  for (int64_t t = 0; t < targets; ++t) {
    const auto target = static_cast<size_t>(t);
    const double base = probe.scores()[target];
    for (size_t i = 0; i < channels.size(); ++i) {
      const auto at = static_cast<size_t>(t * index.channels + channels[i]);
      const double score = masks ? found.scores[target][i] : base - found.scores[target][i];
      result.scores.mutable_floats()[at] = static_cast<float>(score);
      result.weights.mutable_floats()[at] =
          static_cast<float>(masks || base == 0 ? score : score / std::abs(base));
    }
  }
  if (maps) result.maps = weighted_maps(layer, index, result.weights);
  return result;
}

}  // namespace cnnviz::core
