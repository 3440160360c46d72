// occlusion.h
#include <cnnviz/occlusion.h>

#include <cmath>

#include "api/explain_support.h"
#include "api/options.h"
#include "api/profile.h"
#include "model/explain_channels.h"
#include "model/explain_occlusion.h"

using namespace cnnviz::api;
using namespace cnnviz::core;

namespace cnnviz::api {

template <>
cnnviz_occlusion_options default_options() {
  cnnviz_occlusion_options options{};
  options.classes = 1;
  return options;
}

template <>
cnnviz_rise_options default_options() {
  cnnviz_rise_options options{};
  const RiseOptions defaults;
  options.masks = static_cast<int32_t>(defaults.masks);
  options.cells = static_cast<int32_t>(defaults.cells);
  options.probability = defaults.probability;
  return options;
}

template <>
cnnviz_channels_options default_options() {
  return {};
}

}  // namespace cnnviz::api

namespace {

constexpr char kOcclusionInit[] = "fill the options with cnnviz_occlusion_options_init";
constexpr char kRiseInit[] = "fill the options with cnnviz_rise_options_init";
constexpr char kChannelsInit[] = "fill the options with cnnviz_channels_options_init";
constexpr char kTarget[] = "prob:top";
constexpr char kCamTarget[] = "top";

static_assert(static_cast<int>(Fill::zero) == CNNVIZ_FILL_ZERO &&
              static_cast<int>(Fill::mean) == CNNVIZ_FILL_MEAN &&
              static_cast<int>(Fill::gray) == CNNVIZ_FILL_GRAY &&
              static_cast<int>(Fill::black) == CNNVIZ_FILL_BLACK &&
              static_cast<int>(Fill::blur) == CNNVIZ_FILL_BLUR &&
              static_cast<int>(Fill::noise) == CNNVIZ_FILL_NOISE &&
              static_cast<int>(Fill::value) == CNNVIZ_FILL_VALUE);
static_assert(static_cast<int>(OcclusionEdge::clip) == CNNVIZ_EDGE_CLIP &&
              static_cast<int>(OcclusionEdge::inside) == CNNVIZ_EDGE_INSIDE);

// What all three kinds of options have.
template <typename Options>
void set_probe(ProbeOptions& probe, const Options& options) {
  probe.keep_partial = checked_flag(options.keep_partial, "keep_partial");
  probe.batch = batch_of(options.batch);
}

// What covers the picture.
template <typename Options>
CoverOptions cover_options(const Options& options) {
  CoverOptions cover;
  cover.fill = static_cast<Fill>(checked_enum(options.fill, 7, "fill"));
  require(std::isfinite(options.fill_value), Status::invalid_argument, "fill_value is ",
          options.fill_value, ", but must be finite");
  cover.value = options.fill_value;
  cover.seed = static_cast<uint64_t>(options.seed);
  set_probe(cover, options);
  return cover;
}

int64_t pixels(int32_t number, const char* name) {
  return checked_range(number, 0, INT32_MAX, name);
}

OcclusionGeometry geometry_of(const cnnviz_occlusion_options& options) {
  OcclusionGeometry geometry;
  geometry.window_height = pixels(options.window_height, "window_height");
  geometry.window_width = pixels(options.window_width, "window_width");
  geometry.stride_y = pixels(options.stride_y, "stride_y");
  geometry.stride_x = pixels(options.stride_x, "stride_x");
  geometry.edge = static_cast<OcclusionEdge>(checked_enum(options.edge, 2, "edge"));
  geometry.softness = options.softness;
  geometry.region = {pixels(options.region_y, "region_y"), pixels(options.region_x, "region_x"),
                     pixels(options.region_height, "region_height"),
                     pixels(options.region_width, "region_width")};
  return geometry;
}

}  // namespace

cnnviz_status cnnviz_occlusion_options_init(cnnviz_occlusion_options* options,
                                            uint32_t struct_size) {
  return init_options(options, struct_size);
}
cnnviz_status cnnviz_rise_options_init(cnnviz_rise_options* options, uint32_t struct_size) {
  return init_options(options, struct_size);
}
cnnviz_status cnnviz_channels_options_init(cnnviz_channels_options* options, uint32_t struct_size) {
  return init_options(options, struct_size);
}

