#include "backend/layout.h"

#include <algorithm>
#include <cstring>

#include "backend/parallel.h"
#include "base/error.h"

namespace cnnviz::core {

namespace {

int64_t spatial_size(const Shape& shape) {
  int64_t size = 1;
  for (size_t i = 2; i < shape.size(); ++i) size *= shape[i];
  return size;
}

CNNVIZ_HOT void block_channels(const float* source, float* target, int64_t block, int64_t filled,
                               int64_t spatial) {
  for (int64_t s = 0; s < spatial; ++s) {
    float* lanes = target + s * block;
    for (int64_t b = 0; b < filled; ++b) lanes[b] = source[b * spatial + s];
    for (int64_t b = filled; b < block; ++b) lanes[b] = 0;
  }
}

CNNVIZ_HOT void unblock_channels(const float* source, float* target, int64_t block, int64_t filled,
                                 int64_t spatial) {
  for (int64_t b = 0; b < filled; ++b)
    for (int64_t s = 0; s < spatial; ++s) target[b * spatial + s] = source[s * block + b];
}

}  // namespace

int64_t channel_blocks(int64_t channels) {
  const int64_t block = channel_block();
  return (channels + block - 1) / block;
}

int64_t buffer_elements(const Shape& shape, Layout layout) {
  int64_t count = element_count(shape);
  if (layout == Layout::blocked && shape[1] > 0)
    count = count / shape[1] * channel_blocks(shape[1]) * channel_block();
  return count;
}

bool layouts_coincide(const Shape& shape) {
  return shape.size() >= 2 && shape[1] % channel_block() == 0 && spatial_size(shape) == 1;
}

void convert_layout(const float* source, Layout from, float* target, Layout to,
                    const Shape& shape) {
  if (from == to || layouts_coincide(shape)) {
    std::memcpy(target, source, static_cast<size_t>(buffer_elements(shape, from)) * sizeof(float));
    return;
  }
  const int64_t block = channel_block();
  const int64_t channels = shape[1], spatial = spatial_size(shape);
  const int64_t blocks = channel_blocks(channels);
  parallel_ranges(shape[0] * blocks, static_cast<double>(spatial * block),
                  [&](int64_t begin, int64_t end) {
                    for (int64_t i = begin; i < end; ++i) {
                      const int64_t n = i / blocks, cb = i % blocks;
                      const int64_t filled = std::min(block, channels - cb * block);
                      const int64_t plain = (n * channels + cb * block) * spatial;
                      const int64_t blocked = i * spatial * block;
                      if (to == Layout::blocked)
                        block_channels(source + plain, target + blocked, block, filled, spatial);
                      else
                        unblock_channels(source + blocked, target + plain, block, filled, spatial);
                    }
                  });
}

}  // namespace cnnviz::core
