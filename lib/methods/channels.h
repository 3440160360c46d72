// Which channels of a layer a target lives on, A_k the maps of one image.
//
//   ablation    drop_k = s_0 - s(A with channel k zero); w_k = drop_k / |s_0| (drop_k where s_0 is
//               0); Ablation-CAM (Desai & Ramaswamy 2020), whose scores are positive
//   Score-CAM   H_k = A_k upsampled bilinearly to the picture x (pixel centers at halves), then
//               (H_k - min) / (max - min); w_k = s(x H_k), 0 where A_k is constant (Wang et al.
//               2020, with the weights of the authors' program: no baseline)
//   map         max(0, sum_k w_k A_k), as for Grad-CAM
#pragma once

#include <string>
#include <vector>

#include "methods/probe.h"
#include "methods/spatial_view.h"

namespace cnnviz::core {

enum class ChannelMethod : uint8_t { ablation, score_cam };

struct ChannelRequest {
  ChannelMethod method = ChannelMethod::ablation;
  std::string layer;  // among the probe's wanted tensors
  SpatialView view;   // how it is read
  std::string input;  // Score-CAM: the picture's name in the feeds
  bool channels_last = false;
};

struct ChannelResult {
  Tensor scores;   // [targets, K]: drop_k, or s(x H_k); NaN where cancelled before
  Tensor weights;  // [targets, K]: w_k
  Tensor maps;     // [targets, h, w]; not valid() for a layer without positions
  bool completed = true;
  WindowReport work;
};

// How many changes that takes at most: one for each channel.
int64_t layer_channels(const Shape& layer, const SpatialView& view, const std::string& name);

ChannelResult probe_channels(Probe& probe, const ChannelRequest& request);

}  // namespace cnnviz::core
