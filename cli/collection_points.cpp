#include "collection_points.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>

#include "panels.h"

namespace cli {

namespace fs = std::filesystem;

namespace {

constexpr int64_t kBlock = 4096;  // images whose documents are read at once

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
    const Json& label = classes[0].at("label");
    names_.emplace(number, label.is_string() ? label.get<std::string>() : std::to_string(number));
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
    const auto count = static_cast<int64_t>(numbers.size());
    labels.labels = made<Tensor>(cnnviz_tensor_from_ints, numbers.data(), count, &count, 1);
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
  const Json& label = classes[0].at("label");
  const std::string number = classes[0].at("class").dump();
  const std::string seen =
      labeled ? "seen as " + (label.is_string() ? label.get<std::string>() : number) + ", " : "";
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
  const int64_t count = cnnviz_corpus_image_count(corpus.get());
  const auto features = made<Result>(cnnviz_corpus_features, corpus.get(), name_or_null(tensor),
                                     int64_t{0}, int64_t{-1});
  points.features = tensor_of(features, "features");
  points.tensor =
      tensor.empty() ? about(corpus).at("features").at(0).at("tensor").get<std::string>() : tensor;
  OccurringClasses classes;
  for (int64_t first = 0; first < count; first += kBlock) {
    const auto block =
        made<Result>(cnnviz_corpus_images, corpus.get(), first, std::min(kBlock, count - first));
    const Json document = document_of(block);
    for (const Json& image : document.at("images")) {
      classes.add(image);
      points.captions.push_back(caption_of(image, labeled));
      points.files.push_back(file_of(image, root));
    }
  }
  points.labels = classes.finish();
  return points;
}

}  // namespace cli
