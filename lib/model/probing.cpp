#include "model/probing.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/text.h"
#include "methods/batch.h"
#include "model/explain_support.h"
#include "model/graph_walk.h"

namespace cnnviz::core {

namespace {

// How the changes were computed: multiply-adds of one of them.
void add_work(Json& record, const WindowReport& work) {
  if (work.batch == 0) return;
  record["work"] = {{"windows", work.windows}, {"batch", work.batch}};
  if (!work.windows) return;
  record["work"]["full_multiply_adds"] = work.full_macs;
  record["work"]["multiply_adds"] = work.window_macs;
}

}  // namespace

PictureShape picture_of(const Model& model, const TensorMap& feeds, const char* method) {
  const auto input = feeds.find(model.input());
  require(input != feeds.end(), Status::invalid_argument, method, " needs the input \"",
          model.input(), "\" to be fed");
  const Tensor& tensor = input->second;
  require(tensor.type() == DataType::float32 && tensor.rank() == 4, Status::unsupported,
          "the input \"", model.input(), "\" is ", data_type_name(tensor.type()), " ",
          shape_text(tensor.shape()), ", which is no picture: ", method,
          " covers parts of float32 [N, C, H, W]");
  PictureShape picture;
  picture.channels_last = model.preprocessing().channels_last;
  picture.height = tensor.shape()[picture.channels_last ? 1 : 2];
  picture.width = tensor.shape()[picture.channels_last ? 2 : 3];
  return picture;
}

void require_path(const Model& model, const std::vector<Target>& targets) {
  require(!targets.empty(), Status::invalid_argument, "no target is given");
  const Graph& graph = model.graph();
  const auto input = static_cast<size_t>(graph.require(model.input()));
  for (const Target& target : targets) {
    const auto reaches = [&](const Term& term) -> bool {
      return ancestors(graph, graph.require(term.tensor))[input];
    };
    const bool depends = std::any_of(target.terms.begin(), target.terms.end(), reaches);
    require(depends, Status::invalid_argument, "the target ", quoted(target.text),
            " does not depend on the input \"", model.input(),
            "\": nothing in the network leads from it to \"", target.terms.front().tensor, "\"");
  }
}

Studied::Studied(const Probe& probe, bool complete, const WindowReport& report)
    : targets(probe.targets()),
      scores(probe.scores()),
      best_class(probe.best_class()),
      completed(complete),
      work(report) {}

void probe_images(const Model& model, const TensorMap& feeds, const std::vector<Target>& targets,
                  const ProbeOptions& options, ProbeOutcome& outcome,
                  const std::function<Studied(GraphExecutor&, const ProbeRequest&)>& study) {
  const int64_t images = model.images_in(feeds);
  const ChunkPlan plan{images, 1, false, 1};
  ProbeRequest request;
  request.targets = targets;
  request.keep_partial = options.keep_partial;
  request.windows = {options.batch, options.full, options.keep_partial};
  if (options.full && model.fixed_batch() == 1) request.windows.batch = 1;
  if (options.classes) {
    request.logits = model.head().logits;
    request.class_axis = model.head().class_axis;
  }
  std::vector<Tensor> scores;
  for (int64_t n = 0; n < images && outcome.completed; ++n)
    model.with_executor([&](GraphExecutor& executor) {
      request.feeds = images == 1 ? feeds : chunk_feeds(feeds, plan, n);
      const Studied found = study(executor, request);
      outcome.completed = found.completed;
      outcome.targets.push_back(found.targets);
      outcome.best_classes.push_back(found.best_class);
      if (found.work.batch > 0) outcome.work = found.work;
      const std::vector<float> own(found.scores.begin(), found.scores.end());
      scores.push_back(Tensor::from_floats({static_cast<int64_t>(own.size())}, own));
    });
  outcome.scores = stacked(scores);
}

void add_probe_record(Json& record, const Model& model, const ProbeOutcome& outcome) {
  record["exact"] = true;
  record["completed"] = outcome.completed;
  if (!outcome.completed) record["reason"] = "cancelled";
  record["predicted"] = Json::array();
  for (const int64_t best : outcome.best_classes)
    record["predicted"].push_back(best == kNoClass
                                      ? Json(nullptr)
                                      : Json{{"class", best}, {"label", label_json(model, best)}});
  record["targets"] = Json::array();
  const auto scores = outcome.scores.floats();
  size_t at = 0;
  for (const std::vector<Target>& targets : outcome.targets) {
    Json list = Json::array();
    for (const Target& target : targets)
      list.push_back(target_json(model, target, static_cast<double>(scores[at++])));
    record["targets"].push_back(std::move(list));
  }
  add_work(record, outcome.work);
}

Tensor stacked(const std::vector<Tensor>& parts) {
  std::vector<Tensor> entries;
  for (const Tensor& part : parts) {
    Shape shape = part.shape();
    shape.insert(shape.begin(), 1);
    entries.push_back(part.reshaped(shape));
  }
  return concatenate_batches(entries);
}

}  // namespace cnnviz::core
