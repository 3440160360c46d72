// What an operator can do to its output as it writes it: y = activation(value + addend).
#pragma once

#include <cmath>
#include <cstdint>

namespace cnnviz::core {

enum class ActivationKind : uint8_t {
  clamp,       // min(max(x, low), high)
  swish,       // x / (1 + exp(-x))
  hard_swish,  // x min(max(x / 6 + 1/2, 0), 1)
};

struct Activation {
  bool present = false;
  float low = 0, high = 0;  // of a clamp; +infinity for Relu
  ActivationKind kind = ActivationKind::clamp;

  bool is_clamp() const { return present && kind == ActivationKind::clamp; }
  bool is_relu() const { return is_clamp() && low == 0 && std::isinf(high); }
};

struct Epilogue {
  bool addend = false;  // a tensor of the output's shape and layout
  Activation activation;
};

}  // namespace cnnviz::core
