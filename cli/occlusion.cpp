// cnnviz occlusion: what a target loses where an occluder covers the picture, or without a channel
// of a layer; RISE, Score-CAM.
#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "frames.h"
#include "map_command.h"
#include "occluder.h"

namespace cli {
namespace {

const std::vector<Choice> kEdges = {{"clip", CNNVIZ_EDGE_CLIP}, {"inside", CNNVIZ_EDGE_INSIDE}};
enum Kind { kWindows, kRise, kChannels, kScoreCam };
const std::vector<Choice> kKinds = {
    {"windows", kWindows}, {"rise", kRise}, {"channels", kChannels}, {"score-cam", kScoreCam}};
const std::vector<Choice> kExactness = {{"incremental", 0}, {"full", 1}};

constexpr double kPercentile = 100;
constexpr double kAlpha = 0.75;
constexpr char kDropColors[] = "bwr";
constexpr char kKeptColors[] = "turbo";

class Occlusion : public MapCommand {
 public:
  Occlusion() : MapCommand("occlusion") {}

  void declare(CLI::App& app) override {
    declare_common(
        app,
        "target - target with the occluder there, at every position [rows, columns] "
        "([targets, rows, columns]); of RISE the score of every mask, of channels the drop "
        "or score of each",
        "prob:top, the best class's probability; --what channels: top");
    batch_ = app.get_option("--batch");
    batch_->description("changed pictures computed at once (default: as is fastest)");
    app.add_option("--what", what_,
                   "windows (default): an occluder slides over the picture; rise: random masks; "
                   "channels: each channel of a layer set to zero (Ablation-CAM); score-cam: each "
                   "channel's map as a mask")
        ->type_name("WHAT");
    occluder_.declare(app);
    app.add_option("--edge", edge_,
                   "the last window of a row: clip (default; cut off by the border) or inside")
        ->type_name("EDGE");
    app.add_option("--soft", softness_, "smooth the occluder's edges by a Gaussian of this sigma")
        ->type_name("PIXELS");
    app.add_option("--roi", region_, "examine this part of the network's view alone")
        ->type_name("Y,X,HxW");
    app.add_flag("--adaptive", adaptive_,
                 "approximate: every second position, then those beside the largest changes");
    app.add_option("--exact", exact_,
                   "incremental (default): compute again what an occluder changes; full: whole "
                   "forward passes, to check against")
        ->type_name("HOW");
    app.add_option("--masks", masks_, "of RISE (default 4000)")->type_name("N");
    app.add_option("--cells", cells_, "of a mask of RISE along a side (default 7)")->type_name("N");
    app.add_option("--keep", probability_, "probability that RISE keeps a cell (default 0.5)")
        ->type_name("P");
    app.add_option("--layer", layer_,
                   "channels, score-cam: of this layer (default: the last maps before the classes)")
        ->type_name("LAYER");
    declare_layout(app, layout_);
    const char* group = "Input and output";
    app.add_option("--frames", frames_folder_,
                   "write the occluded pictures, numbered row by row, and a list of their scores")
        ->type_name("FOLDER")
        ->group(group);
    app.add_option("--raw-map", raw_map_, "write numbers: the map, [H, W] ([targets, H, W])")
        ->type_name("FILE.npy")
        ->group(group);
    app.add_option("--raw-classes", raw_classes_,
                   "write numbers: the best class at every position, [rows, columns]")
        ->type_name("FILE.npy")
        ->group(group);
  }

