#include "base/limits.h"

#include <atomic>

namespace cnnviz::core {

namespace {

struct Row {
  const char* name;
  int64_t initial;
};

// In the order of the enumeration. Cameras make 200 Mpixel, and 400 of several exposures; no JPEG
// is longer than 65500, and pictures of so many pixels stay below 2 GiB, what arrays of bytes have
// in Java. Encoders make about ten scans. Pictures hold a few texts and profiles.
constexpr Row kRows[kLimits] = {
    {"max_side", 65500},
    {"max_pixels", 500'000'000},
    {"max_decoded_bytes", int64_t{1} << 32},
    {"max_jpeg_scans", 100},
    {"max_png_chunks", 1000},
    {"max_model_bytes", int64_t{1} << 34},
    {"max_nodes", 1000000},
    {"max_tensor_bytes", int64_t{1} << 33},
    {"max_memory", kNoLimit},
    {"max_seconds", kNoLimit},
};

// 0: the default.
std::atomic<int64_t> values[kLimits];

thread_local Deadline::Time deadline = Deadline::Time::max();

const Row& row(Limit which) {
  return kRows[static_cast<size_t>(which)];
}

}  // namespace

int64_t limit_of(Limit which) {
  const int64_t value = values[static_cast<size_t>(which)].load(std::memory_order_relaxed);
  return value == 0 ? row(which).initial : value;
}

int64_t default_limit(Limit which) {
  return row(which).initial;
}

const char* limit_name(Limit which) {
  return row(which).name;
}

void set_limit(Limit which, int64_t value) {
  values[static_cast<size_t>(which)].store(value, std::memory_order_relaxed);
}

Deadline::Deadline() : before_(deadline) {
  const int64_t seconds = limit_of(Limit::seconds);
  // Beyond a century no deadline: the clock counts nanoseconds.
  constexpr int64_t kMost = int64_t{100} * 365 * 86400;
  if (deadline == Time::max() && seconds < kMost)
    deadline = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
}

Deadline::Deadline(Time inherited) : before_(deadline) {
  deadline = inherited;
}

Deadline::~Deadline() {
  deadline = before_;
}

Deadline::Time Deadline::current() {
  return deadline;
}

bool Deadline::over() {
  return deadline != Time::max() && std::chrono::steady_clock::now() > deadline;
}

void Deadline::check() {
  if (over())
    fail(Status::limit, "the call takes longer than max_seconds = ", limit_of(Limit::seconds),
         " allows");
}

}  // namespace cnnviz::core
