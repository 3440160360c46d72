// What options of a synthesis are refused.
#pragma once

#include "methods/synthesis.h"

namespace cnnviz::core {

void check_options(const SynthesisOptions& options);
// Those that do not go with what is asked for.
void check_request(const SynthesisRequest& request, const SynthesisOptions& options);

}  // namespace cnnviz::core
