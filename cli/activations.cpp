// cnnviz activations: the grid of all maps of a layer, or chosen maps over the pictures.
#include <algorithm>
#include <cmath>

#include "command.h"
#include "inputs.h"
#include "outputs.h"
#include "panels.h"

namespace cli {
namespace {

const std::vector<Choice> kOrders = {{"channel", CNNVIZ_MAP_ORDER_CHANNEL},
                                     {"max", CNNVIZ_MAP_ORDER_MAXIMUM},
                                     {"mean", CNNVIZ_MAP_ORDER_MEAN}};
const std::vector<Choice> kScales = {{"shared", 0}, {"each", 1}};
constexpr double kPercentile = 100;
constexpr double kAlpha = 0.7;
constexpr char kColorMap[] = "turbo";

// One input and what the layer answers to it.
struct Answer {
  std::string name, stem;
  Picture view;  // null where the input is no picture
  Tensor maps;   // [K, h, w]
  Tensor order;  // [K]
};

class Activations : public Command {
 public:
  void declare(CLI::App& app) override {
    model_options_.declare(app);
    input_options_.declare(app);
    output_options_.declare(app, "the layer's tensor, all inputs along the first axis");
    drawing_.declare(app);
    app.add_option("--layer", layer_,
                   "a tensor or node (default: the last maps before the classes)")
        ->type_name("LAYER");
    declare_layout(app, layout_);
    app.add_option("--channel", channels_,
                   "draw this map over the pictures, in place of the grid of all; again for more")
        ->allow_extra_args(false)
        ->type_name("C");
    app.add_option("--order", order_,
                   "of the grid: channel (default), max or mean (strongest first)")
        ->type_name("HOW");
    app.add_option("--count", count_, "how many maps of the grid (default: all)")->type_name("N");
    app.add_option("--scale", scale_, "shared (default: one scale for all maps) or each")
        ->type_name("HOW");
    app.add_option("--columns", columns_, "maps in a row of the grid")
        ->type_name("N")
        ->group("Drawing");
    app.add_option("--magnify", magnify_, "pixels a value of the grid is wide")
        ->type_name("N")
        ->group("Drawing");
  }

  int run() override {
    auto options = defaults(cnnviz_activations_options_init);
    options.order = static_cast<cnnviz_map_order>(chosen("--order", order_, kOrders));
    options.batch = input_options_.batch;
    layout_of(layout_).set(options);
    each_ = chosen("--scale", scale_, kScales);
    check_color_map(drawing_.color_map);
    if (count_ < 0) throw usage_error("--count " + std::to_string(count_) + ": must be at least 1");
    const Model model = model_options_.open();
    Inputs inputs(model, input_options_);
    const Outputs outputs("activations", model_options_, output_options_, inputs.stems(),
                          inputs.files());
    Json documents = Json::array();
    RawCollector numbers;
    std::vector<Answer> answers;
    session().begin_progress("activations", inputs.count(), model_options_.progress_mode());
    while (auto batch = inputs.next()) {
      const auto result = made<Result>(cnnviz_explain_activations, model.get(), batch->input.get(),
                                       name_or_null(layer_), &options, session().job());
      Json document = document_of(result);
      for (const Json& warning : document.at("warnings"))
        session().warning(warning.get<std::string>());
      if (outputs.wants_raw()) numbers.add(0, tensor_of(result, "activations"));
      const int64_t images = cnnviz_tensor_extent(tensor_of(result, "maps").get(), 0);
      batch->keep(static_cast<size_t>(images));
      document["images"] = Json::array();
      document["output"] = Json::array();
      for (size_t i = 0; i < batch->items.size(); ++i) {
        document["images"].push_back(batch->items[i].name);
        if (outputs.draws()) {
          answers.push_back(read_answer(model, *batch, i, result, outputs.separate()));
          if (outputs.separate()) {
            const std::string path = outputs.picture_path(answers.back().stem);
            outputs.write(draw(answers, document), path, document);
            document["output"].push_back(path);
            answers.clear();
          }
        }
        session().advance();
      }
      if (documents.empty())
        session().note("layer " + layer_text(document) + ", " +
                       shape_text(shape_of(tensor_of(result, "activations"))));
      documents.push_back(std::move(document));
    }
    session().end_progress();
    if (documents.empty()) return inputs.exit_code();
    if (!answers.empty()) {
      const std::string path = outputs.picture_path("");
      outputs.write(draw(answers, documents.front()), path, documents);
      for (Json& document : documents) document["output"].push_back(path);
    }
    if (outputs.wants_raw()) outputs.write_raw(numbers.joined(false));
    if (outputs.wants_json()) outputs.print(documents);
    return inputs.exit_code();
  }

 private:
  Answer read_answer(const Model& model, const Batch& batch, size_t item, const Result& result,
                     bool large) const {
    Answer answer;
    answer.name = batch.items[item].name;
    answer.stem = batch.items[item].stem;
    answer.maps = item_of(tensor_of(result, "maps"), static_cast<int64_t>(item));
    answer.order = item_of(tensor_of(result, "order"), static_cast<int64_t>(item));
    const int64_t count = cnnviz_tensor_extent(answer.maps.get(), 0);
    for (const int64_t channel : channels_)
      if (channel < 0 || channel >= count)
        throw usage_error("--channel " + std::to_string(channel) +
                          ": the layer has channels 0 to " + std::to_string(count - 1));
    const std::vector<int64_t> shape = shape_of(batch.input);
    const int64_t longest = shape.size() == 4 ? std::max(shape[2], shape[3]) : 0;
    if (shape.size() == 4)
      answer.view = view_of(model, batch, item, large ? kLargeSide : kSmallSide, longest, longest);
    return answer;
  }

