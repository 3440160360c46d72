// The demo's collection: 600 scenes, kept as one picture.
#pragma once

#include <string>

namespace cli {

// Cuts collection.jpg of the demo's folder into pictures named by their class, cat_07.png, in
// `folder`, which is made.
void write_demo_collection(const std::string& data, const std::string& folder);

}  // namespace cli
