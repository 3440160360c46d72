// Where occluders are, and what they cover.
#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "methods/occlusion.h"

namespace cnnviz::core {

namespace {

// A side of the region for one side of the window.
constexpr int64_t kDefaultWindows = 7;
// The soft edge of an occluder ends so many sigmas from its window.
constexpr double kReach = 3;

void resolve_axis(const char* side, int64_t extent, int64_t begin, int64_t picture, int64_t& window,
                  int64_t& stride) {
  require(begin >= 0 && extent >= 1 && begin <= picture - extent, Status::invalid_argument,
          "the region from ", side, " ", begin, " on, ", extent,
          " pixels, does not lie inside the picture of ", picture, " ", side, "s");
  if (window == 0) window = std::max<int64_t>(1, (extent + kDefaultWindows / 2) / kDefaultWindows);
  require(window >= 1 && window <= extent, Status::invalid_argument, "the window of ", window, " ",
          side, "s does not fit the ", extent, " that are to be examined: 1 to ", extent,
          " are possible");
  if (stride == 0) stride = std::max<int64_t>(1, window / 2);
  require(stride >= 1 && stride <= window, Status::invalid_argument, "the stride of ", stride, " ",
          side, "s is not from 1 to the window's ", window,
          ": a longer one would leave pixels uncovered");
}

std::vector<int64_t> starts(int64_t begin, int64_t extent, int64_t window, int64_t stride,
                            OcclusionEdge edge) {
  const int64_t last = extent - window;
  const int64_t count =
      (edge == OcclusionEdge::clip ? (last + stride - 1) / stride : last / stride) + 1;
  std::vector<int64_t> result;
  for (int64_t i = 0; i < count; ++i) result.push_back(begin + i * stride);
  if (edge == OcclusionEdge::inside && last % stride != 0) result.push_back(begin + last);
  return result;
}

double normal_distribution(double x) {
  return 0.5 * std::erfc(-x * std::sqrt(0.5));
}

// One axis of an occluder: how much of each pixel of the picture it covers.
struct Profile {
  int64_t end = 0;  // of the region: windows are cut off there
  int64_t window = 0;
  int64_t margin = 0;  // by which the soft edge goes beyond the window
  double softness = 0;
  int64_t picture = 0;

  int64_t extent() const { return std::min(picture, window + 2 * margin); }
  // Rectangles lie inside the picture: at the borders they are shifted inward.
  int64_t corner(int64_t start) const {
    return std::clamp<int64_t>(start - margin, 0, picture - extent());
  }
  float at(int64_t start, int64_t pixel) const {
    if (softness == 0) return pixel >= start && pixel < std::min(end, start + window) ? 1.0F : 0.0F;
    if (pixel < start - margin || pixel >= start + window + margin) return 0;
    const double from = static_cast<double>(pixel - start) + 0.5;
    return static_cast<float>(normal_distribution(from / softness) -
                              normal_distribution((from - static_cast<double>(window)) / softness));
  }
};

}  // namespace

OcclusionGeometry resolved(const OcclusionGeometry& geometry, int64_t height, int64_t width) {
  OcclusionGeometry result = geometry;
  Region& region = result.region;
  if (region.height == 0 && region.width == 0 && region.row == 0 && region.column == 0)
    region = {0, 0, height, width};
  resolve_axis("row", region.height, region.row, height, result.window_height, result.stride_y);
  resolve_axis("column", region.width, region.column, width, result.window_width, result.stride_x);
  const auto largest = static_cast<double>(std::max(height, width));
  require(result.softness >= 0 && result.softness <= largest, Status::invalid_argument,
          "the softness is from 0 to the picture's ", largest, " pixels, not ", result.softness);
  return result;
}

WindowGrid window_grid(const OcclusionGeometry& g) {
  return {starts(g.region.row, g.region.height, g.window_height, g.stride_y, g.edge),
          starts(g.region.column, g.region.width, g.window_width, g.stride_x, g.edge)};
}

int64_t occlusion_positions(const OcclusionGeometry& geometry, int64_t height, int64_t width) {
  return window_grid(resolved(geometry, height, width)).count();
}

Covers window_covers(const OcclusionGeometry& g, const WindowGrid& grid,
                     const std::vector<int64_t>& positions, int64_t height, int64_t width) {
  const auto margin = static_cast<int64_t>(std::ceil(kReach * g.softness));
  const Region& region = g.region;
  const Profile rows{region.row + region.height, g.window_height, margin, g.softness, height};
  const Profile columns{region.column + region.width, g.window_width, margin, g.softness, width};
  struct Start {
    int64_t row, column;
  };
  std::vector<Start> at;
  Covers covers;
  covers.height = rows.extent();
  covers.width = columns.extent();
  for (const int64_t position : positions) {
    at.push_back({grid.row_of(position), grid.column_of(position)});
    covers.corners.push_back({rows.corner(at.back().row), columns.corner(at.back().column)});
  }
  covers.write = [rows, columns, at = std::move(at), corners = covers.corners](
                     int64_t cover, std::span<float> mask) {
    const Start& start = at[static_cast<size_t>(cover)];
    const auto& corner = corners[static_cast<size_t>(cover)];
    const int64_t covered = columns.extent();
    for (int64_t y = 0; y < rows.extent(); ++y) {
      const float row = rows.at(start.row, corner.row + y);
      for (int64_t x = 0; x < covered; ++x)
        mask[static_cast<size_t>(y * covered + x)] =
            row == 0 ? 0 : row * columns.at(start.column, corner.column + x);
    }
  };
  return covers;
}

}  // namespace cnnviz::core
