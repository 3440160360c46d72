// Occlusion and RISE on an opened model: every target for every image, one image after another.
#pragma once

#include <string>
#include <vector>

#include "methods/occlusion.h"
#include "methods/rise.h"
#include "model/json.h"
#include "model/model.h"

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
struct CoverOptions {
  Fill fill = Fill::zero;
  double value = 0;   // Fill::value
  uint64_t seed = 0;  // Fill::noise, RISE
  bool classes = true;
  bool full = false;  // whole forward passes
  bool keep_partial = false;
  int64_t batch = 0;  // positions computed at once; 0: as is fastest
};

// Of N images and T targets. Where it was cancelled, N counts the images begun.
struct CoverResult {
  Tensor scores;                             // [N, T] of the unmodified images
  std::vector<std::vector<Target>> targets;  // [N][T], resolved
  std::vector<int64_t> best_classes;         // [N], kNoClass where none is wanted
  bool completed = true;
};

struct OccludedImages : CoverResult {
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

struct RiseImages : CoverResult {
  Tensor maps;         // [N, T, H, W]
  Tensor mask_scores;  // [N, T, masks]
};

RiseImages explain_rise(const Model& model, const TensorMap& feeds,
                        const std::vector<Target>& targets, const RiseOptions& rise,
                        const CoverOptions& options, Json* info, Progress* progress);

}  // namespace cnnviz::core
