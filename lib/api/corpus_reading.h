// What the functions on collections share: the handle, reading one thread at a time, documents.
#pragma once

#include <limits>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "api/explain_support.h"
#include "corpus/collection.h"
#include "corpus/strongest.h"

struct cnnviz_corpus {
  struct Opened {
    std::mutex mutex;  // a collection is used by one thread at a time
    std::shared_ptr<cnnviz::core::Collection> collection;
    std::vector<std::string> labels;
    std::string json;
    int64_t images = 0;
  };
  std::shared_ptr<Opened> opened;
};

namespace cnnviz::api {

inline core::Json counts_json(const core::ImageCounts& counts) {
  return {
      {"indexed", counts.indexed}, {"pending", counts.pending}, {"unreadable", counts.unreadable}};
}

// The opened collection, locked.
class Reading {
 public:
  explicit Reading(const cnnviz_corpus* corpus)
      : opened_(*given(corpus, "corpus").opened), lock_(opened_.mutex) {}
  core::Collection& operator*() const { return *opened_.collection; }
  core::Collection* operator->() const { return opened_.collection.get(); }
  int64_t images() const { return opened_.images; }

  // The document of a method on it.
  core::Json record(const char* method) const {
    core::Json record;
    record["method"] = method;
    record["collection"] = opened_.collection->path();
    record["warnings"] = core::Json::array();
    return record;
  }
  core::Json label(int64_t index) const {
    const auto at = static_cast<size_t>(index);
    return index >= 0 && at < opened_.labels.size() ? core::Json(opened_.labels[at])
                                                    : core::Json(nullptr);
  }
  core::Json classes(const std::vector<core::ClassGuess>& guesses) const {
    core::Json list = core::Json::array();
    for (const core::ClassGuess& guess : guesses)
      list.push_back({{"class", guess.index},
                      {"label", label(guess.index)},
                      {"probability", guess.probability},
                      {"logit", guess.logit}});
    return list;
  }
  // How many images `count` means from `first` on.
  int64_t checked_count(int64_t first, int64_t count) const {
    require(first >= 0 && first <= opened_.images && count >= -1 && count <= opened_.images - first,
            Status::invalid_argument, count, " images from ", first,
            " on are asked for; the collection has ", opened_.images);
    return count == -1 ? opened_.images - first : count;
  }

 private:
  cnnviz_corpus::Opened& opened_;
  const std::lock_guard<std::mutex> lock_;
};

// Responses of several channels as tensors.
struct ResponseTensors {
  ResponseTensors(int64_t channels, int64_t count)
      : columns(count),
        values(core::DataType::float32, {channels, count}),
        images(core::DataType::int64, {channels, count}),
        positions(core::DataType::int64, {channels, count, 2}) {
    for (float& value : values.mutable_floats()) value = std::numeric_limits<float>::quiet_NaN();
    for (int64_t& image : images.mutable_ints()) image = -1;
    for (int64_t& position : positions.mutable_ints()) position = -1;
  }
  size_t at(size_t channel, size_t rank) const {
    return channel * static_cast<size_t>(columns) + rank;
  }
  void set(size_t channel, size_t rank, const core::Response& response, int64_t number) {
    const size_t place = at(channel, rank);
    values.mutable_floats()[place] = response.value;
    images.mutable_ints()[place] = number;
    positions.mutable_ints()[2 * place] = response.y;
    positions.mutable_ints()[2 * place + 1] = response.x;
  }
  void add_to(ResultBuilder& builder) {
    builder.add("values", std::move(values));
    builder.add("images", std::move(images));
    builder.add("positions", std::move(positions));
  }

  int64_t columns;
  core::Tensor values, images, positions;
};

}  // namespace cnnviz::api
