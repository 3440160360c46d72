// render.h
#include <cnnviz/render.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "api/drawing.h"
#include "api/handles.h"
#include "api/options.h"
#include "image/resize.h"
#include "render/heat_map.h"
#include "render/overlay.h"
#include "render/tile_grid.h"
#include "tensor/resample.h"
#include "tensor/statistics.h"

using namespace cnnviz::api;
using namespace cnnviz::core;

namespace cnnviz::api {

template <>
cnnviz_map_options default_options() {
  cnnviz_map_options options{};
  options.percentile = 99;
  options.alpha = 0.5;
  return options;
}

template <>
cnnviz_grid_options default_options() {
  cnnviz_grid_options options{};
  options.percentile = 100;
  options.padding = 1;
  options.numbers = 1;
  return options;
}

const ColorMap* given_color_map(const char* name) {
  return name != nullptr ? &color_map(name) : nullptr;
}

ColorScale color_scale(double low, double high, const char* name) {
  require(std::isfinite(low) && std::isfinite(high) && low <= high, Status::invalid_argument,
          "a color bar from ", low, " to ", high, ": low must be finite and at most high");
  const ColorMap* colors = given_color_map(name);
  if (colors == nullptr)
    colors =
        &default_color_map(low < 0 && low == -high ? Scaling::symmetric : Scaling::unsigned_max);
  return {colors, {static_cast<float>(low), static_cast<float>(high)}};
}

cnnviz_grid_options read_grid_options(const cnnviz_grid_options* given_options) {
  const cnnviz_grid_options options =
      read_options(given_options, "fill the options with cnnviz_grid_options_init");
  checked_range(options.columns, 0, kMaxImageSide, "columns");
  checked_range(options.magnify, 0, 64, "magnify");
  checked_range(options.padding, 0, 64, "padding");
  checked_flag(options.each, "each");
  checked_flag(options.numbers, "numbers");
  return options;
}

TileGridOptions grid_layout(const cnnviz_grid_options& options) {
  TileGridOptions layout;
  layout.columns = options.columns;
  layout.scale = options.magnify;
  layout.separator = options.padding;
  return layout;
}

}  // namespace cnnviz::api

