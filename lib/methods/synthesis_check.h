// What options of a synthesis are refused.
#pragma once

#include "methods/synthesis.h"

namespace cnnviz::core {

void check_synthesis(const SynthesisOptions& options, const SynthesisRequest& request);

}  // namespace cnnviz::core
