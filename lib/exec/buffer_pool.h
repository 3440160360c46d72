// Memory for activations, gradients and scratch of one executor: blocks that a run gives back are
// used again by the next, so that a steady state allocates nothing.
#pragma once

#include <cstdint>
#include <map>
#include <memory>

#include "base/memory_budget.h"

namespace cnnviz::core {

// A block returns to its pool with its last handle.
using Block = std::shared_ptr<void>;

class BufferPool {
 public:
  // A rehearsal hands out addresses nobody may touch and reserves nothing: it only finds the peak.
  explicit BufferPool(std::shared_ptr<MemoryBudget> budget, bool rehearsal = false);
  ~BufferPool();
  BufferPool(const BufferPool&) = delete;
  BufferPool& operator=(const BufferPool&) = delete;

  // At least `bytes` (64-byte aligned, not zeroed): the smallest free block that is large enough
  // and not more than four times too large, else a new one.
  Block take(int64_t bytes);
  // Frees all blocks nobody holds.
  void trim();
  // Bytes of all blocks, held or free.
  int64_t bytes() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace cnnviz::core
