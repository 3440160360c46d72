// Color maps by matplotlib's names. A map is 256 colors; a value x in [0, 1] takes the color of
// index min(int(256 x), 255), as matplotlib does, and the bytes are those that matplotlib draws.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "render/color.h"

namespace cnnviz::core {

struct ColorMap {
  std::string name;
  // Two hues that meet at a neutral color in the middle: for signed values centered on zero.
  bool diverging = false;
  std::array<Color, 256> colors{};

  // Values outside [0, 1] take the color of the nearer end; NaN takes the first color.
  static int index(float x) {
    if (!(x > 0)) return 0;
    return x >= 1 ? 255 : static_cast<int>(x * 256);
  }
  Color at(float x) const { return colors[static_cast<size_t>(index(x))]; }
};

// viridis, magma, inferno, plasma, turbo, gray, seismic, bwr, RdBu, PiYG, coolwarm, jet,
// each also reversed as "NAME_r". An unknown name is `not_found` with the nearest names. The
// reference stays valid.
const ColorMap& color_map(std::string_view name);

// Every name that color_map() knows, without the reversed ones.
std::vector<std::string> color_map_names();

}  // namespace cnnviz::core
