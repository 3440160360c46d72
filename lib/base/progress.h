// Progress of a long call, read and cancelled from other threads (cnnviz_job of the C API).
#pragma once

#include <atomic>
#include <cstdint>

#include "base/error.h"
#include "base/limits.h"

namespace cnnviz::core {

class Progress {
 public:
  // `stage` must be a string literal.
  void begin(const char* stage, int64_t total) {
    stage_.store(stage);
    total_.store(total);
    done_.store(0);
  }
  void advance(int64_t steps = 1) { done_.fetch_add(steps); }
  void cancel() { cancelled_.store(true); }
  bool cancelled() const { return cancelled_.load(std::memory_order_relaxed); }
  int64_t done() const { return done_.load(); }
  int64_t total() const { return total_.load(); }
  const char* stage() const { return stage_.load(); }

 private:
  std::atomic<int64_t> done_{0}, total_{0};
  std::atomic<const char*> stage_{""};
  std::atomic<bool> cancelled_{false};
};

// The same where progress may not be wanted (null).
inline void begin_stage(Progress* progress, const char* stage, int64_t total) {
  if (progress != nullptr) progress->begin(stage, total);
}
inline void advance_stage(Progress* progress, int64_t steps) {
  if (progress != nullptr) progress->advance(steps);
}

// Throws `cancelled` where another thread asked for it (null is no progress wanted), and `limit`
// where the call has had its time.
inline void check_cancelled(const Progress* progress) {
  Deadline::check();
  if (progress != nullptr && progress->cancelled()) fail(Status::cancelled, "cancelled");
}

}  // namespace cnnviz::core
