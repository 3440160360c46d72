#include "tensor/resample.h"

#include <algorithm>
#include <vector>

#include "base/checked.h"
#include "base/error.h"

namespace cnnviz::core {

namespace {

Shape resized_shape(const Tensor& maps, int64_t height, int64_t width) {
  require(maps.rank() >= 2, Status::invalid_argument, "a tensor of shape ",
          shape_text(maps.shape()), " has no two axes to resize");
  require(height > 0 && width > 0, Status::invalid_argument, "the size ", height, "x", width,
          " to resize to is empty");
  Shape shape = maps.shape();
  const size_t rank = shape.size();
  require(shape[rank - 2] > 0 && shape[rank - 1] > 0, Status::invalid_argument,
          "an empty map of shape ", shape_text(shape), " cannot be resized");
  shape[rank - 2] = height;
  shape[rank - 1] = width;
  return shape;
}

// Where an output position reads: between inputs `low` and `high`, `part` of the way.
struct Tap {
  int64_t low, high;
  float part;
};

// Of `out` positions over the part of `length` from `begin` on.
std::vector<Tap> bilinear_taps(int64_t in, double begin, double length, int64_t out) {
  const double scale = length / static_cast<double>(out);
  std::vector<Tap> taps;
  taps.reserve(static_cast<size_t>(out));
  for (int64_t i = 0; i < out; ++i) {
    const double at = std::max(begin + (static_cast<double>(i) + 0.5) * scale - 0.5, 0.0);
    const int64_t low = std::min(static_cast<int64_t>(at), in - 1);
    const int64_t high = std::min(low + 1, in - 1);
    taps.push_back({low, high, static_cast<float>(at - static_cast<double>(low))});
  }
  return taps;
}

}  // namespace

Tensor resample_part(const Tensor& maps, const MapPart& part, int64_t height, int64_t width) {
  Tensor result(DataType::float32, resized_shape(maps, height, width));
  const int64_t in_height = maps.shape().end()[-2], in_width = maps.shape().end()[-1];
  const std::vector<Tap> rows = bilinear_taps(in_height, part.top, part.height, height);
  const std::vector<Tap> columns = bilinear_taps(in_width, part.left, part.width, width);
  const float* map = maps.floats().data();
  float* out = result.mutable_floats().data();
  for (int64_t count = maps.size() / (in_height * in_width); count > 0; --count) {
    for (const Tap& row : rows) {
      const float* upper = map + row.low * in_width;
      const float* lower = map + row.high * in_width;
      for (const Tap& column : columns) {
        const float left = 1 - column.part, right = column.part;
        const float above = left * upper[column.low] + right * upper[column.high];
        const float below = left * lower[column.low] + right * lower[column.high];
        *out++ = (1 - row.part) * above + row.part * below;
      }
    }
    map += in_height * in_width;
  }
  return result;
}

Tensor resample_bilinear(const Tensor& maps, int64_t height, int64_t width) {
  const Shape shape = resized_shape(maps, height, width);
  // Where nothing moves, an infinite value must not spread: 0 * infinity is NaN.
  if (shape == maps.shape()) return maps.clone();
  const auto extent = [&](int from_end) {
    return static_cast<double>(maps.shape().end()[-from_end]);
  };
  return resample_part(maps, {0, 0, extent(2), extent(1)}, height, width);
}

Tensor resample_nearest(const Tensor& maps, int64_t height, int64_t width) {
  Tensor result(DataType::float32, resized_shape(maps, height, width));
  const int64_t in_height = maps.shape().end()[-2], in_width = maps.shape().end()[-1];
  const float* map = maps.floats().data();
  float* out = result.mutable_floats().data();
  std::vector<int64_t> columns(static_cast<size_t>(width));
  for (int64_t x = 0; x < width; ++x)
    columns[static_cast<size_t>(x)] = checked_mul(x, in_width) / width;
  for (int64_t count = maps.size() / (in_height * in_width); count > 0; --count) {
    for (int64_t y = 0; y < height; ++y) {
      const float* row = map + checked_mul(y, in_height) / height * in_width;
      for (const int64_t x : columns) *out++ = row[x];
    }
    map += in_height * in_width;
  }
  return result;
}

namespace {

// How much of each input an output covers: inputs [first, first + shares.size()), shares adding up
// to 1.
struct Cover {
  int64_t first = 0;
  std::vector<double> shares;
};

std::vector<Cover> covers(int64_t in, int64_t out) {
  const double scale = static_cast<double>(in) / static_cast<double>(out);
  std::vector<Cover> result;
  for (int64_t i = 0; i < out; ++i) {
    const double begin = static_cast<double>(i) * scale, end = begin + scale;
    Cover cover;
    cover.first = std::min(static_cast<int64_t>(begin), in - 1);
    for (int64_t k = cover.first; k < in && static_cast<double>(k) < end; ++k) {
      const double low = std::max(begin, static_cast<double>(k));
      const double high = std::min(end, static_cast<double>(k + 1));
      cover.shares.push_back(std::max(high - low, 0.0) / scale);
    }
    result.push_back(std::move(cover));
  }
  return result;
}

}  // namespace

Tensor resample_area(const Tensor& maps, int64_t height, int64_t width) {
  Tensor result(DataType::float32, resized_shape(maps, height, width));
  const int64_t in_height = maps.shape().end()[-2], in_width = maps.shape().end()[-1];
  const std::vector<Cover> rows = covers(in_height, height), columns = covers(in_width, width);
  const float* map = maps.floats().data();
  float* out = result.mutable_floats().data();
  for (int64_t count = maps.size() / (in_height * in_width); count > 0; --count) {
    for (const Cover& row : rows)
      for (const Cover& column : columns) {
        double sum = 0;
        for (size_t y = 0; y < row.shares.size(); ++y)
          for (size_t x = 0; x < column.shares.size(); ++x)
            sum += row.shares[y] * column.shares[x] *
                   map[(row.first + static_cast<int64_t>(y)) * in_width + column.first +
                       static_cast<int64_t>(x)];
        *out++ = static_cast<float>(sum);
      }
    map += in_height * in_width;
  }
  return result;
}

}  // namespace cnnviz::core
