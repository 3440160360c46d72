// The parts of pictures that a channel answers to most (Zeiler & Fergus 2014): each strongest
// response cut out at the exact receptive field of the unit that gave it, and beside it the signal
// of that unit carried back to the input (deconvnet, guided backpropagation, gradient).
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "base/progress.h"
#include "corpus/collection.h"
#include "corpus/strongest.h"
#include "exec/executor.h"
#include "model/model.h"

namespace cnnviz::core {

struct PatchRequest {
  std::string layer;  // empty: the collection's only one
  int64_t first_channel = 0, channels = 1, count = 9;
  bool photo = false;  // from the original picture at full resolution, else from the network's view
  int64_t side = 0;    // of a patch at most, in pixels; 0: as it is
  std::optional<Rule> rule;  // none: no signals
  RectifierPolicy policy = RectifierPolicy::relu_like;
  std::string root;  // where relative names are looked for; empty: the collection's root
};

// Pixels from x0 up to, not including, x1.
struct PixelBox {
  int64_t x0 = 0, y0 = 0, x1 = 0, y1 = 0;
};

struct Patch {
  Response response;
  int64_t channel = 0;
  int64_t number = 0;             // of the image in the order of names
  PixelBox box;                   // the receptive field in the network's view, not clipped
  std::array<double, 4> photo{};  // the same edges in the picture's own pixels
  Image picture;                  // none where there is a problem
  Tensor signal;                  // [C, h, w] of the network's view, as large as the patch there
  double again = 0;               // the response, computed again
  std::string problem;            // the file is not there any more, or another one
};

// What is cut out: the receptive field; gray where it reaches outside the picture. One that is
// longer than the view along an axis gives the view's whole axis.
PixelBox patch_window(const PixelBox& field, int64_t view_width, int64_t view_height);

// The receptive field of one unit of a layer in the network's view, exact in its channel too: of a
// concatenation only the branch that the channel comes from.
PixelBox unit_field(const Model& model, const std::string& layer, int64_t channel, int64_t y,
                    int64_t x);

// For each channel its strongest responses, strongest first. Images are decoded once each.
std::vector<std::vector<Patch>> strongest_patches(const Model& model, Collection& collection,
                                                  const PatchRequest& request, Progress* progress);

}  // namespace cnnviz::core
