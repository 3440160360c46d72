// Where an output index of Resize lies along one axis of its input, and which elements it reads:
// the coordinate transformations, nearest modes and linear weights of the ONNX definition.
#pragma once

#include <cstdint>

#include "graph/geometry.h"

namespace cnnviz::core {

enum class Interpolation { nearest, linear };

enum class Coordinates {
  half_pixel,
  half_pixel_symmetric,
  pytorch_half_pixel,
  align_corners,
  asymmetric,
  tf_half_pixel_for_nn,
};

// `simple` is Upsample's and Resize-10's: down when enlarging, up when shrinking.
enum class Nearest { round_prefer_floor, round_prefer_ceil, floor, ceil, simple };

// One or two neighboring input elements: in[low] * (1 - weight) + in[high] * weight.
struct Taps {
  int64_t low = 0, high = 0;
  float weight = 0;
};

struct ResizeAxis {
  Interpolation interpolation = Interpolation::nearest;
  Coordinates coordinates = Coordinates::half_pixel;
  Nearest nearest = Nearest::round_prefer_floor;
  int64_t input = 1, output = 1;  // extents
  // Output extent over input extent. 0: exactly output / input, as where sizes are given; a scale
  // that is given may differ, since the output extent is rounded down.
  double scale = 0;

  // Whether every output element is the input element of the same index.
  bool unchanged() const { return input == output && (scale == 0 || scale == 1); }
  Taps taps(int64_t out) const;
  Interval reads(const Interval& out) const;
  Interval reaches(const Interval& in) const;

 private:
  double source(int64_t out) const;
};

}  // namespace cnnviz::core
