#include "render/color_bar.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "base/error.h"
#include "render/canvas.h"
#include "render/style.h"
#include "render/text.h"

namespace cnnviz::core {

namespace {

constexpr int64_t kThickness = 12, kTick = 4, kZeroTick = 7, kGap = 3;

// printf's hyphen as the minus sign that numbers are set with.
std::string with_minus(std::string text) {
  for (size_t at = text.find('-'); at != std::string::npos; at = text.find('-', at))
    text.replace(at, 1, "−");
  return text;
}

std::string fixed(double value, int decimals) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", decimals, value);
  return with_minus(text);
}

double power_of_ten(int exponent) {
  return std::pow(10.0, exponent);
}

bool flat(Range range) {
  return !(range.high > range.low);
}

// Where a value lies along a bar of `extent` pixels, counted from the low end.
int64_t place(Range range, double value, int64_t extent) {
  const double low = range.low, high = range.high;
  return std::llround((value - low) / (high - low) * static_cast<double>(extent - 1));
}

Ticks ticks_of(const ColorScale& scale, int most) {
  if (!flat(scale.range)) return nice_ticks(scale.range, most);
  return {{scale.range.low}, {compact_number(scale.range.low)}, ""};
}

Color color_along(const ColorScale& scale, int64_t i, int64_t extent) {
  if (flat(scale.range)) return scale.colors->colors.front();
  return scale.colors->colors[static_cast<size_t>(i * 256 / extent)];
}

bool marks_zero(Range range, double value) {
  return value == 0 && range.low < 0 && range.high > 0;
}

int64_t tick_place(const ColorScale& scale, double value, int64_t extent) {
  return flat(scale.range) ? extent / 2 : place(scale.range, value, extent);
}

}  // namespace

Ticks nice_ticks(Range range, int most) {
  require(most >= 1 && !flat(range), Status::internal, "no ticks for a range of no extent");
  const double low = range.low, high = range.high;
  double step = 0;
  int decimals_of_step = 0;  // the power of ten that the step is a multiple of
  for (int exponent = static_cast<int>(std::floor(std::log10(high - low))) - 2; step == 0;
       ++exponent)
    for (const int digit : {1, 2, 5}) {
      const double candidate = digit * power_of_ten(exponent);
      const double count =
          std::floor(high / candidate + 1e-9) - std::ceil(low / candidate - 1e-9) + 1;
      if (count > most) continue;
      step = candidate;
      decimals_of_step = exponent;
      break;
    }
  Ticks ticks;
  if (std::floor(high / step + 1e-9) < std::ceil(low / step - 1e-9))
    return {{low}, {compact_number(low)}, ""};
  const double largest = std::max(std::abs(low), std::abs(high));
  int factor = static_cast<int>(std::floor(std::log10(largest)));
  if (factor >= -3 && factor <= 3) factor = 0;
  if (factor != 0) ticks.factor = with_minus(concat("×1e", factor));
  const int decimals = std::max(0, factor - decimals_of_step);
  const auto first = static_cast<int64_t>(std::ceil(low / step - 1e-9));
  const auto last = static_cast<int64_t>(std::floor(high / step + 1e-9));
  for (int64_t i = first; i <= last; ++i) {
    const double value = static_cast<double>(i) * step;
    ticks.values.push_back(std::clamp(value, low, high));
    ticks.labels.push_back(i == 0 ? "0" : fixed(value / power_of_ten(factor), decimals));
  }
  return ticks;
}

std::string compact_number(double value) {
  char text[64];
  std::snprintf(text, sizeof text, "%.3g", value);
  std::string compact = text;
  // "1e-07" and "1e+07" as "1e-7" and "1e7".
  if (const size_t e = compact.find('e'); e != std::string::npos) {
    const bool negative = compact[e + 1] == '-';
    const size_t digits = compact.find_first_not_of('0', e + 2);
    compact = compact.substr(0, e + 1) + (negative ? "-" : "") + compact.substr(digits);
  }
  return with_minus(compact);
}

