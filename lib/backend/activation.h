// A clamp that an operator can apply to its output as it writes it.
#pragma once

namespace cnnviz::core {

struct Activation {
  bool present = false;
  float low = 0;   // y = min(max(x, low), high)
  float high = 0;  // +infinity for Relu
};

}  // namespace cnnviz::core
