#include "exec/redirect.h"

#include <algorithm>

namespace cnnviz::core {

void redirect_clamp(const Activation& clamp, const ValueInfo& info, const float* y, const float* r,
                    float* below) {
  const int64_t images = info.shape.empty() ? 1 : std::max<int64_t>(1, info.shape[0]);
  const Buffer buffer{below, &info};
  const int64_t size = buffer.padded_size() / images;
  for (int64_t n = 0; n < images; ++n) {
    const int64_t begin = n * size, end = begin + size;
    if (std::any_of(below + begin, below + end, [](float g) { return g != 0; })) continue;
    for (int64_t i = begin; i < end; ++i)
      below[i] = y[i] <= clamp.low    ? std::max(r[i], 0.0F)
                 : y[i] >= clamp.high ? std::min(r[i], 0.0F)
                                      : r[i];
  }
}

}  // namespace cnnviz::core
