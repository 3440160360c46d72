// Layers for deep dreams: the default one, and how a layer's units lie over a picture of any size.
#pragma once

#include <optional>
#include <string>

#include "methods/dream.h"
#include "model/model.h"

namespace cnnviz::core {

// Of the maps that all of the network's computation passes through (blocks' outputs, after their
// activation) and that are a sixteenth as large as the picture (else as near to that as there are):
// the middle one, narrow ones left out. GoogLeNet: inception 4c. Fails where there is none.
std::string dream_layer(const Model& model);

// Fails where the tensors cannot be computed on a picture of this size (named by `what`): says why,
// and which size would do.
void check_reachable(const Model& model, const std::vector<std::string>& tensors, int64_t height,
                     int64_t width, const std::string& what);

// The shorter side of the smallest square picture that the tensors can be computed on; 0 where none
// of up to 4096 pixels is known to be.
int64_t smallest_side(const Model& model, const std::vector<std::string>& tensors);

// None where the layer's tensor is no map whose size follows the picture's.
std::optional<LayerGrid> layer_grid(const Model& model, const std::string& tensor);

}  // namespace cnnviz::core
