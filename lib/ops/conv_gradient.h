// The gradient of a convolution with respect to its input, by the fastest of several ways.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "backend/convolution.h"
#include "graph/op.h"
#include "graph/pack_cache.h"

namespace cnnviz::core {

struct ConvGradientArgs {
  const float* target_gradient;
  float* source_gradient;
  void* scratch;
  // Clamps on both sides to be passed, only where gates(); and the values that they made.
  ClampGate target_gate, source_gate;
  const float *target = nullptr, *source = nullptr;
};

class ConvGradient {
 public:
  virtual ~ConvGradient() = default;
  // Packs the weights, where that is not done yet.
  virtual void pack() = 0;
  virtual void run(const ConvGradientArgs& args) = 0;
  virtual bool gates() const { return false; }
  virtual int64_t scratch_bytes() const = 0;
  virtual std::string implementation() const = 0;
};

// `weights`: the convolution's own, row-major. They are packed at the first run, not when made: a
// forward pass alone does not pay for them.
std::unique_ptr<ConvGradient> make_conv_gradient(const ConvolutionShape& shape,
                                                 const ConvolutionLayouts& layouts,
                                                 const Tensor& weights, PackCache* packs,
                                                 ConvolutionAlgorithm algorithm);

// Weights in another form, made by `pack`: shared through `packs` where there is one.
using PackFunction = std::function<void(const Tensor& source, void* packed)>;
std::shared_ptr<const void> shared_pack(PackCache* packs, const Tensor& weights,
                                        const std::string& layout, int64_t bytes,
                                        const PackFunction& pack);

// The weights as a primitive wants them: themselves, or packed (shared through `packs` where there
// is one).
std::shared_ptr<const void> packed_weights(const ConvolutionPrimitive& primitive,
                                           const Tensor& weights, PackCache* packs);

}  // namespace cnnviz::core
