// The color maps against the bytes that matplotlib draws (color_reference.inc), and the lookup by
// name.
#include "render/color_map.h"

#include <limits>

#include "support/check.h"

namespace {

struct Reference {
  const char* name;
  uint32_t colors[33];
};

const Reference kReferences[] = {
#include "color_reference.inc"
};

uint32_t packed(cnnviz::core::Color color) {
  return static_cast<uint32_t>(color.red << 16 | color.green << 8 | color.blue);
}

}  // namespace

TEST(test_render_color_map__equals_matplotlib) {
  for (const Reference& reference : kReferences) {
    const cnnviz::core::ColorMap& map = cnnviz::core::color_map(reference.name);
    CHECK_EQ(map.name, reference.name);
    for (int i = 0; i < 33; ++i) {
      const uint32_t drawn = packed(map.at(static_cast<float>(i) / 32));
      if (drawn != reference.colors[i])
        throw cnnviz::test::Failure{cnnviz::core::concat(
            reference.name, " at ", i, "/32: ", std::hex, drawn, ", not ", reference.colors[i])};
    }
  }
}

TEST(test_render_color_map__has_every_promised_name) {
  for (const char* name : {"viridis", "magma", "inferno", "plasma", "turbo", "gray", "seismic",
                           "bwr", "RdBu", "RdBu_r", "PiYG", "coolwarm", "jet"})
    CHECK_EQ(cnnviz::core::color_map(name).name, name);
  CHECK_EQ(cnnviz::core::color_map_names().size(), size_t{12});
}

TEST(test_render_color_map__index_truncates_and_clamps) {
  using cnnviz::core::ColorMap;
  CHECK_EQ(ColorMap::index(0.0f), 0);
  CHECK_EQ(ColorMap::index(0.999f / 256), 0);
  CHECK_EQ(ColorMap::index(1.0f / 256), 1);
  CHECK_EQ(ColorMap::index(0.5f), 128);
  CHECK_EQ(ColorMap::index(0.9999999f), 255);
  CHECK_EQ(ColorMap::index(1.0f), 255);
  CHECK_EQ(ColorMap::index(1e30f), 255);
  CHECK_EQ(ColorMap::index(-3.0f), 0);
  CHECK_EQ(ColorMap::index(std::numeric_limits<float>::infinity()), 255);
  CHECK_EQ(ColorMap::index(std::numeric_limits<float>::quiet_NaN()), 0);
}

TEST(test_render_color_map__reversed_is_the_mirror) {
  for (const std::string& name : cnnviz::core::color_map_names()) {
    const auto& map = cnnviz::core::color_map(name);
    const auto& mirrored = cnnviz::core::color_map(name + "_r");
    CHECK_EQ(map.diverging, mirrored.diverging);
    for (size_t i = 0; i < 256; ++i) CHECK(map.colors[i] == mirrored.colors[255 - i]);
  }
}

// Red means positive in RdBu_r, negative in RdBu; the middle of a diverging map is neutral.
TEST(test_render_color_map__diverging_maps_have_neutral_middles) {
  for (const std::string& name : cnnviz::core::color_map_names()) {
    const auto& map = cnnviz::core::color_map(name);
    if (!map.diverging) continue;
    const cnnviz::core::Color middle = map.at(0.5f);
    CHECK(std::abs(middle.red - middle.green) <= 3);
    CHECK(std::abs(middle.blue - middle.green) <= 6);
  }
  const cnnviz::core::Color high = cnnviz::core::color_map("RdBu_r").at(1);
  CHECK(high.red > 90 && high.blue < 40);
}

TEST(test_render_color_map__unknown_name_gets_the_nearest) {
  using cnnviz::core::Status;
  CHECK_ERROR(cnnviz::core::color_map("virdis"), Status::not_found, "nearest: \"viridis\"");
  CHECK_ERROR(cnnviz::core::color_map("rdbu_r"), Status::not_found, "RdBu_r");
  CHECK_ERROR(cnnviz::core::color_map(""), Status::not_found, "known are");
}

int main() {
  return cnnviz::test::run_tests({
      CASE(test_render_color_map__equals_matplotlib),
      CASE(test_render_color_map__has_every_promised_name),
      CASE(test_render_color_map__index_truncates_and_clamps),
      CASE(test_render_color_map__reversed_is_the_mirror),
      CASE(test_render_color_map__diverging_maps_have_neutral_middles),
      CASE(test_render_color_map__unknown_name_gets_the_nearest),
  });
}
