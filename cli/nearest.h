// The commands or flags nearest to a mistyped one.
#pragma once

#include <string>
#include <vector>

namespace cli {

// `; nearest: saliency, ...`, or an empty text where none is near.
std::string nearest_hint(const std::string& typed, const std::vector<std::string>& known);

}  // namespace cli
