// The gradient of a convolution with respect to its input, by the fastest of several ways.
#pragma once

#include <memory>

#include "backend/convolution.h"
#include "graph/pack_cache.h"

namespace cnnviz::core {

class ConvGradient {
 public:
  virtual ~ConvGradient() = default;
  // `weights`: the convolution's own, row-major.
  virtual void run(const float* target_gradient, float* source_gradient, void* scratch) = 0;
  virtual int64_t scratch_bytes() const = 0;
  virtual std::string implementation() const = 0;
};

// Packs weights at the first run, not when made: a forward pass alone does not pay for them.
std::unique_ptr<ConvGradient> make_conv_gradient(const ConvolutionShape& shape,
                                                 const ConvolutionLayouts& layouts,
                                                 const Tensor& weights, PackCache* packs);

// The weights as a primitive wants them: themselves, or packed (shared through `packs` where there
// is one).
std::shared_ptr<const void> packed_weights(const ConvolutionPrimitive& primitive,
                                           const Tensor& weights, PackCache* packs);

}  // namespace cnnviz::core
