#include "math/fourier.h"

#include <kiss_fft.h>
#include <kiss_fftr.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>

#include "base/error.h"
#include "math/parallel.h"

namespace cnnviz::core {

namespace {

constexpr int64_t kMaxExtent = int64_t{1} << 24;
constexpr int64_t kBlock = 8;  // columns that fill a line of memory
constexpr double kNanosecondsPerValue = 5;

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

// A plan writes to memory of its own while it runs, so that every thread needs plans of its own.
struct Fourier2d::Lane {
  Lane(int64_t height, int64_t width)
      : rows(make_plan<RealPlan>(kiss_fftr_alloc, width, false)),
        rows_back(make_plan<RealPlan>(kiss_fftr_alloc, width, true)),
        columns(make_plan<ComplexPlan>(kiss_fft_alloc, height, false)),
        columns_back(make_plan<ComplexPlan>(kiss_fft_alloc, height, true)),
        from(static_cast<size_t>(height)),
        to(from.size()) {}

  RealPlan rows, rows_back;
  ComplexPlan columns, columns_back;
  std::vector<kiss_fft_cpx> from, to;  // a column
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
  const int64_t blocks = (columns() + kBlock - 1) / kBlock;
  for_each(planes_ * blocks, kBlock * height_, [&](Lane& lane, int64_t i) {
    const ComplexPlan& plan = inverse ? lane.columns_back : lane.columns;
    const int64_t begin = i % blocks * kBlock, end = std::min(begin + kBlock, columns());
    for (int64_t u = begin; u < end; ++u) {
      const int64_t first = i / blocks * spectrum_size() + 2 * u;
      const float* source = from + first;
      for (kiss_fft_cpx& value : lane.from) {
        value = {source[0], source[1]};
        source += 2 * columns();
      }
      kiss_fft(plan.get(), lane.from.data(), lane.to.data());
      float* place = to + first;
      for (const kiss_fft_cpx& value : lane.to) {
        place[0] = value.r;
        place[1] = value.i;
        place += 2 * columns();
      }
    }
  });
}

void Fourier2d::forward(std::span<const float> planes, std::span<float> spectra) {
  for_each(planes_ * height_, width_, [&](Lane& lane, int64_t row) {
    kiss_fftr(lane.rows.get(), planes.data() + row * width_,
              reinterpret_cast<kiss_fft_cpx*>(between_.data() + 2 * row * columns()));
  });
  transform_columns(false, between_.data(), spectra.data());
}

void Fourier2d::inverse(std::span<const float> spectra, std::span<float> planes) {
  transform_columns(true, spectra.data(), between_.data());
  const float share = 1.0F / static_cast<float>(plane_size());
  for_each(planes_ * height_, width_, [&](Lane& lane, int64_t row) {
    float* target = planes.data() + row * width_;
    kiss_fftri(lane.rows_back.get(),
               reinterpret_cast<const kiss_fft_cpx*>(between_.data() + 2 * row * columns()),
               target);
    for (int64_t x = 0; x < width_; ++x) target[x] *= share;
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
