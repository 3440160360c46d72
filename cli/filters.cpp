// cnnviz filters: the weights of a convolution or dense layer as tiles.
#include <filesystem>

#include "command.h"
#include "outputs.h"
#include "panels.h"

namespace cli {
namespace {

const std::vector<Choice> kScales = {{"symmetric", CNNVIZ_FILTER_SCALE_SYMMETRIC},
                                     {"min-max", CNNVIZ_FILTER_SCALE_MIN_MAX},
                                     {"shared-symmetric", CNNVIZ_FILTER_SCALE_SHARED_SYMMETRIC},
                                     {"shared-min-max", CNNVIZ_FILTER_SCALE_SHARED_MIN_MAX}};

std::string range_text(int64_t first, int64_t count, int64_t all, const std::string& what) {
  if (count == all) return std::to_string(all) + " " + what;
  return what + " " + std::to_string(first) + " to " + std::to_string(first + count - 1) + " of " +
         std::to_string(all);
}

class Filters : public Command {
 public:
  void declare(CLI::App& app) override {
    model_options_.declare(app);
    output_options_.declare(app, "the weights, as stored");
    app.add_option("--layer", layer_,
                   "by its output, its node or its weights (default: the first convolution)")
        ->type_name("LAYER");
    app.add_option("--scale", scale_,
                   "symmetric (default: zero is mid-gray, each filter by its own largest weight), "
                   "min-max, shared-symmetric, shared-min-max")
        ->type_name("HOW");
    app.add_option("--first", first_filter_, "first filter shown")->type_name("N");
    app.add_option("--count", filter_count_, "how many filters (default: all, 64 rows of slices)")
        ->type_name("N");
    app.add_option("--first-slice", first_slice_, "first input channel shown")->type_name("N");
    app.add_option("--slices", slice_count_, "how many input channels (default: all, at most 64)")
        ->type_name("N");
    app.add_flag("--no-color", no_color_, "slices even where the filters see colors");
    app.add_option("--columns", columns_, "tiles in a row")->type_name("N")->group("Drawing");
    app.add_option("--magnify", magnify_, "pixels a weight is wide")
        ->type_name("N")
        ->group("Drawing");
    app.add_option("--color-map", color_map_, "for slices (default gray) and matrices (RdBu_r)")
        ->type_name("NAME")
        ->group("Drawing");
  }

  int run() override {
    auto options = defaults(cnnviz_filters_options_init);
    options.scale = static_cast<cnnviz_filter_scale>(chosen("--scale", scale_, kScales));
    options.color = no_color_ ? 0 : 1;
    options.first_filter = first_filter_;
    options.filter_count = filter_count_;
    options.first_slice = first_slice_;
    options.slice_count = slice_count_;
    check_color_map(color_map_);
    const Model model = model_options_.open();
    const std::string stem = std::filesystem::path(model_options_.model).stem().string();
    const Outputs outputs("filters", model_options_, output_options_, {stem}, {});
    const auto result = made<Result>(cnnviz_explain_filters, model.get(), name_or_null(layer_),
                                     &options, session().job());
    Json document = document_of(result);
    for (const Json& warning : document.at("warnings"))
      session().warning(warning.get<std::string>());
    session().note("layer " + document.at("layer").get<std::string>() +
                   (document.at("layer_chosen").get<bool>() ? " (the first convolution)" : "") +
                   ", weights " + document.at("weights").get<std::string>());
    if (outputs.draws()) {
      const std::string path = outputs.picture_path(stem);
      outputs.write(draw(result, document), path, document);
      document["output"] = path;
    }
    if (outputs.wants_raw()) outputs.write_raw(tensor_of(result, "weights"));
    if (outputs.wants_json()) outputs.print(document);
    return kOk;
  }

 private:
  Picture draw(const Result& result, const Json& document) const {
    auto grid = defaults(cnnviz_grid_options_init);
    grid.columns = columns_;
    grid.magnify = magnify_;
    PanelRow row;
    row.panels.emplace_back();
    Panel& panel = row.panels.front();
    panel.picture =
        made<Picture>(cnnviz_render_filters, result.get(), name_or_null(color_map_), &grid);
    const auto number = [&](const char* key) { return document.at(key).get<int64_t>(); };
    const std::string kind = document.at("kind").get<std::string>();
    std::string title =
        document.at("layer").get<std::string>() + ": " +
        range_text(number("first_filter"), number("filter_count"), number("filters"), "filters");
    if (kind != "color")
      title += ", " + range_text(number("first_slice"), number("slice_count"), number("slices"),
                                 "input channels");
    panel.caption = "weights " + number_text(document.at("minimum").get<double>()) + " to " +
                    number_text(document.at("maximum").get<double>()) + ", scale " + scale_;
    std::vector<PanelRow> rows;
    rows.push_back(std::move(row));
    return draw_figure(rows, {title, {}}, 0);
  }

  ModelOptions model_options_;
  OutputOptions output_options_;
  std::string layer_, scale_ = "symmetric", color_map_;
  int64_t first_filter_ = 0, filter_count_ = 0, first_slice_ = 0, slice_count_ = 0;
  int32_t columns_ = 0, magnify_ = 0;
  bool no_color_ = false;
};

}  // namespace

std::unique_ptr<Command> make_filters() {
  return std::make_unique<Filters>();
}

}  // namespace cli
