// Deep dream (Mordvintsev, Olah, Tyka 2015): gradient ascent on what layers see in a picture, from
// coarse to fine.
//
//   octave   base_k: the picture at size k; x = base_k + enlarged detail of the octave before
//   step     x is rolled by a random offset of at most `jitter` along both axes;
//            g = d(objective)/dx;  x <- clip(x + step g / mean|g|, 0, 255); rolled back
//   after    detail = x - base_k
//
// The objective is a target (target.h) of terms that are sums over positions: layers (half the sum
// of squares: the seed is the activation itself), channels and directions. With a guide picture the
// seed at position i of a layer is y_j, the guide's activation that matches best there: j = argmax
// <x_i, y_j>, and the objective the sum of these products (weighted).
//
// Pictures are [C, H, W], levels 0 to 255, floats that nothing rounds on the way; C is 1 or 3
// (RGB). Beyond a limit of memory they are seen through tiles (dream_tiles.h), whose borders are
// elsewhere in every step; one step is made of all tiles' gradients.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "methods/dream_octaves.h"
#include "methods/dream_tiles.h"
#include "methods/target.h"

namespace cnnviz::core {

// What the options allow.
constexpr int64_t kMostOctaves = 64, kMostSteps = 100000, kMostJitter = 4096, kMostOverlap = 4096;
constexpr double kLeastScale = 1.1, kMostScale = 8;

struct DreamOptions {
  int64_t octaves = 4;
  double octave_scale = 1.4;
  int64_t steps = 10;  // an octave
  double step = 1.5;   // mean change of a level
  int64_t jitter = 32;
  int64_t tile = 0;      // longest side of a tile; 0: as memory allows
  int64_t overlap = -1;  // -1: what the layers' units see, up to an eighth of the tile
  uint64_t seed = 0;
  bool keep_partial = false;          // cancelled or not finite: what there is, not an error
  int64_t memory = int64_t{1} << 30;  // bytes of workspace that a tile may take
};

// A layer as maps over the picture.
struct LayerGrid {
  UnitAxis rows, columns;
};

struct DreamRequest {
  std::string input;
  PixelScale pixels;
  Tensor picture;
  Target target;
  std::map<std::string, LayerGrid> grids;  // by tensor; a layer without cannot be seen in tiles
  Tensor guide;                            // the guide as the network's input; not valid(): none
  DreamOptions options;
};

struct DreamResult {
  Tensor picture;
  std::vector<OctaveSize> sizes;  // the picture's own first
  std::vector<double> objective;  // before every step
  bool completed = true;
  std::string reason;            // where it did not complete: "cancelled", "not finite"
  int64_t octave = 0, step = 0;  // the one that was under way then, both from 0, smallest first
  std::vector<int64_t> flat;     // octaves that ended early: the gradient was zero
  TileAxis rows, columns;        // at the picture's own size
  bool exact = true;             // tiles give the gradient of the whole picture
};

// Refuses terms that are no sums over positions.
void check_dream_target(const Target& target, bool guided);
void check_dream_options(const DreamOptions& options);

DreamResult dream(Executor& executor, DreamRequest request, Progress* progress);

// The picture enlarged about its center by a factor >= 1 and cropped to its own size: between the
// frames of a zoom.
Tensor magnified(const Tensor& picture, double factor);

}  // namespace cnnviz::core
