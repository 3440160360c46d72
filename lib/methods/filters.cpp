#include "methods/filters.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "methods/batch.h"
#include "methods/names.h"

namespace cnnviz::core {

namespace {

constexpr Choice<FilterScale> kScales[] = {{FilterScale::symmetric, "symmetric"},
                                           {FilterScale::per_filter, "per-filter"},
                                           {FilterScale::global, "global"},
                                           {FilterScale::global_symmetric, "global-symmetric"}};

// A filter weaker than this part of the bank's strongest is called dead.
constexpr float kDead = 1e-3f;

struct Bounds {
  float low = 0, high = 0;

  explicit Bounds(std::span<const float> values) {
    if (values.empty()) return;
    const auto [smallest, largest] = std::minmax_element(values.begin(), values.end());
    low = *smallest;
    high = *largest;
  }
  float magnitude() const { return std::max(std::abs(low), std::abs(high)); }
};

float display_value(float w, const Bounds& bounds, bool centered) {
  if (centered) return bounds.magnitude() > 0 ? 0.5f + w / bounds.magnitude() / 2 : 0.5f;
  const float span = bounds.high - bounds.low;
  return span > 0 ? (w - bounds.low) / span : 0.5f;
}

FilterRange resolve(FilterRange asked, int64_t all, int64_t cap, const char* what) {
  const int64_t more = std::max<int64_t>(asked.count, 1) - 1;
  const int64_t last = asked.begin > INT64_MAX - more ? INT64_MAX : asked.begin + more;
  require(
      asked.begin >= 0 && asked.begin < all && asked.count >= 0 && asked.count <= all - asked.begin,
      Status::invalid_argument, what, " ", asked.begin, " to ", last,
      " were asked for; there are 0 to ", all - 1);
  if (asked.count == 0) asked.count = std::min(all - asked.begin, cap);
  return asked;
}

int64_t near_square_columns(int64_t count) {
  return static_cast<int64_t>(std::ceil(std::sqrt(static_cast<double>(count))));
}

// Kind, grid, ranges and empty tiles for weights [O, I, kh, kw].
FilterTiles lay_out(const Shape& shape, const FilterOptions& options) {
  using Kind = FilterTiles::Kind;
  const int64_t slices = shape[1], height = shape[2], width = shape[3];
  FilterTiles result;
  result.kind = height * width == 1            ? Kind::matrix
                : options.color && slices == 3 ? Kind::color
                                               : Kind::slices;
  const bool single = result.kind == Kind::color || slices == 1;  // one tile for each filter
  const int64_t cap = result.kind != Kind::slices ? INT64_MAX
                      : single                    ? options.cap * options.cap
                                                  : options.cap;
  result.all_filters = shape[0];
  result.all_slices = slices;
  result.filters = resolve(options.filters, shape[0], cap, "filters");
  result.slices = result.kind == Kind::color
                      ? FilterRange{0, 3}
                      : resolve(options.slices, slices, cap, "input channels");
  result.rows = result.filters.count;
  result.columns = result.slices.count;
  const int64_t tiles = result.rows * (result.kind == Kind::color ? 1 : result.columns);
  if (result.kind == Kind::color) {
    result.tiles = Tensor(DataType::float32, {tiles, height, width, 3});
  } else if (result.kind == Kind::slices) {
    result.tiles = Tensor(DataType::float32, {tiles, height, width});
  } else {
    result.tiles = Tensor(DataType::float32, {result.rows, result.columns});
  }
  if (single && result.kind != Kind::matrix) {
    result.columns = near_square_columns(tiles);
    result.rows = (tiles + result.columns - 1) / result.columns;
  }
  return result;
}

}  // namespace

FilterScale parse_filter_scale(std::string_view name) {
  return parse_choice(kScales, name, "filter scale");
}
const char* filter_scale_name(FilterScale scale) {
  return choice_name(kScales, scale);
}

Tensor transposed(const Tensor& matrix) {
  const int64_t rows = matrix.shape().at(0), columns = matrix.shape().at(1);
  Tensor result(DataType::float32, {columns, rows});
  const auto source = matrix.floats();
  const auto target = result.mutable_floats();
  for (int64_t r = 0; r < rows; ++r)
    for (int64_t c = 0; c < columns; ++c)
      target[static_cast<size_t>(c * rows + r)] = source[static_cast<size_t>(r * columns + c)];
  return result;
}

FilterTiles filter_tiles(const Tensor& weights, const FilterOptions& options) {
  Shape shape = weights.shape();
  require(shape.size() >= 2 && shape.size() <= 4 && weights.size() > 0, Status::unsupported,
          "weights of shape ", shape_text(shape),
          " are not drawn: that takes [O, I, kh, kw], [O, I, k] or [O, I]");
  require_finite(weights, "the weight tensor");
  if (shape.size() == 3) shape.insert(shape.begin() + 2, 1);
  while (shape.size() < 4) shape.push_back(1);
  FilterTiles result = lay_out(shape, options);
  const int64_t area = shape[2] * shape[3], filter_size = shape[1] * area;
  const auto values = weights.floats();

  const bool global =
      options.scale == FilterScale::global || options.scale == FilterScale::global_symmetric;
  result.centered =
      options.scale == FilterScale::symmetric || options.scale == FilterScale::global_symmetric;
  const Bounds bank(values);
  float* target = result.tiles.mutable_floats().data();
  result.minimum = bank.high;
  result.maximum = bank.low;
  for (int64_t o = result.filters.begin; o < result.filters.begin + result.filters.count; ++o) {
    const auto filter =
        values.subspan(static_cast<size_t>(o * filter_size), static_cast<size_t>(filter_size));
    const Bounds own(filter);
    const Bounds& bounds = global ? bank : own;
    if (own.magnitude() < kDead * bank.magnitude()) result.dead.push_back(o);
    const auto show = [&](int64_t slice, int64_t position) {
      const float w = filter[static_cast<size_t>(slice * area + position)];
      result.minimum = std::min(result.minimum, w);
      result.maximum = std::max(result.maximum, w);
      *target++ = display_value(w, bounds, result.centered);
    };
    if (result.kind == FilterTiles::Kind::color) {
      for (int64_t p = 0; p < area; ++p)
        for (int64_t c = 0; c < 3; ++c) show(options.swap_red_blue ? 2 - c : c, p);
    } else {
      for (int64_t c = result.slices.begin; c < result.slices.begin + result.slices.count; ++c)
        for (int64_t p = 0; p < area; ++p) show(c, p);
    }
  }
  return result;
}

}  // namespace cnnviz::core
