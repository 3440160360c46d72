// status.h: codes, the thread's last failure, the version.
#include <cnnviz/status.h>

#include <algorithm>
#include <new>

#include "api/guard.h"

namespace cnnviz::api {
namespace {

#define CNNVIZ_SAME(core_name, public_name) \
  static_assert(static_cast<int32_t>(core::Status::core_name) == CNNVIZ_STATUS_##public_name)
CNNVIZ_SAME(ok, OK);
CNNVIZ_SAME(invalid_argument, INVALID_ARGUMENT);
CNNVIZ_SAME(not_found, NOT_FOUND);
CNNVIZ_SAME(io, IO);
CNNVIZ_SAME(corrupt, CORRUPT);
CNNVIZ_SAME(unsupported, UNSUPPORTED);
CNNVIZ_SAME(limit, LIMIT);
CNNVIZ_SAME(out_of_memory, OUT_OF_MEMORY);
CNNVIZ_SAME(cancelled, CANCELLED);
CNNVIZ_SAME(mismatch, MISMATCH);
CNNVIZ_SAME(forked, FORKED);
CNNVIZ_SAME(not_finite, NOT_FINITE);
CNNVIZ_SAME(internal, INTERNAL);
#undef CNNVIZ_SAME

constexpr const char* kNames[] = {"OK",        "INVALID_ARGUMENT", "NOT_FOUND", "IO",
                                  "CORRUPT",   "UNSUPPORTED",      "LIMIT",     "OUT_OF_MEMORY",
                                  "CANCELLED", "MISMATCH",         "FORKED",    "NOT_FINITE",
                                  "INTERNAL"};

// Plain memory without a destructor: it can be written while memory is short, and read while the
// thread ends.
struct LastFailure {
  cnnviz_status status;
  char message[8192];
};
thread_local LastFailure last_failure;

void record(cnnviz_status status, const char* message) noexcept {
  constexpr size_t room = sizeof last_failure.message - 1;
  constexpr char ellipsis[] = " ...";
  size_t length = std::strlen(message);
  const bool cut = length > room;
  if (cut) {
    length = room - (sizeof ellipsis - 1);
    // Not inside a character of several bytes.
    while (length > 0 && (static_cast<unsigned char>(message[length]) & 0xC0) == 0x80) --length;
  }
  std::memcpy(last_failure.message, message, length);
  if (cut) {
    std::memcpy(last_failure.message + length, ellipsis, sizeof ellipsis - 1);
    length += sizeof ellipsis - 1;
  }
  last_failure.message[length] = '\0';
  last_failure.status = status;
}

}  // namespace

void begin_call() noexcept {
  last_failure.status = CNNVIZ_STATUS_OK;
  last_failure.message[0] = '\0';
}

cnnviz_status record_failure() noexcept {
  try {
    throw;
  } catch (const core::Error& error) {
    record(static_cast<cnnviz_status>(error.status()), error.what());
  } catch (const std::bad_alloc&) {
    record(CNNVIZ_STATUS_OUT_OF_MEMORY, "out of memory");
  } catch (const std::exception& error) {
    record(CNNVIZ_STATUS_INTERNAL, error.what());
  } catch (...) {
    record(CNNVIZ_STATUS_INTERNAL, "an exception of unknown type");
  }
  return last_failure.status;
}

}  // namespace cnnviz::api

using namespace cnnviz::api;

const char* cnnviz_status_name(cnnviz_status status) {
  const auto index = static_cast<int32_t>(status);
  return index >= 0 && index < static_cast<int32_t>(std::size(kNames)) ? kNames[index] : "UNKNOWN";
}

const char* cnnviz_last_error(void) {
  return last_failure.message;
}

cnnviz_status cnnviz_last_status(void) {
  return last_failure.status;
}

const char* cnnviz_version(void) {
#define CNNVIZ_TEXT_OF(number) #number
#define CNNVIZ_TEXT(number) CNNVIZ_TEXT_OF(number)
  return CNNVIZ_TEXT(CNNVIZ_VERSION_MAJOR) "." CNNVIZ_TEXT(CNNVIZ_VERSION_MINOR) "." CNNVIZ_TEXT(
      CNNVIZ_VERSION_PATCH);
}
