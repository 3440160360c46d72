// The methods that need no backward pass.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "methods/batch.h"
#include "methods/class_view.h"
#include "model/explain.h"
#include "model/explain_support.h"
#include "model/graph_walk.h"

namespace cnnviz::core {

namespace {

void require_finite_feeds(const TensorMap& feeds) {
  for (const auto& [name, tensor] : feeds) require_finite(tensor, concat("input \"", name, "\""));
}

const char* kind_name(FilterTiles::Kind kind) {
  switch (kind) {
    case FilterTiles::Kind::color:
      return "color";
    case FilterTiles::Kind::slices:
      return "slices";
    case FilterTiles::Kind::matrix:
      return "matrix";
  }
  return "unknown";
}

}  // namespace

std::string chosen_layer(const Model& model, const std::string& layer) {
  if (!layer.empty()) return model.layer(layer);
  require(!model.head().cam_layer.empty(), Status::not_found,
          "the model has no layer of maps on the way to its classes: name one with --layer");
  return model.head().cam_layer;
}

SpatialView chosen_view(const Model& model, const std::string& layer, const TensorMap& feeds,
                        const std::optional<SpatialView>& declared) {
  return declared ? *declared : model.view(layer, feeds);
}

void add_view(Json& record, const SpatialView& view) {
  record["layout"] = view_name(view);
  if (!view.tokens) return;
  record["grid"] = {view.rows, view.columns};
  record["leading_tokens"] = view.leading;
}

void add_layer(Json& record, const std::string& name, bool chosen) {
  record["layer"] = name;
  record["layer_chosen"] = chosen;
}

ClassifyResult explain_classify(const Model& model, const TensorMap& feeds, int64_t k,
                                int64_t batch, Json* info, Progress* progress) {
  require_finite_feeds(feeds);
  const Head& head = model.head();
  const bool own_probabilities = !head.probabilities.empty();
  ForwardRequest request;
  request.wanted = {model.graph().name(model.graph().outputs[0]), head.logits};
  if (own_probabilities) request.wanted.push_back(head.probabilities);
  const ChunkPlan plan = model.plan_batch(feeds, batch);
  struct Part {
    Tensor output;
    std::vector<std::vector<ClassScore>> top;
    bool maps = false;
  };
  const auto classify_chunk = [&](GraphExecutor& executor, int64_t chunk) {
    const std::vector<Tensor> values =
        executor.forward(chunk_feeds(feeds, plan, chunk), request, progress);
    const ScoreTensors scores{values[1], own_probabilities ? values[2] : Tensor(), head.class_axis};
    const int64_t entries = plan.entries(chunk);
    const ClassView view(scores.logits, head.logits, head.class_axis, entries, 0);
    return Part{values[0], classify(scores, entries, k), view.positions() > 1};
  };
  const std::vector<Part> parts = model.map_chunks(plan, "classify", progress, classify_chunk);
  ClassifyResult result;
  ChunkedTensor output;
  for (int64_t chunk = 0; chunk < plan.count(); ++chunk) {
    const Part& part = parts[static_cast<size_t>(chunk)];
    output.add(part.output, plan, chunk);
    append(result.top, part.top, plan.filled(chunk));
    result.maps = part.maps;
  }
  result.output = output.joined();

  Json record = start_record(model, "classify", feeds);
  record["logits"] = head.logits;
  record["probabilities"] = own_probabilities ? head.probabilities : "softmax added by cnnviz";
  record["top"] = Json::array();
  for (const std::vector<ClassScore>& top : result.top) {
    Json classes = Json::array();
    for (const ClassScore& one : top) {
      classes.push_back({{"class", one.index},
                         {"label", label_json(model, one.index)},
                         {"score", one.score},
                         {"logit", one.logit}});
      if (result.maps) classes.back()["share"] = one.share;
    }
    record["top"].push_back(std::move(classes));
  }
  if (info != nullptr) *info = std::move(record);
  return result;
}

ActivationResult explain_activations(const Model& model, const TensorMap& feeds,
                                     const ActivationOptions& options, Json* info,
                                     Progress* progress) {
  require_finite_feeds(feeds);
  const std::string name = chosen_layer(model, options.layer);
  const SpatialView view = chosen_view(model, name, feeds, options.view);
  const ChunkPlan plan = model.plan_batch(feeds, options.batch);
  ForwardRequest request;
  request.wanted = {name};
  const std::vector<Tensor> parts =
      model.map_chunks(plan, "activations", progress, [&](GraphExecutor& executor, int64_t chunk) {
        return executor.forward(chunk_feeds(feeds, plan, chunk), request, progress)[0];
      });
  ChunkedTensor values;
  for (int64_t chunk = 0; chunk < plan.count(); ++chunk)
    values.add(parts[static_cast<size_t>(chunk)], plan, chunk);
  ActivationResult result;
  result.layer = values.joined();
  result.maps = activation_maps(result.layer, view, name);

  Json record = start_record(model, "activations", feeds);
  add_layer(record, name, options.layer.empty());
  add_view(record, view);
  record["shape"] = result.layer.shape();
  const auto bad = std::count_if(result.maps.statistics.begin(), result.maps.statistics.end(),
                                 [](const Summary& map) { return map.nans + map.infinities > 0; });
  if (bad > 0)
    add_warning(record,
                concat(bad, " of ", result.maps.statistics.size(), " maps hold NaN or infinity"));
  if (info != nullptr) *info = std::move(record);
  return result;
}

FilterResult explain_filters(const Model& model, const std::string& layer, FilterOptions options,
                             Json* info) {
  const Graph& graph = model.graph();
  require(!layer.empty() || !model.head().first_conv.empty(), Status::not_found,
          "the model has no convolution: name a layer or a weight tensor with --layer");
  const std::string name = layer.empty() ? model.head().first_conv : model.layer(layer);
  const ValueId value = graph.require(name);
  WeightedNode found{-1, value};
  if (is_constant(graph, value)) {
    // A weight tensor by its own name: its consumer tells how it is meant.
    const std::vector<int32_t>& consumers = graph.values[static_cast<size_t>(value)].consumers;
    if (!consumers.empty()) found.node = consumers.front();
  } else {
    found = weighted_node(graph, value);
  }
  FilterResult result;
  result.weights = graph.values[static_cast<size_t>(found.weights)].constant;
  require(result.weights.type() == DataType::float32, Status::unsupported, "the weights \"",
          graph.name(found.weights), "\" are ", data_type_name(result.weights.type()),
          "; only float32 weights are drawn");

  const Node* node = found.node < 0 ? nullptr : &graph.nodes[static_cast<size_t>(found.node)];
  // Three channels are colors only where they are the picture's own.
  const bool reads_picture = node != nullptr && model.preprocessing().takes_images &&
                             skip_shape_ops(graph, input_of(*node, 0)) == graph.inputs[0].value;
  options.color = options.color && reads_picture;
  options.swap_red_blue = model.preprocessing().color == ColorOrder::bgr;
  Tensor shown = result.weights;
  const bool dense = node != nullptr && shown.rank() == 2 &&
                     (node->view.type == "MatMul" ||
                      (node->view.type == "Gemm" && node->view.get_int("transB", 0) == 0));
  if (dense) shown = transposed(shown);  // [inputs, outputs] -> a row for each output
  result.tiles = filter_tiles(shown, options);

  Json record = start_record(model, "filters", {});
  add_layer(record, name, layer.empty());
  if (node != nullptr) record["node"] = node->view.label();
  record["weights"] = graph.name(found.weights);
  record["shape"] = result.weights.shape();
  record["parameters"]["scale"] = filter_scale_name(options.scale);
  const FilterTiles& tiles = result.tiles;
  record["kind"] = kind_name(tiles.kind);
  record["rows"] = tiles.rows;
  record["columns"] = tiles.columns;
  record["first_filter"] = tiles.filters.begin;
  record["filter_count"] = tiles.filters.count;
  record["filters"] = tiles.all_filters;
  record["first_slice"] = tiles.slices.begin;
  record["slice_count"] = tiles.slices.count;
  record["slices"] = tiles.all_slices;
  record["minimum"] = tiles.minimum;
  record["maximum"] = tiles.maximum;
  record["centered"] = tiles.centered;
  record["dead"] = tiles.dead;
  if (info != nullptr) *info = std::move(record);
  return result;
}

}  // namespace cnnviz::core
