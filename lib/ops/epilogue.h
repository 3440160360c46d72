// The epilogue (backend/activation.h) of operators that compute with loops of their own.
#pragma once

#include <cstdint>

#include "backend/activation.h"

namespace cnnviz::core {

// values = activation(values + addend), in place; `addend` is null where there is none.
void apply_epilogue(const Activation& activation, const float* addend, float* values,
                    int64_t count);

}  // namespace cnnviz::core
