// corpus.h: the nearest images of a collection, and pictures seen as it sees them.
#include <cnnviz/corpus.h>

#include <numeric>

#include "api/corpus_reading.h"
#include "api/neighbor_request.h"
#include "backend/parallel.h"
#include "base/file.h"
#include "base/sha256.h"
#include "base/text.h"
#include "corpus/neighbors.h"
#include "corpus/observe.h"
#include "image/codec.h"
#include "model/preprocess.h"

using namespace cnnviz::api;
using namespace cnnviz::core;

namespace {

// Who asks: numbers of images, vectors, or (null) all images, whose numbers go to `all`.
Asking asking_of(const cnnviz_tensor* queries, int64_t images, std::vector<int64_t>& all) {
  if (queries == nullptr) {
    all.resize(static_cast<size_t>(images));
    std::iota(all.begin(), all.end(), 0);
    return {nullptr, all};
  }
  const Tensor& given_queries = queries->tensor;
  if (given_queries.type() != DataType::int64) return {&given_queries, {}};
  require(given_queries.rank() == 1, Status::invalid_argument,
          "queries that are numbers of images must be int64 [q], not [",
          shape_text(given_queries.shape()), "]");
  return {nullptr, given_queries.ints()};
}

}  // namespace

cnnviz_status cnnviz_corpus_picture(cnnviz_image** image, const cnnviz_corpus* corpus,
                                    int64_t number, const char* root) {
  return guarded([&] {
    auto& place = output(image, "image");
    const Reading reading(corpus);
    const auto images = reading->images(number, reading.checked_count(number, 1));
    const std::string file = reading->file_of(images.front().name, text_or(root, ""));
    const std::vector<uint8_t> bytes = read_file(file);
    require(sha256(bytes) == images.front().sha256, Status::mismatch, cnnviz::core::quoted(file),
            " has changed since it was indexed");
    place = new_image(decode_image(bytes, file));
  });
}

cnnviz_status cnnviz_corpus_embed(cnnviz_result** result, const cnnviz_corpus* corpus,
                                  const cnnviz_model* model, const cnnviz_images* images,
                                  const char* tensor, cnnviz_job* job) {
  return guarded([&] {
    auto& place = output(result, "result");
    const Reading reading(corpus);
    const Model& network = *given(model, "model").model;
    const auto& pictures = given(images, "images").items;
    const size_t set = reading->features_index(text_or(tensor, ""));
    const CollectionSettings& settings = reading->settings();
    require(!pictures.empty(), Status::invalid_argument, "images is an empty list");
    require_model(network, *reading, progress_of(job));
    const int threads = network.single_threads();
    check_not_forked(threads);
    Progress* progress = progress_of(job);
    const auto count = static_cast<int64_t>(pictures.size());
    begin_stage(progress, "images", count);
    const Observer observer(network, settings);
    std::vector<Observation> seen(pictures.size());
    parallel_tasks(count, threads, [&](int64_t task) {
      check_cancelled(progress);
      const auto i = static_cast<size_t>(task);
      const PreparedImage input = preprocess_image(*pictures[i], network.preprocessing());
      network.with_executor(1, [&](GraphExecutor& executor) {
        seen[i] = observer.observe(executor, input.tensor, progress);
      });
      advance_stage(progress, 1);
    });

    const int64_t width = settings.features[set].width;
    Tensor features = Tensor::unfilled(DataType::float32, {count, width});
    float* row = features.mutable_floats().data();
    Json record = reading.record("embed");
    record["tensor"] = settings.features[set].tensor;
    record["images"] = Json::array();
    for (const Observation& one : seen) {
      row = std::copy(one.features[set].begin(), one.features[set].end(), row);
      record["images"].push_back({{"classes", reading.classes(one.classes)}});
    }
    ResultBuilder builder;
    builder.add("features", std::move(features));
    place = builder.finish(std::move(record));
  });
}

cnnviz_status cnnviz_corpus_neighbors(cnnviz_result** result, const cnnviz_corpus* corpus,
                                      const char* tensor, const cnnviz_tensor* queries,
                                      const cnnviz_neighbors_options* options, cnnviz_job* job) {
  return guarded([&] {
    auto& place = output(result, "result");
    const Reading reading(corpus);
    const NeighborRequest request = neighbor_request(options);
    const std::string name = text_or(tensor, "");
    std::vector<int64_t> all;
    const Asking asking = asking_of(queries, reading.images(), all);
    const ThreadScope scope(request.threads);
    Neighbors found =
        collection_neighbors(*reading, name, asking, request.options, progress_of(job));
    Json record = reading.record("neighbors");
    record["tensor"] = reading->feature_set(name).tensor;
    describe_neighbors(record, request.options, found);
    ResultBuilder builder;
    builder.add("indices", std::move(found.indices));
    builder.add("distances", std::move(found.distances));
    place = builder.finish(std::move(record));
  });
}
