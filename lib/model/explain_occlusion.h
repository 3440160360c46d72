// Occlusion and RISE on an opened model: every target for every image, one image after another.
#pragma once

#include <string>
#include <vector>

#include "methods/occlusion.h"
#include "methods/rise.h"
#include "model/probing.h"

namespace cnnviz::core {

// What an occluder shows.
enum class Fill : uint8_t {
  zero,   // 0 in model space: the mean color where the mean is subtracted
  mean,   // the image's own mean, channel by channel
  gray,   // pixels of level 127.5 before normalization
  black,  // pixels of level 0
  blur,   // the image blurred, sigma a third of the window
  noise,  // normal noise with the image's mean and deviation
  value,  // a number in model space
};

// What covers the picture, and how the covered pictures are run.
struct CoverOptions : ProbeOptions {
  Fill fill = Fill::zero;
  double value = 0;   // Fill::value
  uint64_t seed = 0;  // Fill::noise, RISE
};

struct OccludedImages : ProbeOutcome {
  Tensor drops;      // [N, T, rows, columns]
  Tensor maps;       // [N, T, H, W]
  Tensor classes;    // int64 [N, rows, columns]; not valid() where none are wanted
  Tensor evaluated;  // int64 [N, rows, columns]
};

// `info` as of the methods in explain.h; "targets": for each image a list, one for each target.
OccludedImages explain_occlusion(const Model& model, const TensorMap& feeds,
                                 const std::vector<Target>& targets,
                                 const OcclusionOptions& occlusion, const CoverOptions& options,
                                 Json* info, Progress* progress);

// What the network sees with the occluder at some positions of the grid (row-major), `first` and
// the `count` - 1 behind it: [count, ...] of the input's shape. The feeds hold one image.
Tensor occluded_inputs(const Model& model, const TensorMap& feeds,
                       const OcclusionGeometry& geometry, const CoverOptions& options,
                       int64_t first, int64_t count);

struct RiseImages : ProbeOutcome {
  Tensor maps;         // [N, T, H, W]
  Tensor mask_scores;  // [N, T, masks]
};

RiseImages explain_rise(const Model& model, const TensorMap& feeds,
                        const std::vector<Target>& targets, const RiseOptions& rise,
                        const CoverOptions& options, Json* info, Progress* progress);

}  // namespace cnnviz::core
