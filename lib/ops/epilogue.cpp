#include "ops/epilogue.h"

#include <limits>

#include "backend/parallel.h"
#include "ops/unary_functions.h"

namespace cnnviz::core {

namespace {

CNNVIZ_HOT void add_range(const float* addend, float* values, int64_t count) {
  for (int64_t i = 0; i < count; ++i) values[i] += addend[i];
}

CNNVIZ_HOT void clamp_range(float low, float high, float* values, int64_t count) {
  for (int64_t i = 0; i < count; ++i) values[i] = clamped(values[i], low, high);
}

CNNVIZ_HOT void add_and_clamp_range(const float* addend, float low, float high, float* values,
                                    int64_t count) {
  for (int64_t i = 0; i < count; ++i) values[i] = clamped(values[i] + addend[i], low, high);
}

CNNVIZ_HOT void swish_range(float* values, int64_t count) {
#pragma omp simd
  for (int64_t i = 0; i < count; ++i) values[i] = unary::Swish::value(values[i], {1.0F, 0});
}

CNNVIZ_HOT void hard_swish_range(float* values, int64_t count) {
  for (int64_t i = 0; i < count; ++i) values[i] = unary::HardSwish::value(values[i], {});
}

}  // namespace

void apply_epilogue(const Activation& activation, const float* addend, float* values,
                    int64_t count) {
  if (addend == nullptr && !activation.present) return;
  const double cost = activation.present && !activation.is_clamp() ? 0.6 : 0.2;
  parallel_ranges(count, cost, [&](int64_t begin, int64_t end) {
    float* const to = values + begin;
    const int64_t part = end - begin;
    if (addend != nullptr && activation.is_clamp())
      return add_and_clamp_range(addend + begin, activation.low, activation.high, to, part);
    if (addend != nullptr) add_range(addend + begin, to, part);
    if (!activation.present) return;
    if (activation.is_clamp())
      clamp_range(activation.low, activation.high, to, part);
    else if (activation.kind == ActivationKind::swish)
      swish_range(to, part);
    else
      hard_swish_range(to, part);
  });
}

}  // namespace cnnviz::core
