#include "math/crew.h"

#include <new>
#include <system_error>

namespace cnnviz::core {

Crew::Crew(int threads) {
  helpers_.reserve(static_cast<size_t>(threads));
  try {
    for (int i = 1; i < threads; ++i) helpers_.emplace_back([this] { help(); });
  } catch (const std::system_error&) {
    // No more threads are to be had: these do.
  } catch (const std::bad_alloc&) {
    // Likewise.
  }
}

Crew::~Crew() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  wake_.notify_all();
  for (std::thread& helper : helpers_) helper.join();
}

void Crew::run(int64_t count, const std::function<void(int64_t task)>& task) {
  std::unique_lock lock(mutex_);
  task_ = &task;
  next_ = 0;
  count_ = count;
  if (count > 1) wake_.notify_all();
  take_tasks(lock);
  ended_.wait(lock, [this] { return running_ == 0; });
}

void Crew::help() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return closing_ || next_ < count_; });
    if (closing_) return;
    take_tasks(lock);
  }
}

void Crew::take_tasks(std::unique_lock<std::mutex>& lock) {
  while (next_ < count_) {
    const int64_t mine = next_++;
    ++running_;
    lock.unlock();
    (*task_)(mine);
    lock.lock();
    if (--running_ == 0) ended_.notify_one();
  }
}

}  // namespace cnnviz::core
