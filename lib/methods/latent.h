// Pictures as spectra: the parameters of picture_parameters.h that are not pixels, on their way to
// planes [N, C, H, W] before colors, and back.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "math/fourier.h"
#include "tensor/tensor.h"

namespace cnnviz::core {

// The frequencies of the transform of a plane, and the frame it is computed in: odd widths one
// column wider.
struct SpectrumGrid {
  int64_t height = 1, width = 2, shown_width = 2;

  explicit SpectrumGrid(const Shape& pictures);
  int64_t columns() const { return width / 2 + 1; }
  int64_t size() const { return height * columns(); }
  // 1 / max(f, 1 / max(W, H)) of every coefficient, f in cycles a pixel.
  std::vector<float> inverse_frequencies() const;
};

class Latent {
 public:
  virtual ~Latent() = default;
  virtual Shape parameter_shape() const = 0;
  // Planes of the parameters, remembered for pull_back().
  virtual void decode(std::span<const float> parameters, std::span<float> planes) = 0;
  // d/d(planes) -> d/d(parameters).
  virtual void pull_back(std::span<const float> gradient, std::span<float> below) = 0;
  // Parameters of these planes; internal error where there is no way back.
  virtual void encode(std::span<const float> planes, std::span<float> parameters);
};

// `pictures`: [N, C, H, W].
std::unique_ptr<Latent> make_fourier_latent(const Shape& pictures);
// `magnitude`: [C, H, columns], or not valid().
std::unique_ptr<Latent> make_phase_latent(const Shape& pictures, const Tensor& magnitude);

// Planes of the shown width <-> those that are transformed.
void crop_columns(std::span<const float> wide, std::span<float> shown, const SpectrumGrid& grid);
void widen_columns(std::span<const float> shown, std::span<float> wide, const SpectrumGrid& grid,
                   bool repeat);

}  // namespace cnnviz::core
