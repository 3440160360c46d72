#include "base/text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>
#include <tuple>

namespace cnnviz::core {

namespace {

// Independent of the locale, unlike std::tolower; bytes beyond ASCII stay as they are.
char lower_char(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool is_blank(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

// Names longer than this are compared by their beginnings: the distance costs length times length.
constexpr size_t kComparedLength = 160;

constexpr size_t kQuotedLength = 200;

}  // namespace

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), lower_char);
  return result;
}

std::string trim(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return std::string(text);
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  std::string result;
  for (size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) result += separator;
    result += parts[i];
  }
  return result;
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  if (trim(text).empty()) return parts;
  for (;;) {
    const size_t end = text.find(separator);
    parts.push_back(trim(text.substr(0, end)));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::string quoted(std::string_view text) {
  constexpr char kDigits[] = "0123456789abcdef";
  const bool cut = text.size() > kQuotedLength;
  if (cut) {
    text = text.substr(0, kQuotedLength);
    // Never half of a UTF-8 character.
    while (!text.empty() && (static_cast<uint8_t>(text.back()) & 0xc0) == 0x80)
      text.remove_suffix(1);
    if (!text.empty() && (static_cast<uint8_t>(text.back()) & 0x80) != 0) text.remove_suffix(1);
  }
  std::string result = "\"";
  for (const char c : text) {
    const uint8_t byte = static_cast<uint8_t>(c);
    if (byte < 0x20 || byte == 0x7f) {
      result += "\\x";
      result += kDigits[byte >> 4];
      result += kDigits[byte & 15];
    } else {
      result += c;
    }
  }
  return result + (cut ? "...\"" : "\"");
}

int edit_distance(std::string_view a, std::string_view b) {
  std::vector<int> row(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (size_t i = 0; i < a.size(); ++i) {
    int diagonal = row[0];
    row[0] = static_cast<int>(i) + 1;
    for (size_t j = 0; j < b.size(); ++j) {
      const int replaced = diagonal + (lower_char(a[i]) == lower_char(b[j]) ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

std::vector<std::string> nearest_names(std::string_view name,
                                       const std::vector<std::string>& candidates, size_t count) {
  struct Match {
    bool only_similar;
    int distance;
    size_t index;
    bool operator<(const Match& other) const {
      return std::tie(only_similar, distance, index) <
             std::tie(other.only_similar, other.distance, other.index);
    }
  };
  const std::string wanted = lower(name.substr(0, kComparedLength));
  std::vector<Match> matches;
  for (size_t i = 0; i < candidates.size() && !wanted.empty(); ++i) {
    const std::string candidate = lower(std::string_view(candidates[i]).substr(0, kComparedLength));
    if (candidate.empty()) continue;
    // One letter is contained in too many names to mean anything; so is a small part of a long
    // name.
    const bool contained =
        (wanted.size() >= 2 && candidate.find(wanted) != std::string::npos) ||
        (2 * candidate.size() >= wanted.size() && wanted.find(candidate) != std::string::npos);
    const size_t longer = std::max(wanted.size(), candidate.size());
    const size_t shorter = std::min(wanted.size(), candidate.size());
    const size_t slip = (longer + 2) / 3;
    if (!contained && longer - shorter > slip) continue;
    const int distance = edit_distance(wanted, candidate);
    if (contained || distance <= static_cast<int>(slip))
      matches.push_back({!contained, distance, i});
  }
  std::sort(matches.begin(), matches.end());
  std::vector<std::string> names;
  for (const Match& match : matches) {
    if (names.size() >= count) break;
    const std::string& candidate = candidates[match.index];
    if (std::find(names.begin(), names.end(), candidate) == names.end()) names.push_back(candidate);
  }
  return names;
}

std::string nearest_hint(std::string_view name, const std::vector<std::string>& candidates) {
  std::vector<std::string> names = nearest_names(name, candidates);
  if (names.empty()) return "";
  std::transform(names.begin(), names.end(), names.begin(),
                 [](const std::string& candidate) { return quoted(candidate); });
  return "; nearest: " + join(names);
}

namespace {

template <typename Number>
bool parse_number(std::string_view text, Number* value) {
  if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);
  Number parsed{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), parsed);
  if (error != std::errc() || end != text.data() + text.size()) return false;
  *value = parsed;
  return true;
}

}  // namespace

bool parse_int(std::string_view text, int64_t* value) {
  return parse_number(text, value);
}

bool parse_double(std::string_view text, double* value) {
  double parsed = 0;
  if (!parse_number(text, &parsed) || !std::isfinite(parsed)) return false;
  *value = parsed;
  return true;
}

}  // namespace cnnviz::core
