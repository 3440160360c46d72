#include "math/crew.h"

#include <atomic>
#include <chrono>
#include <set>
#include <thread>

#include "support/check.h"

namespace cnnviz::test {

using core::Crew;

TEST(test_math_crew__every_task_is_done_once) {
  for (const int threads : {1, 2, 5}) {
    Crew crew(threads);
    for (const int64_t count : {0, 1, 2, 7, 100}) {
      std::vector<std::atomic<int>> seen(static_cast<size_t>(count));
      crew.run(count, [&](int64_t task) { ++seen[static_cast<size_t>(task)]; });
      for (const auto& times : seen) CHECK_EQ(times.load(), 1);
    }
  }
}

// What a loop has written is seen by the next, whoever wrote it.
TEST(test_math_crew__loops_follow_each_other) {
  Crew crew(4);
  std::vector<int64_t> values(64, 0);
  for (int64_t round = 0; round < 2000; ++round)
    crew.run(64, [&](int64_t task) {
      values[static_cast<size_t>(task)] += values[static_cast<size_t>(task)] == round ? 1 : 1000000;
    });
  for (const int64_t value : values) CHECK_EQ(value, 2000);
}

TEST(test_math_crew__helpers_help) {
  Crew crew(3);
  std::mutex mutex;
  std::set<std::thread::id> threads;
  crew.run(3, [&](int64_t) {
    // Nobody does two tasks of this length before the others have woken.
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    const std::lock_guard lock(mutex);
    threads.insert(std::this_thread::get_id());
  });
  CHECK_EQ(threads.size(), size_t{3});
}

}  // namespace cnnviz::test

int main() {
  using namespace cnnviz::test;
  return run_tests({
      CASE(test_math_crew__every_task_is_done_once),
      CASE(test_math_crew__loops_follow_each_other),
      CASE(test_math_crew__helpers_help),
  });
}
