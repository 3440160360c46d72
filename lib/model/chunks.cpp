#include "model/chunks.h"

#include <algorithm>
#include <cstring>

#include "base/error.h"
#include "methods/batch.h"

namespace cnnviz::core {

ChunkPlan plan_chunks(int64_t images, int64_t fixed_batch, int64_t most) {
  require(images >= 1, Status::invalid_argument, "the batch is empty: feed at least one image");
  require(most >= 0, Status::invalid_argument,
          "the number of images at once is 0 (all) or more, not ", most);
  if (fixed_batch > 0) return {images, fixed_batch, true};
  return {images, most == 0 ? images : std::min(most, images), false};
}

TensorMap chunk_feeds(const TensorMap& feeds, const ChunkPlan& plan, int64_t chunk) {
  const int64_t begin = plan.begin(chunk), filled = plan.filled(chunk),
                entries = plan.entries(chunk);
  TensorMap result;
  for (const auto& [name, tensor] : feeds) {
    if (tensor.rank() == 0 || tensor.shape()[0] != plan.images || entries == plan.images) {
      result.emplace(name, tensor);
      continue;
    }
    std::vector<Tensor> parts = {batch_slice(tensor, begin, filled)};
    for (int64_t i = filled; i < entries; ++i)
      parts.push_back(batch_slice(tensor, begin + filled - 1, 1));
    result.emplace(name, concatenate_batches(parts));
  }
  return result;
}

void ChunkedTensor::add(const Tensor& part, const ChunkPlan& plan, int64_t chunk) {
  const int64_t filled = plan.filled(chunk), entries = plan.entries(chunk);
  if (filled == entries) {
    parts_.push_back(part);
    return;
  }
  require(part.rank() > 0 && part.shape()[0] == entries, Status::unsupported, "a result of shape ",
          shape_text(part.shape()), " does not keep the batch of ", entries,
          " that the model's file fixes: feed a multiple of that many images");
  parts_.push_back(batch_slice(part, 0, filled));
}

Tensor ChunkedTensor::joined() const {
  return concatenate_batches(parts_);
}

}  // namespace cnnviz::core
