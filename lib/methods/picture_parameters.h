// What is optimized when a picture is made, and how pictures come of it.
//
//   pixels   the picture's own numbers [N, C, H, W], or what the logistic function makes numbers
//            between 0 and 1 of
//   fourier  spectra c [N, C, H, columns, 2] (math/fourier.h; Olah, Mordvintsev, Schubert 2017):
//            t = irfft2(c s) / 4, s = sqrt(W H) / max(f, 1 / max(W, H)), f the frequency in cycles
//            a pixel, so that all frequencies of a photo have coefficients of like size; then, of
//            three channels, colors rgb = M t, M the square root of the covariance of the colors
//            of photos, so that its columns are decorrelated; then the logistic function, or plus
//            a mean color
//   phase    phases p [N, C, H, columns] of spectra of fixed magnitude r (MaCo, Fel et al. 2023):
//            q = standardized(p), t = standardized(irfft2(r exp(i q))), colors and logistic
//            function as above. standardized(x) = (x - mean) / (std + 1e-5) over all of an image
//
// Odd widths are computed one column wider, which is cut off.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "base/random.h"
#include "methods/picture_space.h"

namespace cnnviz::core {

enum class Parameterization : uint8_t { pixels, fourier, phase };

enum class PictureRange : uint8_t {
  free,      // any number
  clip,      // pixels alone: cut to what can be shown after every step
  logistic,  // numbers between 0 and 1 by 1 / (1 + exp(-x))
};

struct PictureForm {
  Parameterization parameters = Parameterization::fourier;
  PictureRange range = PictureRange::logistic;
  bool decorrelate = true;                  // of fourier and phase: colors M t, else t
  PictureUnits units = PictureUnits::unit;  // of pixels; all others are of [0, 1]
};

// Refuses forms that make no sense, naming what does.
void check_form(const PictureForm& form);

// Spectra or their magnitudes as pictures, before colors.
class Latent;

class PictureParameters {
 public:
  // `shape`: [N, C, H, W]. `magnitude`: [C, H, columns] of phase, or not valid for
  // 1 / max(f, 1 / max(W, H)).
  PictureParameters(const PictureForm& form, const PictureSpace& space, const Shape& shape,
                    const Tensor& magnitude);
  ~PictureParameters();

  // Everything 0, of pixels the mean color.
  void start_at_zero();
  // Adds normal noise of this deviation to the parameters; one source of numbers for each picture.
  void add_noise(double deviation, std::span<Random> randoms);
  // Such that decode() gives these pictures (in the space's numbers; where the range is logistic
  // as nearly as numbers from 0.001 to 0.999 allow). Not of phase.
  void start_at(const Tensor& pictures);

  // The pictures [N, C, H, W].
  Tensor decode();
  // d/d(parameters) of what has this d/d(pictures), at the pictures last decoded.
  Tensor pull_back(const Tensor& gradient);

  // [N, ...]; to be changed between pull_back() and decode(). Of plain pixels the pictures.
  Tensor& values() { return values_; }

 private:
  PictureForm form_;
  const PictureSpace& space_;
  Shape shape_;
  Tensor values_, decoded_;
  std::unique_ptr<Latent> latent_;
};

// The mean magnitude of the spectra of pictures [N, C, H, W] of numbers between 0 and 1, their mean
// subtracted, in decorrelated colors: [C, H, columns], what phase takes.
Tensor mean_magnitude(const Tensor& pictures, bool decorrelate);

}  // namespace cnnviz::core
