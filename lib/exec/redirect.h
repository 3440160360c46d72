// Dead starts: where a rectifier lets nothing of an image's signal through, the signal is let
// through where it would help (Mordvintsev, Olah et al., Lucid: "redirected ReLU").
#pragma once

#include "backend/activation.h"
#include "graph/value_info.h"

namespace cnnviz::core {

// y = min(max(x, low), high), R the signal at y, `below` the gradient at x, all in the layout of
// `info`. Images (entries of the first axis) for which all of `below` is zero get instead R, but
// max(R, 0) where y <= low and min(R, 0) where y >= high: ascent along it opens the clamp.
void redirect_clamp(const Activation& clamp, const ValueInfo& info, const float* y, const float* r,
                    float* below);

}  // namespace cnnviz::core
