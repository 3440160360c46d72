#include "exec/buffer_pool.h"

#include <algorithm>
#include <new>

#include "base/error.h"
#include "tensor/tensor.h"

namespace cnnviz::core {

struct BufferPool::State {
  std::shared_ptr<MemoryBudget> budget;
  bool rehearsal = false;
  bool closed = false;
  int64_t bytes = 0;
  std::multimap<int64_t, std::shared_ptr<void>> free;

  std::shared_ptr<void> allocate(int64_t size) {
    if (rehearsal) {
      bytes += size;
      // An address that is never read: only its being non-null counts.
      return std::shared_ptr<void>(reinterpret_cast<void*>(uintptr_t{64}), [](void*) {});
    }
    budget->reserve(size, "the workspace of this call");
    try {
      std::shared_ptr<void> memory = allocate_aligned(size);
      bytes += size;
      return memory;
    } catch (...) {
      budget->release(size);
      throw;
    }
  }
  void drop(int64_t size) {
    bytes -= size;
    if (!rehearsal) budget->release(size);
  }
};

BufferPool::BufferPool(std::shared_ptr<MemoryBudget> budget, bool rehearsal)
    : state_(std::make_shared<State>()) {
  state_->budget = std::move(budget);
  state_->rehearsal = rehearsal;
}

BufferPool::~BufferPool() {
  trim();
  state_->closed = true;
}

Block BufferPool::take(int64_t bytes) {
  const int64_t size = (std::max<int64_t>(bytes, 1) + 63) / 64 * 64;
  std::shared_ptr<void> memory;
  int64_t held = size;
  const auto found = state_->free.lower_bound(size);
  if (found != state_->free.end() && found->first / 4 <= size) {
    held = found->first;
    memory = std::move(found->second);
    state_->free.erase(found);
  } else {
    // Blocks that fit nothing now make room.
    if (!state_->rehearsal && !state_->budget->has(size)) trim();
    memory = state_->allocate(size);
  }
  void* const address = memory.get();
  // The deleter owns the memory until it gives it back (or lets it go with a closed pool).
  return Block(address, [state = state_, memory = std::move(memory), held](void*) mutable {
    try {
      if (!state->closed) {
        state->free.emplace(held, std::move(memory));
        return;
      }
    } catch (const std::bad_alloc&) {
      // A block that cannot be kept is let go.
    }
    state->drop(held);
  });
}

void BufferPool::trim() {
  for (const auto& item : state_->free) state_->drop(item.first);
  state_->free.clear();
}

int64_t BufferPool::bytes() const {
  return state_->bytes;
}

}  // namespace cnnviz::core
