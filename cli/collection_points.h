// The images of a collection as the points of a map.
#pragma once

#include <string>
#include <vector>

#include "collection.h"
#include "point_labels.h"

namespace cli {

struct CollectionPoints {
  Tensor features;
  std::string tensor;  // whose features they are
  // The best class of each image: those that occur, in their order.
  PointLabels labels;
  std::vector<std::string> captions;  // name, and what the network saw in it
  std::vector<std::string> files;
};

// Whether a file is to be read as a collection: all but NumPy's, by name or first bytes, and "-".
bool is_collection(const std::string& path);

// In the order of the images' names. `tensor` empty: the collection's only features. `root`: the
// folder that relative names are seen from now; empty: the collection's. `labeled`: the points'
// classes are given otherwise, captions name the network's.
CollectionPoints read_collection_points(const Corpus& corpus, const std::string& tensor,
                                        const std::string& root, bool labeled);

}  // namespace cli
