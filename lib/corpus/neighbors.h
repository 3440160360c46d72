// The nearest images of a collection by their features.
//
// The exact search reads the features in blocks of a few megabytes, once for every block of images
// that ask; what it holds does not grow with the collection, save for the answers. The approximate
// one holds all features, and the links between them.
#pragma once

#include <span>
#include <string>

#include "base/progress.h"
#include "corpus/collection.h"
#include "methods/neighbors.h"

namespace cnnviz::core {

// Who asks: vectors of any images [q, width], or (null) images of the collection by their numbers,
// which are not neighbors of themselves.
struct Asking {
  const Tensor* vectors = nullptr;
  std::span<const int64_t> numbers;
};

// Indices are numbers of images. `tensor`: of which features; empty: the only ones.
Neighbors collection_neighbors(Collection& collection, const std::string& tensor,
                               const Asking& asking, const NeighborOptions& options,
                               Progress* progress);

}  // namespace cnnviz::core
