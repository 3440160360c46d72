// Text for messages: the nearest of known names, lists, numbers.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cnnviz::core {

// The number of single-character insertions, deletions and replacements between two texts
// (Levenshtein), letters compared without case.
int edit_distance(std::string_view a, std::string_view b);

// Up to `count` of the candidates nearest to `name`, nearest first; names that contain `name` (or
// are contained in it) come before merely similar ones. Candidates too far to be a slip are left
// out.
std::vector<std::string> nearest_names(std::string_view name,
                                       const std::vector<std::string>& candidates,
                                       size_t count = 3);

// `; nearest: "a", "b"` or an empty text: the tail of an error message about an unknown name.
std::string nearest_hint(std::string_view name, const std::vector<std::string>& candidates);

// The text in double quotes for a message: control characters as \xNN, long texts cut short.
std::string quoted(std::string_view text);

// "a, b, c"
std::string join(const std::vector<std::string>& parts, std::string_view separator = ", ");

// The parts of a text between separators, surrounding blanks removed; a blank text has no parts.
std::vector<std::string> split(std::string_view text, char separator);

std::string trim(std::string_view text);
std::string lower(std::string_view text);

// Parse a whole text as a number; false where it is not one, is out of range, or is not finite.
bool parse_int(std::string_view text, int64_t* value);
bool parse_double(std::string_view text, double* value);

}  // namespace cnnviz::core
