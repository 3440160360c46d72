// The look that all figures share: dark text on white, one rhythm of distances.
#pragma once

#include <cstdint>

#include "render/color.h"

namespace cnnviz::core {

constexpr Color kBackground = kWhite;
constexpr Color kTextColor = gray(0x22);
constexpr Color kMutedColor = gray(0x60);
constexpr Color kWarningColor = {0xb0, 0x1c, 0x1c};
constexpr Color kFrameColor = gray(0x80);

constexpr int64_t kMargin = 12;  // around a figure
constexpr int64_t kSpacing = 8;  // between the cells of a figure

}  // namespace cnnviz::core
