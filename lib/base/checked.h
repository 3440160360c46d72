// Integer arithmetic on sizes from files and callers: overflow is an error, never wrap-around.
#pragma once

#include <cstdint>
#include <type_traits>

#include "base/error.h"

namespace cnnviz::core {

inline int64_t checked_mul(int64_t a, int64_t b) {
  int64_t result = 0;
  if (__builtin_mul_overflow(a, b, &result)) fail(Status::limit, a, " * ", b, " exceeds 64 bits");
  return result;
}

inline int64_t checked_add(int64_t a, int64_t b) {
  int64_t result = 0;
  if (__builtin_add_overflow(a, b, &result)) fail(Status::limit, a, " + ", b, " exceeds 64 bits");
  return result;
}

inline int64_t checked_sub(int64_t a, int64_t b) {
  int64_t result = 0;
  if (__builtin_sub_overflow(a, b, &result)) fail(Status::limit, a, " - ", b, " exceeds 64 bits");
  return result;
}

// Narrows an integer, refusing values that do not fit.
template <typename To, typename From>
To checked_cast(From value) {
  static_assert(std::is_integral_v<To> && std::is_integral_v<From>);
  const To result = static_cast<To>(value);
  if (static_cast<From>(result) != value || ((result < To{}) != (value < From{})))
    fail(Status::limit, "the number ", value, " is out of range here");
  return result;
}

}  // namespace cnnviz::core
