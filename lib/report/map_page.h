// A map of points as one HTML page that needs nothing else: to zoom, to drag, to point at. With
// pictures it shows these once there is room for them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "image/image.h"
#include "render/scatter.h"

namespace cnnviz::core {

struct MapPage {
  std::string title, note;             // the note stands below the title
  std::span<const float> coordinates;  // [n, 2], the second upward
  std::span<const int64_t> labels;     // [n], indices of classes or -1; or empty
  std::vector<ScatterClass> classes;
  std::vector<std::string> captions;       // [n] or empty
  std::span<const Image* const> pictures;  // [n] or empty
  int64_t thumbnail = 48;                  // pixels of the pictures' squares in the page
};

// The page, UTF-8.
std::string map_page(const MapPage& page);

}  // namespace cnnviz::core
