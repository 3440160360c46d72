// Weights as pictures: the filters of the first convolution as color tiles, deeper
// ones as grids of slices, 1x1 convolutions and dense layers as a matrix. Values are brought to [0,
// 1] for display.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tensor/tensor.h"

namespace cnnviz::core {

// How weights become display values t.
enum class FilterScale : uint8_t {
  symmetric,   // t = 1/2 + w / (2 max|w_o|), per filter: zero is mid-gray (default)
  per_filter,  // t = (w - min w_o) / (max w_o - min w_o)
  global,      // t = (w - min w) / (max w - min w), over the whole bank: keeps relative energy
  global_symmetric,  // t = 1/2 + w / (2 max|w|), over the whole bank
};
FilterScale parse_filter_scale(std::string_view name);
const char* filter_scale_name(FilterScale scale);

struct FilterRange {
  int64_t begin = 0, count = 0;  // count 0: up to the cap
};

struct FilterOptions {
  FilterScale scale = FilterScale::symmetric;
  bool swap_red_blue = false;   // the network was trained on BGR
  bool color = true;            // three input channels make color tiles
  FilterRange filters, slices;  // which output filters (rows) and input channels (columns)
  int64_t cap = 64;             // most rows and columns of slices
};

struct FilterTiles {
  enum class Kind : uint8_t { color, slices, matrix };
  Kind kind = Kind::color;
  // color [n, kh, kw, 3]; slices [rows * columns, kh, kw]; matrix [rows, columns]. In [0, 1].
  Tensor tiles;
  int64_t rows = 0, columns = 0;            // of the grid; color tiles: ceil(sqrt(n)) columns
  FilterRange filters, slices;              // what is shown, of
  int64_t all_filters = 0, all_slices = 0;  // these
  std::vector<int64_t> dead;                // shown filters with max|w_o| < 1e-3 of the bank's
  float minimum = 0, maximum = 0;           // of the shown weights
  bool centered = true;                     // zero weights have t = 1/2
};

// [rows, columns] -> [columns, rows].
Tensor transposed(const Tensor& matrix);

// weights: [O, I/g, kh, kw] of a convolution, [O, I/g, k] of a 1-D one, [O, I] of a dense layer.
FilterTiles filter_tiles(const Tensor& weights, const FilterOptions& options);

}  // namespace cnnviz::core
