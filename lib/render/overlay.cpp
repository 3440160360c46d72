#include "render/overlay.h"

#include <cmath>

#include "base/error.h"

namespace cnnviz::core {

namespace {

// Weights are 16-bit fractions: the result is the exact one rounded, within 1 / 65536 of a gray
// level.
constexpr double kOne = 65536;

uint8_t mix(uint8_t photo, uint8_t heat, uint32_t weight) {
  return static_cast<uint8_t>((photo * (65536 - weight) + heat * weight + 32768) >> 16);
}

void check_arguments(const Image& photo, const Image& heat, double alpha) {
  require(photo.width() == heat.width() && photo.height() == heat.height(), Status::mismatch,
          "the picture is ", photo.width(), "x", photo.height(), " and the heat map over it ",
          heat.width(), "x", heat.height(), " pixels; both must have one size");
  require(alpha >= 0 && alpha <= 1, Status::invalid_argument, "the weight of the overlay is ",
          alpha, "; it must lie between 0 and 1");
}

}  // namespace

Image overlay(const Image& photo, const Image& heat, double alpha) {
  check_arguments(photo, heat, alpha);
  Image result = to_rgb(photo);
  const Image colors = to_rgb(heat);
  const auto weight = static_cast<uint32_t>(std::lround(alpha * kOne));
  uint8_t* out = result.mutable_pixels().data();
  const uint8_t* in = colors.pixels().data();
  const size_t bytes = colors.pixels().size();
  for (size_t i = 0; i < bytes; ++i) out[i] = mix(out[i], in[i], weight);
  return result;
}

Image overlay_by_value(const Image& photo, const Image& heat, std::span<const float> values,
                       double alpha) {
  check_arguments(photo, heat, alpha);
  require(values.size() == static_cast<size_t>(photo.width() * photo.height()), Status::mismatch,
          values.size(), " values were given for ", photo.width(), "x", photo.height(), " pixels");
  Image result = to_rgb(photo);
  const Image colors = to_rgb(heat);
  uint8_t* out = result.mutable_pixels().data();
  const uint8_t* in = colors.pixels().data();
  for (const float value : values) {
    const double part = value >= 1 || std::isnan(value) ? 1.0 : value > 0 ? value : 0.0;
    const auto weight = static_cast<uint32_t>(part * alpha * kOne + 0.5);
    for (int c = 0; c < 3; ++c, ++out, ++in) *out = mix(*out, *in, weight);
  }
  return result;
}

Image overlay(const Image& photo, const HeatMap& heat, double alpha, bool by_value) {
  Image result = by_value ? overlay_by_value(photo, heat.image, heat.values.floats(), alpha)
                          : overlay(photo, heat.image, alpha);
  mark_map(result, heat.check);
  return result;
}

}  // namespace cnnviz::core
