#include "ops/reduce_walk.h"

#include "ops/strided.h"

namespace cnnviz::core {

ReduceWalk::ReduceWalk(const ValueInfo& input, const std::vector<bool>& reduced) {
  const Shape memory = memory_shape(input.shape, input.layout);
  const Shape strides = row_major_strides(memory);
  struct Part : Axis {
    bool reduced = false;
  };
  // Neighboring axes of one kind are one axis.
  std::vector<Part> parts;
  for (size_t i = 0; i < memory.size(); ++i) {
    const bool here = i < reduced.size() && reduced[i];
    if (here) count_ *= memory[i];
    if (!parts.empty() && parts.back().reduced == here) {
      parts.back().extent *= memory[i];
      parts.back().stride = strides[i];
    } else {
      parts.push_back({{memory[i], strides[i]}, here});
    }
  }
  if (!parts.empty() && !parts.back().reduced) {
    width_ = parts.back().extent;
    parts.pop_back();
  }
  for (const Part& part : parts) (part.reduced ? reduced_ : kept_).push_back(part);
  if (!reduced_.empty()) {
    inner_ = reduced_.back();
    reduced_.pop_back();
  }
  if (input.layout == Layout::blocked) channels_ = input.shape[1];
  items_ = (width_ + kMaxColumns - 1) / kMaxColumns;
  for (const Axis& axis : kept_) items_ *= axis.extent;
}

ReduceWalk::Item ReduceWalk::item(int64_t index) const {
  const int64_t chunks = (width_ + kMaxColumns - 1) / kMaxColumns;
  const int64_t first = index % chunks * kMaxColumns, row = index / chunks;
  Item result;
  result.input = first;
  result.output = row * width_ + first;
  result.columns = result.lanes = std::min(kMaxColumns, width_ - first);
  int64_t rest = row;
  for (size_t i = kept_.size(); i-- > 0; rest /= kept_[i].extent)
    result.input += rest % kept_[i].extent * kept_[i].stride;
  if (channels_ > 0) {
    // A row is the block of channels that begins here, in an output without padding lanes.
    const int64_t block = channel_block(), blocks = channel_blocks(channels_);
    const int64_t channel = row % blocks * block;
    result.output = row / blocks * channels_ + channel;
    result.columns = std::min(block, channels_ - channel);
  }
  return result;
}

}  // namespace cnnviz::core
