// embed.h: neighbors and t-SNE
#include <cnnviz/embed.h>

#include "api/explain_support.h"
#include "api/neighbor_request.h"
#include "api/options.h"
#include "backend/parallel.h"
#include "methods/map_grid.h"
#include "methods/map_quality.h"
#include "methods/neighbors.h"
#include "methods/tsne.h"
#include "model/pool.h"

using namespace cnnviz::api;
using namespace cnnviz::core;

namespace cnnviz::api {

template <>
cnnviz_neighbors_options default_options() {
  cnnviz_neighbors_options options{};
  const NeighborOptions defaults;
  options.count = static_cast<int32_t>(defaults.count);
  options.recall_rows = static_cast<int32_t>(defaults.recall_rows);
  return options;
}

template <>
cnnviz_tsne_options default_options() {
  const TsneOptions defaults;
  cnnviz_tsne_options options{};
  options.iterations = static_cast<int32_t>(defaults.iterations);
  options.exaggeration_iterations = static_cast<int32_t>(defaults.exaggeration_iterations);
  options.quality = 1;
  options.theta = defaults.theta;
  options.exaggeration = defaults.exaggeration;
  options.momentum = defaults.momentum;
  options.final_momentum = defaults.final_momentum;
  return options;
}

}  // namespace cnnviz::api

namespace {

static_assert(static_cast<int>(Metric::euclidean) == CNNVIZ_METRIC_EUCLIDEAN &&
              static_cast<int>(Metric::cosine) == CNNVIZ_METRIC_COSINE);
static_assert(static_cast<int>(Search::automatic) == CNNVIZ_SEARCH_AUTO &&
              static_cast<int>(Search::exact) == CNNVIZ_SEARCH_EXACT &&
              static_cast<int>(Search::approximate) == CNNVIZ_SEARCH_APPROXIMATE);
static_assert(static_cast<int>(TsneForces::automatic) == CNNVIZ_FORCES_AUTO &&
              static_cast<int>(TsneForces::exact) == CNNVIZ_FORCES_EXACT &&
              static_cast<int>(TsneForces::barnes_hut) == CNNVIZ_FORCES_BARNES_HUT);
static_assert(static_cast<int>(TsneStart::principal) == CNNVIZ_START_PRINCIPAL &&
              static_cast<int>(TsneStart::random) == CNNVIZ_START_RANDOM);
static_assert(static_cast<int>(GridRule::nearest) == CNNVIZ_GRID_RULE_NEAREST &&
              static_cast<int>(GridRule::optimal) == CNNVIZ_GRID_RULE_OPTIMAL);

constexpr int32_t kMostThreads = 1024;

int checked_threads(int32_t threads) {
  checked_range(threads, 0, kMostThreads, "threads");
  check_not_forked(threads);
  return threads;
}

const char* metric_name(Metric metric) {
  return metric == Metric::euclidean ? "euclidean" : "cosine";
}

Json start_document(const char* method, const Tensor& points) {
  Json json;
  json["method"] = method;
  json["input"] = points.shape();
  json["parameters"] = Json::object();
  json["warnings"] = Json::array();
  return json;
}

TsneOptions tsne_options(const cnnviz_tsne_options& read) {
  TsneOptions options;
  options.metric = static_cast<Metric>(checked_enum(read.metric, 2, "metric"));
  options.search = static_cast<Search>(checked_enum(read.search, 3, "search"));
  options.forces = static_cast<TsneForces>(checked_enum(read.forces, 3, "forces"));
  options.start = static_cast<TsneStart>(checked_enum(read.start, 2, "start"));
  options.iterations = read.iterations;
  options.exaggeration_iterations = read.exaggeration_iterations;
  options.components = checked_range(read.components, 0, 256, "components");
  options.perplexity = read.perplexity;
  options.theta = read.theta;
  options.exaggeration = read.exaggeration;
  options.learning_rate = read.learning_rate;
  options.momentum = read.momentum;
  options.final_momentum = read.final_momentum;
  options.seed = static_cast<uint64_t>(read.seed);
  return options;
}

Json tsne_document(const Tensor& points, const TsneOptions& options, const TsneResult& found) {
  Json json = start_document("tsne", points);
  Json& how = json["parameters"];
  how["perplexity"] = found.perplexity;
  how["metric"] = metric_name(options.metric);
  how["components"] = options.components;
  how["start"] = options.start == TsneStart::principal ? "principal" : "random";
  how["iterations"] = options.iterations;
  how["exaggeration"] = options.exaggeration;
  how["exaggeration_iterations"] = options.exaggeration_iterations;
  how["learning_rate"] = found.learning_rate;
  how["final_learning_rate"] = found.final_learning_rate;
  how["momentum"] = options.momentum;
  how["final_momentum"] = options.final_momentum;
  if (!found.exact_forces) how["theta"] = options.theta;
  json["seed"] = options.seed;
  json["forces"] = found.exact_forces ? "exact" : "barnes_hut";
  json["neighbors"] = found.neighbors;
  json["exact_neighbors"] = found.exact_neighbors;
  json["graph_recall"] = found.graph_recall;
  json["kl_divergence"] = found.kl_divergence;
  Json& warnings = json["warnings"];
  if (found.constant)
    warnings.push_back("all points are equal: the map shows nothing but noise");
  else if (found.tied_rows > 0)
    warnings.push_back(concat(found.tied_rows, " of ", points.shape()[0],
                              " points have more duplicates than the perplexity ",
                              found.perplexity));
  if (options.perplexity == 0 && found.perplexity < 30)
    warnings.push_back(concat("the perplexity is ", found.perplexity, ", not 30: there are only ",
                              points.shape()[0], " points"));
  return json;
}

}  // namespace

