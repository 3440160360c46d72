#include "model/explain_dream.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/random.h"
#include "base/text.h"
#include "model/dream_layer.h"
#include "model/record.h"
#include "model/target_parser.h"

namespace cnnviz::core {

namespace {

// Of the network's own shorter side: the smallest octave by default. A photo of 600x400 pixels gets
// the four octaves of Mordvintsev et al. on a network of 224x224.
constexpr double kSmallestShare = 0.5;
constexpr int64_t kLeastSide = 8;
// Noise to begin with: gray levels, and how far they stray.
constexpr double kGray = 127.5, kNoise = 10;
constexpr double kMostZoom = 4;

// Levels to what the network reads.
PixelScale pixel_scale(const Preprocessing& p) {
  PixelScale pixels;
  pixels.reversed = p.color == ColorOrder::bgr;
  pixels.channels_last = p.channels_last;
  const std::vector<float> black = pixel_color(0, p), white = pixel_color(255, p);
  for (size_t c = 0; c < black.size(); ++c) {
    pixels.scale.push_back((white[c] - black[c]) / 255);
    pixels.shift.push_back(black[c]);
  }
  return pixels;
}

// [C, H, W], C as the network reads.
Tensor levels_of(const Image& image, int64_t channels) {
  const Image pixels = channels == 1 ? to_gray(image) : to_rgb(image);
  Tensor levels = Tensor::unfilled(DataType::float32, {channels, image.height(), image.width()});
  float* to = levels.mutable_floats().data();
  const auto from = pixels.pixels();
  const auto step = static_cast<size_t>(channels);
  for (size_t c = 0; c < step; ++c)
    for (size_t i = c; i < from.size(); i += step) *to++ = from[i];
  return levels;
}

Tensor noise(int64_t channels, int64_t height, int64_t width, uint64_t seed) {
  Tensor levels = Tensor::unfilled(DataType::float32, {channels, height, width});
  Random random(seed);
  for (float& level : levels.mutable_floats())
    level = static_cast<float>(std::clamp(kGray + kNoise * random.normal(), 0.0, 255.0));
  return levels;
}

Image image_of(const Tensor& levels) {
  const Shape& shape = levels.shape();
  Image image(shape[2], shape[1], static_cast<int>(shape[0]));
  const auto pixels = image.mutable_pixels();
  const auto step = static_cast<size_t>(shape[0]);
  const float* from = levels.floats().data();
  for (size_t c = 0; c < step; ++c)
    for (size_t i = c; i < pixels.size(); i += step)
      pixels[i] = static_cast<uint8_t>(std::lround(*from++));
  return image;
}

OctaveSize start_size(const Model& model, const DreamStart& start) {
  if (start.picture != nullptr) {
    require(start.height == 0 && start.width == 0, Status::invalid_argument,
            "the size of noise (height ", start.height, ", width ", start.width,
            ") is given beside a picture: a dream has the picture's own size");
    require(start.picture->valid(), Status::invalid_argument, "an empty picture was given");
    return {start.picture->height(), start.picture->width()};
  }
  const Preprocessing& own = model.preprocessing();
  const OctaveSize size{start.height > 0 ? start.height : own.height,
                        start.width > 0 ? start.width : own.width};
  check_image_size(size.width, size.height, "the picture to dream");
  return size;
}

// How many octaves there are where the caller leaves it open.
int64_t default_octaves(const Model& model, const std::vector<std::string>& layers,
                        const OctaveSize& size, double scale) {
  const Preprocessing& own = model.preprocessing();
  const double share = kSmallestShare * static_cast<double>(std::min(own.height, own.width));
  const auto side =
      std::max({static_cast<int64_t>(share), smallest_side(model, layers), kLeastSide});
  return std::min(octaves_down_to(size.height, size.width, side, scale), kMostOctaves);
}

void add_record(Json& record, const Model& model, const DreamStart& start, const Target& target,
                bool chosen, bool automatic, const DreamOptions& options,
                const DreamResult& result) {
  Json& parameters = record["parameters"];
  parameters["octaves"] = options.octaves;
  parameters["octaves_chosen"] = automatic;
  parameters["octave_scale"] = options.octave_scale;
  parameters["steps"] = options.steps;
  parameters["step"] = options.step;
  parameters["jitter"] = options.jitter;
  parameters["zoom"] = start.zoom;
  parameters["start"] = start.picture != nullptr ? "picture" : "noise";
  parameters["guide"] =
      start.guide == nullptr ? Json(nullptr) : Json{start.guide->height(), start.guide->width()};
  parameters["tile"] = {result.rows.window, result.columns.window};
  parameters["overlap"] = std::max(result.rows.overlap, result.columns.overlap);
  record["tiles"] = result.rows.count * result.columns.count;
  record["exact"] = result.exact;
  record["seed"] = options.seed;
  record["size"] = {result.sizes[0].height, result.sizes[0].width};
  record["octaves"] = Json::array();
  for (auto size = result.sizes.rbegin(); size != result.sizes.rend(); ++size)
    record["octaves"].push_back({size->height, size->width});
  record["target_chosen"] = chosen;
  record["targets"] = {
      target_json(model, target, result.objective.empty() ? 0 : result.objective.back())};
  record["completed"] = result.completed;
  if (!result.completed) {
    record["reason"] = result.reason;
    record["octave"] = result.octave + 1;
    record["step"] = result.step + 1;
    add_warning(record, concat("the dream ended in step ", result.step + 1, " of ", options.steps,
                               " in octave ", result.octave + 1, " of ", result.sizes.size(), ": ",
                               result.reason));
  }
  for (const int64_t octave : result.flat)
    add_warning(record, concat("octave ", octave + 1, " of ", result.sizes.size(),
                               " ended early: the gradient of the target is zero there"));
}

}  // namespace

DreamPicture explain_dream(const Model& model, const DreamStart& start,
                           const std::optional<Target>& target, DreamOptions options, Json* info,
                           Progress* progress) {
  const Preprocessing& own = model.preprocessing();
  const OctaveSize size = start_size(model, start);
  require(start.zoom >= 1 && start.zoom <= kMostZoom, Status::invalid_argument, "zoom is ",
          start.zoom, ", but must be from 1 to ", kMostZoom);
  DreamRequest request;
  request.input = model.input();
  request.pixels = pixel_scale(own);
  request.target =
      target ? *target : parse_target(model, concat("layer:\"", dream_layer(model), '"'));
  check_dream_target(request.target, start.guide != nullptr);
  const std::vector<std::string> layers = target_tensors(std::span(&request.target, 1));
  check_reachable(model, layers, size.height, size.width, "the picture");
  const bool automatic = options.octaves == 0;
  if (automatic) options.octaves = std::max<int64_t>(options.octaves, 1);
  check_dream_options(options);
  if (automatic) options.octaves = default_octaves(model, layers, size, options.octave_scale);
  const std::vector<OctaveSize> sizes =
      octave_sizes(size.height, size.width, options.octaves, options.octave_scale);
  check_reachable(model, layers, sizes.back().height, sizes.back().width,
                  concat("the smallest of ", options.octaves, " octaves"));
  for (const std::string& layer : layers)
    if (const auto grid = layer_grid(model, layer)) request.grids.emplace(layer, *grid);

  const auto reserved =
      model.reserve_memory(octave_bytes(sizes, own.channels), "a dream of this size");
  if (start.guide != nullptr) request.guide = preprocess_image(*start.guide, own).tensor;
  request.options = options;
  DreamResult result;
  model.with_executor([&](GraphExecutor& executor) {
    // Where memory is short this is called again; the dream needs the picture for itself.
    DreamRequest once = request;
    once.picture = start.picture != nullptr
                       ? levels_of(*start.picture, own.channels)
                       : noise(own.channels, size.height, size.width, options.seed);
    if (start.zoom > 1) once.picture = magnified(once.picture, start.zoom);
    result = dream(executor, std::move(once), progress);
  });

  if (info != nullptr) {
    *info = start_record(model, "dream", {});
    (*info)["input"] = own.channels_last ? Json{1, size.height, size.width, own.channels}
                                         : Json{1, own.channels, size.height, size.width};
    add_record(*info, model, start, request.target, !target, automatic, options, result);
  }
  DreamPicture dreamed;
  dreamed.picture = image_of(result.picture);
  dreamed.input = cut_tile(result.picture, request.pixels, {}, 0, 0, size.height, size.width);
  dreamed.objective = std::move(result.objective);
  return dreamed;
}

}  // namespace cnnviz::core
