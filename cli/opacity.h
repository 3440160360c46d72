// Pictures that are opaque where they matter to what they maximize (Fel et al. 2023, MaCo).
#pragma once

#include <cstdint>

#include "handles.h"

namespace cli {

// A picture with an opacity for each pixel: entry `number` of importance [N, H, W], cut off at its
// 80th percentile, which is opaque.
Picture with_opacity(const Picture& picture, const Tensor& importance, int32_t number);

// What is seen of it on white paper.
Picture over_white(const Picture& picture);

}  // namespace cli