namespace cnnviz::api {

NeighborRequest neighbor_request(const cnnviz_neighbors_options* options) {
  const auto read = read_options(options, "fill the options with cnnviz_neighbors_options_init");
  NeighborRequest request;
  request.options.count = read.count;
  request.options.recall_rows = checked_range(read.recall_rows, 1, 100000, "recall_rows");
  request.options.metric = static_cast<Metric>(checked_enum(read.metric, 2, "metric"));
  request.options.search = static_cast<Search>(checked_enum(read.search, 3, "search"));
  request.options.seed = static_cast<uint64_t>(read.seed);
  request.threads = checked_threads(read.threads);
  return request;
}

void describe_neighbors(Json& document, const NeighborOptions& options, const Neighbors& found) {
  document["parameters"] = {{"count", found.indices.shape()[1]},
                            {"metric", metric_name(options.metric)},
                            {"search", found.exact ? "exact" : "approximate"}};
  if (!found.exact) document["seed"] = options.seed;
  document["exact"] = found.exact;
  document["recall"] = found.recall;
  document["recall_rows"] = found.recall_rows;
}

}  // namespace cnnviz::api

cnnviz_status cnnviz_neighbors_options_init(cnnviz_neighbors_options* options,
                                            uint32_t struct_size) {
  return init_options(options, struct_size);
}
cnnviz_status cnnviz_tsne_options_init(cnnviz_tsne_options* options, uint32_t struct_size) {
  return init_options(options, struct_size);
}

cnnviz_status cnnviz_neighbors(cnnviz_result** result, const cnnviz_tensor* points,
                               const cnnviz_tensor* queries,
                               const cnnviz_neighbors_options* options, cnnviz_job* job) {
  return guarded([&] {
    auto& place = output(result, "result");
    const Tensor& rows = given(points, "points").tensor;
    const NeighborRequest request = neighbor_request(options);
    const ThreadScope scope(request.threads);
    Neighbors found = nearest_neighbors(rows, queries != nullptr ? &queries->tensor : nullptr,
                                        request.options, progress_of(job));
    Json json = start_document("neighbors", rows);
    describe_neighbors(json, request.options, found);
    ResultBuilder builder;
    builder.add("indices", std::move(found.indices));
    builder.add("distances", std::move(found.distances));
    place = builder.finish(std::move(json));
  });
}

cnnviz_status cnnviz_tsne(cnnviz_result** result, const cnnviz_tensor* points,
                          const cnnviz_tsne_options* options, cnnviz_job* job) {
  return guarded([&] {
    auto& place = output(result, "result");
    const Tensor& rows = given(points, "points").tensor;
    const auto read = read_options(options, "fill the options with cnnviz_tsne_options_init");
    const TsneOptions core = tsne_options(read);
    const bool judged = checked_flag(read.quality, "quality");
    const ThreadScope scope(checked_threads(read.threads));
    Progress* progress = progress_of(job);
    TsneResult found = tsne(rows, core, progress);
    Json json = tsne_document(rows, core, found);
    if (judged) {
      const MapQuality quality = map_quality(rows, found.coordinates, core.metric, progress);
      json["trustworthiness"] = {{"value", quality.trustworthiness},
                                 {"neighbors", quality.trustworthiness_count}};
      json["recall"] = {{"value", quality.recall}, {"neighbors", quality.recall_count}};
      json["quality_rows"] = quality.rows;
    }
    ResultBuilder builder;
    builder.add("coordinates", std::move(found.coordinates));
    place = builder.finish(std::move(json));
  });
}

cnnviz_status cnnviz_embedding_grid(cnnviz_tensor** cells, const cnnviz_tensor* coordinates,
                                    int32_t rows, int32_t columns, cnnviz_grid_rule rule,
                                    cnnviz_job* job) {
  return guarded([&] {
    auto& place = output(cells, "cells");
    const Tensor& map = given(coordinates, "coordinates").tensor;
    const auto checked = static_cast<GridRule>(checked_enum(rule, 2, "rule"));
    const std::vector<int64_t> found = grid_points(map, rows, columns, checked, progress_of(job));
    place = new_tensor(Tensor::from_ints({rows, columns}, found));
  });
}
