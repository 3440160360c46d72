// Float maps as pictures: a map of one value a pixel through a color map, and a map of three values
// a pixel (an input gradient, a filter) as a color picture.
//
// A map that is constant is drawn in its one color under thin stripes, with the word "constant" and
// the value where there is room; values that are NaN or infinite are drawn as coarse gray stripes.
// MapCheck::note() says the same in words for the caller to pass on.
#pragma once

#include <cstdint>
#include <vector>

#include "image/image.h"
#include "render/color_bar.h"
#include "render/color_map.h"
#include "render/normalize.h"
#include "tensor/tensor.h"

namespace cnnviz::core {

// viridis for magnitudes; RdBu_r (positive red, negative blue, zero white) for signed values.
const ColorMap& default_color_map(Scaling scaling);

struct HeatMapOptions {
  NormalizeOptions normalize;
  const ColorMap* colors = nullptr;  // null: default_color_map
  int64_t width = 0, height = 0;     // of the picture; 0: one pixel a value
  bool smooth = true;  // bilinear before normalization, else nearest (single values visible)
};

struct HeatMap {
  Image image;  // RGB
  Tensor
      values;  // [height, width], in [0, 1], NaN where the map is not finite: weights of an overlay
  ColorScale scale;
  MapCheck check;  // of the map as given
};

// `map` is [h, w] (leading axes of extent 1 are allowed). A map with missing values is not
// smoothed.
HeatMap heat_map(const Tensor& map, const HeatMapOptions& options);

// Draws the stripes and words of a map that is not fine() over its picture; heat_map() has done so
// already.
void mark_map(Image& image, const MapCheck& check);

struct ColorPicture {
  Image image;  // RGB
  Range range;
  MapCheck check;
};

// `planes` is [3, h, w] or [1, h, w] (leading axes of extent 1 are allowed), all planes normalized
// together, bytes rounded; `bgr` where the network's first plane is blue.
ColorPicture color_picture(const Tensor& planes, const NormalizeOptions& options, bool bgr = false);

// How the maps of one layer, or the filters of one bank, share a scale.
enum class TileScale {
  shared,  // one range over all: relative strength stays visible
  own,  // each its own; tiles below `quiet` times the strongest keep the shared range: noise is not
        // stretched
};

struct TileOptions {
  NormalizeOptions normalize;
  const ColorMap* colors = nullptr;  // null: default_color_map
  TileScale scale = TileScale::shared;
  double quiet = 1e-6;
};

struct Tiles {
  std::vector<Image> images;  // RGB, one pixel a value
  ColorScale scale;           // of the shared range
  int64_t quiet = 0;          // tiles below the limit of `own`
  MapCheck check;             // of all values together
};

// [n, h, w] -> n tiles through a color map.
Tiles map_tiles(const Tensor& maps, const TileOptions& options);

// [n, 3, h, w] -> n color tiles.
Tiles color_tiles(const Tensor& banks, const TileOptions& options, bool bgr = false);

}  // namespace cnnviz::core
