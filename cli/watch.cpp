#include "watch.h"

#include <chrono>
#include <cmath>
#include <cstdio>

#include "panels.h"

namespace cli {
namespace {

constexpr std::chrono::milliseconds kBetweenLooks{200};

}  // namespace

std::string duration_text(double seconds) {
  const auto whole = static_cast<long long>(std::ceil(seconds));
  char text[32];
  if (whole >= 3600)
    std::snprintf(text, sizeof text, "%lld:%02lld:%02lld", whole / 3600, whole / 60 % 60,
                  whole % 60);
  else
    std::snprintf(text, sizeof text, "%lld:%02lld", whole / 60, whole % 60);
  return text;
}

JobWatch::JobWatch(cnnviz_job* job, const std::string& unit, ProgressMode mode)
    : job_(job), unit_(unit), mode_(mode) {
  thread_ = std::thread([this] { watch(); });
}

JobWatch::~JobWatch() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  wake_.notify_all();
  thread_.join();
  session().end_progress();
}

void JobWatch::watch() {
  using Clock = std::chrono::steady_clock;
  std::string stage;
  Clock::time_point began;
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, kBetweenLooks, [&] { return ended_; })) {
    const int64_t total = cnnviz_job_total(job_), done = cnnviz_job_done(job_);
    if (total <= 0) continue;
    const std::string now = cnnviz_job_stage(job_);
    if (now != stage) {
      stage = now;
      began = Clock::now();
      session().begin_progress(stage, total, mode_);
    }
    const double seconds = std::chrono::duration<double>(Clock::now() - began).count();
    const double rate = static_cast<double>(done) / seconds;
    std::string remark;
    if (done > 0)
      remark = number_text(rate) + " " + unit_ + "/s, " +
               duration_text(static_cast<double>(total - done) / rate) + " left";
    session().set_progress(done, remark);
  }
}

}  // namespace cli
