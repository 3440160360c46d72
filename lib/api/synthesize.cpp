// synthesize.h
#include <cnnviz/synthesize.h>

#include "api/explain_support.h"
#include "api/options.h"
#include "api/profile.h"
#include "model/explain_synthesis.h"

using namespace cnnviz::api;
using namespace cnnviz::core;

namespace {

constexpr char kInit[] = "fill the options with cnnviz_synthesize_options_init";
constexpr char kTarget[] = "top";
constexpr char kDefaultPreset[] = "distill";

static_assert(static_cast<int>(Parameterization::phase) == CNNVIZ_PARAMETERS_PHASE &&
              static_cast<int>(Parameterization::fourier) == CNNVIZ_PARAMETERS_FOURIER);
static_assert(static_cast<int>(PictureRange::clip) == CNNVIZ_RANGE_CLIP &&
              static_cast<int>(PictureRange::logistic) == CNNVIZ_RANGE_LOGISTIC);
static_assert(static_cast<int>(PictureUnits::levels) == CNNVIZ_UNITS_LEVELS &&
              static_cast<int>(PictureUnits::unit) == CNNVIZ_UNITS_UNIT);
static_assert(static_cast<int>(OptimizerKind::progress) == CNNVIZ_OPTIMIZER_PROGRESS &&
              static_cast<int>(OptimizerKind::normalized) == CNNVIZ_OPTIMIZER_NORMALIZED &&
              static_cast<int>(OptimizerKind::adam) == CNNVIZ_OPTIMIZER_ADAM &&
              static_cast<int>(OptimizerKind::nadam) == CNNVIZ_OPTIMIZER_NADAM);

cnnviz_synthesize_options preset_options(const std::string& name) {
  const SynthesisPreset preset = synthesis_preset(name);
  const SynthesisOptions& o = preset.options;
  cnnviz_synthesize_options options{};
  options.parameters = static_cast<cnnviz_parameters>(o.form.parameters);
  options.range = static_cast<cnnviz_range>(o.form.range);
  options.units = static_cast<cnnviz_units>(o.form.units);
  options.optimizer = static_cast<cnnviz_optimizer>(o.optimizer.kind);
  options.height = options.width = static_cast<int32_t>(preset.side);
  options.steps = static_cast<int32_t>(o.steps);
  options.decorrelate = o.form.decorrelate;
  options.redirect_steps = static_cast<int32_t>(o.redirect_steps);
  options.keep_best = o.keep_best;
  options.pad = static_cast<int32_t>(o.transforms.pad);
  options.jitter = static_cast<int32_t>(o.transforms.jitter);
  options.second_jitter = static_cast<int32_t>(o.transforms.second_jitter);
  options.crops = static_cast<int32_t>(o.transforms.crops);
  options.blur_every = static_cast<int32_t>(o.pixel_steps.blur_every);
  options.step_size = o.optimizer.step_size;
  options.max_step = o.optimizer.most;
  options.start_noise = o.start_noise;
  options.scale = o.transforms.scale;
  options.rotation = o.transforms.rotation;
  options.crop_first = o.transforms.crop_first;
  options.crop_last = o.transforms.crop_last;
  options.noise = o.transforms.noise;
  options.l2 = o.penalties.l2;
  options.total_variation = o.penalties.total_variation;
  options.variation_beta = o.penalties.beta;
  options.alpha_norm = o.penalties.alpha_norm;
  options.alpha = o.penalties.alpha;
  options.decay = o.pixel_steps.decay;
  options.blur = o.pixel_steps.blur;
  options.norm_percentile = o.pixel_steps.norm_percentile;
  options.contribution_percentile = o.pixel_steps.contribution_percentile;
  options.diversity = o.diversity;
  return options;
}

SynthesisSettings settings_of(const cnnviz_synthesize_options& options) {
  SynthesisSettings settings;
  SynthesisOptions& o = settings.options;
  o.form = {static_cast<Parameterization>(checked_enum(options.parameters, 3, "parameters")),
            static_cast<PictureRange>(checked_enum(options.range, 3, "range")),
            checked_flag(options.decorrelate, "decorrelate"),
            static_cast<PictureUnits>(checked_enum(options.units, 3, "units"))};
  o.optimizer = {static_cast<OptimizerKind>(checked_enum(options.optimizer, 5, "optimizer")),
                 options.step_size, options.max_step};
  settings.crop = checked_enum(options.fit, 2, "fit") == CNNVIZ_FIT_CROP;
  settings.height = checked_range(options.height, 0, INT32_MAX, "height");
  settings.width = checked_range(options.width, 0, INT32_MAX, "width");
  require((settings.height == 0) == (settings.width == 0), Status::invalid_argument, "height is ",
          settings.height, " and width ", settings.width, ": give both, or 0 for both");
  settings.count = checked_range(options.count, 0, INT32_MAX, "count");
  o.start_noise = options.start_noise;
  o.steps = options.steps;
  o.transforms = {options.pad,        options.jitter,    options.second_jitter,
                  options.scale,      options.rotation,  options.crops,
                  options.crop_first, options.crop_last, options.noise};
  o.penalties = {options.l2, options.total_variation, options.variation_beta, options.alpha_norm,
                 options.alpha};
  o.pixel_steps = {options.decay, options.blur, options.blur_every, options.norm_percentile,
                   options.contribution_percentile};
  o.redirect_steps = options.redirect_steps;
  o.diversity = options.diversity;
  o.keep_best = checked_flag(options.keep_best, "keep_best");
  o.keep_partial = checked_flag(options.keep_partial, "keep_partial");
  o.snapshot_every = options.snapshot_every;
  o.seed = static_cast<uint64_t>(options.seed);
  return settings;
}

}  // namespace

