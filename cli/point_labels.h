// What is known of a map's points beside their coordinates: classes and pictures.
#pragma once

#include <string>
#include <vector>

#include "handles.h"
#include "session.h"

namespace cli {

// Classes of points, as the library takes them; null and empty without a file.
struct PointLabels {
  Tensor labels;      // int64 [n]
  std::string names;  // a quoted list, by index
  // The name of a point's class, "" for none.
  std::vector<std::string> texts;
};

// `file` has a label for each point: an integer matrix [n] (.npy), or a text with one a line, any
// words. `names` (a file, or empty) has the names of classes 0, 1, ..., one a line.
PointLabels read_labels(const std::string& file, const std::string& names, int64_t points);

// The lines of a text file, without line ends; empty ones at the end are left out.
std::vector<std::string> read_lines(const std::string& file);

// The files that a list names, one a line, relative to its folder.
std::vector<std::string> read_picture_list(const std::string& file, int64_t points);

// Pictures of points, their shorter sides reduced to `side` pixels, read on several threads (0: all
// processors). One that cannot be read is a failure, or, where they are `optional`, a gray square
// and a warning.
struct ReadPictures {
  Pictures pictures;
  int64_t missing = 0;
};
struct PictureReading {
  int32_t side = 0, threads = 0;
  bool optional = false;
  ProgressMode progress = ProgressMode::automatic;
};
ReadPictures read_pictures(const std::vector<std::string>& paths, const PictureReading& how);

// The points' own numbers as pictures of `size`, "28x28" (gray) or "32x32x3": 0 to 255 stand for
// the least and the largest number of all.
Pictures drawn_points(const Tensor& points, const std::string& size);

}  // namespace cli
