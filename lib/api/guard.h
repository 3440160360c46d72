// Every function of the C API is one guarded call: whatever is thrown inside becomes a status and
// this thread's message, nothing crosses the boundary. And the checks that all functions share:
// pointers, texts, outputs, options.
#pragma once

#include <cnnviz/status.h>

#include <cstring>
#include <string>

#include "base/error.h"
#include "base/limits.h"

namespace cnnviz::api {

using core::require;
using core::Status;

// Forgets this thread's last failure.
void begin_call() noexcept;

// Records the exception being handled as this thread's last failure.
cnnviz_status record_failure() noexcept;

template <typename Body>
cnnviz_status guarded(const Body& body) noexcept {
  begin_call();
  const core::Deadline deadline;
  try {
    body();
    return CNNVIZ_STATUS_OK;
  } catch (...) {
    return record_failure();
  }
}

// For functions that return a value: `failed` stands for failure.
template <typename Value, typename Body>
Value guarded_value(Value failed, const Body& body) noexcept {
  begin_call();
  const core::Deadline deadline;
  try {
    return body();
  } catch (...) {
    record_failure();
    return failed;
  }
}

// A parameter that must not be NULL; `name` is the parameter's in the header.
template <typename T>
T& given(T* pointer, const char* name) {
  require(pointer != nullptr, Status::invalid_argument, name, " is NULL");
  return *pointer;
}

// The place of an output handle, set to NULL: so it stays unless the call succeeds.
template <typename Handle>
Handle*& output(Handle** place, const char* name) {
  Handle*& handle = given(place, name);
  handle = nullptr;
  return handle;
}

inline std::string text(const char* pointer, const char* name) {
  return std::string(&given(pointer, name));
}

inline std::string text_or(const char* pointer, const char* otherwise) {
  return pointer != nullptr ? pointer : otherwise;
}

// `index` must lie in [0, count).
inline size_t checked_index(int64_t index, size_t count, const char* name) {
  require(index >= 0 && static_cast<uint64_t>(index) < count, Status::invalid_argument, name,
          " is ", index, ", but must be in 0 to ", static_cast<int64_t>(count) - 1);
  return static_cast<size_t>(index);
}

inline bool checked_flag(int32_t flag, const char* name) {
  require(flag == 0 || flag == 1, Status::invalid_argument, name, " is ", flag,
          ", but must be 0 or 1");
  return flag == 1;
}

inline int64_t checked_range(int64_t number, int64_t low, int64_t high, const char* name) {
  require(number >= low && number <= high, Status::invalid_argument, name, " is ", number,
          ", but must be in ", low, " to ", high);
  return number;
}

// An enumerator as an index in [0, count).
template <typename Enum>
int32_t checked_enum(Enum value, int32_t count, const char* name) {
  const auto number = static_cast<int32_t>(value);
  require(number >= 0 && number < count, Status::invalid_argument, name, " is ", number,
          ", but must be in 0 to ", count - 1);
  return number;
}

}  // namespace cnnviz::api
