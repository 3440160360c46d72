#include "model/explain.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/text.h"
#include "methods/batch.h"
#include "model/cam_layer.h"
#include "model/explain_support.h"
#include "model/record.h"

namespace cnnviz::core {

namespace {

// Layers named as other choices where one does not fit.
constexpr size_t kSuggestions = 5;

// The targets of a chunk's entries; entries that fill a fixed batch up repeat the last one.
std::vector<Target> chunk_targets(const std::vector<Target>& targets, const ChunkPlan& plan,
                                  int64_t chunk) {
  const auto begin = targets.begin() + plan.begin(chunk);
  std::vector<Target> result(begin, begin + plan.filled(chunk));
  result.resize(static_cast<size_t>(plan.entries(chunk)), result.back());
  return result;
}

// For how many images every value of a batched tensor is zero.
int64_t zero_images(const Tensor& tensor, int64_t images) {
  if (images < 1 || tensor.rank() == 0 || tensor.shape()[0] != images) return 0;
  int64_t count = 0;
  for (int64_t n = 0; n < images; ++n) {
    const auto values = batch_slice(tensor, n, 1).floats();
    count += std::all_of(values.begin(), values.end(), [](float v) { return v == 0; });
  }
  return count;
}

void warn_if_not_finite(Json& record, const Tensor& tensor, const std::string& what) {
  if (all_finite(tensor.floats())) return;
  const Summary summary = summarize(tensor.floats());
  add_warning(record, concat(what, " holds ", summary.nans + summary.infinities,
                             " values that are NaN or infinite"));
}

void warn_of_rectifiers(Json& record, Rule rule, RectifierPolicy policy, int64_t governed) {
  if (rule != Rule::gradient && governed == 0)
    add_warning(record, concat("the rule ", rule_name(rule), " met no rectifier (policy ",
                               policy_name(policy), "): the result is the plain gradient"));
}

}  // namespace

SaliencyResult explain_saliency(const Model& model, const TensorMap& feeds,
                                const std::vector<Target>& targets, const SaliencyOptions& options,
                                Json* info, Progress* progress) {
  require(!options.rules.empty(), Status::invalid_argument, "no rule is given");
  SaliencyResult result;
  for (const std::string& name : options.wrt) result.wrt.push_back(model.layer(name));
  if (result.wrt.empty()) result.wrt.push_back(model.input());
  const ChunkPlan plan = model.plan_batch(feeds, options.batch);
  const std::vector<Target> spread = spread_targets(targets, plan.images);

  struct Part {
    std::vector<BackwardResult> backward;  // one for each rule
    std::vector<Target> targets;
    std::vector<double> scores;
  };
  const auto explain_chunk = [&](GraphExecutor& executor, int64_t chunk) {
    GradientPass pass(executor,
                      {chunk_feeds(feeds, plan, chunk),
                       plan.entries(chunk),
                       chunk_targets(spread, plan, chunk),
                       result.wrt,
                       {}},
                      progress);
    Part part;
    for (const Rule rule : options.rules)
      part.backward.push_back(pass.backward({rule, options.policy, options.lrn}));
    part.targets = pass.targets();
    part.scores = pass.scores();
    return part;
  };
  const std::vector<Part> parts = model.map_chunks(plan, "saliency", progress, explain_chunk);

  std::vector<std::vector<ChunkedTensor>> gradients(options.rules.size(),
                                                    std::vector<ChunkedTensor>(result.wrt.size()));
  result.passes.resize(options.rules.size());
  for (int64_t chunk = 0; chunk < plan.count(); ++chunk) {
    const Part& part = parts[static_cast<size_t>(chunk)];
    for (size_t r = 0; r < part.backward.size(); ++r) {
      result.passes[r].rectifiers = part.backward[r].rectifiers;
      for (size_t w = 0; w < result.wrt.size(); ++w)
        gradients[r][w].add(part.backward[r].gradients[w], plan, chunk);
    }
    append(result.targets, part.targets, plan.filled(chunk));
    append(result.scores, part.scores, plan.filled(chunk));
  }

  Json record = start_record(model, "saliency", feeds);
  record["wrt"] = result.wrt;
  record["lrn"] = lrn_name(options.lrn);
  Json rules = Json::array(), governed = Json::object();
  for (size_t r = 0; r < options.rules.size(); ++r) {
    SaliencyResult::Pass& pass = result.passes[r];
    pass.rule = options.rules[r];
    rules.push_back(rule_name(pass.rule));
    governed[rule_name(pass.rule)] = pass.rectifiers;
    warn_of_rectifiers(record, pass.rule, options.policy, pass.rectifiers);
    for (size_t w = 0; w < result.wrt.size(); ++w) {
      pass.gradients.push_back(gradients[r][w].joined());
      const std::string what =
          concat("the ", rule_name(pass.rule), " with respect to \"", result.wrt[w], "\"");
      warn_if_not_finite(record, pass.gradients[w], what);
      if (const int64_t zero = zero_images(pass.gradients[w], plan.images); zero > 0)
        add_warning(record, concat(what, " is zero everywhere for ", zero, " of ", plan.images,
                                   plan.images == 1 ? " image" : " images",
                                   ": the target does not depend on it there"));
    }
  }
  const bool several = rules.size() > 1;
  record["rule"] = several ? rules : rules[0];
  record["rectifiers"] = {{"policy", policy_name(options.policy)},
                          {"governed", several ? governed : Json(result.passes[0].rectifiers)}};
  add_targets(record, model, result.targets, result.scores);
  if (info != nullptr) *info = std::move(record);
  return result;
}

CamResult explain_gradcam(const Model& model, const TensorMap& feeds,
                          const std::vector<Target>& targets, const GradcamOptions& options,
                          Json* info, Progress* progress) {
  CamRequest common;
  common.layer = chosen_layer(model, options.layer);
  common.view = chosen_view(model, common.layer, feeds, options.view);
  common.input = model.input();
  require(feeds.count(common.input) != 0, Status::invalid_argument, "Grad-CAM needs the input \"",
          common.input, "\" to be fed");
  common.input_channel_axis = model.preprocessing().channel_axis();
  common.guided = options.guided;
  common.policy = options.policy;
  const ChunkPlan plan = model.plan_batch(feeds, options.batch);
  const std::vector<Target> spread = spread_targets(targets, plan.images);
  std::vector<std::string> suggestions =
      map_layers(model.graph(), model.inferred(), model.views(), model.head().logits);
  suggestions.resize(std::min(suggestions.size(), kSuggestions));

  const auto explain_chunk = [&](GraphExecutor& executor, int64_t chunk) {
    CamRequest request = common;
    request.feeds = chunk_feeds(feeds, plan, chunk);
    request.images = plan.entries(chunk);
    request.targets = chunk_targets(spread, plan, chunk);
    return gradcam(executor, request, suggestions, progress);
  };
  const std::vector<CamResult> parts = model.map_chunks(plan, "gradcam", progress, explain_chunk);

  CamResult result;
  ChunkedTensor maps, upsampled, guided;
  for (int64_t chunk = 0; chunk < plan.count(); ++chunk) {
    const CamResult& part = parts[static_cast<size_t>(chunk)];
    maps.add(part.maps, plan, chunk);
    upsampled.add(part.upsampled, plan, chunk);
    if (options.guided) guided.add(part.guided, plan, chunk);
    result.rectifiers = part.rectifiers;
    append(result.targets, part.targets, plan.filled(chunk));
    append(result.scores, part.scores, plan.filled(chunk));
    append(result.all_negative, part.all_negative, plan.filled(chunk));
    append(result.zero_gradient, part.zero_gradient, plan.filled(chunk));
  }
  result.maps = maps.joined();
  result.upsampled = upsampled.joined();
  if (options.guided) result.guided = guided.joined();

  Json record = start_record(model, options.guided ? "guided_gradcam" : "gradcam", feeds);
  add_layer(record, common.layer, options.layer.empty());
  add_view(record, common.view);
  if (options.guided) {
    record["rule"] = rule_name(Rule::guided);
    record["rectifiers"] = {{"policy", policy_name(options.policy)},
                            {"governed", result.rectifiers}};
    warn_of_rectifiers(record, Rule::guided, options.policy, result.rectifiers);
  }
  warn_if_not_finite(record, result.maps, "the class activation map");
  record["all_negative"] = result.all_negative;
  const auto count = [](const std::vector<bool>& flags) {
    return std::count(flags.begin(), flags.end(), true);
  };
  if (const auto zero = count(result.zero_gradient); zero > 0)
    add_warning(record, concat("the target does not depend on the layer \"", common.layer,
                               "\" for ", zero, " of ", plan.images,
                               plan.images == 1 ? " image" : " images", ": the map is zero"));
  if (const auto negative = count(result.all_negative); negative > 0)
    add_warning(record, concat("nothing in the layer speaks for the target for ", negative, " of ",
                               plan.images, plan.images == 1 ? " image" : " images",
                               ": the map is zero after the ReLU"));
  add_targets(record, model, result.targets, result.scores);
  if (info != nullptr) *info = std::move(record);
  return result;
}

Tensor saliency_map(const Model& model, const TensorMap& feeds, const std::string& tensor,
                    const Tensor& gradient, Reduction reduction) {
  const SpatialView view = model.view(tensor, feeds);
  if (!view.tokens) return reduce_channels(gradient, view.channel_axis, reduction);
  return reduce_channels(channels_first(gradient, view, tensor), 1, reduction);
}

}  // namespace cnnviz::core
