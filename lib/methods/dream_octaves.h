// Octaves of a deep dream: the picture at several sizes, from the smallest to its own. What was
// dreamed at one size is enlarged and added to the picture at the next.
#pragma once

#include <cstdint>
#include <vector>

#include "tensor/tensor.h"

namespace cnnviz::core {

struct OctaveSize {
  int64_t height = 0, width = 0;
  bool operator==(const OctaveSize&) const = default;
};

// The picture's own size first, then sides n_{k+1} = round(n_k / scale), halves to even (the shapes
// that SciPy's zoom gives). Refuses more octaves than the picture has pixels for.
std::vector<OctaveSize> octave_sizes(int64_t height, int64_t width, int64_t octaves, double scale);

// As many octaves as leave the smallest one's shorter side at `side` or more; at least one.
int64_t octaves_down_to(int64_t height, int64_t width, int64_t side, double scale);

// Bytes of the pictures that a dream holds at once, at most: the bases still to come, the picture
// with its base, and the detail of the octave before or the gradient.
int64_t octave_bytes(const std::vector<OctaveSize>& sizes, int64_t channels);

// A picture [C, H, W] at these sizes, each made from the one before.
std::vector<Tensor> octave_bases(Tensor picture, const std::vector<OctaveSize>& sizes);

// The base with what was dreamed at a smaller size; an invalid detail is none.
Tensor with_detail(const Tensor& base, const Tensor& detail);

// picture - base, in the picture's memory: what was dreamed.
void subtract_base(Tensor& picture, const Tensor& base);

}  // namespace cnnviz::core
