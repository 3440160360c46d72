// What a run of the tool says to the person who started it, and how it is interrupted.
//
// Ctrl-C once cancels the library's running call and ends the command tidily (exit code 130), twice
// at once.
#pragma once

#include <cnnviz/cnnviz.h>

#include <atomic>
#include <memory>
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

  // A bar on stderr while more than one step is to be done: on a terminal only (automatic), or a
  // line every few seconds (plain).
  void begin_progress(const std::string& what, int64_t total, ProgressMode mode);
  void advance();
  void set_progress(int64_t done);
  void end_progress();

 private:
  void draw_bar();
  void clear_bar();

  Job job_;
  std::atomic<bool> interrupted_{false};
  bool quiet_ = false;
  std::vector<std::string> warned_;

  std::string progress_what_;
  int64_t progress_total_ = 0, progress_done_ = 0;
  bool bar_ = false, lines_ = false;
  double last_line_ = 0;
};

Session& session();

}  // namespace cli
