// dream.h
#include <cnnviz/dream.h>

#include "api/explain_support.h"
#include "api/options.h"
#include "api/profile.h"
#include "model/explain_dream.h"

using namespace cnnviz::api;
using namespace cnnviz::core;

namespace cnnviz::api {

template <>
cnnviz_dream_options default_options() {
  cnnviz_dream_options options{};
  const DreamOptions defaults;
  options.steps = static_cast<int32_t>(defaults.steps);
  options.jitter = static_cast<int32_t>(defaults.jitter);
  options.overlap = static_cast<int32_t>(defaults.overlap);
  options.octave_scale = defaults.octave_scale;
  options.step = defaults.step;
  options.zoom = DreamStart{}.zoom;
  return options;
}

}  // namespace cnnviz::api

namespace {

constexpr char kInit[] = "fill the options with cnnviz_dream_options_init";

DreamOptions core_options(const cnnviz_dream_options& read) {
  DreamOptions options;
  options.octaves = checked_range(read.octaves, 0, kMostOctaves, "octaves");
  options.octave_scale = read.octave_scale;
  options.steps = read.steps;
  options.step = read.step;
  options.jitter = read.jitter;
  options.tile = read.tile;
  options.overlap = read.overlap;
  if (const int64_t most = checked_range(read.tile_memory, 0, INT32_MAX, "tile_memory"); most > 0)
    options.memory = most << 20;
  options.seed = static_cast<uint64_t>(read.seed);
  options.keep_partial = checked_flag(read.keep_partial, "keep_partial");
  return options;
}

Tensor objective_of(const std::vector<double>& steps) {
  const std::vector<float> values(steps.begin(), steps.end());
  return Tensor::from_floats({static_cast<int64_t>(values.size())}, values);
}

}  // namespace

cnnviz_status cnnviz_dream_options_init(cnnviz_dream_options* options, uint32_t struct_size) {
  return init_options(options, struct_size);
}

cnnviz_status cnnviz_dream(cnnviz_result** result, const cnnviz_model* model,
                           const cnnviz_image* picture, const cnnviz_image* guide,
                           const cnnviz_target* target, const cnnviz_dream_options* options,
                           cnnviz_job* job) {
  return guarded([&] {
    auto& place = output(result, "result");
    const cnnviz_model& handle = given(model, "model");
    if (target != nullptr)
      require(target->model == handle.model, Status::mismatch, "the target \"", target->target.text,
              "\" was parsed against another model than this one");
    const auto read = read_options(options, kInit);
    DreamStart start;
    if (picture != nullptr) start.picture = picture->image.get();
    if (guide != nullptr) start.guide = guide->image.get();
    start.height = checked_range(read.height, 0, kMaxImageSide, "height");
    start.width = checked_range(read.width, 0, kMaxImageSide, "width");
    start.zoom = read.zoom;
    std::optional<Target> wanted;
    if (target != nullptr) wanted = target->target;

    Json json;
    const ProfileScope profile(handle);
    DreamPicture dreamed =
        explain_dream(*handle.model, start, wanted, core_options(read), &json, progress_of(job));
    profile.add_to(json);
    ResultBuilder builder;
    builder.add("picture", std::move(dreamed.picture));
    builder.add("input", std::move(dreamed.input));
    builder.add("objective", objective_of(dreamed.objective));
    place = builder.finish(std::move(json));
  });
}
