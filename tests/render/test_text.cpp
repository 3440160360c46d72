// Letters: every one inks within its own measure, broken text does no harm, long text is cut to
// fit.
#include "render/text.h"

#include <algorithm>

#include "base/random.h"
#include "render/canvas.h"
#include "support/check.h"

using namespace cnnviz::core;

namespace {

struct Box {
  int64_t left = 1 << 20, right = -1, top = 1 << 20, bottom = -1;
  int64_t dark = 0;
};

Box ink_of(const Image& image) {
  Box box;
  for (int64_t y = 0; y < image.height(); ++y)
    for (int64_t x = 0; x < image.width(); ++x) {
      if (image.pixel(x, y)[0] == 255) continue;
      box.left = std::min(box.left, x);
      box.right = std::max(box.right, x);
      box.top = std::min(box.top, y);
      box.bottom = std::max(box.bottom, y);
      ++box.dark;
    }
  return box;
}

Box ink_of(const std::string& text, Font font) {
  Image image = blank_image(text_width(text, font) + 40, line_height(font) + 40, kWhite);
  draw_text(image, 20, 20, text, font, kBlack);
  return ink_of(image);
}

std::string utf8(uint32_t code) {
  std::string text;
  if (code < 0x80) return std::string(1, static_cast<char>(code));
  if (code < 0x800) {
    text += static_cast<char>(0xc0 | code >> 6);
  } else {
    text += static_cast<char>(0xe0 | code >> 12);
    text += static_cast<char>(0x80 | (code >> 6 & 0x3f));
  }
  return text + static_cast<char>(0x80 | (code & 0x3f));
}

constexpr Font kFonts[] = {Font::regular, Font::semibold};

}  // namespace

TEST(test_render_text__every_letter_inks_within_its_measure) {
  for (const Font font : kFonts)
    for (uint32_t code = 0x21; code < 0x2300; code += code == 0x180 ? 0x1e00 : 1) {
      if (code >= 0x7f && code <= 0xa0) continue;
      const Box box = ink_of(utf8(code), font);
      const bool soft_hyphen = code == 0xad;
      CHECK(box.dark > 0 || soft_hyphen);
      if (box.dark == 0) continue;
      CHECK(box.left >= 20 && box.right < 20 + text_width(utf8(code), font));
      CHECK(box.top >= 20 && box.bottom < 20 + line_height(font));
    }
}

TEST(test_render_text__letters_differ) {
  for (const Font font : kFonts) {
    std::vector<Image> letters;
    for (char c = '!'; c <= '~'; ++c) {
      Image image = blank_image(24, 24, kWhite);
      draw_text(image, 2, 2, std::string(1, c), font, kBlack);
      for (const Image& other : letters)
        CHECK(!std::equal(image.pixels().begin(), image.pixels().end(), other.pixels().begin()));
      letters.push_back(image);
    }
  }
}

TEST(test_render_text__unknown_and_broken_letters_are_boxes) {
  const int64_t box = text_width("\xe4\xb8\xad", Font::regular);  // U+4E2D
  CHECK(box > 4);
  CHECK_EQ(ink_of("\xe4\xb8\xad", Font::regular).dark,
           ink_of("\xf0\x9f\x90\xb1", Font::regular).dark);
  CHECK_EQ(text_width("\xff", Font::regular), box);
  CHECK_EQ(text_width("\xc3", Font::regular), box);          // cut off
  CHECK_EQ(text_width("\xe4\xb8", Font::regular), 2 * box);  // both bytes alone
  CHECK(text_width("\xc3\xa9", Font::regular) < box);        // é is known
  CHECK_EQ(text_width("", Font::regular), 0);
}

TEST(test_render_text__drawing_is_clipped_at_the_borders) {
  Image image = blank_image(20, 10, kWhite);
  for (const int64_t x : {-300, -5, 0, 15, 400})
    for (const int64_t y : {-300, -8, 5, 400})
      draw_text(image, x, y, "WAgj|", Font::semibold, kBlack);
  CHECK(ink_of(image).dark > 0);
}

TEST(test_render_text__ink_is_blended_in_the_color) {
  Image image = blank_image(40, 24, {10, 20, 30});
  draw_text(image, 2, 2, "MW", Font::semibold, {210, 120, 30});
  for (int64_t y = 0; y < 24; ++y)
    for (int64_t x = 0; x < 40; ++x) {
      const uint8_t* pixel = image.pixel(x, y);
      CHECK(pixel[0] >= 10 && pixel[0] <= 210 && pixel[1] >= 20 && pixel[1] <= 120);
      CHECK_EQ(int{pixel[2]}, 30);
    }
}

TEST(test_render_text__ellipsis_fits_or_is_empty) {
  CHECK_EQ(ellipsized("fire9", Font::regular, 100), "fire9");
  const std::string name = "InceptionV3/Mixed_7c/Branch_2/Conv2d_0a_1x1/Relu";
  for (int64_t width = 0; width < 400; ++width) {
    const std::string cut = ellipsized(name, Font::regular, width);
    CHECK(text_width(cut, Font::regular) <= width);
    if (width >= text_width(name, Font::regular)) CHECK_EQ(cut, name);
    if (!cut.empty() && cut != name) CHECK(cut.ends_with("…"));
  }
}

TEST(test_render_text__wrapping_loses_nothing_where_there_is_room) {
  const std::string label = "tabby, tabby cat (0.65)";
  CHECK_EQ(wrapped(label, Font::regular, 1000, 3).size(), size_t{1});
  const std::vector<std::string> two = wrapped(label, Font::regular, 100, 3);
  CHECK_EQ(two.size(), size_t{2});
  CHECK_EQ(two[0] + " " + two[1], label);
  // A layer's name breaks behind its signs.
  const auto name = wrapped("features/Mixed_7c/concat", Font::regular, 80, 5);
  CHECK(name.size() > 1);
  CHECK(name[0].back() == '/' || name[0].back() == '_');
  CHECK_EQ(wrapped("   ", Font::regular, 50, 3).size(), size_t{0});
}

// Random texts of every kind of byte: always within width and number of lines, nothing lost without
// "…".
TEST(test_render_text__wrapped_lines_fit) {
  Random random(7);
  for (int round = 0; round < 300; ++round) {
    std::string text;
    const int64_t length = random.below(60);
    for (int64_t i = 0; i < length; ++i)
      text += random.below(6) == 0 ? ' ' : static_cast<char>(random.below(256));
    const int64_t width = 20 + random.below(200);
    const int max_lines = static_cast<int>(1 + random.below(4));
    const auto lines = wrapped(text, Font::regular, width, max_lines);
    CHECK(static_cast<int>(lines.size()) <= max_lines);
    std::string kept, given;
    for (const std::string& line : lines) {
      CHECK(text_width(line, Font::regular) <= width);
      kept += line;
    }
    if (kept.find("…") != std::string::npos) continue;
    std::erase(kept, ' ');
    given = text;
    std::erase(given, ' ');
    CHECK(kept == given);
  }
}

int main() {
  return cnnviz::test::run_tests({
      CASE(test_render_text__every_letter_inks_within_its_measure),
      CASE(test_render_text__letters_differ),
      CASE(test_render_text__unknown_and_broken_letters_are_boxes),
      CASE(test_render_text__drawing_is_clipped_at_the_borders),
      CASE(test_render_text__ink_is_blended_in_the_color),
      CASE(test_render_text__ellipsis_fits_or_is_empty),
      CASE(test_render_text__wrapping_loses_nothing_where_there_is_room),
      CASE(test_render_text__wrapped_lines_fit),
  });
}
