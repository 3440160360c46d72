// Classes by index or label.
#pragma once

#include <cstdint>
#include <string_view>

#include "model/model.h"

namespace cnnviz::core {

// The class that an index, a whole label or one comma-separated synonym of a label names. Exact
// spelling goes before other capitals, a whole label before a synonym; several that fit equally
// well are an error that lists them. An index out of range is invalid_argument, an unknown label
// not_found.
int64_t parse_class(const Model& model, std::string_view text);

// As parse_class(), but a number is a label too (a quoted class).
int64_t parse_class_label(const Model& model, std::string_view text);

// Whether a text is an index, or a label or synonym of at least one class.
bool names_class(const Model& model, std::string_view text);

}  // namespace cnnviz::core
