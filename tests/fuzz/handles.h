// What a sequence of calls of the C API is made with: every status is looked at, handles are kept
// and freed.
#pragma once

#include <cnnviz/cnnviz.h>

#include <cstring>
#include <vector>

#include "fuzz/fuzz.h"

namespace cnnviz::test {

inline void check(cnnviz_status status) {
  const char* message = cnnviz_last_error();
  if (status == CNNVIZ_STATUS_INTERNAL) report_finding("an internal error", message);
  if (status != CNNVIZ_STATUS_OK && std::strlen(message) < 5)
    report_finding("an error without a message", cnnviz_status_name(status));
}

// Handles of one kind: a few that calls made, and NULL.
template <typename Handle>
class Pool {
 public:
  explicit Pool(void (*free)(Handle*)) : free_(free) {}
  ~Pool() {
    for (Handle* handle : handles_) free_(handle);
  }
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  Handle* any(Choices& choices) {
    const size_t which = choices.byte();
    if (handles_.empty() || which == 255) return nullptr;
    return handles_[which % handles_.size()];
  }
  // What a call made. (By reference: it is read after the call, in whatever order arguments are.)
  void keep(cnnviz_status status, Handle* const& handle) {
    check(status);
    if ((status == CNNVIZ_STATUS_OK) != (handle != nullptr))
      report_finding("a handle that does not fit its status", cnnviz_status_name(status));
    if (handle == nullptr) return;
    handles_.push_back(handle);
    if (handles_.size() > 8) drop(0);
  }
  void drop(size_t index) {
    if (index >= handles_.size()) return;
    free_(handles_[index]);
    handles_.erase(handles_.begin() + static_cast<std::ptrdiff_t>(index));
  }

 private:
  void (*free_)(Handle*);
  std::vector<Handle*> handles_;
};

template <typename Options>
Options options_of(cnnviz_status (*init)(Options*, uint32_t)) {
  Options options;
  check(init(&options, sizeof options));
  return options;
}

}  // namespace cnnviz::test