namespace {

constexpr char kMapInit[] = "fill the options with cnnviz_map_options_init";

const Tensor& float_map(const cnnviz_tensor* tensor, const char* name) {
  const Tensor& map = given(tensor, name).tensor;
  require(map.type() == DataType::float32, Status::invalid_argument, name,
          " holds int64, but only float32 maps are drawn");
  require(map.size() > 0, Status::invalid_argument, name, " has no elements (shape ",
          shape_text(map.shape()), ")");
  return map;
}

// The fields that map and grid options have in common.
template <typename Options>
NormalizeOptions normalization(const Options& options, std::span<const float> values) {
  NormalizeOptions result;
  switch (checked_enum(options.scaling, 4, "scaling")) {
    case CNNVIZ_SCALING_AUTO: {
      const bool negative = std::any_of(values.begin(), values.end(),
                                        [](float v) { return std::isfinite(v) && v < 0; });
      result.scaling = negative ? Scaling::symmetric : Scaling::unsigned_max;
      break;
    }
    case CNNVIZ_SCALING_MAGNITUDE:
      result.scaling = Scaling::unsigned_max;
      break;
    case CNNVIZ_SCALING_MIN_MAX:
      result.scaling = Scaling::min_max;
      break;
    default:
      result.scaling = Scaling::symmetric;
  }
  require(options.percentile > 0 && options.percentile <= 100, Status::invalid_argument,
          "percentile is ", options.percentile, ", but must be above 0 and at most 100");
  result.percentile = options.percentile;
  if (options.low != 0 || options.high != 0) {
    require(std::isfinite(options.low) && std::isfinite(options.high) && options.low < options.high,
            Status::invalid_argument, "low is ", options.low, " and high is ", options.high,
            ", but low must be less than high (both 0: a scale from the values)");
    result.range = Range{static_cast<float>(options.low), static_cast<float>(options.high)};
    if (options.scaling == CNNVIZ_SCALING_AUTO)
      result.scaling = options.low == -options.high ? Scaling::symmetric : Scaling::unsigned_max;
  }
  return result;
}

cnnviz_map_options read_map_options(const cnnviz_map_options* given_options) {
  cnnviz_map_options options = read_options(given_options, kMapInit);
  checked_enum(options.interpolation, 2, "interpolation");
  checked_flag(options.alpha_by_value, "alpha_by_value");
  checked_range(options.width, 0, kMaxImageSide, "width");
  checked_range(options.height, 0, kMaxImageSide, "height");
  require(options.alpha >= 0 && options.alpha <= 1, Status::invalid_argument, "alpha is ",
          options.alpha, ", but must be in 0 to 1");
  return options;
}

HeatMap draw_heat_map(const Tensor& map, const ColorMap* colors,
                      const cnnviz_map_options& options) {
  check_image_size(std::max(options.width, 1), std::max(options.height, 1), "the picture");
  HeatMapOptions drawing;
  drawing.normalize = normalization(options, map.floats());
  drawing.colors = colors;
  drawing.width = options.width;
  drawing.height = options.height;
  drawing.smooth = options.interpolation == CNNVIZ_INTERPOLATION_BILINEAR;
  return heat_map(map, drawing);
}

// [C, H, W] of a signed picture from any of the forms that the header allows.
Tensor signed_planes(const Tensor& values) {
  Shape shape = values.shape();
  if (shape.size() == 4 && shape[0] == 1) shape.erase(shape.begin());
  const bool planes = shape.size() == 3 && (shape[0] == 1 || shape[0] == 3);
  if (planes) return values.reshaped(shape);
  require(shape.size() == 3 && shape[2] == 3, Status::invalid_argument, "values has the shape ",
          shape_text(values.shape()), ", but must be [C, H, W] with 1 or 3 channels, or [H, W, 3]");
  Tensor result(DataType::float32, {3, shape[0], shape[1]});
  const auto source = values.floats();
  const auto target = result.mutable_floats();
  const auto positions = static_cast<size_t>(shape[0] * shape[1]);
  for (size_t i = 0; i < positions; ++i)
    for (size_t c = 0; c < 3; ++c) target[c * positions + i] = source[i * 3 + c];
  return result;
}

// At the size that the options ask for; values that are missing are not spread.
Tensor resampled(const Tensor& planes, const cnnviz_map_options& options) {
  const int64_t height = options.height > 0 ? options.height : planes.shape()[1];
  const int64_t width = options.width > 0 ? options.width : planes.shape()[2];
  if (height == planes.shape()[1] && width == planes.shape()[2]) return planes;
  check_image_size(width, height, "the picture");
  const bool smooth =
      options.interpolation == CNNVIZ_INTERPOLATION_BILINEAR && all_finite(planes.floats());
  return smooth ? resample_bilinear(planes, height, width)
                : resample_nearest(planes, height, width);
}

// The maps that `order` lists, one after another.
Tensor ordered(const Tensor& maps, const cnnviz_tensor* order) {
  if (order == nullptr) return maps;
  const Tensor& list = order->tensor;
  require(list.type() == DataType::int64 && list.rank() == 1 && list.size() > 0,
          Status::invalid_argument, "order must be an int64 tensor [n], n at least 1, not ",
          data_type_name(list.type()), " ", shape_text(list.shape()));
  const Shape& shape = maps.shape();
  const auto size = static_cast<size_t>(shape[1] * shape[2]);
  Tensor result(DataType::float32, {list.size(), shape[1], shape[2]});
  auto target = result.mutable_floats().begin();
  for (const int64_t index : list.ints()) {
    const size_t at = checked_index(index, static_cast<size_t>(shape[0]), "an index in order");
    const auto source = maps.floats().subspan(at * size, size);
    target = std::copy(source.begin(), source.end(), target);
  }
  return result;
}

}  // namespace

cnnviz_status cnnviz_map_options_init(cnnviz_map_options* options, uint32_t struct_size) {
  return init_options(options, struct_size);
}

cnnviz_status cnnviz_grid_options_init(cnnviz_grid_options* options, uint32_t struct_size) {
  return init_options(options, struct_size);
}

cnnviz_status cnnviz_render_map(cnnviz_image** image, const cnnviz_tensor* map,
                                const char* color_map, const cnnviz_map_options* options) {
  return guarded([&] {
    auto& place = output(image, "image");
    const Tensor& values = float_map(map, "map");
    const ColorMap* colors = given_color_map(color_map);
    place = new_image(draw_heat_map(values, colors, read_map_options(options)).image);
  });
}

