// occlusion.h
#include <cnnviz/occlusion.h>

#include <cmath>

#include "api/explain_support.h"
#include "api/options.h"
#include "api/profile.h"
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

}  // namespace cnnviz::api

namespace {

constexpr char kOcclusionInit[] = "fill the options with cnnviz_occlusion_options_init";
constexpr char kRiseInit[] = "fill the options with cnnviz_rise_options_init";
constexpr char kTarget[] = "prob:top";

static_assert(static_cast<int>(Fill::zero) == CNNVIZ_FILL_ZERO &&
              static_cast<int>(Fill::mean) == CNNVIZ_FILL_MEAN &&
              static_cast<int>(Fill::gray) == CNNVIZ_FILL_GRAY &&
              static_cast<int>(Fill::black) == CNNVIZ_FILL_BLACK &&
              static_cast<int>(Fill::blur) == CNNVIZ_FILL_BLUR &&
              static_cast<int>(Fill::noise) == CNNVIZ_FILL_NOISE &&
              static_cast<int>(Fill::value) == CNNVIZ_FILL_VALUE);
static_assert(static_cast<int>(OcclusionEdge::clip) == CNNVIZ_EDGE_CLIP &&
              static_cast<int>(OcclusionEdge::inside) == CNNVIZ_EDGE_INSIDE);

// What both kinds of options have.
template <typename Options>
CoverOptions cover_options(const Options& options) {
  CoverOptions cover;
  cover.fill = static_cast<Fill>(checked_enum(options.fill, 7, "fill"));
  require(std::isfinite(options.fill_value), Status::invalid_argument, "fill_value is ",
          options.fill_value, ", but must be finite");
  cover.value = options.fill_value;
  cover.seed = static_cast<uint64_t>(options.seed);
  cover.keep_partial = checked_flag(options.keep_partial, "keep_partial");
  cover.batch = batch_of(options.batch);
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
