#include "methods/picture_parameters.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/vector_math.h"
#include "math/fourier.h"
#include "math/parallel.h"
#include "methods/color_basis.h"
#include "methods/latent.h"

namespace cnnviz::core {

namespace {

ColorMap color_map(const PictureForm& form, const Shape& shape) {
  const bool pixels = form.parameters == Parameterization::pixels;
  return {shape[1], shape[2] * shape[3], form.decorrelate && !pixels,
          form.range == PictureRange::logistic};
}

// Calls work(n, color map, offset of picture n in pictures).
template <typename Work>
void for_each_picture(const PictureForm& form, const Shape& shape, const Work& work) {
  const ColorMap map = color_map(form, shape);
  for (int64_t n = 0; n < shape[0]; ++n) work(n, map, n * map.channels * map.plane);
}

// Pixels as they are have no colors to be made.
bool plain(const PictureForm& form) {
  return form.parameters == Parameterization::pixels && form.range != PictureRange::logistic;
}

}  // namespace

void check_form(const PictureForm& form) {
  const bool pixels = form.parameters == Parameterization::pixels;
  require(pixels || form.range != PictureRange::clip, Status::invalid_argument,
          "only pixels can be clipped: spectra and phases take the range logistic");
  require(form.parameters != Parameterization::phase || form.range == PictureRange::logistic,
          Status::invalid_argument, "pictures of phases have the range logistic");
  require(plain(form) || form.units == PictureUnits::unit, Status::invalid_argument,
          "only pixels of the range free or clip have other units than 0 to 1");
}

PictureParameters::PictureParameters(const PictureForm& form, const PictureSpace& space,
                                     const Shape& shape, const Tensor& magnitude)
    : form_(form), space_(space), shape_(shape) {
  check_form(form);
  if (form.parameters == Parameterization::fourier) latent_ = make_fourier_latent(shape);
  if (form.parameters == Parameterization::phase) latent_ = make_phase_latent(shape, magnitude);
  values_ = Tensor(DataType::float32, latent_ == nullptr ? shape : latent_->parameter_shape());
}

PictureParameters::~PictureParameters() = default;

void PictureParameters::start_at_zero() {
  const auto values = values_.mutable_floats();
  std::fill(values.begin(), values.end(), 0.0F);
  if (!plain(form_)) return;
  const auto plane = static_cast<size_t>(shape_[2] * shape_[3]);
  for (size_t i = 0; i < values.size(); ++i)
    values[i] = space_.zero[i / plane % space_.zero.size()];
}

void PictureParameters::add_noise(double deviation, std::span<Random> randoms) {
  const auto values = values_.mutable_floats();
  const size_t one = values.size() / randoms.size();
  for (size_t i = 0; i < values.size(); ++i)
    values[i] += static_cast<float>(deviation * randoms[i / one].normal());
}

void PictureParameters::start_at(const Tensor& pictures) {
  require(pictures.shape() == shape_, Status::internal, "pictures of ",
          shape_text(pictures.shape()), " to start at, for ", shape_text(shape_));
  const auto values = values_.mutable_floats();
  const auto from = pictures.floats();
  if (plain(form_)) {
    std::copy(from.begin(), from.end(), values.begin());
    return;
  }
  Tensor planes = Tensor::unfilled(DataType::float32, shape_);
  for_each_picture(form_, shape_, [&](int64_t, const ColorMap& map, int64_t at) {
    map.inverse(from.data() + at, planes.mutable_floats().data() + at);
  });
  if (latent_ == nullptr)
    values_ = planes;
  else
    latent_->encode(planes.floats(), values);
}

Tensor PictureParameters::decode() {
  if (plain(form_)) return values_.clone();
  Tensor planes = values_;
  if (latent_ != nullptr) {
    planes = Tensor::unfilled(DataType::float32, shape_);
    latent_->decode(values_.floats(), planes.mutable_floats());
  }
  decoded_ = Tensor::unfilled(DataType::float32, shape_);
  float* colors = decoded_.mutable_floats().data();
  for_each_picture(form_, shape_, [&](int64_t, const ColorMap& map, int64_t at) {
    map.forward(planes.floats().data() + at, colors + at);
  });
  return decoded_;
}

Tensor PictureParameters::pull_back(const Tensor& gradient) {
  if (plain(form_)) return gradient;
  Tensor below = Tensor::unfilled(DataType::float32, shape_);
  float* planes = below.mutable_floats().data();
  for_each_picture(form_, shape_, [&](int64_t, const ColorMap& map, int64_t at) {
    map.adjoint(decoded_.floats().data() + at, gradient.floats().data() + at, planes + at);
  });
  if (latent_ == nullptr) return below;
  Tensor result = Tensor::unfilled(DataType::float32, values_.shape());
  latent_->pull_back(below.floats(), result.mutable_floats());
  return result;
}

Tensor mean_magnitude(const Tensor& pictures, bool decorrelate) {
  const Shape& shape = pictures.shape();
  const SpectrumGrid grid(shape);
  const int64_t channels = shape[1];
  Fourier2d fourier(channels, grid.height, grid.width);
  const ColorMap map{channels, shape[2] * shape[3], decorrelate, false};
  const auto plane = static_cast<size_t>(map.plane);
  std::vector<float> latent(plane * static_cast<size_t>(channels));
  std::vector<float> wide(static_cast<size_t>(channels * fourier.plane_size()));
  std::vector<float> spectrum(static_cast<size_t>(channels * fourier.spectrum_size()));
  Tensor result(DataType::float32, {channels, grid.height, grid.columns()});
  const auto sums = result.mutable_floats();
  const float share = 1.0F / static_cast<float>(shape[0]);
  for (int64_t n = 0; n < shape[0]; ++n) {
    map.inverse(pictures.floats().data() + n * channels * map.plane, latent.data());
    for (size_t c = 0; c < static_cast<size_t>(channels); ++c) {
      const std::span<float> own = std::span(latent).subspan(c * plane, plane);
      double sum = 0;
      for (const float v : own) sum += static_cast<double>(v);
      for (float& v : own) v -= static_cast<float>(sum / static_cast<double>(plane));
    }
    widen_columns(latent, wide, grid, true);
    fourier.forward(wide, spectrum);
    for (size_t i = 0; i < sums.size(); ++i)
      sums[i] += share * std::hypot(spectrum[2 * i], spectrum[2 * i + 1]);
  }
  return result;
}

}  // namespace cnnviz::core
