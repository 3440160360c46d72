#include "nearest.h"

#include <algorithm>

namespace cli {
namespace {

constexpr size_t kMost = 3;

// Levenshtein's distance.
size_t edits(const std::string& a, const std::string& b) {
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

}  // namespace

std::string nearest_hint(const std::string& typed, const std::vector<std::string>& known) {
  std::vector<std::pair<size_t, std::string>> ranked;
  for (const std::string& name : known) {
    const bool begins = !typed.empty() && name.compare(0, typed.size(), typed) == 0;
    const size_t distance = begins ? 0 : edits(typed, name);
    if (distance <= std::max<size_t>(2, name.size() / 3)) ranked.emplace_back(distance, name);
  }
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::string hint;
  for (size_t i = 0; i < ranked.size() && i < kMost; ++i)
    hint += (i == 0 ? "; nearest: " : ", ") + ranked[i].second;
  return hint;
}

}  // namespace cli
