#include "methods/latent.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "math/parallel.h"

namespace cnnviz::core {

namespace {

// As Lucid scales its spectra.
constexpr float kSpectrumShare = 0.25F;
constexpr double kEpsilon = 1e-5;  // of standardized()

// x s, an element of s for each complex number of x.
CNNVIZ_HOT void scale_complex(const float* x, const float* s, float* y, int64_t count) {
  for (int64_t i = 0; i < count; ++i) {
    y[2 * i] = x[2 * i] * s[i];
    y[2 * i + 1] = x[2 * i + 1] * s[i];
  }
}

// What transforms of N pictures share.
class SpectrumLatent : public Latent {
 public:
  explicit SpectrumLatent(const Shape& pictures)
      : pictures_(pictures),
        planes_(pictures[0] * pictures[1]),
        grid_(pictures),
        fourier_(planes_, grid_.height, grid_.width),
        spectra_(static_cast<size_t>(planes_ * fourier_.spectrum_size())),
        wide_(grid_.width == grid_.shown_width ? 0 : wide_size()) {}

 protected:
  size_t wide_size() const { return static_cast<size_t>(planes_ * grid_.height * grid_.width); }

  void to_planes(std::span<float> planes) {
    if (wide_.empty()) return fourier_.inverse(spectra_, planes);
    fourier_.inverse(spectra_, wide_);
    crop_columns(wide_, planes, grid_);
  }
  void from_gradient(std::span<const float> gradient) {
    if (wide_.empty()) return fourier_.inverse_adjoint(gradient, spectra_);
    widen_columns(gradient, wide_, grid_, false);
    fourier_.inverse_adjoint(wide_, spectra_);
  }

  Shape pictures_;
  int64_t planes_;
  SpectrumGrid grid_;
  Fourier2d fourier_;
  std::vector<float> spectra_, wide_;
};

class FourierLatent : public SpectrumLatent {
 public:
  explicit FourierLatent(const Shape& pictures)
      : SpectrumLatent(pictures), scale_(grid_.inverse_frequencies()) {
    const auto area = static_cast<float>(grid_.height * grid_.width);
    for (float& value : scale_) value *= std::sqrt(area) * kSpectrumShare;
  }

  Shape parameter_shape() const override {
    return {pictures_[0], pictures_[1], grid_.height, grid_.columns(), 2};
  }

  void decode(std::span<const float> parameters, std::span<float> planes) override {
    scaled(parameters.data(), spectra_.data());
    to_planes(planes);
  }

  void pull_back(std::span<const float> gradient, std::span<float> below) override {
    from_gradient(gradient);
    scaled(spectra_.data(), below.data());
  }

  void encode(std::span<const float> planes, std::span<float> parameters) override {
    std::vector<float> wide(wide_size());
    widen_columns(planes, wide, grid_, true);
    fourier_.forward(wide, parameters);
    for (size_t i = 0; i < parameters.size(); ++i) parameters[i] /= scale_[i / 2 % scale_.size()];
  }

 private:
  void scaled(const float* from, float* to) const {
    for (int64_t p = 0; p < planes_; ++p)
      scale_complex(from + 2 * p * grid_.size(), scale_.data(), to + 2 * p * grid_.size(),
                    grid_.size());
  }

  std::vector<float> scale_;
};

// x -> (x - mean) / (std + epsilon) in place; what its adjoint needs.
struct Standardized {
  double deviation = 1;

  void apply(std::span<float> x) {
    const auto count = static_cast<double>(x.size());
    double sum = 0, squares = 0;
    for (const float v : x) sum += static_cast<double>(v);
    const double mean = sum / count;
    for (const float v : x) {
      const double d = static_cast<double>(v) - mean;
      squares += d * d;
    }
    deviation = std::sqrt(squares / count);
    for (float& v : x)
      v = static_cast<float>((static_cast<double>(v) - mean) / (deviation + kEpsilon));
  }

  // y: the results; gradient in place.
  void adjoint(std::span<const float> y, std::span<float> gradient) const {
    const auto count = static_cast<double>(y.size());
    double sum = 0, product = 0;
    for (size_t i = 0; i < y.size(); ++i) {
      sum += static_cast<double>(gradient[i]);
      product += static_cast<double>(gradient[i]) * static_cast<double>(y[i]);
    }
    const double whole = deviation + kEpsilon;
    const double along = deviation > 0 ? product / count * whole / deviation : 0;
    for (size_t i = 0; i < y.size(); ++i)
      gradient[i] = static_cast<float>(
          (static_cast<double>(gradient[i]) - sum / count - along * static_cast<double>(y[i])) /
          whole);
  }
};

class PhaseLatent : public SpectrumLatent {
 public:
  PhaseLatent(const Shape& pictures, const Tensor& magnitude) : SpectrumLatent(pictures) {
    const int64_t channels = pictures[1];
    const Shape wanted{channels, grid_.height, grid_.columns()};
    if (!magnitude.valid()) {
      const std::vector<float> one = grid_.inverse_frequencies();
      for (int64_t c = 0; c < channels; ++c)
        magnitude_.insert(magnitude_.end(), one.begin(), one.end());
      return;
    }
    require(magnitude.shape() == wanted, Status::invalid_argument, "a magnitude for pictures of ",
            shape_text(pictures), " has shape ", shape_text(wanted), ", not ",
            shape_text(magnitude.shape()));
    magnitude_.assign(magnitude.floats().begin(), magnitude.floats().end());
  }

