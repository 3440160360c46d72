#include "graph/pack_cache.h"

#include "base/file.h"

namespace cnnviz::core {

// The entry keeps its source, so that the address in its key cannot be reused while it lives.
struct PackCache::Entry {
  Tensor source;
  std::shared_ptr<MemoryBudget> budget;
  int64_t bytes = 0;
  std::shared_ptr<void> packed;

  ~Entry() {
    if (bytes > 0) budget->release(bytes);
  }
};

std::shared_ptr<const void> PackCache::get(
    const Tensor& source, const std::string& layout, int64_t bytes,
    const std::function<void(const Tensor& source, void* packed)>& pack) {
  const std::lock_guard lock(mutex_);
  std::weak_ptr<const Entry>& slot = entries_[{source.data(), layout}];
  std::shared_ptr<const Entry> entry = slot.lock();
  if (entry == nullptr) {
    const auto made = std::make_shared<Entry>();
    made->source = source;
    made->budget = budget_;
    budget_->reserve(bytes, "packing the weights of one layer");
    made->bytes = bytes;
    made->packed = allocate_aligned(bytes);
    if (!blank_) {
      pack(source, made->packed.get());
      // What is packed is read from there on; the file's pages need not stay in memory beside it.
      MappedFile::release(
          {static_cast<const uint8_t*>(source.data()), static_cast<size_t>(source.bytes())});
    }
    entry = made;
    slot = entry;
    std::erase_if(entries_, [](const auto& item) { return item.second.expired(); });
  }
  return std::shared_ptr<const void>(entry, entry->packed.get());
}

}  // namespace cnnviz::core