  Picture draw(const std::vector<Answer>& answers, const Json& document) const {
    const std::string layer = document.at("layer").get<std::string>();
    if (!channels_.empty()) return draw_channels(answers, layer);
    std::vector<PanelRow> rows;
    for (const Answer& answer : answers) {
      rows.emplace_back();
      if (answers.size() > 1) rows.back().label = short_name(answer.name);
      rows.back().panels.push_back(grid(answer));
    }
    const std::vector<int64_t> shape = shape_of(answers.front().maps);
    std::string title =
        layer + ": " + std::to_string(shape[0]) + " maps of " + shape_text({shape[1], shape[2]});
    if (answers.size() == 1) title += ", " + short_name(answers.front().name);
    return draw_figure(rows, {title, {}}, 0);
  }

  Panel grid(const Answer& answer) const {
    auto options = defaults(cnnviz_grid_options_init);
    options.each = each_;
    options.columns = columns_;
    options.magnify = magnify_;
    if (drawing_.percentile > 0) options.percentile = drawing_.percentile;
    // In channel order the grid has numbers; any other order, or a part, is a list.
    Tensor order;
    const int64_t all = cnnviz_tensor_size(answer.order.get());
    const int64_t count = count_ > 0 ? std::min(count_, all) : all;
    const bool listed = order_ != "channel" || count < all;
    if (listed)
      order = made<Tensor>(cnnviz_tensor_from_ints, cnnviz_tensor_ints(answer.order.get()), count,
                           &count, 1);
    Panel panel;
    panel.picture = made<Picture>(cnnviz_render_grid, answer.maps.get(), order.get(),
                                  name_or_null(drawing_.color_map), &options);
    describe(panel, answer.maps, drawing_, kPercentile);
    panel.color_map = drawing_.color_map;
    if (each_ != 0) panel.low = panel.high = 0;
    if (listed) panel.caption = list_caption(answer, count);
    return panel;
  }

  // "channels 12, 3, 40, ..."
  static std::string list_caption(const Answer& answer, int64_t count) {
    constexpr int64_t kNamed = 16;
    std::string text = "channels";
    const int64_t* order = cnnviz_tensor_ints(answer.order.get());
    for (int64_t i = 0; i < std::min(count, kNamed); ++i)
      text += (i == 0 ? " " : ", ") + std::to_string(order[i]);
    return count > kNamed ? text + ", ..." : text;
  }

  // A row for each picture; all pictures share each channel's scale, so that they compare.
  Picture draw_channels(const std::vector<Answer>& answers, const std::string& layer) const {
    const bool large = answers.size() == 1 && channels_.size() == 1;
    std::vector<PanelRow> rows(answers.size());
    for (size_t i = 0; i < answers.size(); ++i) {
      if (answers[i].view == nullptr) {
        if (answers.size() > 1) rows[i].label = short_name(answers[i].name);
        continue;
      }
      rows[i].panels.emplace_back();
      rows[i].panels.back().picture = shared(answers[i].view);
      rows[i].panels.back().caption = short_name(answers[i].name);
    }
    for (const int64_t channel : channels_) {
      std::vector<Tensor> maps;
      for (const Answer& answer : answers) maps.push_back(item_of(answer.maps, channel));
      DrawingOptions drawing = drawing_;
      // Signed maps take the default, which diverges from zero.
      const char* colors = share_scale(maps, drawing) ? nullptr : kColorMap;
      for (size_t i = 0; i < answers.size(); ++i) {
        const Picture& view = answers[i].view;
        if (large || view == nullptr) {
          rows[i].panels.push_back(map_panel(maps[i], view, drawing, kPercentile, colors));
          rows[i].panels.back().caption = "channel " + std::to_string(channel);
        }
        if (view != nullptr) {
          rows[i].panels.push_back(
              overlay_panel(maps[i], view, drawing, kPercentile, kAlpha, colors));
          rows[i].panels.back().caption = "channel " + std::to_string(channel);
        }
      }
    }
    return draw_figure(rows, {layer, {}}, large ? kLargeSide : kSmallSide);
  }

  // Whether a value is below zero; several maps get one scale.
  static bool share_scale(const std::vector<Tensor>& maps, DrawingOptions& drawing) {
    double low = 0, high = 0;
    for (const Tensor& map : maps) {
      const float* values = cnnviz_tensor_floats(map.get());
      const int64_t count = cnnviz_tensor_size(map.get());
      for (int64_t i = 0; i < count; ++i) {
        if (!std::isfinite(values[i])) continue;
        low = std::min(low, static_cast<double>(values[i]));
        high = std::max(high, static_cast<double>(values[i]));
      }
    }
    const bool below_zero = low < 0;
    if (below_zero) low = -(high = std::max(high, -low));
    if (maps.size() > 1) {
      drawing.low = low;
      drawing.high = high;
    }
    return below_zero;
  }

  ModelOptions model_options_;
  InputOptions input_options_;
  OutputOptions output_options_;
  DrawingOptions drawing_;
  std::string layer_, layout_ = "auto", order_ = "channel", scale_ = "shared";
  std::vector<int64_t> channels_;
  int64_t count_ = 0;
  int32_t columns_ = 0, magnify_ = 0, each_ = 0;
};

}  // namespace

std::unique_ptr<Command> make_activations() {
  return std::make_unique<Activations>();
}

}  // namespace cli
