#include "math/fourier.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <kissfft.hh>

#include "base/error.h"
#include "math/parallel.h"

namespace cnnviz::core {

namespace {

constexpr int64_t kMaxExtent = int64_t{1} << 24;
constexpr double kNanosecondsPerValue = 1.5;
constexpr int64_t kLanes = 4, kRows = 2 * kLanes;

// The scalar that KissFFT computes with: a number of each of four transforms. To a double it is
// converted where the transforms' constants are made, which are the same in all four.
struct Lanes {
  typedef float Vector __attribute__((vector_size(kLanes * sizeof(float))));
  Vector v;

  Lanes() : v{} {}
  Lanes(double x) : v(Vector{} + static_cast<float>(x)) {}
  explicit Lanes(const Vector& vector) : v(vector) {}
  operator double() const { return static_cast<double>(v[0]); }

  Lanes& operator+=(const Lanes& b) { return v += b.v, *this; }
  Lanes& operator-=(const Lanes& b) { return v -= b.v, *this; }
  Lanes& operator*=(const Lanes& b) { return v *= b.v, *this; }
  friend Lanes operator+(const Lanes& a, const Lanes& b) { return Lanes(a.v + b.v); }
  friend Lanes operator-(const Lanes& a, const Lanes& b) { return Lanes(a.v - b.v); }
  friend Lanes operator*(const Lanes& a, const Lanes& b) { return Lanes(a.v * b.v); }
  friend Lanes operator-(const Lanes& a) { return Lanes(-a.v); }
  friend Lanes operator*(size_t i, const Lanes& a) { return {static_cast<double>(i) * a.v[0]}; }
  friend Lanes exp(const Lanes& a) { return {std::exp(static_cast<double>(a))}; }
  friend Lanes cos(const Lanes& a) { return {std::cos(static_cast<double>(a))}; }
  friend Lanes sin(const Lanes& a) { return {std::sin(static_cast<double>(a))}; }
};

using Complex = std::complex<Lanes>;

using Transform = kissfft<Lanes>;

}  // namespace

// A transform writes to memory of its own while it runs, so that every thread needs its own.
struct Fourier2d::Lane {
  Lane(int64_t height, int64_t width)
      : rows(static_cast<size_t>(width), false),
        rows_back(static_cast<size_t>(width), true),
        columns(static_cast<size_t>(height), false),
        columns_back(static_cast<size_t>(height), true),
        from(static_cast<size_t>(std::max(height, width))),
        to(from.size()) {}

