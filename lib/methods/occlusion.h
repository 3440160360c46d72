// Occlusion sensitivity (Zeiler & Fergus 2014): an occluder slides over the image, and what the
// target loses is noted at every position.
//
//   drop[t] = s_0 - s_t
//   map(y, x) = sum_t M_t(y, x) drop[t] / sum_t M_t(y, x)      NaN where no occluder was
//
// Positions along an axis of n pixels for a window w and a stride s:
//   clip     ceil((n - w) / s) + 1: the last window is cut off by the border (Captum)
//   inside   floor((n - w) / s) + 1, and one more at the far border where that leaves pixels over
// A soft occluder is the window smoothed by a Gaussian along both axes, cut off at 3 sigma:
//   m(y) = Phi((y + 1/2 - y_0) / sigma) - Phi((y + 1/2 - y_0 - w) / sigma)
#pragma once

#include <vector>

#include "methods/perturbation.h"

namespace cnnviz::core {

enum class OcclusionEdge : uint8_t { clip, inside };

// A rectangle of the picture; height 0: all of it.
struct Region {
  int64_t row = 0, column = 0, height = 0, width = 0;
};

struct OcclusionGeometry {
  int64_t window_height = 0, window_width = 0;  // 0: a seventh of the region's side
  int64_t stride_y = 0, stride_x = 0;           // 0: half of the window
  OcclusionEdge edge = OcclusionEdge::clip;
  double softness = 0;  // sigma in pixels
  Region region;
};

// With the defaults filled in for a picture of this size; refuses what does not fit.
OcclusionGeometry resolved(const OcclusionGeometry& geometry, int64_t height, int64_t width);

// Where the windows begin along one axis of a region, and how far they reach.
struct WindowGrid {
  std::vector<int64_t> rows, columns;

  int64_t count() const { return static_cast<int64_t>(rows.size() * columns.size()); }
  // Row-major over the grid.
  int64_t row_of(int64_t position) const {
    return rows[static_cast<size_t>(position) / columns.size()];
  }
  int64_t column_of(int64_t position) const {
    return columns[static_cast<size_t>(position) % columns.size()];
  }
};

WindowGrid window_grid(const OcclusionGeometry& resolved);

// The occluders at some positions of the grid.
Covers window_covers(const OcclusionGeometry& resolved, const WindowGrid& grid,
                     const std::vector<int64_t>& positions, int64_t height, int64_t width);

struct OcclusionOptions {
  OcclusionGeometry geometry;
  // Approximates: every second position along both axes first, the others only beside the quarter
  // of those where some target changes most; what is left is interpolated between neighbors.
  bool adaptive = false;
};

struct OcclusionResult {
  OcclusionGeometry geometry;  // resolved
  Tensor drops;                // [targets, rows, columns]; NaN where cancelled before
  Tensor maps;                 // [targets, H, W]
  Tensor classes;    // int64 [rows, columns], the best class; kNoClass where there is none
  Tensor evaluated;  // int64 [rows, columns]: 1 where the network was run, 0 where not
  bool completed = true;
  WindowReport work;  // of the last positions
};

OcclusionResult occlusion(Perturbation& perturbation, const OcclusionOptions& options);

// How many positions that is.
int64_t occlusion_positions(const OcclusionGeometry& geometry, int64_t height, int64_t width);

}  // namespace cnnviz::core
