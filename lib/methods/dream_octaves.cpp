#include "methods/dream_octaves.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "tensor/resample.h"

namespace cnnviz::core {

namespace {

int64_t shrunk(int64_t extent, double scale) {
  return static_cast<int64_t>(std::nearbyint(static_cast<double>(extent) / scale));
}

}  // namespace

std::vector<OctaveSize> octave_sizes(int64_t height, int64_t width, int64_t octaves, double scale) {
  std::vector<OctaveSize> sizes{{height, width}};
  for (int64_t k = 1; k < octaves; ++k) {
    const OctaveSize next{shrunk(sizes.back().height, scale), shrunk(sizes.back().width, scale)};
    require(next.height >= 1 && next.width >= 1, Status::invalid_argument, "a picture of ", height,
            "x", width, " pixels has only ", k, " octaves of scale ", scale, ", not ", octaves);
    sizes.push_back(next);
  }
  return sizes;
}

int64_t octaves_down_to(int64_t height, int64_t width, int64_t side, double scale) {
  int64_t octaves = 1;
  for (int64_t shorter = shrunk(std::min(height, width), scale); shorter >= side;
       shorter = shrunk(shorter, scale))
    ++octaves;
  return octaves;
}

int64_t octave_bytes(const std::vector<OctaveSize>& sizes, int64_t channels) {
  int64_t most = 2 * sizes[0].height * sizes[0].width, larger = 0;
  for (size_t k = 0; k < sizes.size(); ++k) {
    const int64_t pixels = sizes[k].height * sizes[k].width;
    larger += pixels;
    const int64_t detail = k + 1 < sizes.size() ? sizes[k + 1].height * sizes[k + 1].width : 0;
    most = std::max(most, larger + pixels + (k > 0 ? pixels : detail));
  }
  return most * channels * static_cast<int64_t>(sizeof(float));
}

std::vector<Tensor> octave_bases(Tensor picture, const std::vector<OctaveSize>& sizes) {
  std::vector<Tensor> bases{std::move(picture)};
  for (size_t k = 1; k < sizes.size(); ++k)
    bases.push_back(resample_bilinear(bases.back(), sizes[k].height, sizes[k].width));
  return bases;
}

Tensor with_detail(const Tensor& base, const Tensor& detail) {
  if (!detail.valid()) return base.clone();
  Tensor picture = resample_bilinear(detail, base.shape()[1], base.shape()[2]);
  const auto from = base.floats();
  const auto to = picture.mutable_floats();
  for (size_t i = 0; i < to.size(); ++i) to[i] += from[i];
  return picture;
}

void subtract_base(Tensor& picture, const Tensor& base) {
  const auto from = base.floats();
  const auto to = picture.mutable_floats();
  for (size_t i = 0; i < to.size(); ++i) to[i] -= from[i];
}

}  // namespace cnnviz::core
