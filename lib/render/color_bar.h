// The color bar of a map: what values its colors stand for.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "image/image.h"
#include "render/color_map.h"
#include "render/normalize.h"

namespace cnnviz::core {

// What a color means: the map's first color is range.low, its last one range.high.
struct ColorScale {
  const ColorMap* colors = nullptr;
  Range range;
};

// Round numbers (multiples of 1, 2 or 5 times a power of ten) within a range, at most `most`; the
// ends of the range where no number so round lies within.
struct Ticks {
  std::vector<double> values;
  std::vector<std::string> labels;  // of equal precision: "−0.5", "0", "0.5"
  std::string factor;  // "×1e−5" where the labels are to be multiplied by that, else ""
};
Ticks nice_ticks(Range range, int most);

// A number in a few letters: "0.25", "−3", "1.2e−7".
std::string compact_number(double value);

// A bar with ticks and numbers to its right, `length` pixels high in all; zero within a range that
// has both signs is marked by a longer tick. Refuses a range of no extent.
Image vertical_color_bar(const ColorScale& scale, int64_t length);

// The same lying, with the numbers below, `length` pixels wide in all.
Image horizontal_color_bar(const ColorScale& scale, int64_t length);

}  // namespace cnnviz::core
