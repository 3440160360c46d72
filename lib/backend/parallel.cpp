#include "backend/parallel.h"

#include <omp.h>
#include <sched.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>

#include "base/limits.h"

namespace cnnviz::core {

namespace {

// The exception of the lowest index that a loop's threads have met: none may leave an OpenMP
// region.
class LoopFailure {
 public:
  // Inside of a catch.
  void note(int64_t index) noexcept {
    const std::lock_guard lock(mutex_);
    if (failure_ == nullptr || index < index_) {
      index_ = index;
      failure_ = std::current_exception();
    }
    any_ = true;
  }
  bool any() const { return any_; }
  void rethrow() const {
    if (failure_ != nullptr) std::rethrow_exception(failure_);
  }

 private:
  std::mutex mutex_;
  std::exception_ptr failure_;
  int64_t index_ = 0;
  std::atomic<bool> any_{false};
};

}  // namespace

int current_threads() {
  return omp_get_max_threads();
}

int available_processors() {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) != 0) return std::max(1, omp_get_num_procs());
  return std::max(1, CPU_COUNT(&set));
}

ThreadScope::ThreadScope(int threads) : before_(omp_get_max_threads()) {
  omp_set_num_threads(threads > 0 ? threads : available_processors());
}

ThreadScope::~ThreadScope() {
  omp_set_num_threads(before_);
}

void parallel_ranges(int64_t count, double cost,
                     const std::function<void(int64_t begin, int64_t end)>& body) {
  // Waking the pool costs a few microseconds; below about twenty of work, one thread is faster.
  constexpr double kWorthwhile = 20e3;
  const int64_t threads = std::min<int64_t>(current_threads(), count);
  if (threads <= 1 || static_cast<double>(count) * cost < kWorthwhile) {
    if (count > 0) body(0, count);
    return;
  }
  LoopFailure failure;
#pragma omp parallel for schedule(static, 1) num_threads(static_cast <int>(threads))
  for (int64_t part = 0; part < threads; ++part) {
    try {
      body(count * part / threads, count * (part + 1) / threads);
    } catch (...) {
      failure.note(part);
    }
  }
  failure.rethrow();
}

void parallel_tasks(int64_t count, int threads, const std::function<void(int64_t task)>& task) {
  LoopFailure failure;
  const Deadline::Time deadline = Deadline::current();
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads)
  for (int64_t i = 0; i < count; ++i) {
    if (failure.any()) continue;
    try {
      const ThreadScope alone(1);
      const Deadline same(deadline);
      task(i);
    } catch (...) {
      failure.note(i);
    }
  }
  failure.rethrow();
}

}  // namespace cnnviz::core
