// Ablation of channels and Score-CAM on an opened model: every target for every image.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "methods/channels.h"
#include "model/probing.h"

namespace cnnviz::core {

struct ChannelOptions : ProbeOptions {
  ChannelMethod method = ChannelMethod::ablation;
  std::string layer;                // empty: the model's last map
  std::optional<SpatialView> view;  // how the layer is read; none: as found in the graph
};

struct ChannelStudy : ProbeOutcome {
  Tensor values;     // [N, T, K], ChannelResult::scores
  Tensor weights;    // [N, T, K]
  Tensor maps;       // [N, T, h, w]; not valid() for a layer without positions
  Tensor upsampled;  // [N, T, H, W], likewise
};

// `info` as of the methods in explain.h; "targets": for each image a list, one for each target.
ChannelStudy explain_channels(const Model& model, const TensorMap& feeds,
                              const std::vector<Target>& targets, const ChannelOptions& options,
                              Json* info, Progress* progress);

}  // namespace cnnviz::core
