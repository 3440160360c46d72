// cnnviz saliency: the derivative of a target with respect to the picture, by three rules at the
// rectifiers.
#include "map_command.h"

namespace cli {
namespace {

const std::vector<Choice> kRules = {{"gradient", CNNVIZ_RULE_GRADIENT},
                                    {"deconvnet", CNNVIZ_RULE_DECONVNET},
                                    {"guided", CNNVIZ_RULE_GUIDED},
                                    {"all", CNNVIZ_RULE_ALL}};
const std::vector<Choice> kReductions = {{"max-abs", CNNVIZ_REDUCTION_MAX_ABS},
                                         {"sum-abs", CNNVIZ_REDUCTION_SUM_ABS},
                                         {"l2", CNNVIZ_REDUCTION_L2},
                                         {"sum", CNNVIZ_REDUCTION_SUM}};
const std::vector<Choice> kLrn = {{"auto", CNNVIZ_LRN_AUTO},
                                  {"gradient", CNNVIZ_LRN_GRADIENT},
                                  {"identity", CNNVIZ_LRN_IDENTITY}};
constexpr double kPercentile = 99.5;
constexpr double kAlpha = 0.95;
constexpr char kColorMap[] = "inferno";

class Saliency : public MapCommand {
 public:
  Saliency() : MapCommand("saliency") {}

  void declare(CLI::App& app) override {
    declare_common(app, "d target / d input, signed, of the input's own shape");
    app.add_option("--rule", rule_, "gradient (default), deconvnet, guided, or all side by side")
        ->type_name("RULE");
    app.add_option("--reduction", reduction_,
                   "of the channels to one map: max-abs (default), sum-abs, l2, sum (signed)")
        ->type_name("HOW");
    declare_rectifiers(app, rectifiers_);
    app.add_option(
           "--lrn", lrn_,
           "local response normalization: auto (default; identity for deconvnet), gradient, "
           "identity")
        ->type_name("HOW");
    app.add_option("--layer,--wrt", layer_,
                   "differentiate with respect to this layer, not the input")
        ->type_name("LAYER");
  }

 protected:
  void prepare() override {
    options_ = defaults(cnnviz_saliency_options_init);
    options_.rule = static_cast<cnnviz_rule>(chosen("--rule", rule_, kRules));
    options_.reduction =
        static_cast<cnnviz_reduction>(chosen("--reduction", reduction_, kReductions));
    options_.lrn = static_cast<cnnviz_lrn>(chosen("--lrn", lrn_, kLrn));
    options_.rectifiers = rectifiers_of(rectifiers_);
    options_.batch = input_options_.batch;
    if (all() && !output_options_.raw.empty())
      throw usage_error("--raw writes one rule's numbers: choose one with --rule");
  }

  Result explain(const Model& model, const Tensor& input, const Targets& target) const override {
    return made<Result>(cnnviz_explain_saliency, model.get(), input.get(), target.get(),
                        name_or_null(layer_), &options_, session().job());
  }

  Tensor raw(const Result& result, size_t) const override { return tensor_of(result, "gradient"); }

  const char* map_name() const override { return all() ? "gradient_map" : "map"; }

  std::vector<Panel> detail(const Scene& scene) const override {
    if (all()) return brief(scene);
    std::vector<Panel> panels;
    const Tensor map = item_of(tensor_of(scene.result, "map"), scene.item);
    if (options_.rule != CNNVIZ_RULE_GRADIENT && in_colors(scene)) {
      panels.push_back(colors(scene, "gradient"));
      panels.back().caption = rule_;
    } else {
      panels.push_back(map_panel(map, scene.view, drawing_, kPercentile, color_map()));
      panels.back().caption = rule_ + ", " + reduction_ + " over channels";
    }
    if (scene.view != nullptr) {
      panels.push_back(
          overlay_panel(map, backdrop(scene.view), drawing_, kPercentile, kAlpha, color_map()));
      panels.back().caption = rule_ + " over the picture";
    }
    return panels;
  }

  std::vector<Panel> brief(const Scene& scene) const override {
    std::vector<Panel> panels;
    if (!all()) {
      panels.push_back(picture(scene, "gradient", "map"));
      return panels;
    }
    for (const char* rule : {"gradient", "deconvnet", "guided"}) {
      panels.push_back(picture(scene, rule, std::string(rule) + "_map"));
    }
    return panels;
  }

  std::vector<std::string> brief_columns() const override {
    if (!all()) return {};
    return {"gradient", "deconvnet", "guided"};
  }

  std::string title(const Json&, const Json* target) const override {
    if (target != nullptr) return target_name(*target) + "   " + target_value(*target);
    return all() ? "saliency" : rule_;
  }

 private:
  // Signed maps take the default, which diverges from zero.
  const char* color_map() const {
    return options_.reduction == CNNVIZ_REDUCTION_SUM ? nullptr : kColorMap;
  }

  bool all() const { return options_.rule == CNNVIZ_RULE_ALL; }

  // Signed gradients of a picture can be shown in its own colors.
  bool in_colors(const Scene& scene) const {
    return layer_.empty() && scene.view != nullptr && options_.reduction != CNNVIZ_REDUCTION_SUM;
  }

  Panel colors(const Scene& scene, const char* gradient) const {
    const Tensor values = item_of(tensor_of(scene.result, gradient), scene.item);
    return signed_panel(scene.model, values, scene.view, drawing_);
  }

  // The plain gradient as a map of magnitudes, the others in their own colors: they look like the
  // picture.
  Panel picture(const Scene& scene, const char* gradient, const std::string& map) const {
    const bool plain =
        std::string(gradient) == "gradient" && (all() || options_.rule == CNNVIZ_RULE_GRADIENT);
    if (!plain && in_colors(scene)) return colors(scene, gradient);
    const Tensor values = item_of(tensor_of(scene.result, map.c_str()), scene.item);
    Panel panel = map_panel(values, scene.view, drawing_, kPercentile, color_map());
    panel.low = panel.high = 0;
    return panel;
  }

  std::string rule_ = "gradient", reduction_ = "max-abs", rectifiers_ = "relu-like", lrn_ = "auto";
  std::string layer_;
  cnnviz_saliency_options options_{};
};

}  // namespace

std::unique_ptr<Command> make_saliency() {
  return std::make_unique<Saliency>();
}

}  // namespace cli
