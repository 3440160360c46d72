// How a float32 value lies in memory.
//
// plain:   row-major, any rank.
// blocked: rank >= 3, axis 1 (channels) in blocks of B: [N][ceil(C/B)][spatial...][B], B =
//          channel_block(). The lanes beyond C in the last block are zero, in values and in
//          gradients: whoever writes a blocked buffer keeps them zero. This is oneDNN's nCw16c /
//          nChw16c / nCdhw16c (8 instead of 16 without AVX-512), the layout its convolutions are
//          fastest in.
#pragma once

#include <cstdint>

#include "tensor/shape.h"

namespace cnnviz::core {

enum class Layout : uint8_t { plain, blocked };

// 16 where the processor has AVX-512 (as oneDNN sees it), else 8.
int64_t channel_block();
constexpr int64_t kWidestChannelBlock = 16;

// How many blocks these channels fill, the last one perhaps in part.
int64_t channel_blocks(int64_t channels);

// Elements of a buffer, the padding lanes of the blocked layout included.
int64_t buffer_elements(const Shape& shape, Layout layout);

// True where both layouts are the same bytes: one spatial position, channels a multiple of the
// block.
bool layouts_coincide(const Shape& shape);

// Copies between layouts (or within one). Threads: as parallel.h.
void convert_layout(const float* source, Layout from, float* target, Layout to, const Shape& shape);

}  // namespace cnnviz::core
