// A color of a picture: red, green, blue as sRGB bytes.
#pragma once

#include <cstdint>

namespace cnnviz::core {

struct Color {
  uint8_t red = 0, green = 0, blue = 0;
  friend bool operator==(const Color&, const Color&) = default;
};

constexpr Color gray(int level) {
  const auto byte = static_cast<uint8_t>(level);
  return {byte, byte, byte};
}

constexpr Color kWhite = gray(255);
constexpr Color kBlack = gray(0);

}  // namespace cnnviz::core
