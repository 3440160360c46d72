// Shows how far one long call of the library is, while it runs.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "session.h"

namespace cli {

// Watches the session's job from another thread for as long as it lives; the thread that made it
// says nothing meanwhile.
class JobProgress {
 public:
  explicit JobProgress(ProgressMode mode);
  ~JobProgress();
  JobProgress(const JobProgress&) = delete;
  JobProgress& operator=(const JobProgress&) = delete;

 private:
  void watch(const cnnviz_job* job, ProgressMode mode);

  std::mutex mutex_;
  std::condition_variable ended_;
  bool end_ = false;
  std::thread thread_;
};

}  // namespace cli
