#include "methods/picture_transforms.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "math/parallel.h"

namespace cnnviz::core {

namespace {

constexpr int64_t kScales = 5, kAngles = 11;
constexpr double kCropNoise = 0.05, kLeastCrop = 0.05, kCenterDeviation = 0.15;
constexpr double kNanosecondsPerPixel = 4;

// One of `count` values evenly spread over [-spread, spread].
double spread_value(double spread, int64_t count, Random& random) {
  if (spread == 0) return 0;
  const double step = 2 * spread / static_cast<double>(count - 1);
  return static_cast<double>(random.below(count)) * step - spread;
}

double shift_value(int64_t jitter, Random& random) {
  return jitter == 0 ? 0 : static_cast<double>(random.below(jitter + 1) - jitter / 2);
}

// The view that is the map q -> center + matrix (q - own center), q a pixel of the view.
View about_center(const ViewSize& size, double center_y, double center_x, const View& matrix) {
  View view = matrix;
  const double v = static_cast<double>(size.height - 1) / 2;
  const double u = static_cast<double>(size.width - 1) / 2;
  view.y0 = center_y - matrix.yv * v - matrix.yu * u;
  view.x0 = center_x - matrix.xv * v - matrix.xu * u;
  return view;
}

// The picture's center; of a crop by whole pixels, so that no pixel is read between two.
double center_of(int64_t picture, int64_t view, bool resize) {
  if (resize) return static_cast<double>(picture - 1) / 2;
  const int64_t difference = picture - view;
  const int64_t first = difference >= 0 ? difference / 2 : -((1 - difference) / 2);
  return static_cast<double>(first) + static_cast<double>(view - 1) / 2;
}

// Where the pixels of one row of a view read. `inside`: no pixel reads beyond the picture.
struct RowTaps {
  explicit RowTaps(int64_t width)
      : y(static_cast<size_t>(width)), x(y), fy(y.size()), fx(y.size()) {}

  void set(const View& view, int64_t row, int64_t height, int64_t width) {
    const double base_y = view.y0 + view.yv * static_cast<double>(row);
    const double base_x = view.x0 + view.xv * static_cast<double>(row);
    const auto last = static_cast<double>(y.size() - 1);
    const auto within = [](double a, double b, int64_t extent) {
      return std::min(a, b) >= 0 && std::max(a, b) < static_cast<double>(extent - 1);
    };
    inside = within(base_y, base_y + view.yu * last, height) &&
             within(base_x, base_x + view.xu * last, width);
    for (size_t u = 0; u < y.size(); ++u) {
      // Far beyond the picture any place is as good as any other.
      const double sy = std::clamp(base_y + view.yu * static_cast<double>(u), -2.0,
                                   static_cast<double>(height + 1));
      const double sx = std::clamp(base_x + view.xu * static_cast<double>(u), -2.0,
                                   static_cast<double>(width + 1));
      const double top = std::floor(sy), left = std::floor(sx);
      y[u] = static_cast<int32_t>(top);
      x[u] = static_cast<int32_t>(left);
      fy[u] = static_cast<float>(sy - top);
      fx[u] = static_cast<float>(sx - left);
    }
  }

  // Calls visit(u, offset, weight) for every tap of pixel u in the picture, visit(u, -1, weight)
  // for what lies beyond.
  template <typename Visit>
  void for_each_tap(size_t u, int64_t height, int64_t width, const Visit& visit) const {
    for (int32_t dy = 0; dy < 2; ++dy)
      for (int32_t dx = 0; dx < 2; ++dx) {
        const float weight = (dy == 0 ? 1 - fy[u] : fy[u]) * (dx == 0 ? 1 - fx[u] : fx[u]);
        const int64_t ty = y[u] + dy, tx = x[u] + dx;
        const bool there = ty >= 0 && ty < height && tx >= 0 && tx < width;
        visit(there ? ty * width + tx : -1, weight);
      }
  }