namespace cnnviz::api {

template <>
cnnviz_synthesize_options default_options() {
  return preset_options(kDefaultPreset);
}

}  // namespace cnnviz::api

cnnviz_status cnnviz_synthesize_options_init(cnnviz_synthesize_options* options,
                                             uint32_t struct_size) {
  return init_options(options, struct_size);
}

cnnviz_status cnnviz_synthesize_options_preset(cnnviz_synthesize_options* options,
                                               uint32_t struct_size, const char* preset) {
  return guarded([&] {
    given(options, "options");
    fill_options(options, struct_size, preset_options(text(preset, "preset")));
  });
}

cnnviz_status cnnviz_synthesize(cnnviz_result** result, const cnnviz_model* model,
                                const cnnviz_targets* targets, const cnnviz_image* start,
                                const cnnviz_images* examples,
                                const cnnviz_synthesize_options* options, cnnviz_job* job) {
  return guarded([&] {
    auto& place = output(result, "result");
    const cnnviz_model& handle = given(model, "model");
    const std::vector<Target> wanted = targets_of(targets, handle, kTarget);
    SynthesisSettings settings = settings_of(read_options(options, kInit));
    if (start != nullptr) settings.start = *start->image;
    std::vector<const Image*> photos;
    if (examples != nullptr)
      for (const auto& image : examples->items) photos.push_back(image.get());

    Json json;
    const ProfileScope profile(handle);
    Synthesized made =
        explain_synthesis(*handle.model, wanted, settings, photos, &json, progress_of(job));
    profile.add_to(json);
    ResultBuilder builder;
    builder.add("input", std::move(made.inputs));
    builder.add("curve", std::move(made.curves));
    builder.add("importance", std::move(made.importance));
    for (size_t n = 0; n < made.pictures.size(); ++n)
      builder.add(concat("picture_", n), std::move(made.pictures[n]));
    for (size_t s = 0; s < made.snapshots.size(); ++s)
      for (size_t n = 0; n < made.snapshots[s].size(); ++n)
        builder.add(concat("snapshot_",
                           (s + 1) * static_cast<size_t>(settings.options.snapshot_every), "_", n),
                    std::move(made.snapshots[s][n]));
    place = builder.finish(std::move(json));
  });
}
