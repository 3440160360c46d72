// What a file that is no ONNX model seems to be, by its first bytes: the second half of an error
// message.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace cnnviz::core {

// "it looks like a PNG picture", "it looks like a PyTorch file: export it with torch.onnx.export",
// ...; empty where nothing is recognized.
std::string describe_foreign_file(std::span<const uint8_t> bytes);

}  // namespace cnnviz::core
