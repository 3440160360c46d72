#include "model/class_name.h"

#include <algorithm>

#include "base/error.h"
#include "base/text.h"

namespace cnnviz::core {

namespace {

// Classes that fit, by the first way in which any does.
std::vector<int64_t> matches(const Model& model, std::string_view text) {
  const std::string wanted(text), wanted_lower = lower(text);
  for (const bool exact : {true, false})
    for (const bool whole : {true, false}) {
      const auto fits = [&](const std::string& name) {
        return exact ? name == wanted : lower(name) == wanted_lower;
      };
      std::vector<int64_t> found;
      for (size_t i = 0; i < model.labels().size(); ++i) {
        const std::string& label = model.labels()[i];
        const std::vector<std::string> names =
            whole ? std::vector<std::string>{label} : split(label, ',');
        if (std::any_of(names.begin(), names.end(), fits)) found.push_back(static_cast<int64_t>(i));
      }
      if (!found.empty()) return found;
    }
  return {};
}

}  // namespace

int64_t parse_class_label(const Model& model, std::string_view text) {
  require(!model.labels().empty(), Status::not_found,
          "the model has no labels: write a class by its ", "index, not ", quoted(text));
  const std::vector<int64_t> found = matches(model, text);
  if (found.size() == 1) return found[0];
  if (found.empty()) {
    std::vector<std::string> known;
    for (const std::string& label : model.labels())
      for (const std::string& name : split(label, ',')) known.push_back(name);
    fail(Status::not_found, "no class is called ", quoted(text), nearest_hint(text, known));
  }
  std::vector<std::string> listed;
  for (const int64_t index : found)
    listed.push_back(concat(index, " ", quoted(model.label(index))));
  fail(Status::invalid_argument, "several classes are called ", quoted(text), ": ", join(listed),
       "; write the index or the whole label");
}

int64_t parse_class(const Model& model, std::string_view text) {
  int64_t index = 0;
  if (!parse_int(text, &index)) return parse_class_label(model, text);
  const int64_t classes = model.head().classes;
  require(index >= 0 && (classes == 0 || index < classes), Status::invalid_argument, "class ",
          index, " does not exist: the model has classes 0 to ", classes - 1);
  return index;
}

bool names_class(const Model& model, std::string_view text) {
  int64_t index = 0;
  return parse_int(text, &index) || !matches(model, text).empty();
}

}  // namespace cnnviz::core
