// Where an output index of Resize lies along one axis of its input, and which elements it reads:
// the coordinate transformations, nearest modes, and the linear and cubic weights of the ONNX
// definition (Keys, "Cubic Convolution Interpolation for Digital Image Processing", 1981).
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "graph/geometry.h"

namespace cnnviz::core {

enum class Interpolation { nearest, linear, cubic };

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

// The weights of neighboring input elements: sum over k of in[low + k] * weights[k].
struct Taps {
  int64_t low = 0;
  std::vector<float> weights;
};

struct ResizeAxis {
  Interpolation interpolation = Interpolation::nearest;
  Coordinates coordinates = Coordinates::half_pixel;
  Nearest nearest = Nearest::round_prefer_floor;
  double cubic_a = -0.75;  // the slope of Keys' kernel where it first crosses zero
  bool antialias = false;  // when shrinking, the kernel is stretched
  bool exclude_outside =
      false;  // elements outside the input have no weight, instead of the border's
  int64_t input = 1, output = 1;  // extents
  // Output extent over input extent. 0: exactly output / input, as where sizes are given; a scale
  // that is given may differ, since the output extent is rounded down.
  double scale = 0;

  // Whether every output element is the input element of the same index.
  bool unchanged() const { return input == output && (scale == 0 || scale == 1); }
  Taps taps(int64_t out) const;
  // The elements that taps() weighs; neither end decreases with `out`.
  Interval span(int64_t out) const;
  Interval reads(const Interval& out) const;
  Interval reaches(const Interval& in) const;

 private:
  // Of the kernel, and by how much its argument shrinks.
  double radius() const { return interpolation == Interpolation::cubic ? 2 : 1; }
  double stretch() const;
  double kernel(double distance) const;
  double source(int64_t out) const;
  int64_t nearest_to(double x) const;
  // What the kernel around x covers, before it is clipped to the input.
  Interval support(double x) const;
  int64_t inside(int64_t index) const { return std::clamp<int64_t>(index, 0, input - 1); }
};

}  // namespace cnnviz::core
