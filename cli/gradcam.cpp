// cnnviz gradcam: Grad-CAM, and with --guided Guided Grad-CAM.
#include "map_command.h"

namespace cli {
namespace {

constexpr double kPercentile = 100;
constexpr double kAlpha = 0.65;
constexpr char kColorMap[] = "turbo";

class Gradcam : public MapCommand {
 public:
  Gradcam() : MapCommand("gradcam") {}

  void declare(CLI::App& app) override {
    declare_common(app,
                   "the map after its ReLU, [h, w]; with --guided the guided gradient times the "
                   "upsampled map, of the input's shape");
    app.add_flag("--guided", guided_, "Guided Grad-CAM: which pixels in those regions");
    app.add_option("--layer", layer_, "the maps to weigh (default: the last before the classes)")
        ->type_name("LAYER");
    declare_layout(app, layout_);
    declare_rectifiers(app, rectifiers_);
  }

 protected:
  void prepare() override {
    options_ = defaults(cnnviz_gradcam_options_init);
    options_.guided = guided_ ? 1 : 0;
    options_.rectifiers = rectifiers_of(rectifiers_);
    options_.batch = input_options_.batch;
    layout_of(layout_).set(options_);
  }

  Result explain(const Model& model, const Tensor& input, const Targets& target) const override {
    return made<Result>(cnnviz_explain_gradcam, model.get(), input.get(), target.get(),
                        name_or_null(layer_), &options_, session().job());
  }

  Tensor raw(const Result& result, size_t) const override {
    return tensor_of(result, guided_ ? "guided" : "cam");
  }
  bool raw_drops_single() const override { return !guided_; }
  const char* map_name() const override { return "map"; }

  std::vector<Panel> detail(const Scene& scene) const override {
    std::vector<Panel> panels;
    const Tensor map = item_of(tensor_of(scene.result, "map"), scene.item);
    if (guided_) {
      if (scene.view != nullptr) {
        panels.push_back(overlay(scene, map));
        panels.back().caption = "Grad-CAM";
      }
      panels.push_back(guided(scene));
      panels.back().caption = "Guided Grad-CAM";
      return panels;
    }
    panels.push_back(map_panel(map, scene.view, drawing_, kPercentile, kColorMap));
    panels.back().caption = "Grad-CAM";
    if (scene.view != nullptr) {
      panels.push_back(overlay(scene, map));
      panels.back().caption = "Grad-CAM over the picture";
    }
    return panels;
  }

  std::vector<Panel> brief(const Scene& scene) const override {
    std::vector<Panel> panels;
    if (guided_) {
      panels.push_back(guided(scene));
      return panels;
    }
    const Tensor map = item_of(tensor_of(scene.result, "map"), scene.item);
    panels.push_back(scene.view != nullptr
                         ? overlay(scene, map)
                         : map_panel(map, scene.view, drawing_, kPercentile, kColorMap));
    return panels;
  }

  std::string title(const Json& document, const Json* target) const override {
    const std::string layer = "layer " + document.at("layer").get<std::string>();
    if (target != nullptr)
      return target_name(*target) + "   " + target_value(*target) + "   " + layer;
    return std::string(guided_ ? "Guided Grad-CAM" : "Grad-CAM") + "   " + layer;
  }

  std::string remark(const Json& document, size_t item) const override {
    return MapCommand::remark(document, item) + "; layer " + layer_text(document);
  }

 private:
  Panel overlay(const Scene& scene, const Tensor& map) const {
    return overlay_panel(map, scene.view, drawing_, kPercentile, kAlpha, kColorMap);
  }

  Panel guided(const Scene& scene) const {
    if (scene.view != nullptr) {
      const Tensor values = item_of(tensor_of(scene.result, "guided"), scene.item);
      return signed_panel(scene.model, values, scene.view, drawing_);
    }
    const Tensor map = item_of(tensor_of(scene.result, "guided_map"), scene.item);
    return map_panel(map, scene.view, drawing_, kPercentile, nullptr);
  }

  bool guided_ = false;
  std::string layer_, layout_ = "auto", rectifiers_ = "relu-like";
  cnnviz_gradcam_options options_{};
};

}  // namespace

std::unique_ptr<Command> make_gradcam() {
  return std::make_unique<Gradcam>();
}

}  // namespace cli
