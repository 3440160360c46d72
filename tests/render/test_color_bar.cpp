// Color bars: round ticks within the range, numbers as short as they can be, colors that match the
// map.
#include "render/color_bar.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/random.h"
#include "support/check.h"

using namespace cnnviz::core;

namespace {

Color color_at(const Image& image, int64_t x, int64_t y) {
  const uint8_t* pixel = image.pixel(x, y);
  return {pixel[0], pixel[1], pixel[2]};
}

bool dark(const Image& image, int64_t x, int64_t y) {
  return image.pixel(x, y)[0] < 80;
}

// Columns right of a vertical bar's longest tick, or rows below a horizontal one's, where the
// numbers are.
constexpr int64_t kBar = 12, kTick = 4, kZeroTick = 7;

std::string labels(Range range, int most) {
  const Ticks ticks = nice_ticks(range, most);
  std::string text;
  for (const std::string& label : ticks.labels) text += label + " ";
  return text + ticks.factor;
}

}  // namespace

TEST(test_render_color_bar__ticks_are_round) {
  CHECK_EQ(labels({0, 1}, 6), "0 0.2 0.4 0.6 0.8 1.0 ");
  CHECK_EQ(labels({0, 1}, 3), "0 0.5 1.0 ");
  CHECK_EQ(labels({-1, 1}, 5), "−1.0 −0.5 0 0.5 1.0 ");
  CHECK_EQ(labels({0, 384}, 8), "0 50 100 150 200 250 300 350 ");
  CHECK_EQ(labels({0.51f, 0.93f}, 3), "0.6 0.8 ");
  CHECK_EQ(labels({-0.00448f, 0.00448f}, 5), "−4 −2 0 2 4 ×1e−3");
  CHECK_EQ(labels({0, 2.5e7f}, 6), "0 0.5 1.0 1.5 2.0 2.5 ×1e7");
  CHECK_EQ(labels({0.605f, 0.645f}, 1), "0.605 0.645 ");  // nothing round: the ends
}

TEST(test_render_color_bar__ticks_lie_within_any_range) {
  Random random(3);
  for (int round = 0; round < 2000; ++round) {
    const double magnitude = std::pow(10.0, static_cast<double>(random.below(70)) - 35);
    const auto low = static_cast<float>((random.uniform() - 0.5) * magnitude);
    const auto high = static_cast<float>(low + random.uniform() * magnitude);
    if (!(high > low)) continue;
    const int most = static_cast<int>(1 + random.below(12));
    const Ticks ticks = nice_ticks({low, high}, most);
    CHECK(!ticks.values.empty());
    CHECK(static_cast<int>(ticks.values.size()) <= std::max(most, 3));
    CHECK_EQ(ticks.values.size(), ticks.labels.size());
    for (size_t i = 0; i < ticks.values.size(); ++i) {
      CHECK(ticks.values[i] >= low && ticks.values[i] <= high);
      if (i > 0)
        CHECK(ticks.values[i] > ticks.values[i - 1] && ticks.labels[i] != ticks.labels[i - 1]);
    }
  }
}

TEST(test_render_color_bar__ticks_of_extreme_ranges) {
  const float huge = std::numeric_limits<float>::max(),
              tiny = std::numeric_limits<float>::denorm_min();
  CHECK(nice_ticks({-huge, huge}, 5).values.size() >= 3);
  CHECK(!nice_ticks({0, tiny}, 5).values.empty());
  CHECK(!nice_ticks({1, std::nextafter(1.0f, 2.0f)}, 5).values.empty());
  CHECK_EQ(vertical_color_bar({&color_map("gray"), {-huge, huge}}, 100).height(), 100);
}

TEST(test_render_color_bar__numbers_are_compact) {
  CHECK_EQ(compact_number(0), "0");
  CHECK_EQ(compact_number(0.25), "0.25");
  CHECK_EQ(compact_number(-3), "−3");
  CHECK_EQ(compact_number(1.0 / 3), "0.333");
  CHECK_EQ(compact_number(-1.25e-7), "−1.25e−7");
  CHECK_EQ(compact_number(3e20), "3e20");
}

