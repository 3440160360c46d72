// Progress of one long call of the library, told while it runs: a thread that looks at the job.
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "session.h"

namespace cli {

// "48 of 1000, 231 images/s, 0:04 left", as a bar or as lines, from construction to destruction.
class JobWatch {
 public:
  JobWatch(cnnviz_job* job, const std::string& unit, ProgressMode mode);
  ~JobWatch();
  JobWatch(const JobWatch&) = delete;
  JobWatch& operator=(const JobWatch&) = delete;

 private:
  void watch();

  cnnviz_job* job_;
  std::string unit_;
  ProgressMode mode_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool ended_ = false;
  std::thread thread_;
};

// "0:04", "12:30", "3:05:00"
std::string duration_text(double seconds);

}  // namespace cli
