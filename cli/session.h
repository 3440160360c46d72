// What a run of the tool says to the person who started it, and how it is interrupted.
//
// Ctrl-C once cancels the library's running call and ends the command tidily (exit code 130), twice
// at once.
#pragma once

#include <cnnviz/cnnviz.h>

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

#include "handles.h"

namespace cli {

enum class ProgressMode { automatic, plain, none };

class Session {
 public:
  // Takes SIGINT over for this thread and all that it starts.
  Session();

  // The job to give to every long call; the command's own failure where it was interrupted before.
  cnnviz_job* job();
  bool interrupted() const { return interrupted_.load(); }

  void set_quiet(bool quiet) { quiet_ = quiet; }
  bool quiet() const { return quiet_; }

  // Lines on stderr. note() and warning() are silent with --quiet; each warning is given once.
  void note(const std::string& text);
  void warning(const std::string& text);
  void error(const std::string& text);

  // A bar on stderr, on a terminal only (automatic), or a line every few seconds (plain): inputs
  // that are done, and how far the library's running call has come. One input that takes no time
  // has no bar.
  // `unit`: what one long call counts, where people want to know how many a second. One call is
  // told stage by stage, as its job says.
  void begin_progress(const std::string& what, int64_t total, ProgressMode mode,
                      const std::string& unit = "");
  void advance();
  void end_progress();

 private:
  // Of those that draw: with screen_ locked.
  void draw_bar();
  void clear_bar();
  void print(const std::string& text);
  double fraction();
  std::string progress_text();
  void watch(const std::stop_token& stop);

  Job job_;
  std::atomic<bool> interrupted_{false};
  bool quiet_ = false;
  std::vector<std::string> warned_;

  std::string progress_what_, progress_unit_, progress_stage_;
  int64_t progress_total_ = 0, progress_done_ = 0;
  bool bar_ = false, lines_ = false, drawn_ = false;
  double begun_ = 0, last_line_ = 0, fraction_ = 0;
  std::mutex screen_;
  std::condition_variable_any wake_;
  std::jthread watcher_;  // last: it uses all the others
};

Session& session();

// Progress of one long call, from construction to destruction.
class CallProgress {
 public:
  CallProgress(const std::string& what, const std::string& unit, ProgressMode mode) {
    session().begin_progress(what, 1, mode, unit);
  }
  ~CallProgress() { session().end_progress(); }
  CallProgress(const CallProgress&) = delete;
  CallProgress& operator=(const CallProgress&) = delete;
};

// "0:04", "12:30", "3:05:00"
std::string duration_text(double seconds);

}  // namespace cli