  std::vector<int32_t> y, x;
  std::vector<float> fy, fx;
  bool inside = false;
};

// One row of one channel.
void read_row(const RowTaps& taps, const float* plane, int64_t height, int64_t width, float outside,
              float* row) {
  if (taps.inside) {
    for (size_t u = 0; u < taps.y.size(); ++u) {
      const float* p = plane + int64_t{taps.y[u]} * width + taps.x[u];
      const float top = p[0] + taps.fx[u] * (p[1] - p[0]);
      const float bottom = p[width] + taps.fx[u] * (p[width + 1] - p[width]);
      row[u] = top + taps.fy[u] * (bottom - top);
    }
    return;
  }
  for (size_t u = 0; u < taps.y.size(); ++u) {
    float sum = 0;
    taps.for_each_tap(u, height, width, [&](int64_t at, float weight) {
      sum += weight * (at < 0 ? outside : plane[at]);
    });
    row[u] = sum;
  }
}

void write_row(const RowTaps& taps, const float* row, int64_t height, int64_t width, float* plane) {
  if (taps.inside) {
    for (size_t u = 0; u < taps.y.size(); ++u) {
      float* p = plane + int64_t{taps.y[u]} * width + taps.x[u];
      const float top = row[u] * (1 - taps.fy[u]), bottom = row[u] * taps.fy[u];
      p[0] += top * (1 - taps.fx[u]);
      p[1] += top * taps.fx[u];
      p[width] += bottom * (1 - taps.fx[u]);
      p[width + 1] += bottom * taps.fx[u];
    }
    return;
  }
  for (size_t u = 0; u < taps.y.size(); ++u)
    taps.for_each_tap(u, height, width, [&](int64_t at, float weight) {
      if (at >= 0) plane[at] += row[u] * weight;
    });
}

// The columns of a view's row that lie in the picture, where whole pixels are shifted.
struct Overlap {
  int64_t begin, end, source;  // column `begin` reads `source`
  bool row;                    // whether the row lies in the picture at all
  Overlap(const View& view, int64_t v, int64_t columns, int64_t height, int64_t width) {
    const int64_t y = static_cast<int64_t>(view.y0) + v, x = static_cast<int64_t>(view.x0);
    row = y >= 0 && y < height;
    begin = std::clamp<int64_t>(-x, 0, columns);
    end = std::clamp<int64_t>(width - x, begin, columns);
    source = y * width + x + begin;
  }
};

// Where the network has channel c of entry k, and from one pixel to the next.
struct Place {
  int64_t offset, step;
  Place(const PictureSpace& space, int64_t k, int64_t c, int64_t plane)
      : offset(space.channels_last ? k * plane * space.channels + c
                                   : (k * space.channels + c) * plane),
        step(space.channels_last ? space.channels : 1) {}
};

}  // namespace

bool View::shifts() const {
  return yv == 1 && xu == 1 && yu == 0 && xv == 0 && y0 == std::floor(y0) && x0 == std::floor(x0);
}

View plain_view(const ViewSize& size) {
  View matrix;
  if (size.resize) {
    matrix.yv = static_cast<double>(size.picture_height) / static_cast<double>(size.height);
    matrix.xu = static_cast<double>(size.picture_width) / static_cast<double>(size.width);
  }
  return about_center(size, center_of(size.picture_height, size.height, size.resize),
                      center_of(size.picture_width, size.width, size.resize), matrix);
}

View random_view(const ViewSize& size, const TransformOptions& options, double time,
                 Random& random) {
  const View plain = plain_view(size);
  double zoom_y = plain.yv, zoom_x = plain.xu;
  double center_y = center_of(size.picture_height, size.height, size.resize);
  double center_x = center_of(size.picture_width, size.width, size.resize);
  if (options.crop_first > 0) {
    const auto shorter = static_cast<double>(std::min(size.picture_height, size.picture_width));
    const double share = options.crop_first + (options.crop_last - options.crop_first) * time;
    const double side = shorter * std::max(kLeastCrop, share + kCropNoise * random.normal());
    zoom_y = side / static_cast<double>(size.height);
    zoom_x = side / static_cast<double>(size.width);
    center_y += kCenterDeviation * random.normal() * static_cast<double>(size.picture_height);
    center_x += kCenterDeviation * random.normal() * static_cast<double>(size.picture_width);
  }
  center_y += shift_value(options.jitter, random);
  center_x += shift_value(options.jitter, random);
  const double scale = 1 + spread_value(options.scale, kScales, random);
  const double angle = spread_value(options.rotation, kAngles, random) * std::numbers::pi / 180;
  const double shift_y = shift_value(options.second_jitter, random);
  const double shift_x = shift_value(options.second_jitter, random);
  const double cosine = std::cos(angle) / scale, sine = std::sin(angle) / scale;
  View matrix;
  matrix.yv = zoom_y * cosine;
  matrix.yu = zoom_y * sine;
  matrix.xv = -zoom_x * sine;
  matrix.xu = zoom_x * cosine;
  return about_center(size, center_y + matrix.yv * shift_y + matrix.yu * shift_x,
                      center_x + matrix.xv * shift_y + matrix.xu * shift_x, matrix);
}

std::vector<float> outside_color(const PictureSpace& space, PictureUnits units) {
  if (units != PictureUnits::unit) return space.zero;
  std::vector<float> gray;
  for (size_t c = 0; c < space.low.size(); ++c) gray.push_back((space.low[c] + space.high[c]) / 2);
  return gray;
}

Tensor sample_views(const Tensor& pictures, const PictureSpace& space,
                    std::span<const float> outside, const ViewSize& size,
                    std::span<const View> views) {
  const auto count = static_cast<int64_t>(views.size());
  const int64_t channels = space.channels, plane = size.height * size.width,
                height = size.picture_height, width = size.picture_width,
                each = count / pictures.shape()[0];
  Tensor result = Tensor::unfilled(
      DataType::float32, space.channels_last ? Shape{count, size.height, size.width, channels}
                                             : Shape{count, channels, size.height, size.width});
  const float* source = pictures.floats().data();
  float* target = result.mutable_floats().data();
  const double cost = kNanosecondsPerPixel * static_cast<double>(channels * size.width);
  parallel_ranges(count * size.height, cost, [&](int64_t begin, int64_t end) {
    RowTaps taps(size.width);
    std::vector<float> row(static_cast<size_t>(size.width));
    for (int64_t r = begin; r < end; ++r) {
      const int64_t k = r / size.height, v = r % size.height;
      const View& view = views[static_cast<size_t>(k)];
      const bool shifts = view.shifts();
      if (!shifts) taps.set(view, v, height, width);
      for (int64_t c = 0; c < channels; ++c) {
        const auto shown = static_cast<size_t>(space.order[static_cast<size_t>(c)]);
        const float* from =
            source + (k / each * channels + static_cast<int64_t>(shown)) * height * width;
        if (shifts) {
          const Overlap overlap(view, v, size.width, height, width);
          std::fill(row.begin(), row.end(), outside[shown]);
          if (overlap.row)
            std::copy_n(from + overlap.source, overlap.end - overlap.begin,
                        row.data() + overlap.begin);
        } else {
          read_row(taps, from, height, width, outside[shown], row.data());
        }
        const Place place(space, k, c, plane);
        float* to = target + place.offset + v * size.width * place.step;
        for (int64_t u = 0; u < size.width; ++u)
          to[u * place.step] =
              row[static_cast<size_t>(u)] * space.scale[shown] + space.offset[shown];
      }
    }
  });
  return result;
}

Tensor sample_adjoint(const Tensor& gradient, const Shape& pictures, const PictureSpace& space,
                      const ViewSize& size, std::span<const View> views) {
  const auto count = static_cast<int64_t>(views.size());
  const int64_t channels = space.channels, plane = size.height * size.width,
                height = size.picture_height, width = size.picture_width,
                each = count / pictures[0];
  Tensor result(DataType::float32, pictures);
  const float* source = gradient.floats().data();
  float* target = result.mutable_floats().data();
  const double cost = kNanosecondsPerPixel * static_cast<double>(each * plane);
  // Planes of the pictures are written by one thread each.
  parallel_ranges(pictures[0] * channels, cost, [&](int64_t begin, int64_t end) {
    RowTaps taps(size.width);
    std::vector<float> row(static_cast<size_t>(size.width));
    for (int64_t p = begin; p < end; ++p) {
      const int64_t n = p / channels, c = p % channels;
      const auto shown = static_cast<size_t>(space.order[static_cast<size_t>(c)]);
      float* to = target + (n * channels + static_cast<int64_t>(shown)) * height * width;
      for (int64_t k = n * each; k < (n + 1) * each; ++k) {
        const View& view = views[static_cast<size_t>(k)];
        const bool shifts = view.shifts();
        const Place place(space, k, c, plane);
        for (int64_t v = 0; v < size.height; ++v) {
          const float* from = source + place.offset + v * size.width * place.step;
          for (int64_t u = 0; u < size.width; ++u)
            row[static_cast<size_t>(u)] = from[u * place.step] * space.scale[shown];
          if (shifts) {
            const Overlap overlap(view, v, size.width, height, width);
            for (int64_t u = overlap.begin; overlap.row && u < overlap.end; ++u)
              to[overlap.source + u - overlap.begin] += row[static_cast<size_t>(u)];
            continue;
          }
          taps.set(view, v, height, width);
          write_row(taps, row.data(), height, width, to);
        }
      }
    }
  });
  return result;
}

void add_view_noise(Tensor& views, const PictureSpace& space, double noise, Random& random,
                    int64_t entry) {
  const int64_t plane = views.size() / (views.shape()[0] * space.channels);
  float* values = views.mutable_floats().data();
  for (int64_t c = 0; c < space.channels; ++c) {
    const auto shown = static_cast<size_t>(space.order[static_cast<size_t>(c)]);
    const double unit =
        noise * static_cast<double>((space.high[shown] - space.low[shown]) * space.scale[shown]);
    const Place place(space, entry, c, plane);
    for (int64_t p = 0; p < plane; ++p)
      values[place.offset + p * place.step] +=
          static_cast<float>(unit * (random.normal() + random.uniform() - 0.5));
  }
}

}  // namespace cnnviz::core
