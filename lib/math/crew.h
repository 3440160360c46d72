// Threads for thousands of short loops one after another.
//
// At the end of an OpenMP loop every thread must arrive, also one that has had nothing to do and
// waits for a processor that another program uses: some milliseconds for a loop of one. A crew's
// loop ends when its tasks have ended. The caller takes tasks like everybody, so a thread that
// comes late finds nothing left, and only one that is stopped within a task is waited for. Nobody
// waits actively.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace cnnviz::core {

class Crew {
 public:
  // The caller and up to `threads` - 1 helpers: as many as the system grants.
  explicit Crew(int threads);
  ~Crew();
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;

  // Calls task(0) ... task(count - 1), each once, and returns when all have ended. Tasks must not
  // throw, nor run loops.
  void run(int64_t count, const std::function<void(int64_t task)>& task);

 private:
  void help();
  void take_tasks(std::unique_lock<std::mutex>& lock);

  std::mutex mutex_;
  std::condition_variable wake_, ended_;
  const std::function<void(int64_t)>* task_ = nullptr;
  int64_t next_ = 0, count_ = 0;
  int64_t running_ = 0;
  bool closing_ = false;
  std::vector<std::thread> helpers_;
};

}  // namespace cnnviz::core
