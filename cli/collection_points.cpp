#include "collection_points.h"

#include <filesystem>
#include <fstream>
#include <map>

#include "panels.h"

namespace cli {

namespace fs = std::filesystem;

namespace {

// Classes as numbers from 0 on, without those that no image has.
class OccurringClasses {
 public:
  void add(const Json& image) {
    const Json& classes = image.at("classes");
    if (classes.empty()) {
      found_.push_back(-1);
      return;
    }
    const auto number = classes[0].at("class").get<int64_t>();
    names_.emplace(number, class_name(classes[0]));
    found_.push_back(number);
  }

  PointLabels finish() const {
    PointLabels labels;
    std::map<int64_t, int64_t> index;
    std::vector<std::string> names;
    for (const auto& [number, name] : names_) {
      index.emplace(number, static_cast<int64_t>(names.size()));
      names.push_back(name);
    }
    std::vector<int64_t> numbers;
    for (const int64_t number : found_) {
      numbers.push_back(number < 0 ? -1 : index.at(number));
      labels.texts.push_back(number < 0 ? "" : names_.at(number));
    }
    labels.labels = int_tensor(numbers);
    labels.names = quoted_list(names);
    return labels;
  }

 private:
  std::vector<int64_t> found_;
  std::map<int64_t, std::string> names_;
};

std::string caption_of(const Json& image, bool labeled) {
  const std::string name = image.at("image").get<std::string>();
  const Json& classes = image.at("classes");
  if (classes.empty()) return name;
  const std::string seen = labeled ? "seen as " + class_name(classes[0]) + ", " : "";
  return name + " (" + seen + "p " + number_text(classes[0].at("probability").get<double>()) + ")";
}

std::string file_of(const Json& image, const std::string& root) {
  const fs::path name = image.at("image").get<std::string>();
  if (root.empty() || name.is_absolute()) return image.at("path").get<std::string>();
  return (root / name).string();
}

}  // namespace

bool is_collection(const std::string& path) {
  if (path == "-" || path.ends_with(".npy")) return false;
  std::error_code error;
  if (!fs::is_regular_file(path, error)) return true;
  constexpr std::string_view kNumbers = "\x93NUMPY";
  std::string first(kNumbers.size(), '\0');
  std::ifstream(path, std::ios::binary)
      .read(first.data(), static_cast<std::streamsize>(first.size()));
  return first != kNumbers;
}

CollectionPoints read_collection_points(const Corpus& corpus, const std::string& tensor,
                                        const std::string& root, bool labeled) {
  CollectionPoints points;
  const auto features = made<Result>(cnnviz_corpus_features, corpus.get(), name_or_null(tensor),
                                     int64_t{0}, int64_t{-1});
  points.features = tensor_of(features, "features");
  points.tensor =
      tensor.empty() ? about(corpus).at("features").at(0).at("tensor").get<std::string>() : tensor;
  OccurringClasses classes;
  for_each_image(corpus, [&](const Json& image) {
    classes.add(image);
    points.captions.push_back(caption_of(image, labeled));
    points.files.push_back(file_of(image, root));
  });
  points.labels = classes.finish();
  return points;
}

}  // namespace cli
