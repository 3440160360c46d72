// The tables of the perceptual maps are data (color_tables.inc); the others are piecewise linear
// between nodes: matplotlib's segment data for jet, seismic and bwr, ColorBrewer's eleven classes
// for RdBu and PiYG (C. Brewer, Apache-2.0). Colors come out of nodes as matplotlib's do:
// interpolated at i / 255 in double precision and truncated to bytes.
#include "render/color_map.h"

#include <algorithm>
#include <map>
#include <span>

#include "base/error.h"
#include "base/text.h"

namespace cnnviz::core {

namespace {

#include "render/color_tables.inc"

struct Node {
  double x, value;
};

constexpr Node kJetRed[] = {{0, 0}, {0.35, 0}, {0.66, 1}, {0.89, 1}, {1, 0.5}};
constexpr Node kJetGreen[] = {{0, 0}, {0.125, 0}, {0.375, 1}, {0.64, 1}, {0.91, 0}, {1, 0}};
constexpr Node kJetBlue[] = {{0, 0.5}, {0.11, 1}, {0.34, 1}, {0.65, 0}, {1, 0}};

constexpr uint32_t kRdBu[] = {0x67001f, 0xb2182b, 0xd6604d, 0xf4a582, 0xfddbc7, 0xf7f7f7,
                              0xd1e5f0, 0x92c5de, 0x4393c3, 0x2166ac, 0x053061};
constexpr uint32_t kPiYG[] = {0x8e0152, 0xc51b7d, 0xde77ae, 0xf1b6da, 0xfde0ef, 0xf7f7f7,
                              0xe6f5d0, 0xb8e186, 0x7fbc41, 0x4d9221, 0x276419};

// The order of operations is matplotlib's, so that its rounding errors, which decide about
// truncated bytes, are the same.
uint8_t between_nodes(std::span<const Node> nodes, int index) {
  const double at = 255 * (index * (1.0 / 255));
  size_t right = 1;
  while (right + 1 < nodes.size() && nodes[right].x * 255 < at) ++right;
  const Node &a = nodes[right - 1], &b = nodes[right];
  const double part = (at - a.x * 255) / (b.x * 255 - a.x * 255);
  return static_cast<uint8_t>((part * (b.value - a.value) + a.value) * 255);
}

using Colors = std::array<Color, 256>;

Colors from_channels(std::span<const Node> red, std::span<const Node> green,
                     std::span<const Node> blue) {
  Colors colors;
  for (int i = 0; i < 256; ++i)
    colors[static_cast<size_t>(i)] = {between_nodes(red, i), between_nodes(green, i),
                                      between_nodes(blue, i)};
  return colors;
}

// Nodes at equal distances.
Colors from_levels(const std::vector<std::array<double, 3>>& levels) {
  std::array<std::vector<Node>, 3> channels;
  for (size_t i = 0; i < levels.size(); ++i)
    for (size_t c = 0; c < 3; ++c)
      channels[c].push_back(
          {static_cast<double>(i) * (1.0 / static_cast<double>(levels.size() - 1)), levels[i][c]});
  return from_channels(channels[0], channels[1], channels[2]);
}

Color unpack(uint32_t packed) {
  return {static_cast<uint8_t>(packed >> 16), static_cast<uint8_t>(packed >> 8),
          static_cast<uint8_t>(packed)};
}

Colors from_packed_nodes(std::span<const uint32_t> nodes) {
  std::vector<std::array<double, 3>> levels;
  for (uint32_t node : nodes) {
    const Color color = unpack(node);
    levels.push_back({color.red / 255.0, color.green / 255.0, color.blue / 255.0});
  }
  return from_levels(levels);
}

Colors from_table(std::span<const uint32_t, 256> table) {
  Colors colors;
  std::transform(table.begin(), table.end(), colors.begin(), unpack);
  return colors;
}

using Maps = std::map<std::string, ColorMap, std::less<>>;

Maps make_maps() {
  Maps maps;
  const auto add = [&maps](const std::string& name, bool diverging, const Colors& colors) {
    Colors reversed = colors;
    std::reverse(reversed.begin(), reversed.end());
    maps[name] = {name, diverging, colors};
    maps[name + "_r"] = {name + "_r", diverging, reversed};
  };
  add("viridis", false, from_table(k_viridis));
  add("magma", false, from_table(k_magma));
  add("inferno", false, from_table(k_inferno));
  add("plasma", false, from_table(k_plasma));
  add("turbo", false, from_table(k_turbo));
  add("gray", false, from_levels({{0, 0, 0}, {1, 1, 1}}));
  add("jet", false, from_channels(kJetRed, kJetGreen, kJetBlue));
  add("seismic", true, from_levels({{0, 0, .3}, {0, 0, 1}, {1, 1, 1}, {1, 0, 0}, {.5, 0, 0}}));
  add("bwr", true, from_levels({{0, 0, 1}, {1, 1, 1}, {1, 0, 0}}));
  add("RdBu", true, from_packed_nodes(kRdBu));
  add("PiYG", true, from_packed_nodes(kPiYG));
  add("coolwarm", true, from_table(k_coolwarm));
  return maps;
}

const Maps& maps() {
  static const Maps made = make_maps();
  return made;
}

}  // namespace

const ColorMap& color_map(std::string_view name) {
  const auto found = maps().find(name);
  if (found != maps().end()) return found->second;
  std::vector<std::string> known;
  for (const auto& item : maps()) known.push_back(item.first);
  fail(Status::not_found, "unknown color map ", quoted(name), nearest_hint(name, known),
       "; known are ", join(color_map_names()), ", each also reversed as NAME_r");
}

std::vector<std::string> color_map_names() {
  std::vector<std::string> names;
  for (const auto& item : maps())
    if (!item.first.ends_with("_r")) names.push_back(item.first);
  return names;
}

}  // namespace cnnviz::core