  Transform rows, rows_back, columns, columns_back;
  std::vector<Complex> from, to;  // what is transformed at once
};

Fourier2d::Fourier2d(int64_t planes, int64_t height, int64_t width)
    : planes_(planes), height_(height), width_(width) {
  require(planes > 0 && height > 0 && width > 0 && height <= kMaxExtent && width <= kMaxExtent &&
              width % 2 == 0,
          Status::internal, "no Fourier transform of ", planes, " planes of ", height, " x ",
          width);
  between_.resize(static_cast<size_t>(planes * spectrum_size()));
}

Fourier2d::~Fourier2d() = default;
Fourier2d::Fourier2d(Fourier2d&&) noexcept = default;

template <typename Work>
void Fourier2d::for_each(int64_t count, int64_t length, const Work& work) {
  while (lanes_.size() < static_cast<size_t>(current_threads()))
    lanes_.push_back(std::make_unique<Lane>(height_, width_));
  std::atomic<size_t> next{0};
  const double cost = kNanosecondsPerValue * static_cast<double>(length);
  parallel_ranges(count, cost, [&](int64_t begin, int64_t end) {
    Lane& lane = *lanes_[next++];
    for (int64_t i = begin; i < end; ++i) work(lane, i);
  });
}

void Fourier2d::transform_columns(bool inverse, const float* from, float* to) {
  const int64_t blocks = (columns() + kLanes - 1) / kLanes;
  for_each(planes_ * blocks, kLanes * height_, [&](Lane& lane, int64_t i) {
    const int64_t first = i % blocks * kLanes, count = std::min(kLanes, columns() - first);
    const int64_t place = i / blocks * spectrum_size() + 2 * first;
    for (int64_t y = 0; y < height_; ++y) {
      const float* source = from + place + 2 * y * columns();
      Lanes real, imaginary;
      for (int64_t l = 0; l < count; ++l) {
        real.v[l] = source[2 * l];
        imaginary.v[l] = source[2 * l + 1];
      }
      lane.from[static_cast<size_t>(y)] = {real, imaginary};
    }
    (inverse ? lane.columns_back : lane.columns).transform(lane.from.data(), lane.to.data());
    for (int64_t y = 0; y < height_; ++y) {
      const Complex& value = lane.to[static_cast<size_t>(y)];
      const Lanes real = value.real(), imaginary = value.imag();
      float* target = to + place + 2 * y * columns();
      for (int64_t l = 0; l < count; ++l) {
        target[2 * l] = real.v[l];
        target[2 * l + 1] = imaginary.v[l];
      }
    }
  });
}

// Two rows are the parts of one complex row: of a transform Z of a + ib, A[k] is the half of Z[k]
// plus the conjugate of Z[-k], B[k] that of their difference, divided by i.
void Fourier2d::forward(std::span<const float> planes, std::span<float> spectra) {
  const int64_t rows = planes_ * height_;
  for_each((rows + kRows - 1) / kRows, kRows * width_, [&](Lane& lane, int64_t i) {
    // Beyond the last row stands that row again.
    const auto row = [&](int64_t r) { return std::min(i * kRows + r, rows - 1); };
    for (int64_t x = 0; x < width_; ++x) {
      Lanes even, odd;
      for (int64_t l = 0; l < kLanes; ++l) {
        even.v[l] = planes[static_cast<size_t>(row(2 * l) * width_ + x)];
        odd.v[l] = planes[static_cast<size_t>(row(2 * l + 1) * width_ + x)];
      }
      lane.from[static_cast<size_t>(x)] = {even, odd};
    }
    lane.rows.transform(lane.from.data(), lane.to.data());
    const Lanes half(0.5);
    for (int64_t u = 0; u < columns(); ++u) {
      const Complex& z = lane.to[static_cast<size_t>(u)];
      const Complex& mirrored = lane.to[static_cast<size_t>(u == 0 ? 0 : width_ - u)];
      const Lanes parts[4] = {
          half * (z.real() + mirrored.real()), half * (z.imag() - mirrored.imag()),
          half * (z.imag() + mirrored.imag()), half * (mirrored.real() - z.real())};
      for (int64_t l = 0; l < kLanes; ++l) {
        float* even = between_.data() + 2 * (row(2 * l) * columns() + u);
        float* odd = between_.data() + 2 * (row(2 * l + 1) * columns() + u);
        even[0] = parts[0].v[l];
        even[1] = parts[1].v[l];
        odd[0] = parts[2].v[l];
        odd[1] = parts[3].v[l];
      }
    }
  });
  transform_columns(false, between_.data(), spectra.data());
}

void Fourier2d::inverse(std::span<const float> spectra, std::span<float> planes) {
  transform_columns(true, spectra.data(), between_.data());
  const float share = 1.0F / static_cast<float>(plane_size());
  const int64_t rows = planes_ * height_;
  for_each((rows + kRows - 1) / kRows, kRows * width_, [&](Lane& lane, int64_t i) {
    const auto row = [&](int64_t r) { return std::min(i * kRows + r, rows - 1); };
    for (int64_t u = 0; u < columns(); ++u) {
      Lanes parts[4];
      for (int64_t l = 0; l < kLanes; ++l) {
        const float* even = between_.data() + 2 * (row(2 * l) * columns() + u);
        const float* odd = between_.data() + 2 * (row(2 * l + 1) * columns() + u);
        parts[0].v[l] = even[0];
        parts[1].v[l] = even[1];
        parts[2].v[l] = odd[0];
        parts[3].v[l] = odd[1];
      }
      if (u == 0 || 2 * u == width_) {  // what a real row cannot have
        lane.from[static_cast<size_t>(u)] = {parts[0], parts[2]};
        continue;
      }
      lane.from[static_cast<size_t>(u)] = {parts[0] - parts[3], parts[1] + parts[2]};
      lane.from[static_cast<size_t>(width_ - u)] = {parts[0] + parts[3], parts[2] - parts[1]};
    }
    lane.rows_back.transform(lane.from.data(), lane.to.data());
    for (int64_t x = 0; x < width_; ++x) {
      const Complex& value = lane.to[static_cast<size_t>(x)];
      const Lanes even = value.real(), odd = value.imag();
      for (int64_t l = 0; l < kLanes; ++l) {
        planes[static_cast<size_t>(row(2 * l) * width_ + x)] = share * even.v[l];
        planes[static_cast<size_t>(row(2 * l + 1) * width_ + x)] = share * odd.v[l];
      }
    }
  });
}

void Fourier2d::inverse_adjoint(std::span<const float> gradient, std::span<float> spectra) {
  forward(gradient, spectra);
  const float once = 1.0F / static_cast<float>(plane_size());
  parallel_ranges(planes_ * height_, static_cast<double>(columns()), [&](int64_t from, int64_t to) {
    for (int64_t y = from; y < to; ++y) {
      float* row = spectra.data() + 2 * y * columns();
      for (int64_t i = 0; i < 2 * columns(); ++i) row[i] *= i < 2 || i >= width_ ? once : 2 * once;
    }
  });
}

}  // namespace cnnviz::core
