// How the numbers of a picture that is being made relate to what is shown and what a network reads.
#pragma once

#include <cstdint>
#include <vector>

#include "tensor/tensor.h"

namespace cnnviz::core {

enum class PictureUnits : uint8_t {
  model,   // as the network reads them: 0 is the mean color
  levels,  // 0 to 255, the mean color subtracted
  unit,    // 0 to 1
};

// Pictures are [N, channels, height, width] here, gray or red, green, blue; lists have an entry for
// each of these channels.
struct PictureSpace {
  int64_t channels = 3;
  std::vector<float> scale, offset;    // network's value = number * scale + offset
  std::vector<float> zero, low, high;  // numbers of the mean color, of black and of white
  // The network's input: which picture channel each of its channels reads, and where they are.
  std::vector<int64_t> order;
  bool channels_last = false;
};

// Where the network has channel c of entry k, whose planes have so many pixels, and how far it is
// from one pixel to the next.
struct ChannelPlace {
  int64_t offset, step;
  ChannelPlace(const PictureSpace& space, int64_t k, int64_t c, int64_t plane)
      : offset(space.channels_last ? k * plane * space.channels + c
                                   : (k * space.channels + c) * plane),
        step(space.channels_last ? space.channels : 1) {}
};

// The colors of a network that reads pixels p in [0, range] as (p - mean) / std; `mean` and `std`
// in the network's order of channels.
struct NetworkColors {
  double range = 1;
  std::vector<float> mean, std;
  bool bgr = false, channels_last = false;
};
PictureSpace picture_space(const NetworkColors& colors, PictureUnits units);

// Pictures as the network's input, [N, C, H, W] or [N, H, W, C].
Tensor as_network_input(const Tensor& pictures, const PictureSpace& space);
// Numbers of [0, 1] as numbers of the space; `unit` and the result are [N, C, H, W].
Tensor from_unit(const Tensor& unit, const PictureSpace& space);

}  // namespace cnnviz::core
