#include "methods/dream_guide.h"

#include <algorithm>

#include "base/error.h"
#include "methods/batch.h"

namespace cnnviz::core {

namespace {

// Positions of the picture whose products with one activation of the guide are computed together.
constexpr int64_t kChunk = 256;

}  // namespace

GuideFeatures::GuideFeatures(const Tensor& activation, const SpatialView& view,
                             const std::string& name) {
  const ImagePart part = image_part(activation, name, 1, 0);
  const MapIndex index = map_index(part.shape, view, name);
  channels_ = index.channels;
  positions_ = index.positions;
  features_.reserve(static_cast<size_t>(channels_ * positions_));
  for (int64_t p = 0; p < positions_; ++p)
    for (int64_t c = 0; c < channels_; ++c)
      features_.push_back(part.values[static_cast<size_t>(index.at(c, p))]);
}

Tensor GuideFeatures::best_matches(const Tensor& activation, const SpatialView& view,
                                   const std::string& name) const {
  const ImagePart part = image_part(activation, name, 1, 0);
  const MapIndex index = map_index(part.shape, view, name);
  require(index.channels == channels_, Status::internal, "\"", name, "\" has ", index.channels,
          " channels, but ", channels_, " for the guide");
  Tensor result(DataType::float32, activation.shape());
  float* matches = result.mutable_floats().data();
  const auto width = static_cast<size_t>(kChunk);
  std::vector<float> own(width * static_cast<size_t>(channels_)), product(width), best(width);
  std::vector<int64_t> chosen(width);
  for (int64_t begin = 0; begin < index.positions; begin += kChunk) {
    const int64_t count = std::min(kChunk, index.positions - begin);
    for (int64_t c = 0; c < channels_; ++c)
      for (int64_t i = 0; i < count; ++i)
        own[static_cast<size_t>(c * kChunk + i)] =
            part.values[static_cast<size_t>(index.at(c, begin + i))];
    for (int64_t j = 0; j < positions_; ++j) {
      const float* feature = features_.data() + j * channels_;
      std::fill(product.begin(), product.end(), 0.0F);
      for (int64_t c = 0; c < channels_; ++c) {
        const float weight = feature[c];
        const float* row = own.data() + c * kChunk;
        for (size_t i = 0; i < width; ++i) product[i] += weight * row[i];
      }
      for (size_t i = 0; i < width; ++i) {
        if (j > 0 && !(product[i] > best[i])) continue;
        best[i] = product[i];
        chosen[i] = j;
      }
    }
    for (int64_t i = 0; i < count; ++i) {
      const float* feature = features_.data() + chosen[static_cast<size_t>(i)] * channels_;
      for (int64_t c = 0; c < channels_; ++c) matches[index.at(c, begin + i)] = feature[c];
    }
  }
  return result;
}

}  // namespace cnnviz::core
