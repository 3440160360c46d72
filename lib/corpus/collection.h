// A collection: one SQLite file that holds what a network says of many images. docs/collections.md
// has the schema for those who read it with other tools.
//
// Images are known by their names: paths as they were given, relative ones seen from the root, the
// folder in which the collection was begun. Everything that has an order has that of the names,
// byte by byte, so that answers do not depend on when, by whom, or in what order images were
// indexed.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "corpus/database.h"
#include "model/preprocess.h"
#include "tensor/tensor.h"

namespace cnnviz::core {

// A layer whose strongest responses are kept. Units without a place in the picture: rows and
// columns are 1.
struct IndexedLayer {
  std::string tensor;
  int64_t channels = 0, rows = 1, columns = 1;
};

// A tensor that gives a vector for each image.
struct IndexedFeatures {
  std::string tensor;
  int64_t width = 0;
};

// What all images of a collection have been seen with. Two collections with equal settings can be
// merged, others cannot.
struct CollectionSettings {
  std::string model_path, model_sha256;
  std::string preprocessing;  // JSON
  std::vector<IndexedLayer> layers;
  std::vector<IndexedFeatures> features;
  int64_t strongest = 0;  // responses kept for each channel
};

struct ClassGuess {
  int64_t index = 0;
  double probability = 0, logit = 0;
};

// An image that has been indexed.
struct IndexedImage {
  int64_t id = 0;
  std::string name;
  int64_t bytes = 0, modified = 0;  // size of the file; its time in nanoseconds since 1970
  std::string sha256;
  ViewGeometry view;
  std::vector<ClassGuess> classes;  // best first
};

struct ImageCounts {
  int64_t indexed = 0, pending = 0, unreadable = 0;
};

class Collection {
 public:
  // Whether the file is there and holds something: a process killed while it made a collection
  // leaves an empty database.
  static bool exists(const std::string& path);
  // An existing one, for reading.
  static std::shared_ptr<Collection> open(const std::string& path);
  // For writing, by nobody else meanwhile; made with `settings` where the file does not exist (or
  // is empty). `root` is the folder that relative names are seen from.
  static std::shared_ptr<Collection> open_for_writing(const std::string& path,
                                                      const CollectionSettings& settings,
                                                      const std::string& root);

  const CollectionSettings& settings() const { return settings_; }
  const std::string& root() const { return root_; }
  const std::string& path() const { return database_.path(); }
  Database& database() { return database_; }

  // The path of an image's file; `root` replaces the collection's own unless empty.
  std::string file_of(const std::string& name, const std::string& root = "") const;

  ImageCounts counts();
  // Indexed images from number `first` in the order of names, at most `count`; with classes.
  std::vector<IndexedImage> images(int64_t first, int64_t count);
  IndexedImage image(int64_t id);
  // The name that a path given in the current folder has here.
  std::string name_of(const std::string& path) const;
  // The number of an indexed image in that order; of many by their ids, in one pass.
  int64_t number_of(const std::string& name);
  std::map<int64_t, int64_t> numbers_of(const std::set<int64_t>& ids);
  // The ids of images by their numbers, likewise; a number that none has is invalid_argument.
  std::vector<int64_t> ids_of(std::span<const int64_t> numbers);
  // Images that could not be read, and why: at most `most`.
  std::vector<std::pair<std::string, std::string>> unreadable(int64_t most);
  std::vector<std::string> labels();

  // Index of a layer or of features in the settings; an unknown name is not_found. Empty: the only
  // (or first) one.
  size_t layer_index(const std::string& tensor) const;
  size_t features_index(const std::string& tensor) const;
  const IndexedFeatures& feature_set(const std::string& tensor) const {
    return settings_.features[features_index(tensor)];
  }

  // Vectors of indexed images `first` to `first + count - 1` in the order of names: [count, width].
  Tensor features(const std::string& tensor, int64_t first, int64_t count);
  // Of images by their numbers, in the order of these.
  Tensor features_of(const std::string& tensor, std::span<const int64_t> numbers);

 private:
  explicit Collection(const std::string& path, bool create) : database_(path, create) {}
  void make(const CollectionSettings& settings, const std::string& root);
  void read_settings();
  std::vector<IndexedImage> read_images(Statement& rows);
  // Names of every so many images, the empty one first; and the last of them before a number.
  const std::vector<std::string>& milestones();
  struct Milestone {
    std::string name;
    int64_t number = 0;
  };
  Milestone milestone_before(int64_t number);

  std::vector<std::string> milestones_;
  int64_t milestones_version_ = 0;
  Database database_;
  CollectionSettings settings_;
  std::string root_;
};

// The vectors of all indexed images, block by block, in the order of their names. Other statements
// may run meanwhile.
class FeatureReader {
 public:
  // `collection` must outlive it.
  FeatureReader(Collection& collection, const std::string& tensor);
  // The next rows, at most `most`: [rows, width]; none at the end.
  Tensor next(int64_t most);

 private:
  Collection& collection_;
  int64_t width_;
  Statement rows_;
  bool ended_ = false;
};

// Refuses (mismatch) what differs; `other` names where `b` comes from.
void require_equal_settings(const CollectionSettings& a, const std::string& of_a,
                            const CollectionSettings& b, const std::string& of_b);

}  // namespace cnnviz::core
