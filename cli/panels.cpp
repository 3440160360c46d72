#include "panels.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>

namespace cli {
namespace {

// Inputs up to this side are shown pixel by pixel.
constexpr int64_t kSmallInput = 96;
constexpr double kBackdropLevel = 0.55;
constexpr double kSignedPercentile = 99.5;

cnnviz_map_options map_options(const DrawingOptions& drawing, double percentile,
                               const Picture& view) {
  auto options = defaults(cnnviz_map_options_init);
  options.percentile = drawing.percentile > 0 ? drawing.percentile : percentile;
  if (drawing.alpha >= 0) options.alpha = drawing.alpha;
  options.low = drawing.low;
  options.high = drawing.high;
  if (view != nullptr) {
    options.width = cnnviz_image_width(view.get());
    options.height = cnnviz_image_height(view.get());
  }
  return options;
}

const char* color_map_name(const DrawingOptions& drawing, const char* otherwise) {
  return drawing.color_map.empty() ? otherwise : drawing.color_map.c_str();
}

}  // namespace

void describe(Panel& panel, const Tensor& values, const DrawingOptions& drawing,
              double percentile) {
  const auto options = map_options(drawing, percentile, nullptr);
  cnnviz_map_info info{};
  info.struct_size = sizeof info;
  check(cnnviz_render_measure(&info, values.get(), &options));
  if (info.not_finite > 0) {
    panel.warning = std::to_string(info.not_finite) + " of " + std::to_string(info.count) +
                    " values are NaN or infinite";
  } else if (info.constant != 0) {
    panel.warning = "constant " + number_text(info.minimum);
  }
  panel.low = info.low;
  panel.high = info.high;
}

Picture shared(const Picture& picture) {
  return made<Picture>(cnnviz_image_share, static_cast<const cnnviz_image*>(picture.get()));
}

Picture draw_figure(const std::vector<PanelRow>& rows, const FigureText& text, int32_t side) {
  const auto figure = made<Figure>(cnnviz_figure_create, name_or_null(text.title));
  for (size_t row = 0; row < rows.size(); ++row) {
    const auto y = static_cast<int32_t>(row);
    if (!rows[row].label.empty())
      check(cnnviz_figure_label_row(figure.get(), y, rows[row].label.c_str()));
    for (size_t column = 0; column < rows[row].panels.size(); ++column) {
      const Panel& panel = rows[row].panels[column];
      const auto x = static_cast<int32_t>(column);
      if (panel.picture == nullptr) continue;
      check(cnnviz_figure_set(figure.get(), y, x, panel.picture.get(), panel.caption.c_str(),
                              panel.warning.c_str()));
      if (panel.low < panel.high)
        check(cnnviz_figure_set_color_bar(figure.get(), y, x, panel.low, panel.high,
                                          name_or_null(panel.color_map)));
      for (const auto& [color, meaning] : panel.legend)
        check(cnnviz_figure_add_legend(figure.get(), y, x, color, meaning.c_str()));
    }
  }
  for (size_t column = 0; column < text.columns.size(); ++column)
    check(cnnviz_figure_label_column(figure.get(), static_cast<int32_t>(column),
                                     text.columns[column].c_str()));
  auto options = defaults(cnnviz_figure_options_init);
  options.cell_width = side;
  options.cell_height = side;
  return made<Picture>(cnnviz_figure_draw, figure.get(), &options);
}

Picture view_of(const Model& model, const Batch& batch, size_t item, int32_t side, int64_t height,
                int64_t width) {
  if (cnnviz_model_color_order(model.get()) == CNNVIZ_COLOR_ORDER_OTHER) return nullptr;
  const Picture& photo = batch.items[item].photo;
  if (photo == nullptr)
    return made<Picture>(cnnviz_model_picture, model.get(), batch.input.get(),
                         static_cast<int64_t>(item));
  const bool small = std::max(height, width) <= kSmallInput;
  return made<Picture>(cnnviz_model_view, model.get(), photo.get(), small ? 0 : side);
}

Panel map_panel(const Tensor& map, const Picture& view, const DrawingOptions& drawing,
                double percentile, const char* color_map) {
  Panel panel;
  const auto options = map_options(drawing, percentile, view);
  const char* colors = color_map_name(drawing, color_map);
  panel.picture = made<Picture>(cnnviz_render_map, map.get(), colors, &options);
  describe(panel, map, drawing, percentile);
  panel.color_map = colors != nullptr ? colors : "";
  return panel;
}

Panel overlay_panel(const Tensor& map, const Picture& view, const DrawingOptions& drawing,
                    double percentile, double alpha, const char* color_map) {
  Panel panel;
  auto options = map_options(drawing, percentile, view);
  options.alpha_by_value = 1;
  if (drawing.alpha < 0) options.alpha = alpha;
  const char* colors = color_map_name(drawing, color_map);
  panel.picture = made<Picture>(cnnviz_render_overlay, map.get(), view.get(), colors, &options);
  describe(panel, map, drawing, percentile);
  panel.color_map = colors != nullptr ? colors : "";
  panel.low = panel.high = 0;
  return panel;
}

Panel signed_panel(const Model& model, const Tensor& gradient, const Picture& view,
                   const DrawingOptions& drawing) {
  Panel panel;
  const auto options = map_options(drawing, kSignedPercentile, view);
  const int32_t reversed = cnnviz_model_color_order(model.get()) == CNNVIZ_COLOR_ORDER_BGR ? 1 : 0;
  panel.picture = made<Picture>(cnnviz_render_signed, gradient.get(), reversed, &options);
  describe(panel, gradient, drawing, kSignedPercentile);
  panel.low = panel.high = 0;
  return panel;
}

Picture backdrop(const Picture& picture) {
  const int32_t width = cnnviz_image_width(picture.get());
  const int32_t height = cnnviz_image_height(picture.get());
  const auto channels = static_cast<size_t>(cnnviz_image_channels(picture.get()));
  const uint8_t* pixels = cnnviz_image_pixels(picture.get());
  std::vector<uint8_t> gray(static_cast<size_t>(width) * static_cast<size_t>(height));
  for (size_t i = 0; i < gray.size(); ++i) {
    const uint8_t* pixel = pixels + i * channels;
    const double luma =
        channels == 1 ? pixel[0] : 0.299 * pixel[0] + 0.587 * pixel[1] + 0.114 * pixel[2];
    gray[i] = static_cast<uint8_t>(kBackdropLevel * luma);
  }
  return made<Picture>(cnnviz_image_from_pixels, gray.data(), static_cast<int64_t>(gray.size()),
                       width, height, 1);
}

std::string short_name(const std::string& path) {
  const std::string name = std::filesystem::path(path).filename().string();
  return name.empty() ? path : name;
}

std::string number_text(double number) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4g", number);
  return text;
}

std::string target_name(const Json& target) {
  if (!target.contains("class")) return target.at("target").get<std::string>();
  const std::string index = target.at("class").dump();
  if (!target.at("label").is_string()) return "class " + index;
  const std::string label = target.at("label").get<std::string>();
  return label.substr(0, label.find(',')) + " (" + index + ")";
}

std::string target_value(const Json& target) {
  const double score = target.at("score").get<double>();
  const Json& terms = target.at("terms");
  const std::string kind = terms.size() == 1 ? terms[0].at("kind").get<std::string>() : "";
  const char* name = kind == "class" ? "logit " : kind == "probability" ? "p " : "value ";
  return name + number_text(score);
}

}  // namespace cli
