#include "backend/parallel.h"

#include <atomic>
#include <vector>

#include "base/error.h"
#include "support/check.h"

using namespace cnnviz::test;

TEST(test_backend_parallel__ranges_cover_everything_once) {
  const ThreadScope threads(3);
  for (const int64_t count : {0, 1, 2, 3, 7, 1000}) {
    std::vector<std::atomic<int>> seen(static_cast<size_t>(count));
    parallel_ranges(count, 1e6, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) ++seen[static_cast<size_t>(i)];
    });
    for (const auto& times : seen) CHECK_EQ(times.load(), 1);
  }
}

TEST(test_backend_parallel__tasks_run_once_each_on_one_thread) {
  std::vector<std::atomic<int>> seen(20);
  std::atomic<int> widest{0};
  parallel_tasks(20, 3, [&](int64_t task) {
    ++seen[static_cast<size_t>(task)];
    widest = std::max(widest.load(), current_threads());
  });
  for (const auto& times : seen) CHECK_EQ(times.load(), 1);
  CHECK_EQ(widest.load(), 1);
}

TEST(test_backend_parallel__a_failing_task_ends_the_others) {
  for (const int threads : {1, 3}) {
    std::atomic<int> begun{0};
    CHECK_ERROR(parallel_tasks(1000, threads,
                               [&](int64_t task) {
                                 ++begun;
                                 if (task >= 2) fail(Status::limit, "task failed");
                               }),
                Status::limit, "task failed");
    CHECK(begun.load() < 1000);
  }
  // What was set for the calling thread is set again.
  const ThreadScope scope(2);
  parallel_tasks(4, 2, [](int64_t) {});
  CHECK_EQ(current_threads(), 2);
}

int main() {
  return run_tests({
      CASE(test_backend_parallel__ranges_cover_everything_once),
      CASE(test_backend_parallel__tasks_run_once_each_on_one_thread),
      CASE(test_backend_parallel__a_failing_task_ends_the_others),
  });
}
