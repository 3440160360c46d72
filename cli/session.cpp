#include "session.h"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>

namespace cli {
namespace {

constexpr double kSecondsBetweenLines = 10;
constexpr int64_t kBarWidth = 30;

double seconds_now() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double>(now).count();
}

void print_line(const std::string& text) {
  std::fprintf(stderr, "%s\n", text.c_str());
}

}  // namespace

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

void Session::note(const std::string& text) {
  if (quiet_) return;
  clear_bar();
  print_line(text);
  draw_bar();
}

void Session::warning(const std::string& text) {
  if (std::find(warned_.begin(), warned_.end(), text) != warned_.end()) return;
  warned_.push_back(text);
  note("warning: " + text);
}

void Session::error(const std::string& text) {
  clear_bar();
  print_line("cnnviz: error: " + text);
  draw_bar();
}

void Session::begin_progress(const std::string& what, int64_t total, ProgressMode mode) {
  if (quiet_ || total < 2) return;
  progress_what_ = what;
  progress_total_ = total;
  progress_done_ = 0;
  bar_ = mode == ProgressMode::automatic && isatty(STDERR_FILENO) == 1;
  lines_ = mode == ProgressMode::plain;
  last_line_ = seconds_now();
  draw_bar();
}

void Session::advance() {
  set_progress(progress_done_ + 1);
}

void Session::set_progress(int64_t done) {
  if (done == progress_done_) return;
  progress_done_ = done;
  draw_bar();
  if (!lines_) return;
  const double now = seconds_now();
  if (now - last_line_ < kSecondsBetweenLines && progress_done_ < progress_total_) return;
  last_line_ = now;
  print_line(progress_what_ + ": " + std::to_string(progress_done_) + " of " +
             std::to_string(progress_total_));
}

void Session::end_progress() {
  clear_bar();
  bar_ = lines_ = false;
}

void Session::draw_bar() {
  if (!bar_) return;
  const auto filled = static_cast<size_t>(kBarWidth * progress_done_ / progress_total_);
  const std::string bar = std::string(filled, '#') + std::string(kBarWidth - filled, '.');
  std::fprintf(stderr, "\r%s [%s] %lld/%lld", progress_what_.c_str(), bar.c_str(),
               static_cast<long long>(progress_done_), static_cast<long long>(progress_total_));
  std::fflush(stderr);
}

void Session::clear_bar() {
  if (bar_) std::fprintf(stderr, "\r\033[K");
}

}  // namespace cli
