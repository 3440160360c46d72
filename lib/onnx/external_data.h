// Weights that lie beside the model, in files that the model names (ONNX external data).
//
// The model is not trusted: a file is only opened below the model's folder, through no symbolic
// link, and must be a regular file with one name (a hard link could be a file from elsewhere). All
// checks are made on the opened descriptor, so that nothing can be swapped between check and use.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/file.h"

namespace cnnviz::core {

class ExternalData {
 public:
  // The model's own file has `model_bytes`, which count towards the same limit.
  ExternalData(const std::string& model_path, int64_t model_bytes);

  struct Part {
    std::span<const uint8_t> bytes;
    std::shared_ptr<const MappedFile> owner;
  };

  // `size` bytes of the file `location` from `offset`. Each file is mapped once.
  Part read(const std::string& location, int64_t offset, int64_t size);

 private:
  std::string folder_;
  int64_t mapped_bytes_;
  std::map<std::string, std::shared_ptr<const MappedFile>> files_;  // by normal location
};

// The folders and the file of a location such as "weights/part1.bin"; refuses absolute paths, "..",
// empty parts, zero bytes. "." parts are dropped.
std::vector<std::string> split_location(const std::string& location);

// Opens a regular file below a folder without following symbolic links; the caller closes it. With
// openat2, where the kernel has it, or folder by folder.
int open_below(int folder, const std::vector<std::string>& parts);
int open_below_by_parts(int folder, const std::vector<std::string>& parts);

}  // namespace cnnviz::core
