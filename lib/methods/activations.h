// What a layer answers to an image: its maps, their statistics, display order and display scale.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "methods/spatial_view.h"
#include "tensor/statistics.h"
#include "tensor/tensor.h"

namespace cnnviz::core {

struct ActivationMaps {
  Tensor maps;                      // [N, K, h, w]
  std::vector<Summary> statistics;  // N * K, image by image

  const Summary& of(int64_t image, int64_t channel) const {
    return statistics[static_cast<size_t>(image * maps.shape()[1] + channel)];
  }
};

// The maps of a layer's tensor: [N, K, h, w] as it is or as the view reads them, [N, K, w] and
// [N, K] as maps of height (and width) one. Other ranks are `unsupported`.
ActivationMaps activation_maps(const Tensor& layer, const SpatialView& view,
                               const std::string& name);

// The order in which maps are shown; ties by channel.
enum class MapOrder : uint8_t { channel, maximum, mean };
MapOrder parse_map_order(std::string_view name);
std::vector<int64_t> order_maps(const ActivationMaps& maps, int64_t image, MapOrder order);

// The values that the ends of a color map stand for. Zero is always the low end (values all >= 0:
// black is inactive) or the center (signed values).
struct MapScale {
  float low = 0, high = 0;
  bool is_signed = false;
  // Nothing to see: constant zero, or (per map) below 1e-6 of the layer's largest magnitude: draw
  // it as zero, do not stretch it to noise.
  bool blank = false;
};

// One scale for all maps of all images, so that they compare.
MapScale global_scale(const ActivationMaps& maps);
// A map's own scale.
MapScale map_scale(const ActivationMaps& maps, int64_t image, int64_t channel);

}  // namespace cnnviz::core