cnnviz_status cnnviz_render_overlay(cnnviz_image** image, const cnnviz_tensor* map,
                                    const cnnviz_image* photo, const char* color_map,
                                    const cnnviz_map_options* options) {
  return guarded([&] {
    auto& place = output(image, "image");
    const Tensor& values = float_map(map, "map");
    const Image* background = given(photo, "photo").image.get();
    const ColorMap* colors = given_color_map(color_map);
    cnnviz_map_options drawing = read_map_options(options);
    if (drawing.width == 0) drawing.width = static_cast<int32_t>(background->width());
    if (drawing.height == 0) drawing.height = static_cast<int32_t>(background->height());
    Image scaled;
    if (background->width() != drawing.width || background->height() != drawing.height) {
      scaled = resize_bilinear(*background, drawing.width, drawing.height);
      background = &scaled;
    }
    const HeatMap heat = draw_heat_map(values, colors, drawing);
    if (drawing.alpha_by_value == 0) {
      place = new_image(overlay(*background, heat.image, drawing.alpha));
      return;
    }
    Tensor weights = heat.values.clone();
    // Distance from zero: of a symmetric scale zero is 1/2.
    if (heat.scale.range.low < 0)
      for (float& weight : weights.mutable_floats()) weight = std::abs(2 * weight - 1);
    place = new_image(overlay_by_value(*background, heat.image, weights.floats(), drawing.alpha));
  });
}

cnnviz_status cnnviz_render_signed(cnnviz_image** image, const cnnviz_tensor* values,
                                   int32_t reversed, const cnnviz_map_options* options) {
  return guarded([&] {
    auto& place = output(image, "image");
    const Tensor planes = signed_planes(float_map(values, "values"));
    const bool bgr = checked_flag(reversed, "reversed");
    cnnviz_map_options drawing = read_map_options(options);
    drawing.scaling = CNNVIZ_SCALING_SYMMETRIC;
    if (planes.shape()[0] == 1) {
      place = new_image(draw_heat_map(planes, &color_map("gray"), drawing).image);
      return;
    }
    const NormalizeOptions scale = normalization(drawing, planes.floats());
    place = new_image(color_picture(resampled(planes, drawing), scale, bgr).image);
  });
}

cnnviz_status cnnviz_render_measure(cnnviz_map_info* info, const cnnviz_tensor* map,
                                    const cnnviz_map_options* options) {
  return guarded([&] {
    given(info, "info");
    const auto values = float_map(map, "map").floats();
    const MapCheck check = check_map(values);
    const Range range = display_range(values, normalization(read_map_options(options), values));
    cnnviz_map_info filled{};
    filled.constant = check.constant ? 1 : 0;
    filled.count = check.values;
    filled.not_finite = check.not_finite;
    filled.minimum = check.low;
    filled.maximum = check.high;
    filled.low = range.low;
    filled.high = range.high;
    fill_info(info, filled);
  });
}

cnnviz_status cnnviz_render_grid(cnnviz_image** image, const cnnviz_tensor* maps,
                                 const cnnviz_tensor* order, const char* color_map,
                                 const cnnviz_grid_options* options) {
  return guarded([&] {
    auto& place = output(image, "image");
    const Tensor& all = float_map(maps, "maps");
    require(all.rank() == 3, Status::invalid_argument, "maps has the shape ",
            shape_text(all.shape()), ", but must be [K, h, w]");
    const cnnviz_grid_options drawing = read_grid_options(options);
    const Tensor shown = ordered(all, order);
    TileOptions tiles;
    // One scale for the whole layer, whichever of its maps are drawn.
    tiles.normalize = normalization(drawing, all.floats());
    if (!tiles.normalize.range && drawing.each == 0)
      tiles.normalize.range = display_range(all.floats(), tiles.normalize);
    tiles.colors = given_color_map(color_map);
    tiles.scale = drawing.each == 1 ? TileScale::own : TileScale::shared;
    const TileGrid grid = tile_grid(map_tiles(shown, tiles).images, grid_layout(drawing));
    const bool numbers = drawing.numbers == 1 && order == nullptr;
    place = new_image(numbers ? with_index_axes(grid, {"", "", 0, 1, 0, grid.layout.columns})
                              : grid.image);
  });
}

cnnviz_status cnnviz_render_color_bar(cnnviz_image** image, double low, double high,
                                      const char* color_map, int32_t length, int32_t standing) {
  return guarded([&] {
    auto& place = output(image, "image");
    const ColorScale scale = color_scale(low, high, color_map);
    checked_range(length, 1, kMaxImageSide, "length");
    place = new_image(checked_flag(standing, "standing") ? vertical_color_bar(scale, length)
                                                         : horizontal_color_bar(scale, length));
  });
}