Image vertical_color_bar(const ColorScale& scale, int64_t length) {
  const int64_t line = line_height(Font::regular);
  require(length >= 2 * line, Status::invalid_argument, "a color bar of ", length,
          " pixels is too short for its numbers");
  Ticks ticks = ticks_of(scale, static_cast<int>(std::max<int64_t>(2, length / 40)));
  // Half a line at both ends for the numbers that stand there; a line more for the factor above.
  const int64_t above = line / 2 + (ticks.factor.empty() ? 0 : line),
                extent = length - above - line / 2;
  int64_t widest = text_width(ticks.factor, Font::regular) - kThickness - kZeroTick - kGap;
  for (const std::string& label : ticks.labels)
    widest = std::max(widest, text_width(label, Font::regular));
  Image image = blank_image(kThickness + kZeroTick + kGap + widest, length, kBackground);
  draw_text(image, 0, 0, ticks.factor, Font::regular, kTextColor);
  fill_rectangle(image, 0, above, kThickness, extent, kFrameColor);
  for (int64_t i = 1; i + 1 < extent; ++i)
    fill_rectangle(image, 1, above + extent - 1 - i, kThickness - 2, 1,
                   color_along(scale, i, extent));
  for (size_t i = 0; i < ticks.values.size(); ++i) {
    const int64_t y = above + extent - 1 - tick_place(scale, ticks.values[i], extent);
    const int64_t reach = marks_zero(scale.range, ticks.values[i]) ? kZeroTick : kTick;
    fill_rectangle(image, kThickness, y, reach, 1, kTextColor);
    draw_text(image, kThickness + kZeroTick + kGap, y - line / 2, ticks.labels[i], Font::regular,
              kTextColor);
  }
  return image;
}

Image horizontal_color_bar(const ColorScale& scale, int64_t length) {
  require(length >= 16, Status::invalid_argument, "a color bar of ", length,
          " pixels is too short for its numbers");
  const int64_t line = line_height(Font::regular);
  // Fewer ticks until the numbers stand apart; the factor stands at the right end of their line.
  Ticks ticks;
  std::vector<int64_t> lefts;
  for (int most = static_cast<int>(std::clamp<int64_t>(length / 40, 1, 9)); most >= 1; --most) {
    ticks = ticks_of(scale, most);
    const int64_t factor_width =
        ticks.factor.empty() ? 0 : text_width(ticks.factor, Font::regular) + 2 * kGap;
    int64_t free_from = 0;
    bool apart = true;
    lefts.clear();
    for (size_t i = 0; i < ticks.values.size(); ++i) {
      const int64_t width = text_width(ticks.labels[i], Font::regular);
      const int64_t x = tick_place(scale, ticks.values[i], length);
      const int64_t left =
          std::clamp<int64_t>(x - width / 2, 0, std::max<int64_t>(0, length - width));
      apart = apart && left >= free_from && left + width <= length - factor_width;
      free_from = left + width + 2 * kGap;
      lefts.push_back(left);
    }
    if (apart) break;
  }
  Image image = blank_image(length, kThickness + kZeroTick + line, kBackground);
  fill_rectangle(image, 0, 0, length, kThickness, kFrameColor);
  for (int64_t i = 1; i + 1 < length; ++i)
    fill_rectangle(image, i, 1, 1, kThickness - 2, color_along(scale, i, length));
  for (size_t i = 0; i < ticks.values.size(); ++i) {
    const int64_t reach = marks_zero(scale.range, ticks.values[i]) ? kZeroTick : kTick;
    fill_rectangle(image, tick_place(scale, ticks.values[i], length), kThickness, 1, reach,
                   kTextColor);
    draw_text(image, lefts[i], kThickness + kZeroTick, ticks.labels[i], Font::regular, kTextColor);
  }
  draw_text(image, length - text_width(ticks.factor, Font::regular), kThickness + kZeroTick,
            ticks.factor, Font::regular, kTextColor);
  return image;
}

}  // namespace cnnviz::core
