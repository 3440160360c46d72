#include "model/json.h"

#include <nlohmann/json.hpp>

namespace cnnviz::core {

std::string json_text(const Json& json, int indent) {
  return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

}  // namespace cnnviz::core
