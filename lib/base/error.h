// The one exception type of the library: a status (as the C API reports it) and a message that says
// what was wrong, what was given, what is allowed, and the nearest valid choice.
#pragma once

#include <cstdint>
#include <sstream>
#include <stdexcept>
#include <string>

namespace cnnviz::core {

// Values equal CNNVIZ_STATUS_* of include/cnnviz/status.h (api/ checks this at compile time).
enum class Status : int32_t {
  ok = 0,
  invalid_argument = 1,
  not_found = 2,
  io = 3,
  corrupt = 4,
  unsupported = 5,
  limit = 6,
  out_of_memory = 7,
  cancelled = 8,
  mismatch = 9,
  forked = 10,
  not_finite = 11,
  internal = 12,
};

class Error : public std::runtime_error {
 public:
  Error(Status status, const std::string& message) : std::runtime_error(message), status_(status) {}
  Status status() const noexcept { return status_; }

 private:
  Status status_;
};

// Joins anything that streams into one string: concat("rank ", 3).
template <typename... Parts>
std::string concat(const Parts&... parts) {
  std::ostringstream stream;
  stream.exceptions(std::ios::badbit);  // without memory: no text that breaks off
  (stream << ... << parts);
  return stream.str();
}

template <typename... Parts>
[[noreturn]] void fail(Status status, const Parts&... parts) {
  throw Error(status, concat(parts...));
}

// Throws unless the condition holds; the message is only put together when it fails.
template <typename... Parts>
void require(bool condition, Status status, const Parts&... parts) {
  if (!condition) fail(status, parts...);
}

}  // namespace cnnviz::core
