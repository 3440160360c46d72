// The memory that one opened model may use: packed weights, workspaces and scratchpads of all calls
// that run on it now.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>

#include "base/error.h"

namespace cnnviz::core {

class MemoryBudget {
 public:
  // `limit` in bytes, 0: none.
  explicit MemoryBudget(int64_t limit) : limit_(limit) {}

  // Reserves memory before it is allocated; a limit error names the need where it does not fit.
  void reserve(int64_t bytes, const char* what) {
    const int64_t before = used_.fetch_add(bytes);
    if (limit_ > 0 && before + bytes > limit_) {
      used_.fetch_sub(bytes);
      fail(Status::limit, what, " needs ", bytes, " bytes; ", before,
           " are in use and max_memory is ", limit_, " bytes: allow at least ", before + bytes);
    }
  }
  // Whether so much is left.
  bool has(int64_t bytes) const { return limit_ == 0 || used_.load() + bytes <= limit_; }
  void release(int64_t bytes) { used_.fetch_sub(bytes); }
  int64_t used() const { return used_.load(); }
  int64_t limit() const { return limit_; }

 private:
  const int64_t limit_;
  std::atomic<int64_t> used_{0};
};

// Memory that is counted for as long as this lives: buffers outside of the workspaces.
class MemoryReservation {
 public:
  MemoryReservation(std::shared_ptr<MemoryBudget> budget, int64_t bytes, const char* what)
      : budget_(std::move(budget)), bytes_(bytes) {
    budget_->reserve(bytes, what);
  }
  ~MemoryReservation() { budget_->release(bytes_); }
  MemoryReservation(const MemoryReservation&) = delete;
  MemoryReservation& operator=(const MemoryReservation&) = delete;

 private:
  std::shared_ptr<MemoryBudget> budget_;
  int64_t bytes_;
};

}  // namespace cnnviz::core
