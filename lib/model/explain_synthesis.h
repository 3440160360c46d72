// Activation maximization on an opened model: sizes, colors, and the record of what was done.
#pragma once

#include <string>
#include <vector>

#include "image/image.h"
#include "methods/synthesis.h"
#include "model/json.h"
#include "model/model.h"

namespace cnnviz::core {

struct SynthesisSettings {
  SynthesisOptions options;
  int64_t height = 0, width = 0;  // of the pictures; 0: as suits the targets
  int64_t count = 0;              // 0: one for each target
  bool crop = false;  // where the network takes one size alone: the center, not all resized
  Image start;        // or not valid()
};

struct Synthesized {
  Tensor inputs;              // as the network reads the pictures
  Tensor curves, importance;  // of SynthesisResult
  std::vector<Image> pictures;
  std::vector<std::vector<Image>> snapshots;  // after steps e, 2 e, ...
};

// `examples`: pictures whose spectra give the magnitude of phases; may be empty.
Synthesized explain_synthesis(const Model& model, const std::vector<Target>& targets,
                              const SynthesisSettings& settings,
                              const std::vector<const Image*>& examples, Json* info,
                              Progress* progress);

}  // namespace cnnviz::core
