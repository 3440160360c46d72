#include "render/text.h"

#include <algorithm>
#include <cstring>
#include <span>

#include "render/canvas.h"

namespace cnnviz::core {

namespace {

// One letter: `width` x `height` pixels of ink, row-major, whose upper left one lies `left` to the
// right of the pen and `top` above the base line (its lower edge being the line), 'A' no ink to 'P'
// full ink.
struct Glyph {
  uint16_t code;
  int8_t advance, left, top;
  uint8_t width, height;
  uint16_t start;
};

namespace regular {
#include "render/font_regular.inc"
}
namespace semibold {
#include "render/font_semibold.inc"
}

struct Face {
  std::span<const Glyph> glyphs;
  const char* ink;
  int ascent, height;
  Glyph box;  // stands for letters that the face does not have
};

const Face& face_of(Font font) {
  static constexpr Face kRegular{regular::kGlyphs, regular::kInk, 13, 17, {0, 8, 1, 9, 6, 9, 0}};
  static constexpr Face kSemibold{
      semibold::kGlyphs, semibold::kInk, 15, 19, {0, 9, 1, 10, 7, 10, 0}};
  return font == Font::regular ? kRegular : kSemibold;
}

// Takes one code point off the front of a UTF-8 text; a broken sequence gives U+FFFD and takes one
// byte.
uint32_t take_code_point(std::string_view& text) {
  const auto first = static_cast<uint8_t>(text[0]);
  const size_t length = first < 0x80       ? 1
                        : first >> 5 == 6  ? 2
                        : first >> 4 == 14 ? 3
                        : first >> 3 == 30 ? 4
                                           : 0;
  uint32_t code = length == 1 ? first : first & (0x7fu >> length);
  bool whole = length > 0 && length <= text.size();
  for (size_t i = 1; whole && i < length; ++i) {
    const auto next = static_cast<uint8_t>(text[i]);
    whole = (next & 0xc0) == 0x80;
    code = code << 6 | (next & 0x3fu);
  }
  text.remove_prefix(whole ? length : 1);
  return whole ? code : 0xfffd;
}

const Glyph& glyph_of(const Face& face, uint32_t code) {
  if (code < 0x20) code = 0x20;
  const auto found =
      std::lower_bound(face.glyphs.begin(), face.glyphs.end(), code,
                       [](const Glyph& glyph, uint32_t c) { return glyph.code < c; });
  return found != face.glyphs.end() && found->code == code ? *found : face.box;
}

// Calls visit(glyph, x of its pen) along a line whose ink starts at 0; returns the width of the
// ink.
template <typename Visit>
int64_t walk(const Face& face, std::string_view text, const Visit& visit) {
  int64_t pen = 0, end = 0;
  bool first = true;
  while (!text.empty()) {
    const Glyph& glyph = glyph_of(face, take_code_point(text));
    if (first) pen = std::max(0, -glyph.left);
    first = false;
    visit(glyph, pen);
    end = std::max(end, pen + std::max<int64_t>(glyph.advance, glyph.left + glyph.width));
    pen += glyph.advance;
  }
  return end;
}

bool is_break(char letter) {
  return std::strchr("/_-.:,", letter) != nullptr && letter != 0;
}

// The length of the longest beginning of `text` that fits, at a place where a line may break.
size_t line_length(std::string_view text, Font font, int64_t width) {
  size_t fitting = 0, at_blank = 0, at_sign = 0;
  std::string_view rest = text;
  while (!rest.empty()) {
    take_code_point(rest);
    const size_t length = text.size() - rest.size();
    if (fitting > 0 && text_width(text.substr(0, length), font) > width) {
      if (text[fitting] == ' ') return fitting;
      return at_blank > 0 ? at_blank : at_sign > 0 ? at_sign : fitting;
    }
    fitting = length;
    if (text[length - 1] == ' ') at_blank = length;
    if (is_break(text[length - 1])) at_sign = length;
  }
  return fitting;
}

std::string without_blanks(std::string_view text) {
  const size_t first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return "";
  return std::string(text.substr(first, text.find_last_not_of(' ') - first + 1));
}

}  // namespace

int64_t line_height(Font font) {
  return face_of(font).height;
}

int64_t text_width(std::string_view text, Font font) {
  return walk(face_of(font), text, [](const Glyph&, int64_t) {});
}

std::string ellipsized(std::string_view text, Font font, int64_t width) {
  if (text_width(text, font) <= width) return std::string(text);
  std::string best;
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::string cut = without_blanks(text.substr(0, text.size() - rest.size())) + "…";
    if (text_width(cut, font) > width) break;
    best = cut;
    take_code_point(rest);
  }
  return best;
}

std::vector<std::string> wrapped(std::string_view text, Font font, int64_t width, int max_lines) {
  std::vector<std::string> lines;
  std::string whole = without_blanks(text);
  std::string_view rest = whole;
  while (!rest.empty() && static_cast<int>(lines.size()) < max_lines) {
    if (static_cast<int>(lines.size()) + 1 == max_lines) {
      lines.push_back(ellipsized(rest, font, width));
      break;
    }
    const size_t length = line_length(rest, font, width);
    lines.push_back(without_blanks(rest.substr(0, length)));
    rest.remove_prefix(length);
    rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
  }
  return lines;
}

void draw_text(Image& image, int64_t x, int64_t y, std::string_view text, Font font, Color color) {
  const Face& face = face_of(font);
  walk(face, text, [&](const Glyph& glyph, int64_t pen) {
    const int64_t left = x + pen + glyph.left, top = y + face.ascent - glyph.top;
    for (int row = 0; row < glyph.height; ++row)
      for (int column = 0; column < glyph.width; ++column) {
        const bool edge =
            row == 0 || column == 0 || row + 1 == glyph.height || column + 1 == glyph.width;
        const int ink = glyph.code == 0 ? (edge ? 15 : 0)
                                        : face.ink[glyph.start + row * glyph.width + column] - 'A';
        blend_pixel(image, left + column, top + row, color, ink * 17);
      }
  });
}

}  // namespace cnnviz::core
