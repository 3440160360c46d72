// Labels in pictures. The letters are Open Sans at two sizes, kept as small gray pictures
// (font_regular.inc, font_semibold.inc), so that a figure looks the same on every machine. Texts
// are UTF-8; Latin letters with their accents and a few signs are known, anything else is drawn as
// a box.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "image/image.h"
#include "render/color.h"

namespace cnnviz::core {

enum class Font { regular, semibold };

// From the top of one line to the top of the next; every letter's ink lies within.
int64_t line_height(Font font);

// The width of the ink of one line.
int64_t text_width(std::string_view text, Font font);

// The text itself where it is no wider than `width`, else its beginning and "…"; "" where not even
// that fits.
std::string ellipsized(std::string_view text, Font font, int64_t width);

// The text in lines of at most `width`, broken at blanks, else behind / _ - . : , or inside a word;
// what does not fit `max_lines` is cut off with "…".
std::vector<std::string> wrapped(std::string_view text, Font font, int64_t width, int max_lines);

// Draws one line whose ink starts at x and whose line starts at y; what lies outside the picture is
// left out.
void draw_text(Image& image, int64_t x, int64_t y, std::string_view text, Font font, Color color);

}  // namespace cnnviz::core
