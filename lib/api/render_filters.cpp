// render.h: the tiles of a convolution's weights.
#include <cnnviz/render.h>

#include <cmath>

#include "api/drawing.h"
#include "api/handles.h"
#include "api/options.h"
#include "render/heat_map.h"
#include "render/tile_grid.h"

using namespace cnnviz::api;
using namespace cnnviz::core;

namespace {

// Tiles are in 0..1 already; nothing is stretched any more.
const NormalizeOptions kAsTheyAre{Scaling::min_max, 100, Range{0, 1}};

// [n, kh, kw, 3] in 0..1 as n RGB pictures.
std::vector<Image> color_pictures(const Tensor& tiles) {
  const Shape& shape = tiles.shape();
  const auto size = static_cast<size_t>(shape[1] * shape[2] * 3);
  std::vector<Image> pictures;
  for (size_t i = 0; i < static_cast<size_t>(shape[0]); ++i) {
    Image picture(shape[2], shape[1], 3);
    const auto values = tiles.floats().subspan(i * size, size);
    for (size_t j = 0; j < size; ++j)
      picture.mutable_pixels()[j] = static_cast<uint8_t>(std::lround(values[j] * 255.0F));
    pictures.push_back(std::move(picture));
  }
  return pictures;
}

Image draw(const FilterTiles& filters, const ColorMap* colors, TileGridOptions layout,
           bool numbers) {
  TileGrid grid;
  IndexAxes axes;
  axes.first_y = filters.filters.begin;
  switch (filters.kind) {
    case FilterTiles::Kind::color:
      grid = tile_grid(color_pictures(filters.tiles), layout);
      axes.step_y = grid.layout.columns;
      break;
    case FilterTiles::Kind::slices: {
      layout.columns = filters.columns;
      const TileOptions tiles{kAsTheyAre, colors != nullptr ? colors : &color_map("gray")};
      grid = tile_grid(map_tiles(filters.tiles, tiles).images, layout);
      axes = {"input channel", "filter", filters.slices.begin, 1, filters.filters.begin, 1};
      break;
    }
    default: {
      const HeatMapOptions matrix{kAsTheyAre, colors != nullptr ? colors : &color_map("RdBu_r")};
      grid = matrix_grid(heat_map(filters.tiles, matrix).image, layout);
      axes = {"input channel", "filter", filters.slices.begin, 1, filters.filters.begin, 1};
    }
  }
  return numbers ? with_index_axes(grid, axes) : grid.image;
}

}  // namespace

cnnviz_status cnnviz_render_filters(cnnviz_image** image, const cnnviz_result* filters,
                                    const char* color_map, const cnnviz_grid_options* options) {
  return guarded([&] {
    auto& place = output(image, "image");
    const auto& tiles = given(filters, "filters").result->filters;
    require(tiles != nullptr, Status::invalid_argument,
            "filters is not a result of cnnviz_explain_filters");
    const ColorMap* colors = given_color_map(color_map);
    const cnnviz_grid_options drawing = read_grid_options(options);
    place = new_image(draw(*tiles, colors, grid_layout(drawing), drawing.numbers == 1));
  });
}