  Shape parameter_shape() const override {
    return {pictures_[0], pictures_[1], grid_.height, grid_.columns()};
  }

  void decode(std::span<const float> parameters, std::span<float> planes) override {
    phases_.assign(parameters.begin(), parameters.end());
    of_phases_.resize(static_cast<size_t>(pictures_[0]));
    of_planes_.resize(static_cast<size_t>(pictures_[0]));
    const size_t size = magnitude_.size();
    for (size_t n = 0; n < of_phases_.size(); ++n) {
      const std::span<float> own = std::span(phases_).subspan(n * size, size);
      of_phases_[n].apply(own);
      for (size_t i = 0; i < size; ++i) {
        spectra_[2 * (n * size + i)] = magnitude_[i] * std::cos(own[i]);
        spectra_[2 * (n * size + i) + 1] = magnitude_[i] * std::sin(own[i]);
      }
    }
    to_planes(planes);
    const size_t image = planes.size() / of_planes_.size();
    for (size_t n = 0; n < of_planes_.size(); ++n)
      of_planes_[n].apply(planes.subspan(n * image, image));
    decoded_.assign(planes.begin(), planes.end());
  }

  void pull_back(std::span<const float> gradient, std::span<float> below) override {
    std::vector<float> own(gradient.begin(), gradient.end());
    const size_t image = own.size() / of_planes_.size(), size = magnitude_.size();
    for (size_t n = 0; n < of_planes_.size(); ++n)
      of_planes_[n].adjoint(std::span(decoded_).subspan(n * image, image),
                            std::span(own).subspan(n * image, image));
    from_gradient(own);
    for (size_t i = 0; i < below.size(); ++i)
      below[i] = magnitude_[i % size] * (spectra_[2 * i + 1] * std::cos(phases_[i]) -
                                         spectra_[2 * i] * std::sin(phases_[i]));
    for (size_t n = 0; n < of_phases_.size(); ++n)
      of_phases_[n].adjoint(std::span(phases_).subspan(n * size, size),
                            below.subspan(n * size, size));
  }

 private:
  std::vector<float> magnitude_, phases_, decoded_;
  std::vector<Standardized> of_phases_, of_planes_;
};

}  // namespace

SpectrumGrid::SpectrumGrid(const Shape& pictures)
    : height(pictures[2]), width(pictures[3] + pictures[3] % 2), shown_width(pictures[3]) {}

std::vector<float> SpectrumGrid::inverse_frequencies() const {
  const double least = 1.0 / static_cast<double>(std::max(height, width));
  std::vector<float> result;
  for (int64_t v = 0; v < height; ++v)
    for (int64_t u = 0; u < columns(); ++u) {
      const double fy = static_cast<double>(std::min(v, height - v)) / static_cast<double>(height);
      const double fx = static_cast<double>(u) / static_cast<double>(width);
      result.push_back(static_cast<float>(1 / std::max(std::hypot(fx, fy), least)));
    }
  return result;
}

void Latent::encode(std::span<const float>, std::span<float>) {
  fail(Status::internal, "these parameters cannot be found for a picture");
}

std::unique_ptr<Latent> make_fourier_latent(const Shape& pictures) {
  return std::make_unique<FourierLatent>(pictures);
}

std::unique_ptr<Latent> make_phase_latent(const Shape& pictures, const Tensor& magnitude) {
  return std::make_unique<PhaseLatent>(pictures, magnitude);
}

void crop_columns(std::span<const float> wide, std::span<float> shown, const SpectrumGrid& grid) {
  const auto from = static_cast<size_t>(grid.width), to = static_cast<size_t>(grid.shown_width);
  for (size_t row = 0; row * to < shown.size(); ++row)
    std::copy_n(wide.data() + row * from, to, shown.data() + row * to);
}

void widen_columns(std::span<const float> shown, std::span<float> wide, const SpectrumGrid& grid,
                   bool repeat) {
  const auto to = static_cast<size_t>(grid.width), from = static_cast<size_t>(grid.shown_width);
  for (size_t row = 0; row * from < shown.size(); ++row) {
    const float* source = shown.data() + row * from;
    float* target = wide.data() + row * to;
    std::copy_n(source, from, target);
    std::fill(target + from, target + to, repeat ? source[from - 1] : 0.0F);
  }
}

}  // namespace cnnviz::core
