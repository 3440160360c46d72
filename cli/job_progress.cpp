#include "job_progress.h"

#include <chrono>

namespace cli {

namespace {

constexpr auto kBetweenLooks = std::chrono::milliseconds(150);

}  // namespace

JobProgress::JobProgress(ProgressMode mode)
    : thread_([this, job = session().job(), mode] { watch(job, mode); }) {}

JobProgress::~JobProgress() {
  {
    const std::lock_guard lock(mutex_);
    end_ = true;
  }
  ended_.notify_one();
  thread_.join();
  session().end_progress();
}

void JobProgress::watch(const cnnviz_job* job, ProgressMode mode) {
  std::string stage;
  std::unique_lock lock(mutex_);
  while (!ended_.wait_for(lock, kBetweenLooks, [this] { return end_; })) {
    if (stage != cnnviz_job_stage(job)) {
      stage = cnnviz_job_stage(job);
      session().end_progress();
      session().begin_progress(stage, cnnviz_job_total(job), mode);
    }
    session().set_progress(cnnviz_job_done(job));
  }
}

}  // namespace cli
