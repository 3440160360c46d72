// Loops over OpenMP threads, the same pool that oneDNN uses, and the compilation of hot loops for
// several instruction sets.
#pragma once

#include <cstdint>
#include <functional>

namespace cnnviz::core {

// Compiles a function once each for AVX-512, AVX2 and baseline x86-64; the loader picks. Put it
// before the definition of a plain (non-template) function that holds the hot loop. Sanitizers do
// not support the resolvers this needs.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || defined(__clang__)
#define CNNVIZ_HOT
#else
#define CNNVIZ_HOT __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#endif

// The threads a loop started now would use.
int current_threads();

// The processors this process may use (its affinity mask).
int available_processors();

// Sets the number of threads for the calling thread's loops and oneDNN calls, and restores it.
// 0 means available_processors().
class ThreadScope {
 public:
  explicit ThreadScope(int threads);
  ~ThreadScope();
  ThreadScope(const ThreadScope&) = delete;
  ThreadScope& operator=(const ThreadScope&) = delete;

 private:
  int before_;
};

// Calls body(begin, end) on disjoint ranges that cover [0, count), in parallel where count * cost
// (roughly: nanoseconds per item) makes it worth while. What a body throws is thrown at the end.
void parallel_ranges(int64_t count, double cost,
                     const std::function<void(int64_t begin, int64_t end)>& body);

// Calls task(0) ... task(count - 1) on up to `threads` threads; loops and oneDNN calls in a task
// run on its own thread alone. Once a task has thrown, no other begins, and the exception of the
// lowest number is thrown when those under way have ended.
void parallel_tasks(int64_t count, int threads, const std::function<void(int64_t task)>& task);

}  // namespace cnnviz::core