 protected:
  void prepare() override {
    kind_ = static_cast<Kind>(chosen("--what", what_, kKinds));
    windows_ = occluder_.options();
    windows_.edge = static_cast<cnnviz_edge>(chosen("--edge", edge_, kEdges));
    windows_.softness = softness_;
    windows_.adaptive = adaptive_ ? 1 : 0;
    windows_.full = chosen("--exact", exact_, kExactness);
    // Photos go one by one, what is done to each of them in batches.
    if (batch_->count() > 0) windows_.batch = std::exchange(input_options_.batch, 1);
    windows_.seed = static_cast<int64_t>(model_options_.seed);
    if (!region_.empty()) set_region(region_, windows_);
    rise_ = defaults(cnnviz_rise_options_init);
    rise_.fill = windows_.fill;
    rise_.fill_value = windows_.fill_value;
    rise_.masks = masks_;
    rise_.cells = cells_;
    rise_.probability = probability_;
    rise_.batch = windows_.batch;
    rise_.seed = windows_.seed;
    channels_ = defaults(cnnviz_channels_options_init);
    channels_.method =
        kind_ == kScoreCam ? CNNVIZ_CHANNEL_METHOD_SCORE_CAM : CNNVIZ_CHANNEL_METHOD_ABLATION;
    channels_.full = windows_.full;
    channels_.batch = windows_.batch;
    layout_of(layout_).set(channels_);
    for (const auto& [flag, given] : {std::pair("--raw-classes", !raw_classes_.empty()),
                                      std::pair("--frames", !frames_folder_.empty())})
      if (given && kind_ != kWindows)
        throw usage_error(std::string(flag) + ": --what " + what_ +
                          " has no positions; leave --what out");
    if (!layer_.empty() && !of_channels())
      throw usage_error("--layer " + layer_ + ": --what " + what_ +
                        " covers the picture; --what channels is about a layer");
    if (!frames_folder_.empty()) frames_.emplace(frames_folder_, model_options_.force);
    for (const std::string& path : {raw_map_, raw_classes_})
      if (!path.empty()) output_options_.further.push_back(path);
  }

  const char* default_target() const override { return kind_ == kChannels ? "top" : "prob:top"; }

  // All targets from one pass.
  std::vector<Explained> explain_targets(const Model& model, const Tensor& input,
                                         const std::vector<Targets>& targets) const override {
    std::string selectors;
    for (const std::string& selector : selectors_)
      selectors += (selectors.empty() ? "" : "\n") + selector;
    const Result result =
        explain(model, input, made<Targets>(cnnviz_targets_parse, model.get(), selectors.c_str()));
    const Json document = document_of(result);
    std::vector<Explained> explained;
    for (size_t t = 0; t < targets.size(); ++t) {
      Json own = document;
      for (const char* name : {"targets", "strongest"}) {
        if (!document.contains(name)) continue;
        own[name] = Json::array();
        for (const Json& image : document.at(name)) own[name].push_back(image.at(t));
      }
      explained.push_back(
          {made<Result>(cnnviz_result_share, static_cast<const cnnviz_result*>(result.get())),
           std::move(own)});
    }
    return explained;
  }

  Result explain(const Model& model, const Tensor& input, const Targets& target) const override {
    if (of_channels())
      return made<Result>(cnnviz_explain_channels, model.get(), input.get(), target.get(),
                          name_or_null(layer_), &channels_, session().job());
    if (kind_ == kRise)
      return made<Result>(cnnviz_explain_rise, model.get(), input.get(), target.get(), &rise_,
                          session().job());
    return made<Result>(cnnviz_explain_occlusion, model.get(), input.get(), target.get(), &windows_,
                        session().job());
  }

  Tensor raw(const Result& result, size_t target) const override {
    const bool masks = kind_ == kRise || kind_ == kScoreCam;
    return of_target(tensor_of(result, masks ? "mask_scores" : "drops"), target);
  }
  bool raw_drops_single() const override { return true; }
  const char* map_name() const override { return "map"; }
  size_t map_axes() const override { return 2; }

  void keep(const Model& model, const Batch& batch,
            const std::vector<Explained>& explained) override {
    if (frames_) {
      for (size_t item = 0; item < batch.items.size(); ++item)
        write_frames(*frames_, model, batch, item, explained.front().result, windows_);
    }
    if (!raw_map_.empty())
      for (size_t t = 0; t < explained.size(); ++t)
        maps_.add(t, of_target(tensor_of(explained[t].result, "map"), t));
    if (!raw_classes_.empty()) classes_.add(0, tensor_of(explained.front().result, "classes"));
  }
  void write_more(const Outputs& outputs) override {
    if (!raw_map_.empty()) outputs.write_numbers(maps_.joined(true), raw_map_);
    if (!raw_classes_.empty()) outputs.write_numbers(classes_.joined(true), raw_classes_);
  }

