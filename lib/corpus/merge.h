// Shards of a collection made one.
#pragma once

#include <string>
#include <vector>

#include "base/progress.h"
#include "corpus/collection.h"

namespace cnnviz::core {

// Writes a collection of all images of `sources`, which were indexed with the same model and
// settings (mismatch else), to `path`: it appears complete or not at all, in place of a collection
// that was there. The lists of strongest responses are those that one index of all images would
// have made. An image that several sources have is taken once; where its file was different, it is
// a mismatch.
ImageCounts merge_collections(const std::string& path, const std::vector<std::string>& sources,
                              Progress* progress);

}  // namespace cnnviz::core
