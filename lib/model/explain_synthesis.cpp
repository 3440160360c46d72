#include "model/explain_synthesis.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "backend/parallel.h"
#include "base/error.h"
#include "image/resize.h"
#include "methods/batch.h"
#include "methods/names.h"
#include "methods/synthesis_check.h"
#include "model/probing.h"
#include "model/record.h"
#include "model/synthesis_size.h"

namespace cnnviz::core {

namespace {

constexpr Choice<Parameterization> kParameters[] = {{Parameterization::pixels, "pixels"},
                                                    {Parameterization::fourier, "fourier"},
                                                    {Parameterization::phase, "phase"}};
constexpr Choice<PictureRange> kRanges[] = {{PictureRange::free, "free"},
                                            {PictureRange::clip, "clip"},
                                            {PictureRange::logistic, "logistic"}};
constexpr Choice<PictureUnits> kUnits[] = {
    {PictureUnits::model, "model"}, {PictureUnits::levels, "levels"}, {PictureUnits::unit, "unit"}};
constexpr Choice<OptimizerKind> kOptimizers[] = {{OptimizerKind::ascent, "ascent"},
                                                 {OptimizerKind::progress, "progress"},
                                                 {OptimizerKind::normalized, "normalized"},
                                                 {OptimizerKind::adam, "adam"},
                                                 {OptimizerKind::nadam, "nadam"}};
// Views at once: more do not run faster and take more memory.
constexpr int64_t kBatch = 8;
constexpr int64_t kMostPictures = 4096;
constexpr float kWhite = 255;

NetworkColors colors_of(const Preprocessing& p) {
  return {p.range, p.mean, p.std, p.color == ColorOrder::bgr, p.channels_last};
}

// A picture as [1, C, height, width] of numbers between 0 and 1.
Tensor unit_tensor(const Image& image, int64_t channels, int64_t height, int64_t width) {
  const Image pixels =
      resize_bilinear(channels == 1 ? to_gray(image) : to_rgb(image), width, height);
  Tensor result = Tensor::unfilled(DataType::float32, {1, channels, height, width});
  float* to = result.mutable_floats().data();
  for (int64_t p = 0; p < height * width; ++p)
    for (int64_t c = 0; c < channels; ++c)
      to[c * height * width + p] =
          static_cast<float>(pixels.pixels()[static_cast<size_t>(p * channels + c)]) / kWhite;
  return result;
}

std::vector<Image> images_of(const Tensor& pictures, const PictureSpace& space) {
  const Shape& shape = pictures.shape();
  const int64_t channels = shape[1], plane = shape[2] * shape[3];
  std::vector<Image> images;
  for (int64_t n = 0; n < shape[0]; ++n) {
    Image image(shape[3], shape[2], static_cast<int>(channels));
    const float* from = pictures.floats().data() + n * channels * plane;
    uint8_t* to = image.mutable_pixels().data();
    for (int64_t c = 0; c < channels; ++c) {
      const float low = space.low[static_cast<size_t>(c)];
      const float share = kWhite / (space.high[static_cast<size_t>(c)] - low);
      for (int64_t p = 0; p < plane; ++p) {
        const float level = std::round((from[c * plane + p] - low) * share);
        // Written so that a NaN becomes 0.
        to[p * channels + c] =
            level > 0 ? static_cast<uint8_t>(std::min(level, kWhite)) : uint8_t{0};
      }
    }
    images.push_back(std::move(image));
  }
  return images;
}

Tensor magnitude_of(const std::vector<const Image*>& examples, const Shape& shape,
                    bool decorrelate) {
  Tensor sum;
  for (const Image* example : examples) {
    const Tensor one =
        mean_magnitude(unit_tensor(*example, shape[1], shape[2], shape[3]), decorrelate);
    if (!sum.valid()) sum = Tensor(DataType::float32, one.shape());
    const auto to = sum.mutable_floats();
    for (size_t i = 0; i < to.size(); ++i)
      to[i] += one.floats()[i] / static_cast<float>(examples.size());
  }
  return sum;
}

Json parameters_json(const SynthesisSettings& settings, const ViewSize& size, int64_t count) {
  const SynthesisOptions& o = settings.options;
  return {{"parameters", choice_name(kParameters, o.form.parameters)},
          {"range", choice_name(kRanges, o.form.range)},
          {"units", choice_name(kUnits, o.form.units)},
          {"optimizer", choice_name(kOptimizers, o.optimizer.kind)},
          {"fit", settings.crop ? "crop" : "resize"},
          {"height", size.picture_height},
          {"width", size.picture_width},
          {"count", count},
          {"steps", o.steps},
          {"decorrelate", o.form.decorrelate ? 1 : 0},
          {"redirect_steps", o.redirect_steps},
          {"keep_best", o.keep_best ? 1 : 0},
          {"keep_partial", o.keep_partial ? 1 : 0},
          {"snapshot_every", o.snapshot_every},
          {"pad", o.transforms.pad},
          {"jitter", o.transforms.jitter},
          {"second_jitter", o.transforms.second_jitter},
          {"crops", o.transforms.crops},
          {"blur_every", o.pixel_steps.blur_every},
          {"step_size", o.optimizer.step_size},
          {"max_step", o.optimizer.most},
          {"start_noise", o.start_noise},
          {"scale", o.transforms.scale},
          {"rotation", o.transforms.rotation},
          {"crop_first", o.transforms.crop_first},
          {"crop_last", o.transforms.crop_last},
          {"noise", o.transforms.noise},
          {"l2", o.penalties.l2},
          {"total_variation", o.penalties.total_variation},
          {"variation_beta", o.penalties.beta},
          {"alpha_norm", o.penalties.alpha_norm},
          {"alpha", o.penalties.alpha},
          {"decay", o.pixel_steps.decay},
          {"blur", o.pixel_steps.blur},
          {"norm_percentile", o.pixel_steps.norm_percentile},
          {"contribution_percentile", o.pixel_steps.contribution_percentile},
          {"diversity", o.diversity}};
}

Json record_of(const Model& model, const SynthesisSettings& settings,
               const SynthesisRequest& request, bool fixed, const SynthesisResult& result,
               const Shape& inputs) {
  Json record = start_record(model, "synthesize", {});
  record["input"] = inputs;
  record["parameters"] =
      parameters_json(settings, request.size, static_cast<int64_t>(request.targets.size()));
  record["seed"] = settings.options.seed;
  record["view"] = {request.size.height, request.size.width};
  record["fit"] = !fixed && !request.size.resize ? Json(nullptr)
                                                 : Json(request.size.resize ? "resize" : "crop");
  record["start"] = settings.start.valid() ? "picture" : "mean color";
  record["steps"] = result.steps;
  record["snapshots"] = Json::array();
  for (size_t i = 0; i < result.snapshots.size(); ++i)
    record["snapshots"].push_back(static_cast<int64_t>(i + 1) * settings.options.snapshot_every);
  record["completed"] = result.reason.empty();
  if (!result.reason.empty()) {
    record["reason"] = result.reason;
    record["step"] = result.steps + 1;
  }
  if (settings.options.diversity != 0) record["likeness"] = result.likeness;
  add_targets(record, model, result.targets, result.scores);
  if (result.dead_steps > 0)
    add_warning(record, concat("in ", result.dead_steps, " of ", result.steps,
                               " steps nothing in a picture changed the target: its gradient was "
                               "zero"));
  return record;
}

}  // namespace

Synthesized explain_synthesis(const Model& model, const std::vector<Target>& targets,
                              const SynthesisSettings& settings,
                              const std::vector<const Image*>& examples, Json* info,
                              Progress* progress) {
  const Preprocessing& preprocessing = model.preprocessing();
  require(preprocessing.takes_images, Status::unsupported, preprocessing.no_images,
          ": there is no picture to make");
  require_path(model, targets);
  const int64_t count = settings.count > 0 ? settings.count : static_cast<int64_t>(targets.size());
  require(count <= kMostPictures, Status::limit, count, " pictures at once; at most ",
          kMostPictures, " are made");
  const SynthesisOptions& options = settings.options;
  check_options(options);
  const SynthesisSize size = synthesis_size(model, targets, settings.height, settings.width,
                                            options.transforms, settings.crop);
  SynthesisRequest request;
  request.input = model.input();
  request.targets = spread_targets(targets, count);
  request.space = picture_space(colors_of(preprocessing), options.form.units);
  request.size = size.view;
  const Shape shape{count, request.space.channels, size.view.picture_height,
                    size.view.picture_width};
  if (settings.start.valid()) {
    require(options.form.parameters != Parameterization::phase, Status::invalid_argument,
            "phases do not begin with a picture: leave it out, or choose other parameters");
    const Tensor one =
        from_unit(unit_tensor(settings.start, shape[1], shape[2], shape[3]), request.space);
    request.start = concatenate_batches(std::vector<Tensor>(static_cast<size_t>(count), one));
  }
  require(examples.empty() || options.form.parameters == Parameterization::phase,
          Status::invalid_argument,
          "example pictures give the magnitudes of the parameters phase alone");
  if (!examples.empty())
    request.magnitude = magnitude_of(examples, shape, options.form.decorrelate);
  const int64_t most =
      options.diversity != 0 ? count : std::min(kBatch, count * options.transforms.crops);
  request.batch = synthesis_batch(model, targets, size.view, most);

  begin_stage(progress, "synthesize", options.steps * count);
  SynthesisResult result;
  model.with_executor([&](GraphExecutor& executor) {
    const ThreadScope threads(executor.threads());
    result = synthesize(executor, request, options, progress);
  });
  Synthesized made;
  made.inputs = as_network_input(result.pictures, request.space);
  made.pictures = images_of(result.pictures, request.space);
  for (const Tensor& snapshot : result.snapshots)
    made.snapshots.push_back(images_of(snapshot, request.space));
  if (info != nullptr)
    *info = record_of(model, settings, request, size.fixed, result, made.inputs.shape());
  made.curves = std::move(result.curves);
  made.importance = std::move(result.importance);
  return made;
}

}  // namespace cnnviz::core
