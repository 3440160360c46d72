// The fused clamp (Relu, Clip) of operators that compute with loops of their own.
#pragma once

#include <cstdint>

#include "backend/activation.h"

namespace cnnviz::core {

// values = min(max(values, low), high), where the activation is present.
void clamp(const Activation& activation, float* values, int64_t count);

}  // namespace cnnviz::core
