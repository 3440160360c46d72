#include "frames.h"

#include <algorithm>
#include <filesystem>

#include "json_text.h"
#include "outputs.h"
#include "session.h"

namespace cli {
namespace {

namespace fs = std::filesystem;

constexpr size_t kDigits = 4;

}  // namespace

Frames::Frames(std::string folder, bool force) : folder_(std::move(folder)) {
  std::error_code error;
  fs::create_directories(folder_, error);
  if (error || !fs::is_directory(folder_))
    throw Failure(kFailed, folder_ + ": cannot make the folder" +
                               (error ? ": " + error.message() : ": a file has this name"));
  if (!force && !fs::is_empty(folder_, error))
    throw usage_error(folder_ + " holds files already: --force writes among them");
}

std::string Frames::add(const std::string& stem, int64_t number, int64_t total,
                        const Picture& picture, const Json& document) const {
  const size_t digits = std::max(kDigits, std::to_string(total).size());
  std::string count = std::to_string(number);
  count.insert(0, digits - std::min(digits, count.size()), '0');
  const std::string name = stem + "." + count + ".png";
  check_writing(cnnviz_image_write(picture.get(), (fs::path(folder_) / name).string().c_str(),
                                   json_text(document).c_str()));
  return name;
}

void Frames::write_list(const std::string& stem, const Json& list) const {
  const std::string path = (fs::path(folder_) / (stem + ".json")).string();
  write_text(path, json_text(list, 1) + "\n");
  session().note("wrote " + std::to_string(list.size()) + " frames into " + folder_ + " and " +
                 path);
}

}  // namespace cli
