// Seeded random numbers that are the same on every machine: xoshiro256** seeded through splitmix64
// (Blackman & Vigna 2018). The standard library's distributions differ between implementations.
#pragma once

#include <cstdint>

namespace cnnviz::core {

class Random {
 public:
  explicit Random(uint64_t seed);
  uint64_t next();
  // Uniform in [0, 1).
  double uniform();
  // Uniform integer in [0, bound), bound > 0.
  int64_t below(int64_t bound);
  // Standard normal (Box-Muller).
  double normal();

 private:
  uint64_t state_[4];
  double spare_ = 0;
  bool has_spare_ = false;
};

}  // namespace cnnviz::core
