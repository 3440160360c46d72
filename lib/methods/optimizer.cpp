#include "methods/optimizer.h"

#include <algorithm>
#include <cmath>

#include "math/parallel.h"

namespace cnnviz::core {

namespace {

constexpr double kBeta1 = 0.9, kBeta2 = 0.999, kEpsilon = 1e-8;
constexpr double kMomentumDecay = 0.004;

// x += (by_moment m + by_gradient g) / (sqrt(v) * by_root + epsilon)
struct Factors {
  float by_moment, by_gradient, by_root;
};

CNNVIZ_HOT void adapt_range(float* x, const float* g, float* m, float* v, int64_t count,
                            Factors f) {
  constexpr auto kOne = static_cast<float>(kBeta1), kTwo = static_cast<float>(kBeta2);
  constexpr auto kOther = static_cast<float>(1 - kBeta1), kRest = static_cast<float>(1 - kBeta2);
  for (int64_t i = 0; i < count; ++i) {
    const float moment = kOne * m[i] + kOther * g[i];
    const float square = kTwo * v[i] + kRest * g[i] * g[i];
    m[i] = moment;
    v[i] = square;
    x[i] += (f.by_moment * moment + f.by_gradient * g[i]) /
            (std::sqrt(square) * f.by_root + static_cast<float>(kEpsilon));
  }
}

}  // namespace

void Optimizer::step(std::span<float> values, std::span<const float> gradient, int64_t pictures) {
  ++steps_;
  if (options_.kind == OptimizerKind::adam || options_.kind == OptimizerKind::nadam)
    return adapt(values, gradient);
  const size_t one = values.size() / static_cast<size_t>(pictures);
  for (size_t n = 0; n < static_cast<size_t>(pictures); ++n)
    follow(values.subspan(n * one, one), gradient.subspan(n * one, one));
}

void Optimizer::follow(std::span<float> values, std::span<const float> gradient) {
  double squares = 0, sizes = 0;
  for (const float g : gradient) {
    squares += static_cast<double>(g) * static_cast<double>(g);
    sizes += std::abs(static_cast<double>(g));
  }
  if (sizes == 0) return;
  double rate = options_.step_size;
  if (options_.kind == OptimizerKind::progress) rate = std::min(options_.most, rate / squares);
  if (options_.kind == OptimizerKind::normalized)
    rate /= sizes / static_cast<double>(gradient.size());
  for (size_t i = 0; i < values.size(); ++i)
    values[i] += static_cast<float>(rate * static_cast<double>(gradient[i]));
}

void Optimizer::adapt(std::span<float> values, std::span<const float> gradient) {
  if (first_.empty()) {
    first_.resize(values.size());
    second_.resize(values.size());
  }
  const auto t = static_cast<double>(steps_);
  const double rate = options_.step_size;
  Factors factors;
  factors.by_root = static_cast<float>(1 / std::sqrt(1 - std::pow(kBeta2, t)));
  if (options_.kind == OptimizerKind::adam) {
    factors.by_moment = static_cast<float>(rate / (1 - std::pow(kBeta1, t)));
    factors.by_gradient = 0;
  } else {
    const auto momentum = [](double step) {
      return kBeta1 * (1 - 0.5 * std::pow(0.96, step * kMomentumDecay));
    };
    const double now = momentum(t), next = momentum(t + 1);
    momentum_product_ *= now;
    factors.by_gradient = static_cast<float>(rate * (1 - now) / (1 - momentum_product_));
    factors.by_moment = static_cast<float>(rate * next / (1 - momentum_product_ * next));
  }
  parallel_ranges(static_cast<int64_t>(values.size()), 1, [&](int64_t begin, int64_t end) {
    adapt_range(values.data() + begin, gradient.data() + begin, first_.data() + begin,
                second_.data() + begin, end - begin, factors);
  });
}

}  // namespace cnnviz::core
