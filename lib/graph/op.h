// The two halves of an operator.
//
//   Op      what a node computes: attributes, shapes, geometry. Immutable, shared by all executors.
//   Kernel  one node planned for concrete shapes and layouts, owned by one plan of one executor.
//
// To add an operator:
//   1. ops/<family>.cpp: an Op subclass (and its Kernel) in the anonymous namespace; one factory
//      `std::shared_ptr<const Op> make_<name>(const NodeView&)`, declared in ops/factories.h.
//   2. ops/registry.cpp: a row {type, first opset, last opset, factory}.
//   3. tests/ops/test_<family>.cpp: shapes in a list, checked by tests/support/check_op.h (forward
//   against a
//      naive loop, backward by finite differences and adjointness).
#pragma once

#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "backend/activation.h"
#include "backend/convolution.h"
#include "graph/geometry.h"
#include "graph/node_view.h"
#include "graph/value_info.h"

namespace cnnviz::core {

// How the signal R passes a rectifier on its way down. x: its input, f' its
// derivative.
//   gradient   f'(x) R          (Simonyan, Vedaldi, Zisserman 2013)
//   deconvnet  max(R, 0)        (Zeiler & Fergus 2014)
//   guided     max(R, 0) max(f'(x), 0)   (Springenberg et al. 2014)
enum class Rule : uint8_t { gradient, deconvnet, guided };

// Which policy counts the operator as a rectifier: relu_like includes relu, extended includes both.
enum class Rectifier : uint8_t { none, relu, relu_like, extended };

// Which values a kernel must be able to read again in backward.
struct Keep {
  uint32_t inputs = 0;   // bit i: input i
  uint32_t outputs = 0;  // bit i: output i
};

// The gradient of a clamp y = min(max(x, low), high), where another kernel applies it on its way:
// R where least <= y <= most, else 0; first max(R, 0) where `positive`.
struct ClampGate {
  bool present = false;
  bool positive = false;
  float least = -std::numeric_limits<float>::infinity();
  float most = std::numeric_limits<float>::infinity();
};
ClampGate clamp_gate(const Activation& clamp, Rule rule);

struct BackwardArgs {
  Buffers inputs;              // data null unless Keep asks for it (constants are always there)
  Buffers outputs;             // likewise
  Buffers output_gradients;    // data null: no gradient arrives there (read it as zero)
  Buffers input_gradients;     // data null: not wanted. Else overwrite every element (padding too).
  Rule rule = Rule::gradient;  // `gradient` unless this node is a rectifier that the policy governs
  bool lrn_identity = false;   // local response normalization passes the signal unchanged
  ClampGate output_gate;       // for output_gradients[0]; present only where gates_output()
  ClampGate input_gate;        // for input_gradients[0]; present only where gates_input()
  void* scratch = nullptr;     // scratch_bytes() of memory, aligned to 64
};

class Kernel {
 public:
  virtual ~Kernel() = default;
  // Computes every element of every present output (padding lanes too). Input and output buffers
  // are distinct. `scratch` has scratch_bytes().
  virtual void forward(Buffers inputs, Buffers outputs, void* scratch) = 0;
  // Gradients with respect to the float inputs whose input_gradients have data. Gradients have
  // type, shape and layout of their values. Adding up over several consumers is the executor's
  // work.
  virtual void backward(const BackwardArgs& args);
  virtual Keep keep() const { return {}; }
  // True where input_gradients[0] may be the very buffer of output_gradients[0].
  virtual bool gradient_in_place() const { return false; }
  // True where the gradient of input `input` is that of output 0, unchanged (Add of equal shapes):
  // then the executor passes it on and backward() is not asked for it.
  virtual bool passes_gradient(size_t input) const;
  // Whether backward() applies the gradient of the clamp fused into this kernel to
  // output_gradients[0] itself (it can read outputs[0] then), and that of the clamp which made
  // input 0, under this rule, to input_gradients[0] (it can read inputs[0] then): passes over
  // memory saved.
  virtual bool gates_output() const { return false; }
  virtual bool gates_input(Rule) const { return false; }
  virtual int64_t scratch_bytes() const { return 0; }
  // What computes, for `bench --profile`: "jit:avx512_core", "own".
  virtual std::string implementation() const { return "own"; }
};

// A model's packed weights, shared between plans.
class PackCache;  // graph/pack_cache.h

struct KernelContext {
  Infos inputs;                 // with layouts, and constants where known
  Infos outputs;                // with layouts
  Activation activation;        // applied to output 0: a clamp only if accepts_activation(), any
                                // other only if accepts_epilogue()
  bool needs_backward = false;  // whether backward() will be called for any float input
  PackCache* packs = nullptr;   // never null when the executor plans
  ConvolutionAlgorithm convolutions = ConvolutionAlgorithm::fastest;
};

struct Layouts {
  std::vector<Layout> inputs, outputs;
};

class Op;
using OpPtr = std::shared_ptr<const Op>;

class Op {
 public:
  virtual ~Op() = default;

