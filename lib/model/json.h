// JSON whose keys keep the order they were written in.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace cnnviz::core {

using Json = nlohmann::ordered_json;

// Compact text (indent < 0) or indented. Names from files need not be UTF-8: bytes that are not
// become U+FFFD, since JSON must be.
std::string json_text(const Json& json, int indent = -1);

}  // namespace cnnviz::core
