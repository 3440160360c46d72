#include "render/scatter.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <numeric>

#include "base/error.h"
#include "image/resize.h"
#include "render/canvas.h"
#include "render/style.h"
#include "render/text.h"

namespace cnnviz::core {

namespace {

constexpr std::array<Color, 10> kFewColors = {{{0x1f, 0x77, 0xb4},
                                               {0xe6, 0x7e, 0x00},
                                               {0x2c, 0xa0, 0x2c},
                                               {0xd6, 0x27, 0x28},
                                               {0x8e, 0x5a, 0xc8},
                                               {0x8c, 0x56, 0x4b},
                                               {0xe3, 0x6f, 0xc0},
                                               {0x50, 0x50, 0x50},
                                               {0xb5, 0xa6, 0x00},
                                               {0x00, 0xb0, 0xc4}}};
constexpr Color kNoClass = gray(0xb0);
constexpr double kOpacity = 0.85;
constexpr double kFilled = 0.15;  // share of the square that points may cover, were they apart
constexpr double kLeastRadius = 1, kLargestRadius = 7;
constexpr int64_t kLegendWidth = 220, kLegendIndent = 20;  // at most; of the texts
// A picture this much smaller than its square is magnified by a whole factor.
constexpr int64_t kMagnified = 3;

// A disc with soft edges.
void draw_disc(Image& image, double x, double y, double radius, Color color) {
  const auto reach = static_cast<int64_t>(std::ceil(radius + 1));
  const auto center_x = static_cast<int64_t>(x), center_y = static_cast<int64_t>(y);
  for (int64_t row = center_y - reach; row <= center_y + reach; ++row)
    for (int64_t column = center_x - reach; column <= center_x + reach; ++column) {
      const double distance =
          std::hypot(static_cast<double>(column) + 0.5 - x, static_cast<double>(row) + 0.5 - y);
      const double covered = std::clamp(radius + 0.5 - distance, 0.0, 1.0);
      if (covered > 0)
        blend_pixel(image, column, row, color,
                    static_cast<int>(std::lround(255 * kOpacity * covered)));
    }
}

void draw_legend(Image& image, int64_t x, int64_t y, int64_t height,
                 const std::vector<ScatterClass>& classes) {
  const int64_t line = line_height(Font::regular) + 4;
  const auto lines = static_cast<size_t>(std::max<int64_t>(1, height / line));
  const size_t shown = classes.size() <= lines ? classes.size() : lines - 1;
  for (size_t i = 0; i < shown; ++i) {
    const int64_t top = y + static_cast<int64_t>(i) * line;
    draw_disc(image, static_cast<double>(x) + 7,
              static_cast<double>(top) + static_cast<double>(line) / 2, 5.5, classes[i].color);
    draw_text(image, x + kLegendIndent, top + 2,
              ellipsized(classes[i].name, Font::regular, kLegendWidth - kLegendIndent),
              Font::regular, kTextColor);
  }
  if (shown < classes.size())
    draw_text(image, x + kLegendIndent, y + static_cast<int64_t>(shown) * line + 2,
              concat("and ", classes.size() - shown, " more"), Font::regular, kMutedColor);
}

// Of the legend: that of its longest text.
int64_t legend_width(const std::vector<ScatterClass>& classes) {
  int64_t widest = text_width("and 9999 more", Font::regular);
  for (const ScatterClass& one : classes)
    widest = std::max(widest, text_width(one.name, Font::regular));
  return std::min(kLegendIndent + widest, kLegendWidth) + kMargin;
}

}  // namespace

Color class_color(int64_t index, int64_t count) {
  if (index < 0) return kNoClass;
  if (count <= static_cast<int64_t>(kFewColors.size()))
    return kFewColors[static_cast<size_t>(index)];
  // Neighbors on the circle of hues differ in lightness.
  const double hue = 6 * static_cast<double>(index) / static_cast<double>(count);
  const double value = index % 2 == 0 ? 0.85 : 0.55, saturation = index % 2 == 0 ? 0.75 : 0.9;
  const auto channel = [&](double offset) {
    const double k = std::fmod(offset + hue, 6);
    const double level = value - value * saturation * std::clamp(std::min(k, 4 - k), 0.0, 1.0);
    return static_cast<uint8_t>(std::lround(255 * level));
  };
  return {channel(5), channel(3), channel(1)};
}

Image scatter(std::span<const float> coordinates, std::span<const int64_t> labels,
              const std::vector<ScatterClass>& classes, const ScatterOptions& options) {
  const size_t count = coordinates.size() / 2;
  float low[2] = {coordinates[0], coordinates[1]}, high[2] = {coordinates[0], coordinates[1]};
  for (size_t i = 0; i < coordinates.size(); ++i) {
    low[i % 2] = std::min(low[i % 2], coordinates[i]);
    high[i % 2] = std::max(high[i % 2], coordinates[i]);
  }
  const double middle[2] = {(static_cast<double>(low[0]) + static_cast<double>(high[0])) / 2,
                            (static_cast<double>(low[1]) + static_cast<double>(high[1])) / 2};
  const double extent =
      std::max({static_cast<double>(high[0]) - static_cast<double>(low[0]),
                static_cast<double>(high[1]) - static_cast<double>(low[1]), 1e-30});
  const auto side = static_cast<double>(options.side);
  const double radius = options.radius > 0
                            ? options.radius
                            : std::clamp(std::sqrt(kFilled * side * side /
                                                   (std::numbers::pi * static_cast<double>(count))),
                                         kLeastRadius, kLargestRadius);
  const double border = static_cast<double>(kMargin) + radius;
  const double scale = (side - 2 * border) / extent;
  const bool named = options.legend && !classes.empty();
  Image image = blank_image(options.side + (named ? legend_width(classes) : 0), options.side,
                            kBackground, "the plot");
  // Every step-th point, around and around: a step that shares no factor with their number.
  size_t step = std::max<size_t>(1, static_cast<size_t>(0.618 * static_cast<double>(count)));
  while (std::gcd(step, count) != 1) ++step;
  for (size_t drawn = 0, i = 0; drawn < count; ++drawn, i = (i + step) % count) {
    const double x = side / 2 + (static_cast<double>(coordinates[2 * i]) - middle[0]) * scale;
    const double y = side / 2 - (static_cast<double>(coordinates[2 * i + 1]) - middle[1]) * scale;
    const int64_t label = labels.empty() ? -1 : labels[i];
    const Color color = classes.empty() ? kFewColors[0]
                        : label < 0     ? kNoClass
                                        : classes[static_cast<size_t>(label)].color;
    draw_disc(image, x, y, radius, color);
  }
  if (named) draw_legend(image, options.side, kMargin, options.side - 2 * kMargin, classes);
  return image;
}

Image thumbnail(const Image& picture, int64_t side) {
  const int64_t shorter = std::min(picture.width(), picture.height());
  const Image square = crop(picture, (picture.width() - shorter) / 2,
                            (picture.height() - shorter) / 2, shorter, shorter);
  if (side % shorter == 0 && side / shorter >= kMagnified)
    return to_rgb(upscale_nearest(square, side / shorter));
  return to_rgb(shorter == side ? square : resize_bilinear(square, side, side));
}

Image mosaic(std::span<const int64_t> cells, int64_t columns,
             std::span<const Image* const> pictures, int64_t side) {
  const auto rows = static_cast<int64_t>(cells.size()) / columns;
  Image image = blank_image(columns * side, rows * side, kBackground, "the mosaic");
  for (size_t c = 0; c < cells.size(); ++c) {
    if (cells[c] < 0) continue;
    const auto at = static_cast<int64_t>(c);
    paste(image, at % columns * side, at / columns * side,
          thumbnail(*pictures[static_cast<size_t>(cells[c])], side));
  }
  return image;
}

}  // namespace cnnviz::core
