// Convolutions by oneDNN: forward, and backward with respect to the data. One object is one
// primitive for concrete shapes and layouts, run by one thread at a time; packed weights may be
// shared.
//
// Shapes: source [N, C, spatial...], target [N, K, spatial...], weights [K, C / groups, kernel...]
// in row-major order (ONNX Conv's); 1, 2 or 3 spatial axes. ONNX ConvTranspose is the same with the
// roles swapped: forward is ConvolutionBackward, backward is ConvolutionForward.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "backend/activation.h"
#include "backend/layout.h"
#include "tensor/shape.h"

namespace cnnviz::core {

struct ConvolutionShape {
  int64_t groups = 1;
  Shape source, target;                                               // full shapes
  std::vector<int64_t> kernel, stride, dilation, pad_begin, pad_end;  // one for each spatial axis

  // [K, C / groups, kernel...]
  Shape weights() const;
};

struct ConvolutionLayouts {
  Layout source = Layout::plain, target = Layout::plain;
};

// The layouts oneDNN computes this convolution fastest in: blocked where a specialized
// implementation exists for both directions. With `plain_picture` a source of few channels stays
// plain, and only the forward direction counts (ops/conv_gradient.cpp has other ways backward).
ConvolutionLayouts choose_convolution_layouts(const ConvolutionShape& shape, bool plain_picture);

// Winograd's minimal filtering (Lavin & Gray, CVPR 2016) computes a 3x3 convolution with 2.25 to 4
// times fewer multiplications; the sums differ from the direct ones by rounding (1e-6 of the
// largest value). `fastest` uses it where it exists and a rule says that it pays; `measured` where
// it does on this machine, by timing both once a process for each shape and number of threads.
enum class ConvolutionAlgorithm : uint8_t { fastest, direct, winograd, measured };

// Whether ConvolutionForward computes this so.
bool computes_by_winograd(const ConvolutionShape& shape, const ConvolutionLayouts& layouts,
                          ConvolutionAlgorithm algorithm);

// What forward and backward have in common: weights in the primitive's own layout.
class ConvolutionPrimitive {
 public:
  virtual ~ConvolutionPrimitive();
  // Names the layout of the packed weights; equal names are equal bytes.
  const std::string& weights_layout() const;
  int64_t weights_bytes() const;
  // True where the row-major weights are used as they are.
  bool weights_are_plain() const;
  void pack_weights(const float* weights, void* packed) const;
  int64_t scratch_bytes() const;
  std::string implementation() const;

 protected:
  struct Impl;
  std::unique_ptr<Impl> impl_;
  ConvolutionPrimitive();
};

class ConvolutionForward : public ConvolutionPrimitive {
 public:
  ConvolutionForward(const ConvolutionShape& shape, const ConvolutionLayouts& layouts, bool bias,
                     const Epilogue& epilogue, ConvolutionAlgorithm algorithm);
  // Whether run() applies the epilogue. Where only a slower implementation could, it does not: then
  // it is the caller's to apply.
  bool fuses_epilogue() const { return fuses_epilogue_; }
  // `bias`: K floats, or null; `addend`: target's buffer size, or null. Both as planned. Scratch:
  // scratch_bytes(), aligned to 64.
  void run(const float* source, const void* weights, const float* bias, const float* addend,
           float* target, void* scratch);

 private:
  bool fuses_epilogue_ = true;
};

// source = gradient (or, for ConvTranspose, output) of source's shape from target's.
class ConvolutionBackward : public ConvolutionPrimitive {
 public:
  ConvolutionBackward(const ConvolutionShape& shape, const ConvolutionLayouts& layouts);
  void run(const float* target, const void* weights, float* source, void* scratch);
};

}  // namespace cnnviz::core
