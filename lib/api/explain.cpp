// explain.h
#include <cnnviz/explain.h>

#include <nlohmann/json.hpp>

#include "api/explain_support.h"
#include "api/options.h"
#include "api/profile.h"
#include "model/explain.h"

using namespace cnnviz::api;
using namespace cnnviz::core;

namespace cnnviz::api {

template <>
cnnviz_classify_options default_options() {
  cnnviz_classify_options options{};
  options.top = 5;
  return options;
}

template <>
cnnviz_saliency_options default_options() {
  cnnviz_saliency_options options{};
  options.rectifiers = CNNVIZ_RECTIFIERS_RELU_LIKE;
  return options;
}

template <>
cnnviz_gradcam_options default_options() {
  cnnviz_gradcam_options options{};
  options.rectifiers = CNNVIZ_RECTIFIERS_RELU_LIKE;
  return options;
}

template <>
cnnviz_activations_options default_options() {
  return {};
}

template <>
cnnviz_filters_options default_options() {
  cnnviz_filters_options options{};
  options.color = 1;
  options.most = 64;
  return options;
}

}  // namespace cnnviz::api

namespace {

constexpr char kClassifyInit[] = "fill the options with cnnviz_classify_options_init";
constexpr char kSaliencyInit[] = "fill the options with cnnviz_saliency_options_init";
constexpr char kGradcamInit[] = "fill the options with cnnviz_gradcam_options_init";
constexpr char kActivationsInit[] = "fill the options with cnnviz_activations_options_init";
constexpr char kFiltersInit[] = "fill the options with cnnviz_filters_options_init";

RectifierPolicy policy_of(cnnviz_rectifiers rectifiers) {
  return static_cast<RectifierPolicy>(checked_enum(rectifiers, 3, "rectifiers"));
}
static_assert(static_cast<int>(RectifierPolicy::relu) == CNNVIZ_RECTIFIERS_RELU &&
              static_cast<int>(RectifierPolicy::relu_like) == CNNVIZ_RECTIFIERS_RELU_LIKE &&
              static_cast<int>(RectifierPolicy::extended) == CNNVIZ_RECTIFIERS_EXTENDED);

Reduction reduction_of(cnnviz_reduction reduction) {
  return static_cast<Reduction>(checked_enum(reduction, 4, "reduction"));
}
static_assert(static_cast<int>(Reduction::max_abs) == CNNVIZ_REDUCTION_MAX_ABS &&
              static_cast<int>(Reduction::sum_abs) == CNNVIZ_REDUCTION_SUM_ABS &&
              static_cast<int>(Reduction::l2) == CNNVIZ_REDUCTION_L2 &&
              static_cast<int>(Reduction::sum) == CNNVIZ_REDUCTION_SUM);

static_assert(static_cast<int>(Rule::gradient) == CNNVIZ_RULE_GRADIENT &&
              static_cast<int>(Rule::deconvnet) == CNNVIZ_RULE_DECONVNET &&
              static_cast<int>(Rule::guided) == CNNVIZ_RULE_GUIDED);
static_assert(static_cast<int>(LrnBackward::automatic) == CNNVIZ_LRN_AUTO &&
              static_cast<int>(LrnBackward::gradient) == CNNVIZ_LRN_GRADIENT &&
              static_cast<int>(LrnBackward::identity) == CNNVIZ_LRN_IDENTITY);
static_assert(static_cast<int>(MapOrder::channel) == CNNVIZ_MAP_ORDER_CHANNEL &&
              static_cast<int>(MapOrder::maximum) == CNNVIZ_MAP_ORDER_MAXIMUM &&
              static_cast<int>(MapOrder::mean) == CNNVIZ_MAP_ORDER_MEAN);

constexpr const char* kOrders[] = {"channel", "maximum", "mean"};

Tensor score_tensor(const std::vector<double>& scores) {
  Tensor tensor(DataType::float32, {static_cast<int64_t>(scores.size())});
  std::transform(scores.begin(), scores.end(), tensor.mutable_floats().begin(),
                 [](double score) { return static_cast<float>(score); });
  return tensor;
}

void add_top(ResultBuilder& result, const ClassifyResult& found) {
  const std::vector<std::vector<ClassScore>>& top = found.top;
  const auto images = static_cast<int64_t>(top.size());
  const auto count = static_cast<int64_t>(top.empty() ? 0 : top.front().size());
  Tensor classes(DataType::int64, {images, count});
  Tensor scores(DataType::float32, {images, count});
  Tensor logits(DataType::float32, {images, count});
  Tensor shares(DataType::float32, {images, count});
  size_t i = 0;
  for (const auto& image : top)
    for (const ClassScore& entry : image) {
      classes.mutable_ints()[i] = entry.index;
      scores.mutable_floats()[i] = entry.score;
      logits.mutable_floats()[i] = entry.logit;
      shares.mutable_floats()[i] = entry.share;
      ++i;
    }
  result.add("classes", std::move(classes));
  result.add("scores", std::move(scores));
  result.add("logits", std::move(logits));
  if (found.maps) result.add("shares", std::move(shares));
}

// [N, ...spatial]: absent where the tensor has no spatial axes.
bool has_positions(const Tensor& tensor) {
  return tensor.rank() >= 3;
}

}  // namespace

