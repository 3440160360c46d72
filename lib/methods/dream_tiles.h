// A picture of any size seen through windows of one size: which windows, what each is answerable
// for, cutting them out and adding their gradients up.
//
// The picture, rolled by an offset (circularly, as np.roll), is covered by windows that overlap.
// Along an axis of n pixels the cores [c_i, c_i+1) of the windows part the picture; a window
// reaches at least `overlap` pixels beyond its core, unless the picture ends there. Every unit of a
// layer counts in the one window whose core its center lies in. Where the overlap is as long as a
// unit's receptive field reaches, the sum of the windows' gradients is the gradient of the whole
// picture: for that, windows begin at multiples of the layer's stride, and are as much longer than
// such a multiple as the picture is, so that the last one ends where the picture ends.
#pragma once

#include <cstdint>
#include <vector>

#include "graph/geometry.h"
#include "tensor/tensor.h"

namespace cnnviz::core {

// How the units of a layer lie along an axis of the picture: the center of unit u is at pixel
// center + u * pixels / units.
struct UnitAxis {
  int64_t pixels = 1, units = 1;  // so many units in so many pixels, no fewer pixels would do
  double center = 0;
  int64_t reach = 0;      // pixels of a receptive field on either side of its center
  bool unbounded = true;  // the field is the whole picture, or not known
};

struct TileAxis {
  int64_t extent = 0;  // of the picture
  int64_t window = 0;  // of every tile
  int64_t count = 1;
  int64_t core = 0;       // of a tile between others
  int64_t overlap = 0;    // 0 where there is one tile
  int64_t alignment = 1;  // tiles begin at its multiples
  int64_t slack = 0;      // cores can be shifted by 0 to slack pixels
};

// Windows no longer than `most`, as few as do, and then as short as do, that leave a slack of at
// least `slack`. `alignment`: a multiple of the layers' UnitAxis::pixels. Refuses a `most` that
// leaves no core beside the overlaps.
TileAxis tile_axis(int64_t extent, int64_t most, int64_t overlap, int64_t alignment, int64_t slack);

struct Tile {
  int64_t origin = 0;          // of the window
  int64_t begin = 0, end = 0;  // of the core
};
// `shift`: 0 to axis.slack.
std::vector<Tile> tiles_of(const TileAxis& axis, int64_t shift);

// Those of the `count` units in a tile's window that lie in its core.
Interval owned_units(const UnitAxis& units, const TileAxis& axis, const Tile& tile, int64_t count);
// Units along the whole axis, where a window has `count`.
int64_t units_of(const UnitAxis& units, const TileAxis& axis, int64_t count);

// From the levels 0 to 255 of a picture [C, H, W] to what the network reads, value * scale + shift
// for each of its channels.
struct PixelScale {
  std::vector<float> scale, shift;
  bool reversed = false;       // the network's channels are the picture's in reverse order (BGR)
  bool channels_last = false;  // it reads [1, H, W, C]
};

struct Roll {
  int64_t rows = 0, columns = 0;
};

// A window of the rolled picture as the network's input, [1, C, h, w] or [1, h, w, C].
Tensor cut_tile(const Tensor& picture, const PixelScale& pixels, const Roll& roll, int64_t row,
                int64_t column, int64_t height, int64_t width);

// Adds d(target)/d(level) to sum [C, H, W], given d(target)/d(input) of the window that begins at
// (row, column).
void add_tile(Tensor& sum, const Tensor& gradient, const PixelScale& pixels, const Roll& roll,
              int64_t row, int64_t column);

}  // namespace cnnviz::core
