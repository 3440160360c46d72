// What files from strangers may ask for: the limits of this process. They are checked before
// anything of that size is allocated, and a message names the value, the limit and its option, as
// cnnviz/limits.h calls it.
#pragma once

#include <chrono>
#include <cstdint>

#include "base/error.h"

namespace cnnviz::core {

enum class Limit : uint8_t {
  side,           // of a picture, in pixels
  pixels,         // of a picture
  decoded_bytes,  // of a picture while it is decoded: its pixels, its coefficients
  jpeg_scans,
  png_chunks,   // beside those of pixels
  model_bytes,  // of a model's file and the files it names
  nodes,        // of a network
  tensor_bytes,
  memory,  // of a model, where it does not state its own
  seconds  // of a call
};
constexpr int kLimits = 10;
constexpr int64_t kNoLimit = INT64_MAX;

int64_t limit_of(Limit which);
int64_t default_limit(Limit which);
const char* limit_name(Limit which);  // "max_side"
void set_limit(Limit which, int64_t value);

// Refuses (status limit) a value above a limit; `what` begins the message: "the picture \"x\" has".
template <typename... Parts>
void check_limit(Limit which, int64_t value, const Parts&... what) {
  const int64_t most = limit_of(which);
  if (value > most)
    fail(Status::limit, what..., "; ", value, " is more than ", limit_name(which), " = ", most,
         " allows");
}

// The time that this thread's call may take: counted from the outermost scope, if there is a limit.
// A scope made from another one is for a thread that works for the same call.
class Deadline {
 public:
  using Time = std::chrono::steady_clock::time_point;

  Deadline();
  explicit Deadline(Time inherited);
  ~Deadline();
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;

  static Time current();
  // Whether it is over; check() throws (status limit) where it is.
  static bool over();
  static void check();

 private:
  Time before_;
};

}  // namespace cnnviz::core
