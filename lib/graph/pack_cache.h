// Weights repacked into the layouts that kernels want: packed once for each layout, shared by all
// plans and executors of a model, freed with the last kernel that uses them.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "base/memory_budget.h"
#include "tensor/tensor.h"

namespace cnnviz::core {

class PackCache {
 public:
  // `blank`: memory is counted but never filled, so that it takes none: to learn what a plan needs.
  explicit PackCache(std::shared_ptr<MemoryBudget> budget, bool blank = false)
      : budget_(std::move(budget)), blank_(blank) {}

  // Whether a kernel packs all that it will need when it is made, also for a backward pass that may
  // not come: where memory is limited, so that a call fails before it starts.
  bool at_once() const { return blank_ || budget_->limit() > 0; }

  // The packed form of `source` under `layout` (any text that names it), made by `pack` the first
  // time: `bytes` of memory, filled from the source.
  std::shared_ptr<const void> get(
      const Tensor& source, const std::string& layout, int64_t bytes,
      const std::function<void(const Tensor& source, void* packed)>& pack);

 private:
  struct Entry;
  std::shared_ptr<MemoryBudget> budget_;
  const bool blank_;
  std::mutex mutex_;
  std::map<std::pair<const void*, std::string>, std::weak_ptr<const Entry>> entries_;
};

}  // namespace cnnviz::core
