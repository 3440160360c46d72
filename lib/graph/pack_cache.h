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
  explicit PackCache(std::shared_ptr<MemoryBudget> budget) : budget_(std::move(budget)) {}

  // The packed form of `source` under `layout` (any text that names it), made by `pack` the first
  // time: `bytes` of memory, filled from the source.
  std::shared_ptr<const void> get(
      const Tensor& source, const std::string& layout, int64_t bytes,
      const std::function<void(const Tensor& source, void* packed)>& pack);

 private:
  struct Entry;
  std::shared_ptr<MemoryBudget> budget_;
  std::mutex mutex_;
  std::map<std::pair<const void*, std::string>, std::weak_ptr<const Entry>> entries_;
};

}  // namespace cnnviz::core
