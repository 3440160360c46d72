#include "corpus/sources.h"

#include <cstdint>
#include <filesystem>
#include <fstream>

#include "base/error.h"
#include "base/text.h"

namespace cnnviz::core {

namespace fs = std::filesystem;

namespace {

using Visit = std::function<void(const std::string& path)>;

bool is_picture(const fs::path& path) {
  const std::string extension = lower(path.extension().string());
  return extension == ".png" || extension == ".jpg" || extension == ".jpeg";
}

void visit_folder(const std::string& folder, const Visit& visit) {
  std::error_code error;
  auto entry = fs::recursive_directory_iterator(folder, error);
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    std::error_code ignored;
    const bool is_folder = entry->is_directory(ignored);
    if (name.starts_with('.')) {
      if (is_folder) entry.disable_recursion_pending();
    } else if (!is_folder && is_picture(entry->path())) {
      visit(entry->path().string());
    }
  }
  require(!error, Status::io, "cannot read the folder ", core::quoted(folder), ": ",
          error.message());
}

// False where nothing is there.
bool visit_path(const std::string& path, const Visit& visit) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::exists(status)) return false;
  if (fs::is_directory(status))
    visit_folder(path, visit);
  else
    visit(path);
  return true;
}

void visit_list(std::istream& list, const Visit& visit) {
  std::string line;
  while (std::getline(list, line)) {
    if (line.ends_with('\r')) line.pop_back();
    if (!line.empty() && !visit_path(line, visit)) visit(line);
  }
}

}  // namespace

void for_each_picture(const std::vector<std::string>& sources,
                      const std::function<bool(const std::string& path)>& is_known,
                      const Visit& visit) {
  for (const std::string& source : sources) {
    if (source == "@-") {
      std::ifstream list("/dev/stdin");  // std::cin would bring a static initializer
      visit_list(list, visit);
    } else if (source.starts_with('@')) {
      const std::string path = source.substr(1);
      std::error_code error;
      require(fs::exists(path, error), Status::not_found, "there is no list ", core::quoted(path));
      std::ifstream list(path);
      require(!fs::is_directory(path, error) && list.is_open(), Status::io, "cannot read the list ",
              core::quoted(path));
      visit_list(list, visit);
    } else if (!visit_path(source, visit)) {
      require(is_known(source), Status::not_found, "there is no file or folder ",
              core::quoted(source));
    }
  }
}

bool in_shard(const std::string& name, int64_t shard, int64_t shards) {
  // FNV-1a, then a mix of its bits (splitmix64): names that differ in one letter lie anywhere.
  uint64_t hash = 0xcbf29ce484222325;
  for (const char letter : name) hash = (hash ^ static_cast<unsigned char>(letter)) * 0x100000001b3;
  hash = (hash ^ hash >> 30) * 0xbf58476d1ce4e5b9;
  hash = (hash ^ hash >> 27) * 0x94d049bb133111eb;
  hash ^= hash >> 31;
  return static_cast<int64_t>(hash % static_cast<uint64_t>(shards)) + 1 == shard;
}

}  // namespace cnnviz::core
