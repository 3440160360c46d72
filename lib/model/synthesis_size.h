// At which sizes a target can be computed, and so what of a synthesized picture a network is shown.
#pragma once

#include <vector>

#include "methods/picture_transforms.h"
#include "methods/target.h"
#include "model/model.h"

namespace cnnviz::core {

struct SynthesisSize {
  ViewSize view;
  bool fixed = false;  // the targets can be computed at the network's own size alone
};

// `height`, `width`: of the pictures; 0: as suits the targets. `crop`: of networks of one size.
// A size too small is invalid_argument naming the smallest that will do.
SynthesisSize synthesis_size(const Model& model, const std::vector<Target>& targets, int64_t height,
                             int64_t width, const TransformOptions& transforms, bool crop);

// How many views the network takes at once: `most`, or 1.
int64_t synthesis_batch(const Model& model, const std::vector<Target>& targets,
                        const ViewSize& size, int64_t most);

}  // namespace cnnviz::core
