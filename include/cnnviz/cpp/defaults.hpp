/* How failures become exceptions, and where options get their defaults: from the library. */
#ifndef CNNVIZ_CPP_DEFAULTS_HPP
#define CNNVIZ_CPP_DEFAULTS_HPP

#include <cnnviz/cpp/errors.hpp>

#include <bit>
#include <cstdint>

namespace cnnviz::detail {

inline void check(cnnviz_status status) {
  if (status != CNNVIZ_STATUS_OK) raise(status, cnnviz_last_error());
}

/* For functions that return a value in place of a status: text(cnnviz_model_json(model)). */
template <class Value>
Value valid(Value value) {
  check(cnnviz_last_status());
  return value;
}

/* The function that fills an options struct with defaults. */
template <class Native>
inline constexpr auto initializer = nullptr;

template <class Native>
const Native& defaults() {
  static const Native filled = [] {
    Native native{};
    check(initializer<Native>(&native, sizeof native));
    return native;
  }();
  return filled;
}

template <class Value, class Native, class Field>
Value initial(Field Native::*field) {
  return static_cast<Value>(defaults<Native>().*field);
}

/* Options as the C interface takes them: they have the same fields in the same order. */
template <class Options>
typename Options::Native native(const Options& options) {
  static_assert(sizeof(Options) == sizeof(typename Options::Native));
  return std::bit_cast<typename Options::Native>(options);
}

}  // namespace cnnviz::detail

#endif
