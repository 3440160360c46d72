// Files: reading whole files, mapping them, and writing so that a file under its final name is
// complete or absent (temporary file in the same folder, fsync, rename, fsync of the folder).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace cnnviz::core {

// The whole file; "-" is standard input. Errors: not_found where it does not exist, io else, limit
// above `max_bytes`. Only regular files (and pipes for "-") are read; a folder is an io error
// saying so.
std::vector<uint8_t> read_file(const std::string& path, int64_t max_bytes = int64_t{1} << 32);

// A read-only private mapping of a regular file, unmapped with the last handle.
class MappedFile {
 public:
  static std::shared_ptr<const MappedFile> open(const std::string& path);
  // Of the first `size` bytes of an opened file, which stays the caller's; `name` is for messages.
  static std::shared_ptr<const MappedFile> map(int descriptor, int64_t size,
                                               const std::string& name);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  std::span<const uint8_t> bytes() const { return {data_, size_}; }
  // Gives the pages that lie wholly inside `part` back to the system; they are read again on
  // demand. Does nothing where `part` is not of a mapped file.
  static void release(std::span<const uint8_t> part);

 private:
  MappedFile() = default;
  const uint8_t* data_ = nullptr;
  size_t size_ = 0;
};

// Replaces the file at `path` by `bytes`, or leaves it as it was. "-" is standard output.
void write_file(const std::string& path, std::span<const uint8_t> bytes);

}  // namespace cnnviz::core
