// oneDNN computes grouped convolutions fast where a group's channels fill whole blocks; narrower
// groups (ResNeXt's of 4, RegNet's of 8) fall to im2col loops in plain layout. Merging m groups
// multiplies the products by m, most of them with zero, and is several times faster all the same
// (RegNetY-400MF, groups of 8, AVX-512: 1.36 -> 0.19 ms for the first of its convolutions).
#include "ops/group_merge.h"

#include <algorithm>

#include "ops/conv_gradient.h"

namespace cnnviz::core {

namespace {

constexpr int64_t kMostMerged = 8;

}  // namespace

ConvolutionShape merge_groups(const ConvolutionShape& shape) {
  const int64_t block = channel_block(), in = shape.source[1] / shape.groups,
                out = shape.target[1] / shape.groups;
  if (shape.groups == 1 || (in % block == 0 && out % block == 0) || (in == 1 && out == 1))
    return shape;
  for (int64_t merged = 2; merged <= kMostMerged; ++merged) {
    if (in * merged % block != 0 || out * merged % block != 0) continue;
    ConvolutionShape result = shape;
    result.groups = (shape.groups + merged - 1) / merged;
    result.source[1] = result.groups * in * merged;
    result.target[1] = result.groups * out * merged;
    const bool fits = result.source[1] == channel_blocks(shape.source[1]) * block &&
                      result.target[1] == channel_blocks(shape.target[1]) * block;
    return fits ? result : shape;
  }
  return shape;
}

Tensor merge_weights(const ConvolutionShape& shape, const ConvolutionShape& merged,
                     const Tensor& weights, PackCache* packs) {
  const int64_t in = shape.source[1] / shape.groups, out = shape.target[1] / shape.groups;
  const int64_t wide = merged.source[1] / merged.groups;
  const int64_t taps = element_count(shape.kernel);
  const int64_t floats = element_count(merged.weights());
  const auto fill = [&](const Tensor& source, void* packed) {
    const float* from = source.floats().data();
    auto* to = static_cast<float*>(packed);
    std::fill(to, to + floats, 0.0F);
    for (int64_t k = 0; k < shape.target[1]; ++k) {
      const int64_t first = k / out * in % wide;  // of the group's channels in the wide group
      std::copy_n(from + k * in * taps, in * taps, to + (k * wide + first) * taps);
    }
  };
  const std::shared_ptr<const void> packed =
      shared_pack(packs, weights, "merged groups", floats * 4, fill);
  return {DataType::float32, merged.weights(), packed, packed.get()};
}

}  // namespace cnnviz::core
