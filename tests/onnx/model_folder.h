// A model whose weights lie in another file, in a folder of its own.
#pragma once

#include <filesystem>

#include "onnx/reader.h"
#include "support/folder.h"
#include "support/onnx_builder.h"

namespace cnnviz::test {

inline void write_floats(const std::string& path, const Floats& values) {
  const auto* data = reinterpret_cast<const uint8_t*>(values.data());
  write_file(path, {data, values.size() * sizeof(float)});
}

// A folder with outside.bin and model/, where the model is to be.
struct ModelFolder {
  TestFolder folder;
  std::string outside = folder.path("outside.bin");
  std::string inside = folder.path("model");
  std::string model = folder.path("model/net.onnx");

  ModelFolder() {
    std::filesystem::create_directory(inside);
    write_floats(outside, {7, 8});
  }
  // Writes a model with one weight of two floats that lie at the location, and opens it.
  std::shared_ptr<const Graph> open(const std::string& location, const std::string& offset = "",
                                    const std::string& length = "") const {
    ModelBuilder(13)
        .input("x", {2})
        .initializer_bytes(
            external_tensor_proto("w", {2}, ElementType::float32, location, offset, length))
        .node("Add", {"x", "w"}, {"y"})
        .output("y")
        .write(model);
    return read_model_file(model);
  }
};

}  // namespace cnnviz::test
