// Channels side by side in registers, for loops that are compiled for several instruction sets:
// whole vectors for the blocked layout, a number for the plain one.
#pragma once

#include <cstring>

#include "graph/op.h"

namespace cnnviz::core {

template <int L>
struct Lanes {
  typedef float Type __attribute__((vector_size(L * 4)));
  typedef int32_t Bits __attribute__((vector_size(L * 4)));
};
template <>
struct Lanes<1> {
  using Type = float;
  using Bits = int32_t;
};

// By reference: passing vectors by value would depend on the instruction set.
template <typename V>
[[gnu::always_inline]] inline void load(V& value, const float* from) {
  std::memcpy(&value, from, sizeof value);
}
template <typename V>
[[gnu::always_inline]] inline void store(const V& value, float* to) {
  std::memcpy(to, &value, sizeof value);
}

// A ClampGate in registers: made before a loop, because what the loop writes might alias the gate.
template <typename V>
struct LaneGate {
  bool present, positive;
  V least, most;

  [[gnu::always_inline]] explicit LaneGate(const ClampGate& gate)
      : present(gate.present),
        positive(gate.positive),
        least(V{} + gate.least),
        most(V{} + gate.most) {}

  // The signal as the clamp whose output is `value` lets it through. One comparison: GCC 12 turns
  // the conjunction of two into scalar code for AVX-512.
  [[gnu::always_inline]] void pass(const V& value, V& signal) const {
    const V zero = V{};
    if (positive) signal = signal > zero ? signal : zero;
    const V raised = value > least ? value : least;
    const V inside = raised > most ? most : raised;
    signal = value == inside ? signal : zero;
  }
};

}  // namespace cnnviz::core
