// JSON whose keys keep the order they were written in.
#pragma once

#include <string>

#include "base/json_memory.h"

namespace cnnviz::core {

// Compact text (indent < 0) or indented. Names from files need not be UTF-8: bytes that are not
// become U+FFFD, since JSON must be.
std::string json_text(const Json& json, int indent = -1);

}  // namespace cnnviz::core