cnnviz_status cnnviz_classify_options_init(cnnviz_classify_options* options, uint32_t struct_size) {
  return init_options(options, struct_size);
}
cnnviz_status cnnviz_saliency_options_init(cnnviz_saliency_options* options, uint32_t struct_size) {
  return init_options(options, struct_size);
}
cnnviz_status cnnviz_gradcam_options_init(cnnviz_gradcam_options* options, uint32_t struct_size) {
  return init_options(options, struct_size);
}
cnnviz_status cnnviz_activations_options_init(cnnviz_activations_options* options,
                                              uint32_t struct_size) {
  return init_options(options, struct_size);
}
cnnviz_status cnnviz_filters_options_init(cnnviz_filters_options* options, uint32_t struct_size) {
  return init_options(options, struct_size);
}

cnnviz_status cnnviz_explain_classify(cnnviz_result** result, const cnnviz_model* model,
                                      const cnnviz_tensor* input,
                                      const cnnviz_classify_options* options, cnnviz_job* job) {
  return guarded([&] {
    auto& place = output(result, "result");
    const cnnviz_model& handle = given(model, "model");
    const TensorMap feeds = handle.model->feed(given(input, "input").tensor);
    const auto read = read_options(options, kClassifyInit);
    const int64_t top = checked_range(read.top, 1, INT32_MAX, "top");

    Json json;
    const ProfileScope profile(handle);
    const ClassifyResult found =
        explain_classify(*handle.model, feeds, top, batch_of(read.batch), &json, progress_of(job));
    profile.add_to(json);
    ResultBuilder builder;
    add_top(builder, found);
    json["parameters"]["top"] = top;
    json["parameters"]["batch"] = read.batch;
    builder.add("output", found.output);
    place = builder.finish(std::move(json));
  });
}

cnnviz_status cnnviz_explain_saliency(cnnviz_result** result, const cnnviz_model* model,
                                      const cnnviz_tensor* input, const cnnviz_targets* targets,
                                      const char* wrt, const cnnviz_saliency_options* options,
                                      cnnviz_job* job) {
  return guarded([&] {
    auto& place = output(result, "result");
    const cnnviz_model& handle = given(model, "model");
    const TensorMap feeds = handle.model->feed(given(input, "input").tensor);
    const std::vector<Target> explained = targets_of(targets, handle, "top");
    const auto read = read_options(options, kSaliencyInit);
    SaliencyOptions core;
    const int32_t rule = checked_enum(read.rule, 4, "rule");
    if (rule == CNNVIZ_RULE_ALL) {
      core.rules = {Rule::gradient, Rule::deconvnet, Rule::guided};
    } else {
      core.rules = {static_cast<Rule>(rule)};
    }
    core.policy = policy_of(read.rectifiers);
    core.lrn = static_cast<LrnBackward>(checked_enum(read.lrn, 3, "lrn"));
    const Reduction reduction = reduction_of(read.reduction);
    core.batch = batch_of(read.batch);
    if (wrt != nullptr) core.wrt = {handle.model->layer(wrt)};

    Json json;
    const ProfileScope profile(handle);
    const SaliencyResult found =
        explain_saliency(*handle.model, feeds, explained, core, &json, progress_of(job));
    profile.add_to(json);
    ResultBuilder builder;
    for (const SaliencyResult::Pass& pass : found.passes)
      builder.add(found.passes.size() == 1 ? "gradient" : rule_name(pass.rule),
                  pass.gradients.front());
    for (const SaliencyResult::Pass& pass : found.passes)
      if (has_positions(pass.gradients.front()))
        builder.add(found.passes.size() == 1 ? "map" : std::string(rule_name(pass.rule)) + "_map",
                    saliency_map(*handle.model, feeds, found.wrt.front(), pass.gradients.front(),
                                 reduction));
    builder.add("score", score_tensor(found.scores));
    json["parameters"]["reduction"] = reduction_name(reduction);
    json["parameters"]["batch"] = core.batch;
    place = builder.finish(std::move(json));
  });
}

