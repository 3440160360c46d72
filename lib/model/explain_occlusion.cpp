#include "model/explain_occlusion.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

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

// The picture's sides, and where they are.
struct Picture {
  bool channels_last = false;
  int64_t height = 0, width = 0;
};

// Of a blurred fill, in pixels.
struct Sigmas {
  double y = 0, x = 0;
};

Picture picture_of(const Model& model, const TensorMap& feeds, const char* method) {
  const auto input = feeds.find(model.input());
  require(input != feeds.end(), Status::invalid_argument, method, " needs the input \"",
          model.input(), "\" to be fed");
  const Tensor& tensor = input->second;
  require(tensor.type() == DataType::float32 && tensor.rank() == 4, Status::unsupported,
          "the input \"", model.input(), "\" is ", data_type_name(tensor.type()), " ",
          shape_text(tensor.shape()), ", which is no picture: ", method,
          " covers parts of float32 [N, C, H, W]");
  Picture picture;
  picture.channels_last = model.preprocessing().channels_last;
  picture.height = tensor.shape()[picture.channels_last ? 1 : 2];
  picture.width = tensor.shape()[picture.channels_last ? 2 : 3];
  return picture;
}

Tensor make_fill(const Model& model, const Tensor& image, const Picture& picture,
                 const CoverOptions& options, const Sigmas& sigmas) {
  const bool last = picture.channels_last;
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

// [N, ...] from one tensor for each image.
Tensor stacked(const std::vector<Tensor>& parts) {
  std::vector<Tensor> entries;
  for (const Tensor& part : parts) {
    Shape shape = part.shape();
    shape.insert(shape.begin(), 1);
    entries.push_back(part.reshaped(shape));
  }
  return concatenate_batches(entries);
}

// Runs study(perturbation) for every image; where it was cancelled, the images after are left out.
template <typename Study>
void for_each_image(const Model& model, const TensorMap& feeds, const std::vector<Target>& targets,
                    const Picture& picture, const CoverOptions& options, const Sigmas& sigmas,
                    CoverResult& result, Progress* progress, const Study& study) {
  require_path(model, targets);
  const int64_t images = model.images_in(feeds);
  const ChunkPlan plan{images, 1, false, 1};
  PerturbationRequest common;
  common.input = model.input();
  common.channels_last = picture.channels_last;
  common.targets = targets;
  common.keep_partial = options.keep_partial;
  common.windows = {options.batch, options.full, options.keep_partial};
  if (options.full && model.fixed_batch() == 1) common.windows.batch = 1;
  if (options.classes) {
    common.logits = model.head().logits;
    common.class_axis = model.head().class_axis;
  }
  std::vector<Tensor> scores;
  for (int64_t n = 0; n < images && result.completed; ++n)
    model.with_executor([&](GraphExecutor& executor) {
      PerturbationRequest request = common;
      request.feeds = images == 1 ? feeds : chunk_feeds(feeds, plan, n);
      request.fill = make_fill(model, request.feeds.at(common.input), picture, options, sigmas);
      Perturbation perturbation(executor, std::move(request), progress);
      result.completed = study(perturbation);
      result.targets.push_back(perturbation.targets());
      result.best_classes.push_back(perturbation.best_class());
      const std::vector<float> own(perturbation.scores().begin(), perturbation.scores().end());
      scores.push_back(Tensor::from_floats({static_cast<int64_t>(own.size())}, own));
    });
  result.scores = stacked(scores);
}

void add_cover_record(Json& record, const Model& model, const CoverOptions& options,
                      const CoverResult& result) {
  Json& parameters = record["parameters"];
  parameters["fill"] = choice_name(kFills, options.fill);
  if (options.fill == Fill::value) parameters["fill_value"] = options.value;
  parameters["batch"] = options.batch;
  record["exact"] = true;
  record["completed"] = result.completed;
  if (!result.completed) record["reason"] = "cancelled";
  record["predicted"] = Json::array();
  for (const int64_t best : result.best_classes)
    record["predicted"].push_back(best == kNoClass
                                      ? Json(nullptr)
                                      : Json{{"class", best}, {"label", label_json(model, best)}});
  record["targets"] = Json::array();
  const auto scores = result.scores.floats();
  size_t at = 0;
  for (const std::vector<Target>& targets : result.targets) {
    Json list = Json::array();
    for (const Target& target : targets)
      list.push_back(target_json(model, target, static_cast<double>(scores[at++])));
    record["targets"].push_back(std::move(list));
  }
}

// How the occluded pictures were computed: multiply-adds of one of them.
void add_work(Json& record, const WindowReport& work) {
  if (work.batch == 0) return;
  record["work"] = {{"windows", work.windows}, {"batch", work.batch}};
  if (!work.windows) return;
  record["work"]["full_multiply_adds"] = work.full_macs;
  record["work"]["multiply_adds"] = work.window_macs;
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
  const Picture picture = picture_of(model, feeds, "occlusion");
  OcclusionOptions used = occlusion_options;
  used.geometry = resolved(used.geometry, picture.height, picture.width);
  const OcclusionGeometry& geometry = used.geometry;
  const WindowGrid grid = window_grid(geometry);
  begin_stage(progress, "occlusion", model.images_in(feeds) * grid.count());
  const Sigmas sigmas{static_cast<double>(geometry.window_height) / kBlurShare,
                      static_cast<double>(geometry.window_width) / kBlurShare};
  OccludedImages result;
  std::vector<Tensor> drops, maps, classes, evaluated;
  WindowReport work;
  for_each_image(model, feeds, targets, picture, options, sigmas, result, progress,
                 [&](Perturbation& perturbation) {
                   const OcclusionResult found = occlusion(perturbation, used);
                   work = found.work;
                   drops.push_back(found.drops);
                   maps.push_back(found.maps);
                   classes.push_back(found.classes);
                   evaluated.push_back(found.evaluated);
                   const auto run = found.evaluated.ints();
                   if (found.completed)
                     advance_stage(progress, std::count(run.begin(), run.end(), 0));
                   return found.completed;
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
  add_cover_record(record, model, options, result);
  record["exact"] = !used.adaptive;
  record["rows"] = grid.rows;
  record["columns"] = grid.columns;
  add_work(record, work);
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

RiseImages explain_rise(const Model& model, const TensorMap& feeds,
                        const std::vector<Target>& targets, const RiseOptions& rise_options,
                        const CoverOptions& options, Json* info, Progress* progress) {
  const Picture picture = picture_of(model, feeds, "RISE");
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
  for_each_image(model, feeds, targets, picture, plain, sigmas, result, progress,
                 [&](Perturbation& perturbation) {
                   const RiseResult found = rise(perturbation, used);
                   maps.push_back(found.maps);
                   scores.push_back(found.scores);
                   done += found.done;
                   return found.completed;
                 });
  result.maps = stacked(maps);
  result.mask_scores = stacked(scores);

  Json record = start_record(model, "rise", feeds);
  Json& parameters = record["parameters"];
  parameters["masks"] = used.masks;
  parameters["cells"] = used.cells;
  parameters["probability"] = used.probability;
  record["seed"] = used.seed;
  add_cover_record(record, model, plain, result);
  record["evaluated"] = done;
  if (info != nullptr) *info = std::move(record);
  return result;
}

}  // namespace cnnviz::core
