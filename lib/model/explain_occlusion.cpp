#include "model/explain_occlusion.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>

#include "base/error.h"
#include "base/text.h"
#include "methods/batch.h"
#include "methods/fills.h"
#include "methods/names.h"
#include "model/explain_support.h"

namespace cnnviz::core {

namespace {

constexpr Choice<Fill> kFills[] = {
    {Fill::zero, "zero"}, {Fill::mean, "mean"},   {Fill::gray, "gray"},  {Fill::black, "black"},
    {Fill::blur, "blur"}, {Fill::noise, "noise"}, {Fill::value, "value"}};
constexpr double kGray = 127.5;
// A blurred fill's sigma is the window (of RISE: a cell) divided by this.
constexpr double kBlurShare = 3;

// Of a blurred fill, in pixels.
struct Sigmas {
  double y = 0, x = 0;
};

Sigmas window_sigmas(const OcclusionGeometry& geometry) {
  return {static_cast<double>(geometry.window_height) / kBlurShare,
          static_cast<double>(geometry.window_width) / kBlurShare};
}

Tensor make_fill(const Model& model, const Tensor& image, bool last, const CoverOptions& options,
                 const Sigmas& sigmas) {
  const auto constant = [&](const std::vector<float>& values) {
    return constant_fill(image.shape(), last, values);
  };
  switch (options.fill) {
    case Fill::zero:
      return constant({0});
    case Fill::mean:
      return mean_fill(image, last);
    case Fill::gray:
      return constant(pixel_color(kGray, model.preprocessing()));
    case Fill::black:
      return constant(pixel_color(0, model.preprocessing()));
    case Fill::blur:
      return blur_fill(image, last, sigmas.y, sigmas.x);
    case Fill::noise:
      return noise_fill(image, last, options.seed);
    case Fill::value:
      return constant({static_cast<float>(options.value)});
  }
  fail(Status::internal, "unknown fill");
}

PerturbationRequest covering(const Model& model, const ProbeRequest& probe, bool channels_last,
                             const CoverOptions& options, const Sigmas& sigmas) {
  PerturbationRequest request;
  static_cast<ProbeRequest&>(request) = probe;
  request.input = model.input();
  request.channels_last = channels_last;
  request.fill = make_fill(model, probe.feeds.at(request.input), channels_last, options, sigmas);
  return request;
}

void add_fill(Json& record, const CoverOptions& options) {
  Json& parameters = record["parameters"];
  parameters["fill"] = choice_name(kFills, options.fill);
  if (options.fill == Fill::value) parameters["fill_value"] = options.value;
  parameters["batch"] = options.batch;
}

// How many targets no cover changes in an image.
int64_t unchanged(const Tensor& drops, int64_t positions) {
  const auto values = drops.floats();
  const auto size = static_cast<size_t>(positions);
  int64_t count = 0;
  for (size_t begin = 0; begin < values.size(); begin += size) {
    const auto part = values.subspan(begin, size);
    count += std::all_of(part.begin(), part.end(), [](float drop) { return drop == 0; });
  }
  return count;
}

}  // namespace

OccludedImages explain_occlusion(const Model& model, const TensorMap& feeds,
                                 const std::vector<Target>& targets,
                                 const OcclusionOptions& occlusion_options,
                                 const CoverOptions& options, Json* info, Progress* progress) {
  const PictureShape picture = picture_of(model, feeds, "occlusion");
  require_path(model, targets);
  OcclusionOptions used = occlusion_options;
  used.geometry = resolved(used.geometry, picture.height, picture.width);
  const OcclusionGeometry& geometry = used.geometry;
  const WindowGrid grid = window_grid(geometry);
  begin_stage(progress, "occlusion", model.images_in(feeds) * grid.count());
  OccludedImages result;
  std::vector<Tensor> drops, maps, classes, evaluated;
  probe_images(model, feeds, targets, options, result,
               [&](GraphExecutor& executor, const ProbeRequest& probe) {
                 Perturbation perturbation(executor,
                                           covering(model, probe, picture.channels_last, options,
                                                    window_sigmas(geometry)),
                                           progress);
                 const OcclusionResult found = occlusion(perturbation, used);
                 drops.push_back(found.drops);
                 maps.push_back(found.maps);
                 classes.push_back(found.classes);
                 evaluated.push_back(found.evaluated);
                 const auto run = found.evaluated.ints();
                 if (found.completed)
                   advance_stage(progress, std::count(run.begin(), run.end(), 0));
                 return Studied(perturbation, found.completed, found.work);
               });
  result.drops = stacked(drops);
  result.maps = stacked(maps);
  if (options.classes) result.classes = stacked(classes);
  result.evaluated = stacked(evaluated);

  Json record = start_record(model, "occlusion", feeds);
  Json& parameters = record["parameters"];
  parameters["window"] = {geometry.window_height, geometry.window_width};
  parameters["stride"] = {geometry.stride_y, geometry.stride_x};
  parameters["edge"] = geometry.edge == OcclusionEdge::clip ? "clip" : "inside";
  parameters["softness"] = geometry.softness;
  const Region& region = geometry.region;
  parameters["region"] = {region.row, region.column, region.height, region.width};
  parameters["adaptive"] = used.adaptive;
  parameters["full"] = options.full;
  if (options.fill == Fill::noise) record["seed"] = options.seed;
  add_fill(record, options);
  add_probe_record(record, model, result);
  record["exact"] = !used.adaptive;
  record["rows"] = grid.rows;
  record["columns"] = grid.columns;
  const auto run = result.evaluated.ints();
  record["positions"] = run.size();
  record["evaluated"] = std::count(run.begin(), run.end(), 1);
  if (used.adaptive)
    add_warning(record, concat("adaptive: ", record["evaluated"].get<int64_t>(), " of ", run.size(),
                               " positions were computed, the others interpolated"));
  if (const int64_t flat = unchanged(result.drops, grid.count()); flat > 0)
    add_warning(record, concat("no position of the occluder changes the target, for ", flat, " of ",
                               result.scores.size(), " maps"));
  if (info != nullptr) *info = std::move(record);
  return result;
}

Tensor occluded_inputs(const Model& model, const TensorMap& feeds, const OcclusionGeometry& given,
                       const CoverOptions& options, int64_t first, int64_t count) {
  const PictureShape picture = picture_of(model, feeds, "occlusion");
  require(model.images_in(feeds) == 1, Status::invalid_argument, "the input holds ",
          model.images_in(feeds), " images; pictures with the occluder are made of one");
  const OcclusionGeometry geometry = resolved(given, picture.height, picture.width);
  const WindowGrid grid = window_grid(geometry);
  require(count >= 1 && first >= 0 && count <= grid.count() - first, Status::invalid_argument,
          count, " positions from ", first, " on are not among the occluder's ", grid.count(),
          ", counted from 0");
  const Tensor& image = feeds.at(model.input());
  const CoveredPicture covered{
      image, make_fill(model, image, picture.channels_last, options, window_sigmas(geometry)),
      picture.channels_last};
  std::vector<int64_t> positions(static_cast<size_t>(count)), which(positions.size());
  std::iota(positions.begin(), positions.end(), first);
  std::iota(which.begin(), which.end(), 0);
  const Covers covers = window_covers(geometry, grid, positions, picture.height, picture.width);
  return changed_tensor(image, covered.changes(model.input(), covers), which);
}

RiseImages explain_rise(const Model& model, const TensorMap& feeds,
                        const std::vector<Target>& targets, const RiseOptions& rise_options,
                        const CoverOptions& options, Json* info, Progress* progress) {
  const PictureShape picture = picture_of(model, feeds, "RISE");
  require_path(model, targets);
  check_rise(rise_options, picture.height, picture.width);
  begin_stage(progress, "rise", model.images_in(feeds) * rise_options.masks);
  const auto cells = static_cast<double>(rise_options.cells) * kBlurShare;
  const Sigmas sigmas{static_cast<double>(picture.height) / cells,
                      static_cast<double>(picture.width) / cells};
  RiseOptions used = rise_options;
  used.seed = options.seed;
  CoverOptions plain = options;
  plain.classes = false;
  RiseImages result;
  std::vector<Tensor> maps, scores;
  int64_t done = 0;
  probe_images(model, feeds, targets, plain, result,
               [&](GraphExecutor& executor, const ProbeRequest& probe) {
                 Perturbation perturbation(
                     executor, covering(model, probe, picture.channels_last, plain, sigmas),
                     progress);
                 const RiseResult found = rise(perturbation, used);
                 maps.push_back(found.maps);
                 scores.push_back(found.scores);
                 done += found.done;
                 return Studied(perturbation, found.completed, {});
               });
  result.maps = stacked(maps);
  result.mask_scores = stacked(scores);

  Json record = start_record(model, "rise", feeds);
  Json& parameters = record["parameters"];
  parameters["masks"] = used.masks;
  parameters["cells"] = used.cells;
  parameters["probability"] = used.probability;
  record["seed"] = used.seed;
  add_fill(record, plain);
  add_probe_record(record, model, result);
  record["evaluated"] = done;
  if (info != nullptr) *info = std::move(record);
  return result;
}

}  // namespace cnnviz::core
