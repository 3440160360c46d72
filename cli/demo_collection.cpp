#include "demo_collection.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <vector>

#include "handles.h"

namespace cli {

namespace fs = std::filesystem;

namespace {

// As generate.py lays them out: rows of 25, 50 of each class one after another.
constexpr int32_t kSide = 128, kColumns = 25, kOfEach = 50;

}  // namespace

void write_demo_collection(const std::string& data, const std::string& folder) {
  std::ifstream file(fs::path(data) / "demo_labels.txt");
  std::vector<std::string> labels;
  for (std::string line; std::getline(file, line);) labels.push_back(line);
  const auto sheet = made<Picture>(cnnviz_image_read, (fs::path(data) / "collection.jpg").c_str());
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) throw Failure(kFailed, folder + ": cannot make the folder: " + error.message());
  for (int32_t i = 0; i < static_cast<int32_t>(labels.size()) * kOfEach; ++i) {
    const auto scene = made<Picture>(cnnviz_image_crop, sheet.get(), i % kColumns * kSide,
                                     i / kColumns * kSide, kSide, kSide);
    char number[16];
    std::snprintf(number, sizeof number, "_%02d.png", i % kOfEach);
    const std::string name = labels[static_cast<size_t>(i / kOfEach)] + number;
    check_writing(cnnviz_image_write(scene.get(), (fs::path(folder) / name).c_str(), nullptr));
  }
}

}  // namespace cli
