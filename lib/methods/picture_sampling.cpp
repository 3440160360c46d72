// A pixel is a register of four channels, and pictures have a border of what lies beyond them: so
// every pixel of a view is four reads and four products, without a question. Places far away are
// moved to the border, where one is as good as another.
//
// Bordered pictures: [N, H + 3, W + 3] pixels, the picture's first at (1, 1).
#include "methods/picture_sampling.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "math/parallel.h"

namespace cnnviz::core {

namespace {

constexpr int64_t kGroup = 4;   // channels of a pixel
constexpr int64_t kBorder = 3;  // one row before the picture, two after it
constexpr double kNanosecondsPerPixel = 2;

typedef float Pixel __attribute__((vector_size(kGroup * sizeof(float))));

// The pictures' extents, and the channels that are sampled at once.
struct Grid {
  int64_t count, channels, height, width;
  int64_t first = 0, group = 0;  // channels first to first + group - 1, as the network has them

  explicit Grid(const Shape& pictures)
      : count(pictures[0]), channels(pictures[1]), height(pictures[2]), width(pictures[3]) {}
  int64_t rows() const { return height + kBorder; }
  int64_t columns() const { return width + kBorder; }
  size_t pixels() const { return static_cast<size_t>(count * rows() * columns()); }
};

// Where the pixels of one row of a view read: `at` and its neighbors to the right and below.
struct Taps {
  explicit Taps(int64_t width)
      : y(static_cast<size_t>(width)), at(y.size()), fy(y.size()), fx(y.size()) {}
  std::vector<int32_t> y, at;
  std::vector<float> fy, fx;
};

CNNVIZ_HOT void find_taps(const View& view, int64_t row, int64_t height, int64_t width,
                          int64_t count, int32_t* y, int32_t* at, float* fy, float* fx) {
  const double base_y = view.y0 + view.yv * static_cast<double>(row) + 1;
  const double base_x = view.x0 + view.xv * static_cast<double>(row) + 1;
  const double step_y = view.yu, step_x = view.xu;
  const auto last_y = static_cast<double>(height + 1), last_x = static_cast<double>(width + 1);
  const auto columns = static_cast<int32_t>(width + kBorder);
  for (int64_t u = 0; u < count; ++u) {
    const double sy = base_y + step_y * static_cast<double>(u);
    const double sx = base_x + step_x * static_cast<double>(u);
    const double py = std::min(std::max(sy, 0.0), last_y), px = std::min(std::max(sx, 0.0), last_x);
    // Not negative: cutting off is rounding down.
    const auto top = static_cast<int32_t>(py), left = static_cast<int32_t>(px);
    y[u] = top;
    at[u] = top * columns + left;
    fy[u] = static_cast<float>(py - static_cast<double>(top));
    fx[u] = static_cast<float>(px - static_cast<double>(left));
  }
}

void find_taps(const View& view, int64_t row, const Grid& grid, Taps& taps) {
  find_taps(view, row, grid.height, grid.width, static_cast<int64_t>(taps.y.size()), taps.y.data(),
            taps.at.data(), taps.fy.data(), taps.fx.data());
}

void read_row(const Taps& taps, const Pixel* picture, int64_t columns, Pixel* row) {
  for (size_t u = 0; u < taps.y.size(); ++u) {
    const Pixel* p = picture + taps.at[u];
    const Pixel top = p[0] + taps.fx[u] * (p[1] - p[0]);
    const Pixel bottom = p[columns] + taps.fx[u] * (p[columns + 1] - p[columns]);
    row[u] = top + taps.fy[u] * (bottom - top);
  }
}

// Adds to the picture's rows begin to end - 1 alone.
void write_row(const Taps& taps, const Pixel* row, int64_t columns, int64_t begin, int64_t end,
               Pixel* picture) {
  for (size_t u = 0; u < taps.y.size(); ++u) {
    Pixel* p = picture + taps.at[u];
    const float fx = taps.fx[u], fy = taps.fy[u];
    if (taps.y[u] >= begin && taps.y[u] < end) {
      const Pixel top = row[u] * (1 - fy);
      p[0] += top * (1 - fx);
      p[1] += top * fx;
    }
    if (taps.y[u] + 1 >= begin && taps.y[u] + 1 < end) {
      const Pixel bottom = row[u] * fy;
      p[columns] += bottom * (1 - fx);
      p[columns + 1] += bottom * fx;
    }
  }
}

// Whether a row of a view touches rows begin to end - 1 of the bordered picture.
bool touches(const View& view, int64_t row, const ViewSize& size, const Grid& grid, int64_t begin,
             int64_t end) {
  const auto last = static_cast<double>(grid.height + 1);
  const double first = view.y0 + view.yv * static_cast<double>(row) + 1;
  const double other = first + view.yu * static_cast<double>(size.width - 1);
  const double low = std::clamp(std::min(first, other), 0.0, last);
  const double high = std::clamp(std::max(first, other), 0.0, last);
  return low < static_cast<double>(end) && high + 1 >= static_cast<double>(begin);
}

void fill_bordered(const Tensor& pictures, const PictureSpace& space,
                   std::span<const float> outside, const Grid& grid, Pixel* bordered) {
  const float* source = pictures.floats().data();
  const double cost = static_cast<double>(grid.columns());
  parallel_ranges(grid.count * grid.rows(), cost, [&](int64_t begin, int64_t end) {
    for (int64_t r = begin; r < end; ++r) {
      const int64_t n = r / grid.rows(), y = r % grid.rows() - 1;
      auto* to = reinterpret_cast<float*>(bordered + r * grid.columns());
      for (int64_t c = 0; c < grid.group; ++c) {
        const auto shown = space.order[static_cast<size_t>(grid.first + c)];
        const float beyond = outside[static_cast<size_t>(shown)];
        for (int64_t x = 0; x < grid.columns(); ++x) to[x * kGroup + c] = beyond;
        if (y < 0 || y >= grid.height) continue;
        const float* from = source + ((n * grid.channels + shown) * grid.height + y) * grid.width;
        for (int64_t x = 0; x < grid.width; ++x) to[(x + 1) * kGroup + c] = from[x];
      }
    }
  });
}

void sample_group(const Pixel* bordered, const PictureSpace& space, const Grid& grid,
                  const ViewSize& size, std::span<const View> views, float* target) {
  const auto count = static_cast<int64_t>(views.size());
  const int64_t plane = size.height * size.width, each = count / grid.count;
  const double cost = kNanosecondsPerPixel * static_cast<double>(size.width);
  parallel_ranges(count * size.height, cost, [&](int64_t begin, int64_t end) {
    Taps taps(size.width);
    std::vector<Pixel> row(static_cast<size_t>(size.width));
    for (int64_t r = begin; r < end; ++r) {
      const int64_t k = r / size.height, v = r % size.height;
      find_taps(views[static_cast<size_t>(k)], v, grid, taps);
      read_row(taps, bordered + k / each * grid.rows() * grid.columns(), grid.columns(),
               row.data());
      const auto* from = reinterpret_cast<const float*>(row.data());
      for (int64_t c = 0; c < grid.group; ++c) {
        const ChannelPlace place(space, k, grid.first + c, plane);
        const auto shown = static_cast<size_t>(space.order[static_cast<size_t>(grid.first + c)]);
        const float scale = space.scale[shown], offset = space.offset[shown];
        float* to = target + place.offset + v * size.width * place.step;
        for (int64_t u = 0; u < size.width; ++u)
          to[u * place.step] = from[u * kGroup + c] * scale + offset;
      }
    }
  });
}

// A row of d/d(view), as the pictures' numbers.
void read_gradient(const float* gradient, const PictureSpace& space, const Grid& grid,
                   const ViewSize& size, int64_t k, int64_t v, Pixel* row) {
  auto* to = reinterpret_cast<float*>(row);
  for (int64_t c = 0; c < grid.group; ++c) {
    const ChannelPlace place(space, k, grid.first + c, size.height * size.width);
    const float scale =
        space.scale[static_cast<size_t>(space.order[static_cast<size_t>(grid.first + c)])];
    const float* from = gradient + place.offset + v * size.width * place.step;
    for (int64_t u = 0; u < size.width; ++u) to[u * kGroup + c] = from[u * place.step] * scale;
  }
}

// Rows of the pictures are written by one thread each.
void gather_group(const float* gradient, const PictureSpace& space, const Grid& grid,
                  const ViewSize& size, std::span<const View> views, Pixel* bordered,
                  float* target) {
  const int64_t each = static_cast<int64_t>(views.size()) / grid.count;
  const double cost = kNanosecondsPerPixel * static_cast<double>(each * size.width);
  parallel_ranges(grid.count * grid.rows(), cost, [&](int64_t first, int64_t last) {
    Taps taps(size.width);
    std::vector<Pixel> row(static_cast<size_t>(size.width), Pixel{});
    for (int64_t n = first / grid.rows(); n * grid.rows() < last; ++n) {
      const int64_t begin = std::max<int64_t>(first - n * grid.rows(), 0);
      const int64_t end = std::min(last - n * grid.rows(), grid.rows());
      Pixel* picture = bordered + n * grid.rows() * grid.columns();
      std::fill(picture + begin * grid.columns(), picture + end * grid.columns(), Pixel{});
      for (int64_t k = n * each; k < (n + 1) * each; ++k) {
        const View& view = views[static_cast<size_t>(k)];
        for (int64_t v = 0; v < size.height; ++v) {
          if (!touches(view, v, size, grid, begin, end)) continue;
          find_taps(view, v, grid, taps);
          read_gradient(gradient, space, grid, size, k, v, row.data());
          write_row(taps, row.data(), grid.columns(), begin, end, picture);
        }
      }
      for (int64_t y = std::max<int64_t>(begin, 1); y < std::min(end, grid.height + 1); ++y) {
        const auto* from = reinterpret_cast<const float*>(picture + y * grid.columns() + 1);
        for (int64_t c = 0; c < grid.group; ++c) {
          const int64_t shown = space.order[static_cast<size_t>(grid.first + c)];
          float* to = target + ((n * grid.channels + shown) * grid.height + y - 1) * grid.width;
          for (int64_t x = 0; x < grid.width; ++x) to[x] = from[x * kGroup + c];
        }
      }
    }
  });
}

// Calls work(grid) for every group of channels.
template <typename Work>
void for_each_group(const Shape& pictures, const Work& work) {
  Grid grid(pictures);
  for (; grid.first < grid.channels; grid.first += kGroup) {
    grid.group = std::min(kGroup, grid.channels - grid.first);
    work(grid);
  }
}

}  // namespace

Tensor sample_views(const Tensor& pictures, const PictureSpace& space,
                    std::span<const float> outside, const ViewSize& size,
                    std::span<const View> views) {
  const auto count = static_cast<int64_t>(views.size());
  Tensor result =
      Tensor::unfilled(DataType::float32,
                       space.channels_last ? Shape{count, size.height, size.width, space.channels}
                                           : Shape{count, space.channels, size.height, size.width});
  std::vector<Pixel> bordered;
  for_each_group(pictures.shape(), [&](const Grid& grid) {
    bordered.resize(grid.pixels());
    fill_bordered(pictures, space, outside, grid, bordered.data());
    sample_group(bordered.data(), space, grid, size, views, result.mutable_floats().data());
  });
  return result;
}

Tensor sample_adjoint(const Tensor& gradient, const Shape& pictures, const PictureSpace& space,
                      const ViewSize& size, std::span<const View> views) {
  Tensor result = Tensor::unfilled(DataType::float32, pictures);
  std::vector<Pixel> bordered;
  for_each_group(pictures, [&](const Grid& grid) {
    bordered.resize(grid.pixels());
    gather_group(gradient.floats().data(), space, grid, size, views, bordered.data(),
                 result.mutable_floats().data());
  });
  return result;
}

}  // namespace cnnviz::core