  // Types and shapes of all outputs, in order, for inputs of known shape. Errors name what does not
  // fit; the caller puts the node's label in front.
  virtual std::vector<ValueInfo> infer(Infos inputs) const = 0;

  // The layouts this operator wants its inputs in, given those they come in (info.layout), and the
  // layouts it will write. The default is plain everywhere. Only float32 values of rank >= 3 can be
  // blocked.
  virtual Layouts layouts(Infos inputs, Infos outputs) const;

  virtual std::unique_ptr<Kernel> make_kernel(const KernelContext& context) const = 0;

  // The elements of input `input` that the elements `out` of output `output` read; empty intervals
  // where none. The default is the whole input, which is never wrong, only wide.
  virtual Box input_box(size_t input, const Box& out, size_t output, Infos inputs,
                        Infos outputs) const;
  // The elements of output `output` that depend on the elements `in` of input `input`.
  virtual Box output_box(size_t output, const Box& in, size_t input, Infos inputs,
                         Infos outputs) const;

  virtual Rectifier rectifier(Infos inputs) const;
  // Whether the output is the input's elements under another shape (Reshape, Identity, ...): then
  // no kernel runs, output 0 shares the memory of input 0 in plain layout, gradients likewise.
  virtual bool is_view() const { return false; }
  // Whether, in these layouts, the memory of output 0 is that of the inputs one after another
  // (Concat of one image along channels): then producers write into it and no kernel runs.
  virtual bool joins_memory(Infos inputs, Infos outputs) const;
  // The factor and offset per channel (axis 1) that this operator is, where it is nothing else
  // (BatchNormalization with constant statistics): y = x * scale[c] + shift[c].
  virtual bool as_channel_affine(Infos inputs, std::vector<float>* scale,
                                 std::vector<float>* shift) const;
  // Whether this operator's inputs 1 and 2 are constant weights [channels out, ...] and an optional
  // bias, so that a following channel affine can be folded into them.
  virtual bool accepts_channel_affine(Infos inputs) const;
  // The activation this operator is, where it is nothing else (Relu, Clip, Swish, HardSwish).
  virtual Activation as_activation(Infos inputs) const;
  // Whether a kernel can apply a clamp to output 0 as it writes it.
  virtual bool accepts_activation() const { return false; }
  // Whether it can apply any epilogue: other activations too, and an addend, which is input 3.
  virtual bool accepts_epilogue() const { return false; }
  // Whether each element of the output is a function of the elements of the inputs at its place,
  // by NumPy's broadcasting, and of nothing else.
  virtual bool is_elementwise() const { return false; }
  // Which of the two it computes from two inputs, where it does nothing else.
  enum class Arithmetic : uint8_t { other, sum, product };
  virtual Arithmetic arithmetic() const { return Arithmetic::other; }
  // The operator x f(x), where this is f and that one is known by a name (Sigmoid: Swish).
  virtual OpPtr times_input() const { return nullptr; }
};

// Geometry of element-wise operators with NumPy broadcasting: out index -> in index, extent 1 -> 0.
Box broadcast_input_box(const Box& out, const Shape& input, const Shape& output);
Box broadcast_output_box(const Box& in, const Shape& input, const Shape& output);

}  // namespace cnnviz::core