cnnviz_status cnnviz_explain_gradcam(cnnviz_result** result, const cnnviz_model* model,
                                     const cnnviz_tensor* input, const cnnviz_targets* targets,
                                     const char* layer, const cnnviz_gradcam_options* options,
                                     cnnviz_job* job) {
  return guarded([&] {
    auto& place = output(result, "result");
    const cnnviz_model& handle = given(model, "model");
    const TensorMap feeds = handle.model->feed(given(input, "input").tensor);
    const std::vector<Target> explained = targets_of(targets, handle, "top");
    const auto read = read_options(options, kGradcamInit);
    GradcamOptions core;
    core.layer = text_or(layer, "");
    core.view = view_of(read);
    core.guided = checked_flag(read.guided, "guided");
    core.policy = policy_of(read.rectifiers);
    core.batch = batch_of(read.batch);
    const Reduction reduction = reduction_of(read.reduction);

    Json json;
    const ProfileScope profile(handle);
    const CamResult found =
        explain_gradcam(*handle.model, feeds, explained, core, &json, progress_of(job));
    profile.add_to(json);
    ResultBuilder builder;
    builder.add("cam", found.maps);
    builder.add("map", found.upsampled);
    json["parameters"]["guided"] = core.guided;
    json["parameters"]["batch"] = core.batch;
    if (core.guided) {
      builder.add("guided", found.guided);
      builder.add("guided_map", saliency_map(*handle.model, feeds, handle.model->input(),
                                             found.guided, reduction));
      json["parameters"]["reduction"] = reduction_name(reduction);
    }
    builder.add("score", score_tensor(found.scores));
    place = builder.finish(std::move(json));
  });
}

cnnviz_status cnnviz_explain_activations(cnnviz_result** result, const cnnviz_model* model,
                                         const cnnviz_tensor* input, const char* layer,
                                         const cnnviz_activations_options* options,
                                         cnnviz_job* job) {
  return guarded([&] {
    auto& place = output(result, "result");
    const cnnviz_model& handle = given(model, "model");
    const TensorMap feeds = handle.model->feed(given(input, "input").tensor);
    const auto read = read_options(options, kActivationsInit);
    const auto order = static_cast<MapOrder>(checked_enum(read.order, 3, "order"));
    const ActivationOptions core{text_or(layer, ""), view_of(read), batch_of(read.batch)};

    Json json;
    const ProfileScope profile(handle);
    const ActivationResult found =
        explain_activations(*handle.model, feeds, core, &json, progress_of(job));
    profile.add_to(json);
    const int64_t images = found.maps.maps.shape()[0], channels = found.maps.maps.shape()[1];
    Tensor orders(DataType::int64, {images, channels});
    Tensor minimum(DataType::float32, {images, channels}), maximum = minimum.clone(),
                                                           mean = minimum.clone();
    size_t i = 0;
    for (int64_t image = 0; image < images; ++image) {
      const std::vector<int64_t> sorted = order_maps(found.maps, image, order);
      for (int64_t channel = 0; channel < channels; ++channel, ++i) {
        const Summary& of = found.maps.of(image, channel);
        orders.mutable_ints()[i] = sorted[static_cast<size_t>(channel)];
        minimum.mutable_floats()[i] = of.min;
        maximum.mutable_floats()[i] = of.max;
        mean.mutable_floats()[i] = static_cast<float>(of.mean);
      }
    }
    ResultBuilder builder;
    json["parameters"]["order"] = kOrders[static_cast<int>(order)];
    json["parameters"]["batch"] = read.batch;
    builder.add("activations", found.layer);
    builder.add("maps", found.maps.maps);
    builder.add("order", std::move(orders));
    builder.add("minimum", std::move(minimum));
    builder.add("maximum", std::move(maximum));
    builder.add("mean", std::move(mean));
    place = builder.finish(std::move(json));
  });
}

cnnviz_status cnnviz_explain_filters(cnnviz_result** result, const cnnviz_model* model,
                                     const char* layer, const cnnviz_filters_options* options,
                                     cnnviz_job* job) {
  return guarded([&] {
    auto& place = output(result, "result");
    const cnnviz_model& handle = given(model, "model");
    const auto read = read_options(options, kFiltersInit);
    constexpr FilterScale kScales[] = {FilterScale::symmetric, FilterScale::per_filter,
                                       FilterScale::global_symmetric, FilterScale::global};
    FilterOptions core;
    core.scale = kScales[checked_enum(read.scale, 4, "scale")];
    core.color = checked_flag(read.color, "color");
    core.filters = {checked_range(read.first_filter, 0, INT64_MAX, "first_filter"),
                    checked_range(read.filter_count, 0, INT64_MAX, "filter_count")};
    core.slices = {checked_range(read.first_slice, 0, INT64_MAX, "first_slice"),
                   checked_range(read.slice_count, 0, INT64_MAX, "slice_count")};
    core.cap = checked_range(read.most, 1, 4096, "most");
    check_cancelled(progress_of(job));

    Json json;
    FilterResult found = explain_filters(*handle.model, text_or(layer, ""), core, &json);
    json["parameters"]["color"] = core.color;
    json["parameters"]["most"] = core.cap;
    ResultBuilder builder;
    builder.add("weights", found.weights);
    builder.add("tiles", found.tiles.tiles);
    builder.add("dead", Tensor::vector_of(found.tiles.dead));
    builder.keep_filters(std::move(found.tiles));
    place = builder.finish(std::move(json));
  });
}
