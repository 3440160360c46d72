// Constant folding: what depends on constants (and on shapes) alone is computed while planning.
#pragma once

#include <vector>

#include "graph/op.h"

namespace cnnviz::core {

// Where every present input is constant and `outputs` are not yet, runs the operator once in plain
// layout and sets their constants.
void fold(const Op& op, const std::vector<ValueInfo>& inputs, std::vector<ValueInfo>& outputs);

}  // namespace cnnviz::core
