// Two-dimensional Fourier transforms of real planes over KissFFT, batched.
//
// Planes are [planes, height, width], width even; their spectra [planes, height, columns, 2]: real
// and imaginary parts of columns 0 to width / 2, the others being their complex conjugates.
//   forward  S[v, u] = sum over y, x of P[y, x] exp(-2 pi i (v y / height + u x / width))
//   inverse  its inverse, 1 / (height width) included; the imaginary parts that a real plane cannot
//            have (of columns 0 and width / 2) do not count (NumPy's rfft2 and irfft2)
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace cnnviz::core {

class Fourier2d {
 public:
  // Refuses odd widths, and extents below 1 or beyond 2^24.
  Fourier2d(int64_t planes, int64_t height, int64_t width);
  ~Fourier2d();
  Fourier2d(Fourier2d&&) noexcept;

  int64_t columns() const { return width_ / 2 + 1; }
  int64_t plane_size() const { return height_ * width_; }
  int64_t spectrum_size() const { return 2 * height_ * columns(); }  // floats of one plane

  // One call at a time: they share scratch memory.
  void forward(std::span<const float> planes, std::span<float> spectra);
  void inverse(std::span<const float> spectra, std::span<float> planes);
  // The adjoint of inverse(): with G = forward(gradient), G times m / (height width), where m is 1
  // in columns 0 and width / 2, 2 in all others.
  void inverse_adjoint(std::span<const float> gradient, std::span<float> spectra);

 private:
  struct Lane;  // what a thread's transforms need

  // Calls work(lane, i) for 0 <= i < count, each a matter of `length` values.
  template <typename Work>
  void for_each(int64_t count, int64_t length, const Work& work);
  // Of all spectra.
  void transform_columns(bool inverse, const float* from, float* to);

  int64_t planes_, height_, width_;
  std::vector<std::unique_ptr<Lane>> lanes_;
  std::vector<float> between_;  // spectra of rows alone
};

}  // namespace cnnviz::core
