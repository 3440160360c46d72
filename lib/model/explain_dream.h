// Deep dreams on an opened model: pictures in, the picture at its own size out.
#pragma once

#include <optional>

#include "image/image.h"
#include "methods/dream.h"
#include "model/json.h"
#include "model/model.h"

namespace cnnviz::core {

// What a dream begins with.
struct DreamStart {
  const Image* picture = nullptr;  // null: noise of this size, 0: of the network's input
  int64_t height = 0, width = 0;
  double zoom = 1;               // the picture is enlarged so much about its center first
  const Image* guide = nullptr;  // null: none
};

struct DreamPicture {
  Image picture;
  Tensor input;                   // the same, not rounded, as the network's input [1, ...]
  std::vector<double> objective;  // before every step
};

// options.octaves 0: as many as leave the smallest picture's shorter side at half of the network's
// own or more. No target: the layer that dream_layer() finds. options.memory is what a tile may
// take beside max_memory. `info` as of the methods in explain.h.
DreamPicture explain_dream(const Model& model, const DreamStart& start,
                           const std::optional<Target>& target, DreamOptions options, Json* info,
                           Progress* progress);

}  // namespace cnnviz::core