TEST(test_render_color_bar__vertical_runs_from_low_to_high) {
  const ColorMap& map = color_map("viridis");
  const Image bar = vertical_color_bar({&map, {0, 1}}, 217);
  CHECK_EQ(bar.height(), 217);
  // Half a line of 17 pixels is left at both ends; one pixel of frame.
  CHECK(color_at(bar, 5, 217 - 8 - 2) == map.colors[1]);
  CHECK(color_at(bar, 5, 8 + 1) == map.colors[253]);
  CHECK(color_at(bar, 5, 108) == map.colors[127]);
  CHECK(dark(bar, kBar + 1, 217 - 8 - 1));  // the tick of 0
  CHECK(dark(bar, kBar + 1, 8));            // the tick of 1
}

TEST(test_render_color_bar__zero_between_signs_has_the_longer_tick) {
  const Image bar = horizontal_color_bar({&color_map("RdBu_r"), {-1, 1}}, 201);
  CHECK_EQ(bar.width(), 201);
  CHECK(dark(bar, 100, kBar + kZeroTick - 1));
  CHECK(dark(bar, 0, kBar + kTick - 1) && !dark(bar, 0, kBar + kTick));
  CHECK(color_at(bar, 100, 5) == color_map("RdBu_r").colors[127]);
  const Image unsigned_bar = horizontal_color_bar({&color_map("viridis"), {0, 1}}, 201);
  CHECK(dark(unsigned_bar, 0, kBar + 1) && !dark(unsigned_bar, 0, kBar + kTick));
}

// Between two numbers there is white from top to bottom: a horizontal bar's labels never touch.
TEST(test_render_color_bar__horizontal_numbers_stand_apart) {
  Random random(11);
  for (int round = 0; round < 200; ++round) {
    const double magnitude = std::pow(10.0, static_cast<double>(random.below(12)) - 6);
    const auto high = static_cast<float>(random.uniform() * magnitude + 1e-9);
    const Range range{random.below(2) == 0 ? 0 : -high, high};
    const int64_t length = 64 + random.below(300);
    const Image bar = horizontal_color_bar({&color_map("gray"), range}, length);
    CHECK_EQ(bar.width(), length);
    int64_t gap = 100, groups = 0;
    for (int64_t x = 0; x < length; ++x) {
      bool ink = false;
      for (int64_t y = kBar + kZeroTick; y < bar.height(); ++y)
        ink = ink || bar.pixel(x, y)[0] < 200;
      if (ink && gap >= 5) ++groups;
      gap = ink ? 0 : gap + 1;
    }
    CHECK(groups >= (length < 128 ? 1 : 2));
  }
}

TEST(test_render_color_bar__refuses_ranges_without_extent) {
  const ColorScale flat{&color_map("gray"), {2, 2}};
  CHECK_ERROR(vertical_color_bar(flat, 200), Status::invalid_argument, "range from 2 to 2");
  CHECK_ERROR(horizontal_color_bar(flat, 200), Status::invalid_argument, "no color bar");
  CHECK_ERROR(vertical_color_bar({&color_map("gray"), {0, 1}}, 20), Status::invalid_argument,
              "too short");
}

int main() {
  return cnnviz::test::run_tests({
      CASE(test_render_color_bar__ticks_are_round),
      CASE(test_render_color_bar__ticks_lie_within_any_range),
      CASE(test_render_color_bar__ticks_of_extreme_ranges),
      CASE(test_render_color_bar__numbers_are_compact),
      CASE(test_render_color_bar__vertical_runs_from_low_to_high),
      CASE(test_render_color_bar__zero_between_signs_has_the_longer_tick),
      CASE(test_render_color_bar__horizontal_numbers_stand_apart),
      CASE(test_render_color_bar__refuses_ranges_without_extent),
  });
}
