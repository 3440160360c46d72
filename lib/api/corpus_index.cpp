// corpus.h: filling and merging collections.
#include <cnnviz/corpus.h>

#include "api/corpus_reading.h"
#include "api/options.h"
#include "corpus/index.h"
#include "corpus/merge.h"
#include "model/record.h"

using namespace cnnviz::api;
using namespace cnnviz::core;

namespace cnnviz::api {

template <>
cnnviz_index_options default_options() {
  cnnviz_index_options options{};
  options.shard = options.shards = 1;
  return options;
}

}  // namespace cnnviz::api

namespace {

std::vector<std::string> names_or_none(const char* names) {
  return names == nullptr ? std::vector<std::string>() : split_names(names);
}

IndexRequest index_request(const char* images, const char* layers, const char* features,
                           const cnnviz_index_options* given_options) {
  const auto options =
      read_options(given_options, "fill the options with cnnviz_index_options_init");
  IndexRequest request;
  request.sources = names_or_none(images);
  request.layers = names_or_none(layers);
  request.features = names_or_none(features);
  request.strongest = checked_range(options.strongest, 0, kMostStrongest, "strongest");
  request.shards = checked_range(options.shards, 1, INT32_MAX, "shards");
  request.shard = checked_range(options.shard, 1, request.shards, "shard");
  request.refresh = checked_flag(options.refresh, "refresh");
  return request;
}

}  // namespace

cnnviz_status cnnviz_index_options_init(cnnviz_index_options* options, uint32_t struct_size) {
  return init_options(options, struct_size);
}
cnnviz_status cnnviz_corpus_index(cnnviz_result** result, const cnnviz_model* model,
                                  const char* path, const char* images, const char* layers,
                                  const char* features, const cnnviz_index_options* options,
                                  cnnviz_job* job) {
  return guarded([&] {
    auto& place = output(result, "result");
    const Model& network = *given(model, "model").model;
    const std::string file = text(path, "path");
    const IndexRequest request = index_request(images, layers, features, options);
    const IndexReport report = index_images(network, file, request, progress_of(job));

    Json record = start_record(network, "index", {});
    record["collection"] = file;
    const auto collection = Collection::open(file);
    Json& parameters = record["parameters"];
    parameters["layers"] = Json::array();
    for (const IndexedLayer& layer : collection->settings().layers)
      parameters["layers"].push_back(layer.tensor);
    parameters["features"] = Json::array();
    for (const IndexedFeatures& set : collection->settings().features)
      parameters["features"].push_back(set.tensor);
    parameters["strongest"] = collection->settings().strongest;
    parameters["shard"] = request.shard;
    parameters["shards"] = request.shards;
    parameters["refresh"] = request.refresh;
    record["found"] = report.found;
    record["indexed"] = report.indexed;
    record["unreadable"] = report.unreadable;
    record["changed"] = report.changed;
    record["vanished"] = report.vanished;
    record["failures"] = Json::array();
    for (const auto& [image, error] : report.failures)
      record["failures"].push_back({{"image", image}, {"error", error}});
    record["images"] = counts_json(report.counts);
    place = ResultBuilder().finish(std::move(record));
  });
}

cnnviz_status cnnviz_corpus_merge(cnnviz_result** result, const char* path, const char* sources,
                                  cnnviz_job* job) {
  return guarded([&] {
    auto& place = output(result, "result");
    const std::string file = text(path, "path");
    const std::vector<std::string> names = split_names(text(sources, "sources"));
    const ImageCounts counts = merge_collections(file, names, progress_of(job));
    Json record;
    record["method"] = "merge";
    record["collection"] = file;
    record["sources"] = names;
    record["images"] = counts_json(counts);
    record["warnings"] = Json::array();
    place = ResultBuilder().finish(std::move(record));
  });
}
