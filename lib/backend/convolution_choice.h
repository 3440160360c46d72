// The choice between a convolution's algorithms by measurement.
#pragma once

#include "backend/convolution.h"

namespace cnnviz::core {

// Whether Winograd's algorithm takes less time than the direct one for this shape with the calling
// thread's number of threads: the least of a few runs of each, on data of no meaning. Measured
// once a process; false where oneDNN has no such implementation.
bool winograd_is_faster(const ConvolutionShape& shape, const ConvolutionLayouts& layouts);

}  // namespace cnnviz::core
