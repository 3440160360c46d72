// What ends a command: a message for stderr and the exit code of its kind.
#pragma once

#include <cnnviz/cnnviz.h>

#include <stdexcept>
#include <string>

namespace cli {

// The exit codes that cnnviz --help lists.
enum ExitCode {
  kOk = 0,
  kFailed = 1,
  kUsage = 2,
  kUnreadable = 3,
  kUnsupported = 4,
  kLimit = 5,
  kSomeFailed = 6,
  kInterrupted = 130,
};

class Failure : public std::runtime_error {
 public:
  Failure(int exit_code, const std::string& message)
      : std::runtime_error(message), exit_code_(exit_code) {}
  int exit_code() const { return exit_code_; }

 private:
  int exit_code_;
};

// A wrong flag or argument.
inline Failure usage_error(const std::string& message) {
  return {kUsage, message};
}

// Throws the library's message unless `status` is OK.
void check(cnnviz_status status);
// The same for calls that write a file: there an IO error is no unreadable input.
void check_writing(cnnviz_status status);
// For functions that return a value: throws unless `good`.
void check_value(bool good);

}  // namespace cli
