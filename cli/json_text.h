// Documents as text.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace cli {

// Compact (indent < 0) or indented. Names of files need not be UTF-8: bytes that are not become
// U+FFFD, since JSON must be.
inline std::string json_text(const nlohmann::ordered_json& json, int indent = -1) {
  return json.dump(indent, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace cli
