// The methods on an opened model: feeds and targets in; tensors, numbers and a JSON record out.
// Batches that the file or the caller limits run in chunks; targets are resolved on each image's
// own forward pass.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "methods/activations.h"
#include "methods/cam.h"
#include "methods/classify.h"
#include "methods/filters.h"
#include "methods/gradient.h"
#include "model/json.h"
#include "model/model.h"

namespace cnnviz::core {

struct SaliencyOptions {
  std::vector<Rule> rules = {Rule::gradient};
  RectifierPolicy policy = RectifierPolicy::relu_like;
  LrnBackward lrn = LrnBackward::automatic;
  std::vector<std::string> wrt;  // layers; empty: the image input
  int64_t batch = 0;             // images at once; 0: all that the file allows
};

struct SaliencyResult {
  struct Pass {
    Rule rule = Rule::gradient;
    std::vector<Tensor> gradients;  // one for each wrt, [N, ...] of that tensor's shape
    int64_t rectifiers = 0;
  };
  std::vector<Pass> passes;  // one for each rule
  std::vector<std::string> wrt;
  std::vector<Target> targets;  // resolved, one for each image
  std::vector<double> scores;
};

// `info` of every method: {"method", "model", "input", ..., "targets", "preprocessing",
// "warnings"}.
SaliencyResult explain_saliency(const Model& model, const TensorMap& feeds,
                                const std::vector<Target>& targets, const SaliencyOptions& options,
                                Json* info, Progress* progress);

struct GradcamOptions {
  std::string layer;                // empty: the model's last map
  std::optional<SpatialView> view;  // how the layer is read; none: as found in the graph
  bool guided = false;
  RectifierPolicy policy = RectifierPolicy::relu_like;
  int64_t batch = 0;
};

CamResult explain_gradcam(const Model& model, const TensorMap& feeds,
                          const std::vector<Target>& targets, const GradcamOptions& options,
                          Json* info, Progress* progress);

struct ClassifyResult {
  bool maps = false;                         // the classes are scored at several positions
  std::vector<std::vector<ClassScore>> top;  // one list for each image
  Tensor output;                             // the first graph output as it is, any rank
};

ClassifyResult explain_classify(const Model& model, const TensorMap& feeds, int64_t k,
                                int64_t batch, Json* info, Progress* progress);

struct ActivationResult {
  Tensor layer;  // the tensor as it is
  ActivationMaps maps;
};

struct ActivationOptions {
  std::string layer;                // empty: the model's last map
  std::optional<SpatialView> view;  // as for Grad-CAM
  int64_t batch = 0;
};

ActivationResult explain_activations(const Model& model, const TensorMap& feeds,
                                     const ActivationOptions& options, Json* info,
                                     Progress* progress);

struct FilterResult {
  Tensor weights;  // as in the file
  FilterTiles tiles;
};

// layer empty: the first convolution. A layer's weights, or a weight tensor by its own name. The
// channel order of color tiles is the model's.
FilterResult explain_filters(const Model& model, const std::string& layer, FilterOptions options,
                             Json* info);

// The reduction of a gradient with respect to a tensor to maps [N, H, W], as that tensor is read.
Tensor saliency_map(const Model& model, const TensorMap& feeds, const std::string& tensor,
                    const Tensor& gradient, Reduction reduction);

}  // namespace cnnviz::core
