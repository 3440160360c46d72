// Indexing: every image is looked at once, and what the network says of it is stored.
//
// Names of images go into the database first, as pending. Then decoding threads read, hash and
// prepare them, computing threads run the network, and the calling thread stores what comes back, a
// few seconds of work in each transaction, the lists of strongest responses together with the
// images that they are made of. So the process may be killed at any moment and what is pending is
// done by the next run; memory does not grow with the number of images.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/progress.h"
#include "corpus/collection.h"
#include "model/model.h"

namespace cnnviz::core {

struct IndexRequest {
  std::vector<std::string> sources;           // sources.h; none: what is pending
  std::vector<std::string> layers, features;  // names; empty: the collection's, else the defaults
  int64_t strongest = 0;                      // likewise
  int64_t shard = 1, shards = 1;
  // Images whose files changed or vanished are taken out and, where they are still there, indexed
  // again. Where a list of strongest responses loses one of them, all images are looked at again:
  // nobody knows what came next in it.
  bool refresh = false;
};

constexpr int64_t kDefaultStrongest = 25;
constexpr int64_t kMostStrongest = 1000;

struct IndexReport {
  int64_t found = 0;                           // pictures that the sources name (of all shards)
  int64_t indexed = 0;                         // by this run
  int64_t unreadable = 0;                      // met by this run
  std::vector<std::string> changed, vanished;  // files that are not what was indexed
  ImageCounts counts;                          // in the collection now
  std::vector<std::pair<std::string, std::string>> failures;  // names and reasons: the first ones
};

// Failures that a report names; the database has them all.
constexpr int64_t kMostFailures = 1000;

IndexReport index_images(const Model& model, const std::string& path, const IndexRequest& request,
                         Progress* progress);

}  // namespace cnnviz::core
