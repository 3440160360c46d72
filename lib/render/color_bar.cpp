#include "render/color_bar.h"

#include <algorithm>
#include <charconv>
#include <cmath>

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

// As printf does in the C locale, whatever the program's locale is.
std::string printed(double value, std::chars_format format, int precision) {
  char text[64];
  const auto end = std::to_chars(text, text + sizeof text, value, format, precision);
  return std::string(text, end.ptr);
}

std::string fixed(double value, int decimals) {
  return with_minus(printed(value, std::chars_format::fixed, decimals));
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

void check_scale(const ColorScale& scale, int64_t length, int64_t shortest) {
  require(scale.colors != nullptr && !flat(scale.range), Status::invalid_argument, "a range from ",
          scale.range.low, " to ", scale.range.high, " has no color bar");
  require(length >= shortest, Status::invalid_argument, "a color bar of ", length,
          " pixels is too short for its numbers; it needs ", shortest);
}

// The ends of the range, and zero between them.
Ticks end_ticks(Range range) {
  Ticks ticks;
  std::vector<float> values = {range.low, range.high};
  if (range.low < 0 && range.high > 0) values.insert(values.begin() + 1, 0.0f);
  for (const float value : values) {
    ticks.values.push_back(value);
    ticks.labels.push_back(compact_number(value));
  }
  return ticks;
}

Color color_along(const ColorScale& scale, int64_t i, int64_t extent) {
  return scale.colors->colors[static_cast<size_t>(i * 256 / extent)];
}

bool marks_zero(Range range, double value) {
  return value == 0 && range.low < 0 && range.high > 0;
}

// Sets where the numbers below a bar begin; those that would run into the factor at the right end
// get -1 and are left out. False where numbers touch each other, or fewer than two are left.
bool place_labels(const Ticks& ticks, Range range, int64_t length, std::vector<int64_t>& lefts) {
  const int64_t factor_width =
      ticks.factor.empty() ? 0 : text_width(ticks.factor, Font::regular) + 2 * kGap;
  int64_t free_from = 0, drawn = 0;
  bool apart = true;
  lefts.clear();
  for (size_t i = 0; i < ticks.values.size(); ++i) {
    const int64_t width = text_width(ticks.labels[i], Font::regular);
    const int64_t centered = place(range, ticks.values[i], length) - width / 2;
    const int64_t left = std::clamp<int64_t>(centered, 0, std::max<int64_t>(0, length - width));
    const bool fits = left + width <= length - factor_width;
    apart = apart && left >= free_from;
    free_from = left + width + 2 * kGap;
    drawn += fits;
    lefts.push_back(fits ? left : -1);
  }
  return apart && drawn >= 2;
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
  if (std::floor(high / step + 1e-9) < std::ceil(low / step - 1e-9)) return end_ticks(range);
  const double largest = std::max(std::abs(low), std::abs(high));
  int factor = static_cast<int>(std::floor(std::log10(largest)));
  if (factor >= -2 && factor <= 3) factor = 0;
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
  std::string compact = printed(value, std::chars_format::general, 3);
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
  check_scale(scale, length, 2 * line);
  const Ticks ticks = nice_ticks(scale.range, static_cast<int>(std::max<int64_t>(2, length / 40)));
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
    const int64_t y = above + extent - 1 - place(scale.range, ticks.values[i], extent);
    const int64_t reach = marks_zero(scale.range, ticks.values[i]) ? kZeroTick : kTick;
    fill_rectangle(image, kThickness, y, reach, 1, kTextColor);
    draw_text(image, kThickness + kZeroTick + kGap, y - line / 2, ticks.labels[i], Font::regular,
              kTextColor);
  }
  return image;
}

Image horizontal_color_bar(const ColorScale& scale, int64_t length) {
  check_scale(scale, length, 16);
  const int64_t line = line_height(Font::regular);
  // Fewer ticks until the numbers stand apart; then the ends, round or not; then the high end
  // alone.
  std::vector<Ticks> choices;
  for (int64_t most = std::clamp<int64_t>(length / 40, 2, 9); most >= 2; --most)
    choices.push_back(nice_ticks(scale.range, static_cast<int>(most)));
  std::erase_if(choices, [](const Ticks& choice) { return choice.values.size() < 2; });
  choices.push_back(end_ticks(scale.range));
  choices.push_back({{scale.range.high}, {compact_number(scale.range.high)}, ""});
  size_t choice = 0;
  std::vector<int64_t> lefts;
  while (!place_labels(choices[choice], scale.range, length, lefts) && choice + 1 < choices.size())
    ++choice;
  const Ticks& ticks = choices[choice];
  Image image = blank_image(length, kThickness + kZeroTick + line, kBackground);
  fill_rectangle(image, 0, 0, length, kThickness, kFrameColor);
  for (int64_t i = 1; i + 1 < length; ++i)
    fill_rectangle(image, i, 1, 1, kThickness - 2, color_along(scale, i, length));
  for (size_t i = 0; i < ticks.values.size(); ++i) {
    const int64_t reach = marks_zero(scale.range, ticks.values[i]) ? kZeroTick : kTick;
    fill_rectangle(image, place(scale.range, ticks.values[i], length), kThickness, 1, reach,
                   kTextColor);
    if (lefts[i] < 0) continue;
    draw_text(image, lefts[i], kThickness + kZeroTick, ticks.labels[i], Font::regular, kTextColor);
  }
  draw_text(image, length - text_width(ticks.factor, Font::regular), kThickness + kZeroTick,
            ticks.factor, Font::regular, kTextColor);
  return image;
}

}  // namespace cnnviz::core
