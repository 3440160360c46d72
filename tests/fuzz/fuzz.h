// What every fuzz target shares. An input must give an answer or an Error that says what is wrong
// with it; a crash, a sanitizer's report, another exception, an internal error or an empty message
// is a finding.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <string>

#include "base/error.h"
#include "base/limits.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace cnnviz::test {

using namespace cnnviz::core;

// Limits under which an input takes milliseconds; called first by every target.
inline void set_small_limits() {
  set_limit(Limit::pixels, 1 << 20);
  set_limit(Limit::tensor_bytes, 1 << 22);
  set_limit(Limit::seconds, 5);
}

[[noreturn]] inline void report_finding(const char* what, const std::string& message) {
  std::fprintf(stderr, "FINDING: %s: %s\n", what, message.c_str());
  std::abort();
}

// Whether `body` gave an answer.
template <typename Body>
bool answers(const Body& body) {
  try {
    body();
    return true;
  } catch (const Error& error) {
    const std::string message = error.what();
    if (error.status() == Status::internal) report_finding("an internal error", message);
    if (message.size() < 5) report_finding("an error without a message", message);
    return false;
  }
}

// Takes an input's bytes as choices and numbers, one byte each, so that a mutation of one byte
// changes one choice. Zeros behind the end.
class Choices {
 public:
  explicit Choices(std::span<const uint8_t> bytes) : rest_(bytes) {}

  bool ended() const { return rest_.empty(); }
  uint8_t byte() {
    if (rest_.empty()) return 0;
    const uint8_t value = rest_.front();
    rest_ = rest_.subspan(1);
    return value;
  }
  // In [0, count).
  size_t below(size_t count) { return byte() % count; }
  bool flip() { return (byte() & 1) != 0; }

  // Small numbers mostly, and those at the borders of types.
  int64_t number() {
    constexpr int64_t kOdd[] = {-1,
                                -2,
                                INT32_MAX,
                                INT32_MIN,
                                INT64_MAX,
                                INT64_MIN,
                                INT64_MAX - 1,
                                1 << 16,
                                1 << 24,
                                int64_t{1} << 31,
                                int64_t{1} << 32,
                                int64_t{1} << 62,
                                255,
                                1000,
                                -1000};
    const uint8_t choice = byte();
    if (choice >= 224) return kOdd[(choice - 224) % std::size(kOdd)];
    return choice % 8;
  }
  float real() {
    constexpr float kOdd[] = {
        0, -1, 1e30f, -1e30f, 1e-30f, 0.5f, __builtin_nanf(""), __builtin_inff()};
    const uint8_t choice = byte();
    if (choice >= 240) return kOdd[choice % std::size(kOdd)];
    return static_cast<float>(choice) / 16 - 7;
  }
  template <typename T, size_t N>
  const T& of(const T (&items)[N]) {
    return items[below(N)];
  }
  std::span<const uint8_t> rest() const { return rest_; }

 private:
  std::span<const uint8_t> rest_;
};

}  // namespace cnnviz::test
