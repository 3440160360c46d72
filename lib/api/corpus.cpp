// corpus.h
#include <cnnviz/corpus.h>

#include <map>
#include <set>

#include "api/corpus_reading.h"

using namespace cnnviz::api;
using namespace cnnviz::core;

namespace {

Json preprocessing_of(const CollectionSettings& settings) {
  return Json::parse(settings.preprocessing, nullptr, false);
}

std::string about(Collection& collection, const ImageCounts& counts, size_t labels) {
  const CollectionSettings& settings = collection.settings();
  Json json;
  json["collection"] = collection.path();
  json["root"] = collection.root();
  json["model"] = {{"path", settings.model_path}, {"sha256", settings.model_sha256}};
  json["preprocessing"] = preprocessing_of(settings);
  json["strongest"] = settings.strongest;
  json["layers"] = Json::array();
  for (const IndexedLayer& layer : settings.layers)
    json["layers"].push_back({{"layer", layer.tensor},
                              {"channels", layer.channels},
                              {"rows", layer.rows},
                              {"columns", layer.columns}});
  json["features"] = Json::array();
  for (const IndexedFeatures& set : settings.features)
    json["features"].push_back({{"tensor", set.tensor}, {"width", set.width}});
  json["images"] = counts_json(counts);
  json["labels"] = labels;
  return json_text(json);
}

}  // namespace

void cnnviz_corpus_free(cnnviz_corpus* corpus) {
  delete corpus;
}

cnnviz_status cnnviz_corpus_share(cnnviz_corpus** shared, const cnnviz_corpus* corpus) {
  return share(shared, corpus, "corpus");
}

cnnviz_status cnnviz_corpus_open(cnnviz_corpus** corpus, const char* path) {
  return guarded([&] {
    auto& place = output(corpus, "corpus");
    auto opened = std::make_shared<cnnviz_corpus::Opened>();
    opened->collection = Collection::open(text(path, "path"));
    const ImageCounts counts = opened->collection->counts();
    opened->images = counts.indexed;
    opened->labels = opened->collection->labels();
    opened->json = about(*opened->collection, counts, opened->labels.size());
    place = new cnnviz_corpus{std::move(opened)};
  });
}

const char* cnnviz_corpus_json(const cnnviz_corpus* corpus) {
  return guarded_value(static_cast<const char*>(nullptr),
                       [&] { return given(corpus, "corpus").opened->json.c_str(); });
}

int64_t cnnviz_corpus_image_count(const cnnviz_corpus* corpus) {
  return guarded_value(int64_t{-1}, [&] { return given(corpus, "corpus").opened->images; });
}

int64_t cnnviz_corpus_find(const cnnviz_corpus* corpus, const char* path) {
  return guarded_value(int64_t{-1}, [&] {
    const Reading reading(corpus);
    const std::string given_path = text(path, "path");
    try {
      return reading->number_of(reading->name_of(given_path));
    } catch (const Error& error) {
      if (error.status() != Status::not_found) throw;
      return reading->number_of(given_path);
    }
  });
}

cnnviz_status cnnviz_corpus_images(cnnviz_result** result, const cnnviz_corpus* corpus,
                                   int64_t first, int64_t count) {
  return guarded([&] {
    auto& place = output(result, "result");
    const Reading reading(corpus);
    const auto images = reading->images(first, reading.checked_count(first, count));
    Json record = reading.record("images");
    record["images"] = Json::array();
    for (const IndexedImage& image : images) {
      record["images"].push_back({{"number", first++},
                                  {"image", image.name},
                                  {"path", reading->file_of(image.name)},
                                  {"width", image.view.image_width},
                                  {"height", image.view.image_height},
                                  {"bytes", image.bytes},
                                  {"sha256", image.sha256},
                                  {"classes", reading.classes(image.classes)}});
    }
    place = ResultBuilder().finish(std::move(record));
  });
}

cnnviz_status cnnviz_corpus_features(cnnviz_result** result, const cnnviz_corpus* corpus,
                                     const char* tensor, int64_t first, int64_t count) {
  return guarded([&] {
    auto& place = output(result, "result");
    const Reading reading(corpus);
    const std::string name = text_or(tensor, "");
    Tensor features = reading->features(name, first, reading.checked_count(first, count));
    Json record = reading.record("features");
    record["tensor"] = reading->feature_set(name).tensor;
    record["first"] = first;
    ResultBuilder builder;
    builder.add("features", std::move(features));
    place = builder.finish(std::move(record));
  });
}

cnnviz_status cnnviz_corpus_strongest(cnnviz_result** result, const cnnviz_corpus* corpus,
                                      const char* layer, int64_t first_channel, int64_t channels,
                                      int64_t count) {
  return guarded([&] {
    auto& place = output(result, "result");
    const Reading reading(corpus);
    const size_t index = reading->layer_index(text_or(layer, ""));
    const CollectionSettings& settings = reading->settings();
    const int64_t all = settings.layers[index].channels;
    checked_range(first_channel, 0, all - 1, "first_channel");
    checked_range(channels, 1, all - first_channel, "channels");
    if (checked_range(count, 0, settings.strongest, "count") == 0) count = settings.strongest;

    std::vector<std::vector<Response>> lists;
    std::set<int64_t> ids;
    for (int64_t c = 0; c < channels; ++c) {
      lists.push_back(strongest_of(*reading, index, first_channel + c, count));
      for (const Response& response : lists.back()) ids.insert(response.image);
    }
    std::map<int64_t, int64_t> numbers = reading->numbers_of(ids);
    ResponseTensors tensors(channels, count);
    for (size_t c = 0; c < lists.size(); ++c)
      for (size_t rank = 0; rank < lists[c].size(); ++rank)
        tensors.set(c, rank, lists[c][rank], numbers[lists[c][rank].image]);
    Json record = reading.record("strongest");
    record["layer"] = settings.layers[index].tensor;
    record["first_channel"] = first_channel;
    ResultBuilder builder;
    tensors.add_to(builder);
    place = builder.finish(std::move(record));
  });
}
