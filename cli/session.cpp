#include "session.h"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>

namespace cli {
namespace {

constexpr double kSecondsBetweenLines = 10;
constexpr double kSecondsBeforeGuess = 2;  // of the time that is left
constexpr auto kBetweenDrawings = std::chrono::milliseconds(250);
constexpr size_t kBarWidth = 30;

double seconds_now() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double>(now).count();
}

void print_line(const std::string& text) {
  std::fprintf(stderr, "%s\n", text.c_str());
}

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

Session& session() {
  static Session instance;
  return instance;
}

// SIGINT is blocked in all threads but waited for by one, so that what it sets off is ordinary code
// and not a signal handler.
Session::Session() : job_(made<Job>(cnnviz_job_create)) {
  struct sigaction before {};
  sigaction(SIGINT, nullptr, &before);
  if (before.sa_handler == SIG_IGN) return;  // in the background of a script
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  if (pthread_sigmask(SIG_BLOCK, &signals, nullptr) != 0) return;
  std::thread([this, signals] {
    int signal = 0;
    while (sigwait(&signals, &signal) == 0) {
      if (interrupted_.exchange(true)) _exit(kInterrupted);
      cnnviz_job_cancel(job_.get());
    }
  }).detach();
}

cnnviz_job* Session::job() {
  if (interrupted()) throw Failure(kInterrupted, "interrupted");
  return job_.get();
}

void Session::print(const std::string& text) {
  const std::lock_guard lock(screen_);
  const bool drawn = drawn_;
  clear_bar();
  print_line(text);
  if (drawn) draw_bar();
}

void Session::note(const std::string& text) {
  if (!quiet_) print(text);
}

void Session::warning(const std::string& text) {
  if (std::find(warned_.begin(), warned_.end(), text) != warned_.end()) return;
  warned_.push_back(text);
  note("warning: " + text);
}

void Session::error(const std::string& text) {
  print("cnnviz: error: " + text);
}

void Session::begin_progress(const std::string& what, int64_t total, ProgressMode mode,
                             const std::string& unit) {
  end_progress();
  if (quiet_ || total < 1) return;
  progress_what_ = what;
  progress_unit_ = unit;
  progress_stage_ = cnnviz_job_stage(job_.get());
  progress_total_ = total;
  progress_done_ = 0;
  fraction_ = 0;
  begun_ = last_line_ = seconds_now();
  bar_ = mode == ProgressMode::automatic && isatty(STDERR_FILENO) == 1;
  lines_ = mode == ProgressMode::plain;
  if (bar_ || lines_) watcher_ = std::jthread([this](const std::stop_token& stop) { watch(stop); });
}

void Session::advance() {
  const std::lock_guard lock(screen_);
  ++progress_done_;
  if (drawn_) draw_bar();
  if (lines_ && progress_total_ > 1 && progress_done_ == progress_total_)
    print_line(progress_text());
}

void Session::end_progress() {
  watcher_ = {};  // stopped and joined
  clear_bar();
  bar_ = lines_ = false;
}

void Session::watch(const std::stop_token& stop) {
  std::unique_lock lock(screen_);
  while (!stop.stop_requested()) {
    wake_.wait_for(lock, stop, kBetweenDrawings, [] { return false; });
    if (stop.stop_requested()) return;
    draw_bar();
    const double now = seconds_now();
    if (!lines_ || now - last_line_ < kSecondsBetweenLines) continue;
    last_line_ = now;
    print_line(progress_text());
  }
}

// Never falls, as a call that begins sets its own figures to zero; but one call has stages.
double Session::fraction() {
  if (progress_total_ == 1 && progress_stage_ != cnnviz_job_stage(job_.get())) {
    progress_stage_ = cnnviz_job_stage(job_.get());
    fraction_ = 0;
    begun_ = seconds_now();
  }
  const auto done = static_cast<double>(cnnviz_job_done(job_.get()));
  const auto total = static_cast<double>(cnnviz_job_total(job_.get()));
  const double inside = total > 1 && done < total ? done / total : 0;
  fraction_ = std::max(fraction_, (static_cast<double>(progress_done_) + inside) /
                                      static_cast<double>(progress_total_));
  return std::min(fraction_, 1.0);
}

// "occlusion: 3 of 10 (34 %), 0:12 left"; of one call with a unit "index: 48 of 1000 images (4 %),
// 231/s, 0:04 left".
std::string Session::progress_text() {
  const double share = fraction(), passed = seconds_now() - begun_;
  const bool counts = progress_total_ == 1 && !progress_unit_.empty();
  const int64_t done = counts ? cnnviz_job_done(job_.get()) : progress_done_;
  const int64_t total = counts ? cnnviz_job_total(job_.get()) : progress_total_;
  const bool staged = progress_total_ == 1 && !progress_stage_.empty();
  std::string text = (staged ? progress_stage_ : progress_what_) + ": ";
  if (total > 1)
    text += std::to_string(done) + " of " + std::to_string(total) +
            (counts ? " " + progress_unit_ : "") + " (";
  text += std::to_string(static_cast<int>(100 * share)) + " %";
  if (total > 1) text += ")";
  if (share <= 0 || share >= 1 || passed < kSecondsBeforeGuess) return text;
  if (counts) {
    char rate[32];
    std::snprintf(rate, sizeof rate, ", %.3g/s", static_cast<double>(done) / passed);
    text += rate;
  }
  return text + ", " + duration_text(passed / share - passed) + " left";
}

void Session::draw_bar() {
  if (!bar_) return;
  const auto filled = static_cast<size_t>(static_cast<double>(kBarWidth) * fraction());
  const std::string bar = std::string(filled, '#') + std::string(kBarWidth - filled, '.');
  std::fprintf(stderr, "\r\033[K[%s] %s", bar.c_str(), progress_text().c_str());
  std::fflush(stderr);
  drawn_ = true;
}

void Session::clear_bar() {
  if (drawn_) std::fprintf(stderr, "\r\033[K");
  drawn_ = false;
}

}  // namespace cli
