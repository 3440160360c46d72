// What tests of collections share: the demo's model, pictures of any number, and all that a
// collection answers as one text, to compare two of them bit by bit.
#pragma once

#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "base/random.h"
#include "corpus/collection.h"
#include "corpus/index.h"
#include "corpus/strongest.h"
#include "image/codec.h"
#include "model/model.h"
#include "support/check.h"
#include "support/folder.h"

namespace cnnviz::test {

inline std::string source_file(const std::string& relative) {
  const char* root = std::getenv("CNNVIZ_SOURCE");
  if (root == nullptr) throw Skipped{"CNNVIZ_SOURCE is not set"};
  return std::string(root) + "/" + relative;
}

inline std::shared_ptr<const Model> demo_model(int threads = 1) {
  ModelOptions options;
  options.threads = threads;
  return Model::open(source_file("examples/demo_model/demo.onnx"), options);
}

// Blotches of random colors, of a size of their own.
inline Image random_picture(uint64_t seed) {
  Random random(seed);
  Image image(90 + random.below(120), 90 + random.below(120), 3);
  for (uint8_t& level : image.mutable_pixels()) level = static_cast<uint8_t>(random.below(40));
  for (int blotch = 0; blotch < 12; ++blotch) {
    const int64_t left = random.below(image.width()), top = random.below(image.height());
    const int64_t side = 4 + random.below(40);
    const uint8_t color[3] = {static_cast<uint8_t>(random.below(256)),
                              static_cast<uint8_t>(random.below(256)),
                              static_cast<uint8_t>(random.below(256))};
    for (int64_t y = top; y < std::min(top + side, image.height()); ++y)
      for (int64_t x = left; x < std::min(left + side, image.width()); ++x)
        std::memcpy(image.mutable_pixel(x, y), color, 3);
  }
  return image;
}

// A folder of pictures p000.png, p001.png, ...
struct Pictures {
  explicit Pictures(int count) {
    for (int i = 0; i < count; ++i) {
      char name[16];
      std::snprintf(name, sizeof name, "p%03d.png", i);
      names.push_back(folder.path(name));
      write_image(names.back(), random_picture(static_cast<uint64_t>(i)));
    }
  }
  TestFolder folder;
  std::vector<std::string> names;
};

inline std::string bits(float value) {
  uint32_t word = 0;
  std::memcpy(&word, &value, sizeof word);
  return std::to_string(word);
}

// Without what depends on the way there: ids, times.
inline std::string answers(const std::string& path) {
  const auto collection = Collection::open(path);
  const ImageCounts counts = collection->counts();
  std::string text = concat(counts.indexed, " ", counts.pending, " ", counts.unreadable, "\n");
  for (const IndexedImage& image : collection->images(0, counts.indexed)) {
    text += concat(image.name, " ", image.sha256, " ", image.bytes, " ", image.view.resized_width,
                   " ", image.view.crop_x);
    for (const ClassGuess& guess : image.classes)
      text += concat(" ", guess.index, ":", bits(static_cast<float>(guess.logit)));
    text += "\n";
  }
  for (const IndexedFeatures& set : collection->settings().features) {
    const Tensor features = collection->features(set.tensor, 0, counts.indexed);
    for (const float value : features.floats()) text += bits(value) + " ";
  }
  const auto& layers = collection->settings().layers;
  for (size_t layer = 0; layer < layers.size(); ++layer)
    for (int64_t channel = 0; channel < layers[layer].channels; ++channel) {
      text += "\n";
      for (const Response& one :
           strongest_of(*collection, layer, channel, collection->settings().strongest))
        text += concat(*one.name, " ", bits(one.value), " ", one.y, ",", one.x, "; ");
    }
  return text;
}

inline IndexRequest request_of(const std::vector<std::string>& sources) {
  IndexRequest request;
  request.sources = sources;
  request.layers = {"relu2", "relu5"};
  request.strongest = 5;
  return request;
}

}  // namespace cnnviz::test
