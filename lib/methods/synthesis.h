// Activation maximization: pictures that a target of the network grows on (Erhan et al. 2009;
// Simonyan, Vedaldi, Zisserman 2013 and those named in the headers below).
//
// Each step: parameters -> pictures -> random views -> network -> target, and the gradient back
// the same way; penalties; a step of the optimizer; changes of pixels.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "exec/executor.h"
#include "methods/optimizer.h"
#include "methods/picture_parameters.h"
#include "methods/picture_transforms.h"
#include "methods/regularizers.h"
#include "methods/target.h"

namespace cnnviz::core {

struct SynthesisOptions {
  PictureForm form;
  double start_noise = 0.01;  // deviation of normal noise added to the first parameters
  OptimizerOptions optimizer;
  int64_t steps = 512;
  TransformOptions transforms{16, 16, 8, 0.05, 5};
  Penalties penalties;
  PixelSteps pixel_steps;
  int64_t redirect_steps = 16;  // in so many first steps rectifiers let dead signals through
  double diversity = 0;         // the weight by which likeness of the pictures counts against them
  bool keep_best = false;       // the picture of the best step is the result, not the last
  bool keep_partial = false;    // cancelled or no longer finite: what there is, instead of an error
  int64_t snapshot_every = 0;   // steps; 0: none
  uint64_t seed = 0;
};

struct SynthesisRequest {
  std::string input;            // of the network
  std::vector<Target> targets;  // one for each picture
  PictureSpace space;           // of options.form
  ViewSize size;
  Tensor start;       // [N, C, H, W] in the space's numbers; not valid: zero
  Tensor magnitude;   // of phases
  int64_t batch = 8;  // views that the network is shown at once
};

struct SynthesisResult {
  Tensor pictures;                // [N, C, H, W], in the space's numbers
  Tensor curves;                  // [N, steps done]: the target, mean over the views of a step
  Tensor importance;              // [N, H, W]: sum over the steps of |d(target)/d(picture)|, mean
                                  // over the channels
  std::vector<Tensor> snapshots;  // pictures after steps e, 2 e, ...
  std::vector<Target> targets;    // resolved
  std::vector<double> scores;     // of the pictures as they are, without random views
  double likeness = 0;            // of the last step
  int64_t steps = 0;              // done
  int64_t dead_steps = 0;         // in which the gradient was zero for some picture
  std::string reason;             // why it ended early: "cancelled", "not_finite"; else empty
};

SynthesisResult synthesize(Executor& executor, const SynthesisRequest& request,
                           const SynthesisOptions& options, Progress* progress);

// The published recipes; an unknown name is invalid_argument with the choice.
struct SynthesisPreset {
  SynthesisOptions options;
  int64_t side = 0;  // of the picture; 0: as suits the target
};
SynthesisPreset synthesis_preset(const std::string& name);
const std::vector<std::string>& synthesis_presets();

}  // namespace cnnviz::core
