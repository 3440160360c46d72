#include "methods/picture_transforms.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace cnnviz::core {

namespace {

constexpr int64_t kScales = 5, kAngles = 11;
constexpr double kCropNoise = 0.05, kLeastCrop = 0.05, kCenterDeviation = 0.15;

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

void add_view_noise(Tensor& views, const PictureSpace& space, double noise, Random& random,
                    int64_t entry) {
  const int64_t plane = views.size() / (views.shape()[0] * space.channels);
  float* values = views.mutable_floats().data();
  for (int64_t c = 0; c < space.channels; ++c) {
    const auto shown = static_cast<size_t>(space.order[static_cast<size_t>(c)]);
    const double unit =
        noise * static_cast<double>((space.high[shown] - space.low[shown]) * space.scale[shown]);
    const ChannelPlace place(space, entry, c, plane);
    for (int64_t p = 0; p < plane; ++p)
      values[place.offset + p * place.step] +=
          static_cast<float>(unit * (random.normal() + random.uniform() - 0.5));
  }
}

}  // namespace cnnviz::core
