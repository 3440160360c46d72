// Grad-CAM and Guided Grad-CAM (Selvaraju et al. 2017).
//   a_k = mean over positions of d(target)/dA_k,   L = ReLU(sum_k a_k A_k)   [h, w], not normalized
//   of a vision transformer: the positions are the grid's tokens; a class token takes no part
//   guided: guided gradient [C, H, W] x L upsampled bilinearly (half-pixel centers, edges clamped)
#pragma once

#include <string>
#include <vector>

#include "exec/executor.h"
#include "methods/spatial_view.h"
#include "methods/target.h"

namespace cnnviz::core {

struct CamRequest {
  TensorMap feeds;
  int64_t images = 1;
  std::vector<Target> targets;  // one for all images, or one for each
  std::string layer;            // a tensor of maps with more than one position
  SpatialView view;             // how it is read as maps
  std::string input;            // the image input: a name in `feeds`
  int input_channel_axis = 1;   // 3 for channels-last inputs
  bool guided = false;
  RectifierPolicy policy = RectifierPolicy::relu_like;  // of the guided pass
};

struct CamResult {
  Tensor maps;                  // [N, h, w]
  Tensor upsampled;             // [N, H, W]
  Tensor guided;                // of the input's shape; valid() if asked for
  int64_t rectifiers = 0;       // governed by the guided pass
  std::vector<Target> targets;  // resolved, one for each image
  std::vector<double> scores;
  std::vector<bool> all_negative;   // sum_k a_k A_k was nowhere positive, and somewhere negative
  std::vector<bool> zero_gradient;  // the target does not depend on the layer here
};

// `suggestions`: layers to name in the error where the layer is no map.
CamResult gradcam(Executor& executor, const CamRequest& request,
                  const std::vector<std::string>& suggestions, Progress* progress);

}  // namespace cnnviz::core
