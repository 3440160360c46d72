// For every channel of some layers the N strongest responses over many images: of each image one,
// its maximum, at the first place in row-major order; of equal values the image of lesser name goes
// first. So the lists are a function of the set of images, whatever the order they come in. NaN is
// no response.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "corpus/collection.h"
#include "methods/spatial_view.h"

namespace cnnviz::core {

// The maximum of one channel in one image.
struct Peak {
  float value = 0;
  int32_t y = -1, x = -1;  // -1: the channel holds no number
};

// One for each channel. `values` are one image's part of a tensor.
std::vector<Peak> channel_peaks(std::span<const float> values, const MapIndex& index);

struct Response {
  float value = 0;
  int32_t y = 0, x = 0;
  int64_t image = 0;                        // id in the database
  std::shared_ptr<const std::string> name;  // of the image

  bool before(const Response& other) const {
    return value > other.value || (value == other.value && *name < *other.name);
  }
};

class StrongestLists {
 public:
  StrongestLists(const std::vector<IndexedLayer>& layers, int64_t keep);

  void add(size_t layer, size_t channel, const Response& response);
  // All channels of an image at once, one vector for each layer.
  void add_image(int64_t image, const std::string& name,
                 const std::vector<std::vector<Peak>>& layers);
  const std::vector<Response>& list(size_t layer, size_t channel) const {
    return lists_[layer][channel].responses;
  }

  // What a database holds, added to what is here; an image that is in a list already is not added
  // again. `id_of` gives an image's id in the database that will be stored into, where that is
  // another.
  using IdOf = std::function<int64_t(const std::string& name)>;
  void load(Database& database, const IdOf& id_of = {});
  // Writes the lists that changed since they were stored, in a transaction of the caller's.
  void store(Database& database);
  // The lists are what the database holds.
  void mark_stored();

 private:
  struct List {
    std::vector<Response> responses;  // strongest first, at most keep_
    bool changed = false;
  };
  size_t keep_;
  std::vector<std::vector<List>> lists_;
};

// One list of a collection: strongest first.
std::vector<Response> strongest_of(Collection& collection, size_t layer, int64_t channel,
                                   int64_t most);

}  // namespace cnnviz::core
