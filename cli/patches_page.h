// A page of a layer's channels, each with a strip of its strongest patches: one HTML file and a
// folder of strips beside it, which a browser loads as they come into sight.
#pragma once

#include <string>
#include <vector>

#include "handles.h"

namespace cli {

// A picture scaled to fit into a square of this side, in its middle, on gray.
Picture fitted(const Picture& picture, int32_t side);

// Squares of equal side in rows, thin white lines between; null ones stay white.
Picture tiled(const std::vector<Picture>& squares, int32_t columns, int32_t side);

// The two most frequent texts, of equally frequent ones the first: "tabby 5x, lynx 2x".
std::string most_common(const std::vector<std::string>& texts);

class PatchesPage {
 public:
  // NAME.html; the strips go to NAME_files.
  PatchesPage(const std::string& path, const std::string& layer, const std::string& collection);

  // `patches`: what the library's document says of the channel.
  void add(int64_t channel, const Picture& strip, const Json& patches);
  void finish();

 private:
  std::string path_, folder_, html_;
};

}  // namespace cli