  std::vector<Panel> detail(const Scene& scene) const override {
    std::vector<Panel> panels;
    const Tensor map = shown_map(scene);
    const DrawingOptions drawing = scaled(map);
    panels.push_back(map_panel(map, scene.view, drawing, kPercentile, colors()));
    panels.back().caption = caption();
    if (scene.view == nullptr) return panels;
    panels.push_back(overlay(scene, map, drawing));
    panels.back().caption = "over the picture";
    if (kind_ == kWindows)
      panels.push_back(class_panel(scene.model, scene.result, scene.item, scene.view));
    return panels;
  }

  std::vector<Panel> brief(const Scene& scene) const override {
    std::vector<Panel> panels;
    const Tensor map = shown_map(scene);
    const DrawingOptions drawing = scaled(map);
    panels.push_back(scene.view != nullptr
                         ? overlay(scene, map, drawing)
                         : map_panel(map, scene.view, drawing, kPercentile, colors()));
    return panels;
  }

  std::string title(const Json& document, const Json* target) const override {
    const std::string how = method_text(document);
    if (target != nullptr)
      return target_name(*target) + "   " + target_value(*target) + "   " + how;
    return how;
  }

  std::string remark(const Json& document, size_t item) const override {
    return MapCommand::remark(document, item) + "; " + method_text(document) +
           (of_channels() ? "; " + strongest_text(document, item) : "");
  }

 private:
  bool of_channels() const { return kind_ == kChannels || kind_ == kScoreCam; }
  const char* colors() const { return kind_ == kWindows ? kDropColors : kKeptColors; }
  const char* caption() const {
    static constexpr const char* kCaptions[] = {"drop of the target where covered", "RISE",
                                                "Ablation-CAM", "Score-CAM"};
    return kCaptions[kind_];
  }

  Panel overlay(const Scene& scene, const Tensor& map, const DrawingOptions& drawing) const {
    return overlay_panel(map, backdrop(scene.view), drawing, kPercentile, kAlpha, colors());
  }

  // Pixels outside the region are drawn like those where nothing changes.
  static Tensor shown_map(const Scene& scene) {
    const Tensor map = item_of(item_of(tensor_of(scene.result, "map"), scene.item),
                               static_cast<int64_t>(scene.target));
    const float* values = cnnviz_tensor_floats(map.get());
    std::vector<float> shown(values, values + cnnviz_tensor_size(map.get()));
    for (float& value : shown)
      if (std::isnan(value)) value = 0;
    const std::vector<int64_t> shape = shape_of(map);
    return made<Tensor>(cnnviz_tensor_from_floats, shown.data(), static_cast<int64_t>(shown.size()),
                        shape.data(), 2);
  }

  // Drops on a scale symmetric about zero, RISE (whose map is nowhere near zero) from its least to
  // its largest value, maps of channels from 0.
  DrawingOptions scaled(const Tensor& map) const {
    DrawingOptions drawing = drawing_;
    if (drawing.percentile > 0) return drawing;
    const float* values = cnnviz_tensor_floats(map.get());
    const auto [low, high] = std::minmax_element(values, values + cnnviz_tensor_size(map.get()));
    if (!(*low < *high)) return drawing;
    const double largest = std::max(std::abs(double{*low}), std::abs(double{*high}));
    if (kind_ == kWindows) drawing.low = -largest;
    if (kind_ == kRise) drawing.low = double{*low};
    drawing.high = kind_ == kRise ? double{*high} : largest;
    return drawing;
  }

  std::string what_ = "windows", edge_ = "clip", region_, exact_ = "incremental", raw_map_,
              raw_classes_, layer_, layout_ = "auto", frames_folder_;
  CLI::Option* batch_ = nullptr;
  OccluderFlags occluder_;
  double softness_ = 0, probability_ = 0.5;
  int32_t masks_ = 4000, cells_ = 7;
  bool adaptive_ = false;
  Kind kind_ = kWindows;
  cnnviz_occlusion_options windows_{};
  cnnviz_rise_options rise_{};
  cnnviz_channels_options channels_{};
  std::optional<Frames> frames_;
  RawCollector maps_, classes_;
};

}  // namespace

std::unique_ptr<Command> make_occlusion() {
  return std::make_unique<Occlusion>();
}

}  // namespace cli
