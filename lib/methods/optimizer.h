// How parameters follow the gradient g of what is to grow.
//
//   ascent      x + s g
//   progress    x + min(most, s / |g|^2) g, |g| over a picture: by a first-order estimate the
//               objective grows by s                                (Yosinski et al. 2015)
//   normalized  x + s g / mean |g_i|, the mean over a picture       (Mordvintsev et al. 2015)
//   adam        Kingma & Ba 2015, beta 0.9 and 0.999, epsilon 1e-8
//   nadam       Dozat 2016: the same with Nesterov's momentum, whose mu_t = 0.9 (1 - 0.96^(0.004 t)
//               / 2)
// The first three leave pictures whose gradient is zero alone.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace cnnviz::core {

enum class OptimizerKind : uint8_t { ascent, progress, normalized, adam, nadam };

struct OptimizerOptions {
  OptimizerKind kind = OptimizerKind::adam;
  double step_size = 0.05;
  double most = 100;  // of progress
};

class Optimizer {
 public:
  explicit Optimizer(const OptimizerOptions& options) : options_(options) {}

  // `pictures` equal parts of the values belong to one picture each.
  void step(std::span<float> values, std::span<const float> gradient, int64_t pictures);

 private:
  void follow(std::span<float> values, std::span<const float> gradient);
  void adapt(std::span<float> values, std::span<const float> gradient);

  OptimizerOptions options_;
  int64_t steps_ = 0;
  double momentum_product_ = 1;
  std::vector<float> first_, second_;  // moments
};

}  // namespace cnnviz::core
