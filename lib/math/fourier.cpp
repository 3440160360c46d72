#include "math/fourier.h"

#include <kiss_fft.h>
#include <kiss_fftr.h>

#include <cstdlib>

#include "base/error.h"
#include "math/parallel.h"

namespace cnnviz::core {

namespace {

constexpr int64_t kMaxExtent = int64_t{1} << 24;

struct Free {
  void operator()(void* memory) const { std::free(memory); }
};
using RealPlan = std::unique_ptr<kiss_fftr_state, Free>;
using ComplexPlan = std::unique_ptr<kiss_fft_state, Free>;

template <typename Plan, typename Make>
Plan make_plan(const Make& make, int64_t length, bool inverse) {
  Plan plan(make(static_cast<int>(length), inverse ? 1 : 0, nullptr, nullptr));
  require(plan != nullptr, Status::out_of_memory, "no memory for a Fourier transform of length ",
          length);
  return plan;
}

}  // namespace

// A plan writes to memory of its own while it runs, so that every plane needs plans of its own.
struct Fourier2d::Lane {
  Lane(int64_t height, int64_t width)
      : rows(make_plan<RealPlan>(kiss_fftr_alloc, width, false)),
        rows_back(make_plan<RealPlan>(kiss_fftr_alloc, width, true)),
        columns(make_plan<ComplexPlan>(kiss_fft_alloc, height, false)),
        columns_back(make_plan<ComplexPlan>(kiss_fft_alloc, height, true)),
        spectrum(static_cast<size_t>(height * (width / 2 + 1))),
        column(static_cast<size_t>(height)) {}

  // Transforms the columns of `from` into `to`, both [height, width].
  void transform_columns(const ComplexPlan& plan, const kiss_fft_cpx* from, kiss_fft_cpx* to,
                         int64_t width) {
    for (int64_t u = 0; u < width; ++u) {
      kiss_fft_stride(plan.get(), from + u, column.data(), static_cast<int>(width));
      kiss_fft_cpx* place = to + u;
      for (const kiss_fft_cpx& value : column) {
        *place = value;
        place += width;
      }
    }
  }

  RealPlan rows, rows_back;
  ComplexPlan columns, columns_back;
  std::vector<kiss_fft_cpx> spectrum, column;
};

Fourier2d::Fourier2d(int64_t planes, int64_t height, int64_t width)
    : planes_(planes), height_(height), width_(width) {
  require(planes > 0 && height > 0 && width > 0 && height <= kMaxExtent && width <= kMaxExtent &&
              width % 2 == 0,
          Status::internal, "no Fourier transform of ", planes, " planes of ", height, " x ",
          width);
  for (int64_t p = 0; p < planes; ++p) lanes_.push_back(std::make_unique<Lane>(height, width));
}

Fourier2d::~Fourier2d() = default;
Fourier2d::Fourier2d(Fourier2d&&) noexcept = default;

template <typename Work>
void Fourier2d::for_each_plane(const Work& work) {
  const double cost = 10.0 * static_cast<double>(plane_size());
  parallel_ranges(planes_, cost, [&](int64_t begin, int64_t end) {
    for (int64_t p = begin; p < end; ++p) work(*lanes_[static_cast<size_t>(p)], p);
  });
}

void Fourier2d::forward(std::span<const float> planes, std::span<float> spectra) {
  for_each_plane([&](Lane& lane, int64_t p) {
    const float* plane = planes.data() + p * plane_size();
    for (int64_t y = 0; y < height_; ++y)
      kiss_fftr(lane.rows.get(), plane + y * width_, lane.spectrum.data() + y * columns());
    auto* spectrum = reinterpret_cast<kiss_fft_cpx*>(spectra.data() + p * spectrum_size());
    lane.transform_columns(lane.columns, lane.spectrum.data(), spectrum, columns());
  });
}

void Fourier2d::inverse(std::span<const float> spectra, std::span<float> planes) {
  const float share = 1.0F / static_cast<float>(plane_size());
  for_each_plane([&](Lane& lane, int64_t p) {
    const auto* spectrum =
        reinterpret_cast<const kiss_fft_cpx*>(spectra.data() + p * spectrum_size());
    lane.transform_columns(lane.columns_back, spectrum, lane.spectrum.data(), columns());
    float* plane = planes.data() + p * plane_size();
    for (int64_t y = 0; y < height_; ++y)
      kiss_fftri(lane.rows_back.get(), lane.spectrum.data() + y * columns(), plane + y * width_);
    for (int64_t i = 0; i < plane_size(); ++i) plane[i] *= share;
  });
}

void Fourier2d::inverse_adjoint(std::span<const float> gradient, std::span<float> spectra) {
  forward(gradient, spectra);
  const float once = 1.0F / static_cast<float>(plane_size());
  for_each_plane([&](Lane&, int64_t p) {
    float* row = spectra.data() + p * spectrum_size();
    for (int64_t y = 0; y < height_; ++y, row += 2 * columns())
      for (int64_t u = 0; u < columns(); ++u) {
        const float share = u == 0 || 2 * u == width_ ? once : 2 * once;
        row[2 * u] *= share;
        row[2 * u + 1] *= share;
      }
  });
}

}  // namespace cnnviz::core