cnnviz_status cnnviz_explain_occlusion(cnnviz_result** result, const cnnviz_model* model,
                                       const cnnviz_tensor* input, const cnnviz_targets* targets,
                                       const cnnviz_occlusion_options* options, cnnviz_job* job) {
  return guarded([&] {
    auto& place = output(result, "result");
    const cnnviz_model& handle = given(model, "model");
    const TensorMap feeds = handle.model->feed(given(input, "input").tensor);
    const std::vector<Target> explained = targets_of(targets, handle, kTarget);
    const auto read = read_options(options, kOcclusionInit);
    const OcclusionOptions core{geometry_of(read), checked_flag(read.adaptive, "adaptive")};
    CoverOptions cover = cover_options(read);
    cover.classes = checked_flag(read.classes, "classes");
    cover.full = checked_flag(read.full, "full");

    Json json;
    const ProfileScope profile(handle);
    OccludedImages found =
        explain_occlusion(*handle.model, feeds, explained, core, cover, &json, progress_of(job));
    profile.add_to(json);
    ResultBuilder builder;
    builder.add("drops", std::move(found.drops));
    builder.add("map", std::move(found.maps));
    if (cover.classes) builder.add("classes", std::move(found.classes));
    builder.add("evaluated", std::move(found.evaluated));
    builder.add("score", std::move(found.scores));
    place = builder.finish(std::move(json));
  });
}

cnnviz_status cnnviz_explain_rise(cnnviz_result** result, const cnnviz_model* model,
                                  const cnnviz_tensor* input, const cnnviz_targets* targets,
                                  const cnnviz_rise_options* options, cnnviz_job* job) {
  return guarded([&] {
    auto& place = output(result, "result");
    const cnnviz_model& handle = given(model, "model");
    const TensorMap feeds = handle.model->feed(given(input, "input").tensor);
    const std::vector<Target> explained = targets_of(targets, handle, kTarget);
    const auto read = read_options(options, kRiseInit);
    const RiseOptions core{read.masks, read.cells, read.probability, 0};
    const CoverOptions cover = cover_options(read);

    Json json;
    const ProfileScope profile(handle);
    RiseImages found =
        explain_rise(*handle.model, feeds, explained, core, cover, &json, progress_of(job));
    profile.add_to(json);
    ResultBuilder builder;
    builder.add("map", std::move(found.maps));
    builder.add("mask_scores", std::move(found.mask_scores));
    builder.add("score", std::move(found.scores));
    place = builder.finish(std::move(json));
  });
}

cnnviz_status cnnviz_occluded_inputs(cnnviz_tensor** inputs, const cnnviz_model* model,
                                     const cnnviz_tensor* input,
                                     const cnnviz_occlusion_options* options, int64_t first,
                                     int64_t count) {
  return guarded([&] {
    auto& place = output(inputs, "inputs");
    const cnnviz_model& handle = given(model, "model");
    const TensorMap feeds = handle.model->feed(given(input, "input").tensor);
    const auto read = read_options(options, kOcclusionInit);
    place = new cnnviz_tensor{public_tensor(occluded_inputs(*handle.model, feeds, geometry_of(read),
                                                            cover_options(read), first, count))};
  });
}

cnnviz_status cnnviz_explain_channels(cnnviz_result** result, const cnnviz_model* model,
                                      const cnnviz_tensor* input, const cnnviz_targets* targets,
                                      const char* layer, const cnnviz_channels_options* options,
                                      cnnviz_job* job) {
  return guarded([&] {
    auto& place = output(result, "result");
    const cnnviz_model& handle = given(model, "model");
    const TensorMap feeds = handle.model->feed(given(input, "input").tensor);
    const auto read = read_options(options, kChannelsInit);
    ChannelOptions core;
    core.method = static_cast<ChannelMethod>(checked_enum(read.method, 2, "method"));
    const bool ablation = core.method == ChannelMethod::ablation;
    const std::vector<Target> explained =
        targets_of(targets, handle, ablation ? kCamTarget : kTarget);
    core.layer = text_or(layer, "");
    core.view = view_of(read);
    core.full = checked_flag(read.full, "full");
    set_probe(core, read);

    Json json;
    const ProfileScope profile(handle);
    ChannelStudy found =
        explain_channels(*handle.model, feeds, explained, core, &json, progress_of(job));
    profile.add_to(json);
    ResultBuilder builder;
    builder.add(ablation ? "drops" : "mask_scores", std::move(found.values));
    builder.add("weights", std::move(found.weights));
    if (found.maps.valid()) builder.add("cam", std::move(found.maps));
    if (found.upsampled.valid()) builder.add("map", std::move(found.upsampled));
    builder.add("score", std::move(found.scores));
    place = builder.finish(std::move(json));
  });
}
