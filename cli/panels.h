// Pictures with captions, put together to one figure.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "inputs.h"

namespace cli {

struct Panel {
  Picture picture;
  std::string caption;
  std::string warning;  // below, in red: "constant 0"
  // A color bar below where low < high.
  double low = 0, high = 0;
  std::string color_map;
  // What colors stand for, 0xRRGGBB; below, where there is no color bar.
  std::vector<std::pair<int32_t, std::string>> legend;
};

struct PanelRow {
  std::string label;
  std::vector<Panel> panels;
};

// Sides of a picture in a figure of a few, and of many.
constexpr int32_t kLargeSide = 384;
constexpr int32_t kSmallSide = 256;

struct FigureText {
  std::string title;
  std::vector<std::string> columns;  // labels, or none
};

Picture draw_figure(const std::vector<PanelRow>& rows, const FigureText& text, int32_t side);

// What the network sees of an item, for maps of `height` x `width` values to be laid over. Small
// inputs keep their size (figures magnify them by whole factors, so that single pixels stay
// visible), others get `side`. Null where the input is no picture.
Picture view_of(const Model& model, const Batch& batch, size_t item, int32_t side, int64_t height,
                int64_t width);

// A map [h, w] in colors, as large as the view (or the map itself), with its color bar.
Panel map_panel(const Tensor& map, const Picture& view, const DrawingOptions& drawing,
                double percentile, const char* color_map);
// The map laid over the view, opacity growing with the value up to `alpha`.
Panel overlay_panel(const Tensor& map, const Picture& view, const DrawingOptions& drawing,
                    double percentile, double alpha, const char* color_map);
// The picture in dark gray: maps of single pixels are lost among colors.
Picture backdrop(const Picture& picture);
// A signed gradient [C, H, W] of the input in its own colors.
Panel signed_panel(const Model& model, const Tensor& gradient, const Picture& view,
                   const DrawingOptions& drawing);

// What a person should be told about numbers that are drawn, and the scale of their color bar.
void describe(Panel& panel, const Tensor& values, const DrawingOptions& drawing, double percentile);

Picture shared(const Picture& picture);

// "tabby (281)", or the selector where the target is no class; and its value: "logit 12.3", "p
// 0.65".
std::string target_name(const Json& target);
std::string target_value(const Json& target);

// A number in four digits.
std::string number_text(double number);
// The file's name without its folder.
std::string short_name(const std::string& path);

}  // namespace cli
