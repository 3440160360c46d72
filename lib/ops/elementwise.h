// What element-wise operators share: geometry, checks of their inputs, layouts, padding lanes.
#pragma once

#include <initializer_list>
#include <limits>

#include "graph/op.h"

namespace cnnviz::core {

// Geometry of operators whose inputs broadcast to the output (NumPy's rule).
class ElementwiseOp : public Op {
 public:
  bool is_elementwise() const override { return true; }
  Box input_box(size_t input, const Box& out, size_t output, Infos inputs,
                Infos outputs) const override;
  Box output_box(size_t output, const Box& in, size_t input, Infos inputs,
                 Infos outputs) const override;
};

// Geometry of operators whose element of the output reads the same element of input 0, and any of
// the other inputs.
class PointwiseOp : public Op {
 public:
  Box input_box(size_t input, const Box& out, size_t output, Infos inputs,
                Infos outputs) const override;
  Box output_box(size_t output, const Box& in, size_t input, Infos inputs,
                 Infos outputs) const override;
};

// A node must have between `least` and `most` inputs, the first `least` of them given.
void require_inputs(const NodeView& node, size_t least, size_t most);

// "input 1 (B) is int64; allowed: float32"
void require_type(Infos inputs, size_t index, std::initializer_list<DataType> allowed);

// All inputs have the type of the first one.
void require_same_types(Infos inputs);

// Broadcast of all inputs' shapes.
Shape broadcast_all(Infos inputs);

// A type of which only the layout matters: float32 of rank >= 3 (others are always plain).
bool can_be_blocked(const ValueInfo& info);

// One input, one output, in whatever layout the input comes.
Layouts same_layout(Infos inputs);

// Blocked everywhere if all shapes are equal, nothing is constant (constants are plain) and any
// input comes blocked; else plain everywhere.
Layouts common_layout(Infos inputs, Infos outputs);

// Sets the lanes beyond the last channel of a blocked buffer to zero; nothing to do in plain
// layout.
void zero_padding_lanes(float* data, const ValueInfo& info);

// The clamp to apply while writing: without an activation one that changes nothing.
struct Clamp {
  float low = -std::numeric_limits<float>::infinity();
  float high = std::numeric_limits<float>::infinity();

  static Clamp of(const Activation& activation) {
    return activation.is_clamp() ? Clamp{activation.low, activation.high} : Clamp{};
  }
  bool keeps_zero() const { return low <= 0 && high >= 0; }
};

// gradient = max(signal, 0): the deconvnet rule at any rectifier. May be in place.
void positive_part(const float* signal, float* gradient, int64_t count);

// NaN passes, as it does through Relu and Clip.
inline float clamped(float value, float low, float high) {
  const float raised = low > value ? low : value;
  return high < raised ? high : raised;
}

}  // namespace cnnviz::core
