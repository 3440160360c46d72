#include "model/pool.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>

#include "backend/parallel.h"
#include "base/error.h"

namespace cnnviz::core {

namespace {

// The process that first ran a model on several threads, 0: none yet. A child that it forks has the
// OpenMP runtime's records of those threads, but not the threads: a parallel loop there never ends.
std::atomic<pid_t> threaded_process{0};

}  // namespace

void check_not_forked(int threads) {
  if (threads == 1 || (threads == 0 && available_processors() == 1)) return;
  const pid_t own = ::getpid();
  pid_t first = 0;
  if (threaded_process.compare_exchange_strong(first, own) || first == own) return;
  fail(
      Status::forked, "this process was forked (by process ", first,
      ") after cnnviz had computed there on several threads, which do not live on in it: start it ",
      "before the first computation, by spawn instead of fork, or open the model with threads = 1");
}

ExecutorPool::ExecutorPool(std::shared_ptr<const Graph> graph, const ExecutorOptions& options,
                           int64_t max_memory)
    : graph_(std::move(graph)),
      options_(options),
      budget_(std::make_shared<MemoryBudget>(max_memory)),
      packs_(std::make_shared<PackCache>(budget_)),
      most_idle_(static_cast<size_t>(available_processors()) + 1) {
  idle_.reserve(most_idle_);  // giving back must not fail
}

ExecutorPool::Lease::~Lease() {
  pool_.give_back(std::move(executor_));
}

ExecutorPool::Lease ExecutorPool::borrow(int threads) {
  check_not_forked(threads);
  {
    const std::lock_guard lock(mutex_);
    const auto found = std::find_if(idle_.rbegin(), idle_.rend(), [&](const auto& executor) {
      return executor->threads() == threads;
    });
    if (found != idle_.rend()) {
      std::unique_ptr<GraphExecutor> executor = std::move(*found);
      idle_.erase(std::next(found).base());
      return {*this, std::move(executor)};
    }
  }
  ExecutorOptions options = options_;
  options.threads = threads;
  return {*this, std::make_unique<GraphExecutor>(graph_, budget_, packs_, options)};
}

size_t ExecutorPool::drop_idle() {
  std::vector<std::unique_ptr<GraphExecutor>> dropped;
  dropped.reserve(most_idle_);
  const std::lock_guard lock(mutex_);
  dropped.swap(idle_);
  return dropped.size();
}

std::unique_ptr<MemoryReservation> ExecutorPool::reserve(int64_t bytes, const char* what) {
  try {
    return std::make_unique<MemoryReservation>(budget_, bytes, what);
  } catch (const Error& error) {
    if (error.status() != Status::limit || drop_idle() == 0) throw;
  }
  return std::make_unique<MemoryReservation>(budget_, bytes, what);
}

void ExecutorPool::give_back(std::unique_ptr<GraphExecutor> executor) {
  const std::lock_guard lock(mutex_);
  if (idle_.size() < most_idle_) idle_.push_back(std::move(executor));
}

}  // namespace cnnviz::core
