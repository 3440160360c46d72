// Running a batch in chunks: where a file fixes its batch, or the caller wants fewer images at
// once.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "exec/executor.h"

namespace cnnviz::core {

// How a batch of `images` is cut. Every chunk has `size` entries where the file fixes the batch:
// the last one is filled up with copies of its last image.
struct ChunkPlan {
  int64_t images = 1;
  int64_t size = 1;
  bool fixed = false;
  int lanes = 1;  // chunks computed at the same time, each by one thread; 1: by all threads

  int64_t count() const { return (images + size - 1) / size; }
  int64_t begin(int64_t chunk) const { return chunk * size; }
  // Images of the batch in a chunk, and entries it is run with.
  int64_t filled(int64_t chunk) const { return std::min(size, images - begin(chunk)); }
  int64_t entries(int64_t chunk) const { return fixed ? size : filled(chunk); }
};

// `fixed_batch` 0: the file leaves it open; `most` 0: as many at once as there are.
ChunkPlan plan_chunks(int64_t images, int64_t fixed_batch, int64_t most);

// Feeds whose first axis is the batch are cut; others are passed whole.
TensorMap chunk_feeds(const TensorMap& feeds, const ChunkPlan& plan, int64_t chunk);

// Collects results of the chunks, filled-up entries left out.
class ChunkedTensor {
 public:
  void add(const Tensor& part, const ChunkPlan& plan, int64_t chunk);
  Tensor joined() const;

 private:
  std::vector<Tensor> parts_;
};

}  // namespace cnnviz::core
