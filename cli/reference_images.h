// Reference images of cnnviz neighbors: found in the collection or seen as it sees them, each with
// its nearest images.
#pragma once

#include <string>
#include <vector>

#include "collection.h"
#include "panels.h"

namespace cli {

// Classes of images by their numbers: what the network sees in them, or a file's.
struct ImageClasses {
  std::vector<int64_t> classes;    // -1: none
  std::vector<std::string> names;  // of every image; empty: of the network's classes
};

class ReferenceImages {
 public:
  // `features`: which; empty: the collection's only ones. `labels` (may be null): classes of a
  // file.
  ReferenceImages(const CollectionOptions& options, const Corpus& corpus,
                  const std::string& features, const ImageClasses* labels);

  // Pictures that cannot be read are told and counted where there are others.
  void add(const std::vector<std::string>& paths, const std::vector<std::string>& stems);
  // Finds the neighbors of all.
  void search(cnnviz_neighbors_options options);

  size_t count() const { return images_.size(); }
  const std::string& stem(size_t i) const { return images_[i].stem; }
  // Of the search, with "references": [{"image", "number", "class", "label", "probability",
  // "neighbors": [{"image", "number", "distance", "class", "label", "probability"}], "vote":
  // {"class", "label", "votes"}}].
  const Json& document() const { return document_; }
  // The reference and its neighbors as pictures.
  PanelRow row(size_t i);
  // [q, k]: numbers of images, and how far they are.
  Tensor indices() const;
  Tensor distances() const;
  void write_csv(const std::string& path) const;

  // kOk, or what failed inputs and missing pictures make of it.
  int exit_code() const;

 private:
  struct Image {
    std::string name, stem;
    int64_t number = -1;      // in the collection
    int64_t feature_row = 0;  // of those outside
    Json classes;             // of those outside, best first
    std::vector<int64_t> neighbors;
    std::vector<float> distances;
  };

  void embed_outside(const std::vector<size_t>& outside);
  // How many neighbors each got.
  int32_t ask(const Tensor& queries, const std::vector<size_t>& asking,
              const cnnviz_neighbors_options& options);
  void describe();
  Json class_of(int64_t number, const Json& classes) const;
  // The picture of an image of the collection, or (number -1) of a file.
  Panel panel(const std::string& file, int64_t number, const Json& described);

  const CollectionOptions& options_;
  const Corpus& corpus_;
  std::string features_;
  const ImageClasses* labels_;
  std::vector<Image> images_;
  std::vector<float> vectors_;  // of those outside
  int64_t width_ = 0;
  Json document_;
  int64_t given_ = 0, failed_ = 0, problems_ = 0;
  int first_failure_ = kOk;
};

}  // namespace cli
