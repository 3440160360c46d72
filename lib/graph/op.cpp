#include "graph/op.h"

#include <cmath>

namespace cnnviz::core {

void Kernel::backward(const BackwardArgs&) {
  fail(Status::unsupported, "this operator has no gradient");
}

ClampGate clamp_gate(const Activation& clamp, Rule rule) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  ClampGate gate;
  gate.present = true;
  gate.positive = rule != Rule::gradient;
  if (rule == Rule::deconvnet) return gate;
  gate.least = std::nextafter(clamp.low, kInfinity);
  gate.most = std::isinf(clamp.high) ? kInfinity : std::nextafter(clamp.high, -kInfinity);
  return gate;
}

bool Kernel::passes_gradient(size_t) const {
  return false;
}

Layouts Op::layouts(Infos inputs, Infos outputs) const {
  return {std::vector<Layout>(inputs.size(), Layout::plain),
          std::vector<Layout>(outputs.size(), Layout::plain)};
}

Box Op::input_box(size_t input, const Box&, size_t, Infos inputs, Infos) const {
  return whole_box(inputs[input].shape);
}

Box Op::output_box(size_t output, const Box&, size_t, Infos, Infos outputs) const {
  return whole_box(outputs[output].shape);
}

bool Op::joins_memory(Infos, Infos) const {
  return false;
}

Rectifier Op::rectifier(Infos) const {
  return Rectifier::none;
}

bool Op::as_channel_affine(Infos, std::vector<float>*, std::vector<float>*) const {
  return false;
}

bool Op::accepts_channel_affine(Infos) const {
  return false;
}

Activation Op::as_activation(Infos) const {
  return {};
}

}  // namespace cnnviz::core
