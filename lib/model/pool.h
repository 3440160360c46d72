// Executors of one model: borrowed by one call at a time, kept for the next.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "exec/graph_executor.h"

namespace cnnviz::core {

// Fails with `forked` where several threads (0: all processors) are to compute in a child process
// whose parent has done so before: OpenMP's threads do not survive fork().
void check_not_forked(int threads);

class ExecutorPool {
 public:
  ExecutorPool(std::shared_ptr<const Graph> graph, const ExecutorOptions& options,
               int64_t max_memory);

  // One executor for the duration of a call.
  class Lease {
   public:
    Lease(ExecutorPool& pool, std::unique_ptr<GraphExecutor> executor)
        : pool_(pool), executor_(std::move(executor)) {}
    ~Lease();
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    GraphExecutor& operator*() const { return *executor_; }
    GraphExecutor* operator->() const { return executor_.get(); }

   private:
    ExecutorPool& pool_;
    std::unique_ptr<GraphExecutor> executor_;
  };

  // The most recently used idle executor that computes on `threads` threads, or a new one.
  Lease borrow(int threads);

  // Frees idle executors (their workspaces count against max_memory); how many there were.
  size_t drop_idle();

  // Counts memory against max_memory; idle executors make room for it.
  std::unique_ptr<MemoryReservation> reserve(int64_t bytes, const char* what);

  const MemoryBudget& budget() const { return *budget_; }

 private:
  void give_back(std::unique_ptr<GraphExecutor> executor);

  std::shared_ptr<const Graph> graph_;
  ExecutorOptions options_;
  std::shared_ptr<MemoryBudget> budget_;
  std::shared_ptr<PackCache> packs_;
  size_t most_idle_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<GraphExecutor>> idle_;
};

}  // namespace cnnviz::core
