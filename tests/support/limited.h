// A limit that holds for a scope.
#pragma once

#include "base/limits.h"

namespace cnnviz::test {

class Limited {
 public:
  Limited(core::Limit which, int64_t value) : which_(which) { core::set_limit(which, value); }
  ~Limited() { core::set_limit(which_, 0); }
  Limited(const Limited&) = delete;
  Limited& operator=(const Limited&) = delete;

 private:
  core::Limit which_;
};

}  // namespace cnnviz::test
