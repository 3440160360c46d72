// Options that are chosen by name: one table for both directions.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/text.h"

namespace cnnviz::core {

template <typename T>
struct Choice {
  T value;
  const char* name;
};

template <typename T, size_t N>
const char* choice_name(const Choice<T> (&choices)[N], T value) {
  for (const Choice<T>& choice : choices)
    if (choice.value == value) return choice.name;
  return "unknown";
}

// An unknown name is invalid_argument; `what` is what is chosen: "reduction".
template <typename T, size_t N>
T parse_choice(const Choice<T> (&choices)[N], std::string_view name, const char* what) {
  std::vector<std::string> names;
  for (const Choice<T>& choice : choices) {
    if (choice.name == name) return choice.value;
    names.emplace_back(choice.name);
  }
  fail(Status::invalid_argument, "unknown ", what, " ", quoted(name), "; choose one of ",
       join(names));
}

}  // namespace cnnviz::core
