#include "ops/clamp.h"

#include "backend/parallel.h"

namespace cnnviz::core {

namespace {

CNNVIZ_HOT void clamp_range(float low, float high, float* values, int64_t begin, int64_t end) {
  for (int64_t i = begin; i < end; ++i) {
    const float raised = values[i] < low ? low : values[i];  // NaN passes
    values[i] = raised > high ? high : raised;
  }
}

}  // namespace

void clamp(const Activation& activation, float* values, int64_t count) {
  if (!activation.present) return;
  parallel_ranges(count, 0.2, [&](int64_t begin, int64_t end) {
    clamp_range(activation.low, activation.high, values, begin, end);
  });
}

}  // namespace cnnviz::core
