#include "base/json_memory.h"

#include <array>
#include <functional>
#include <mutex>
#include <new>

namespace cnnviz::core {

namespace {

// Enough for the documents of a thousand images; untouched pages take no memory.
class Reserve {
 public:
  void* take(size_t bytes) {
    const size_t wanted = bytes / kBlock + 1;
    const std::lock_guard lock(mutex_);
    for (size_t first = 0, end = 0; first + wanted <= kBlocks;) {
      if (length_[end] > 0) {
        first = end += length_[end];  // behind what lies here
      } else if (++end - first >= wanted) {
        length_[first] = wanted;
        return memory_ + first * kBlock;
      }
    }
    return nullptr;
  }

  // Whether the memory was of the reserve.
  bool give_back(void* memory) {
    const auto* const place = static_cast<const unsigned char*>(memory);
    if (std::less<>()(place, memory_) || !std::less<>()(place, memory_ + sizeof memory_))
      return false;
    const std::lock_guard lock(mutex_);
    length_[static_cast<size_t>(place - memory_) / kBlock] = 0;
    return true;
  }

 private:
  static constexpr size_t kBlock = 1024, kBlocks = 256;
  alignas(std::max_align_t) unsigned char memory_[kBlocks * kBlock] = {};
  std::array<size_t, kBlocks> length_{};  // of what begins in a block, in blocks; 0: nothing does
  std::mutex mutex_;
};

constinit Reserve reserve{};

}  // namespace

void* allocate_json(size_t bytes) {
  void* memory = ::operator new(bytes, std::nothrow);
  if (memory == nullptr) memory = reserve.take(bytes);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

void free_json(void* memory) noexcept {
  if (!reserve.give_back(memory)) ::operator delete(memory);
}

}  // namespace cnnviz::core
