#include "report/map_page.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "image/codec.h"
#include "support/check.h"

using namespace cnnviz::test;

namespace {

// What the page's script reads.
nlohmann::json data_of(const std::string& page) {
  const std::string begin = "id=\"data\">";
  const size_t from = page.find(begin) + begin.size();
  return nlohmann::json::parse(page.substr(from, page.find("</script>", from) - from));
}

std::vector<uint8_t> decoded(const std::string& text) {
  const std::string letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::vector<uint8_t> bytes;
  uint32_t word = 0;
  int bits = 0;
  for (const char letter : text.substr(0, text.find('='))) {
    word = word << 6 | static_cast<uint32_t>(letters.find(letter));
    bits += 6;
    if (bits >= 8) bytes.push_back(static_cast<uint8_t>(word >> (bits -= 8) & 255));
  }
  return bytes;
}

}  // namespace

TEST(test_report_map_page__holds_the_points) {
  const std::vector<float> coordinates = {-1, 5, 3, 5, 1, 3};
  const std::vector<int64_t> labels = {1, -1, 0};
  MapPage page;
  page.title = "A & <b>";
  page.note = "n";
  page.coordinates = coordinates;
  page.labels = labels;
  page.classes = {{"zero", {1, 2, 255}}, {"one", {0, 0, 0}}};
  page.captions = {"first", "</script><b>",
                   "\xff"
                   "broken"};
  const std::string html = map_page(page);
  CHECK(html.starts_with("<!DOCTYPE html>"));
  CHECK(html.find("<title>A &amp; &lt;b></title>") != std::string::npos);
  CHECK(html.find("<b>") == std::string::npos);
  CHECK(html.find('@') == std::string::npos);
  const auto data = data_of(html);
  CHECK(data["x"] == nlohmann::json({0, 100000, 50000}));
  CHECK(data["y"] == nlohmann::json({0, 0, 50000}));  // downward
  CHECK(data["labels"] == nlohmann::json({1, -1, 0}));
  CHECK_EQ(data["classes"][0]["color"].get<std::string>(), "#0102ff");
  CHECK_EQ(data["captions"][1].get<std::string>(), "</script><b>");
  CHECK(!data.contains("sheets"));
}

TEST(test_report_map_page__loads_nothing) {
  const std::vector<float> coordinates = {0, 0};
  MapPage page;
  page.coordinates = coordinates;
  const std::string html = map_page(page);
  for (const char* word : {"http:", "https:", "src=\"", "<link", "@import", "fetch(", "XMLHttp"})
    CHECK(html.find(word) == std::string::npos);
}

TEST(test_report_map_page__pictures_lie_in_sheets) {
  const int64_t count = 70;
  std::vector<float> coordinates;
  std::vector<Image> images;
  for (int64_t i = 0; i < count; ++i) {
    coordinates.insert(coordinates.end(), {static_cast<float>(i), 0});
    Image image(20, 20, 3);
    std::ranges::fill(image.mutable_pixels(), static_cast<uint8_t>(i * 3));
    images.push_back(image);
  }
  std::vector<const Image*> pictures;
  for (const Image& image : images) pictures.push_back(&image);
  MapPage page;
  page.coordinates = coordinates;
  page.pictures = pictures;
  page.thumbnail = 256;
  const auto data = data_of(map_page(page));
  CHECK_EQ(data["side"].get<int>(), 256);
  CHECK_EQ(data["across"].get<int>(), 8);
  CHECK_EQ(data["sheets"].size(), size_t{2});
  const std::string kind = "data:image/jpeg;base64,";
  for (int64_t i = 0; i < count; ++i) {
    const auto text = data["sheets"][static_cast<size_t>(i / 64)].get<std::string>();
    CHECK(text.starts_with(kind));
    if (i % 9 != 0) continue;
    const Image sheet = decode_image(decoded(text.substr(kind.size())), "sheet");
    CHECK_EQ(sheet.width(), 8 * 256);
    const int64_t cell = i % 64;
    CHECK_NEAR(sheet.pixel(cell % 8 * 256 + 128, cell / 8 * 256 + 128)[1],
               static_cast<double>(i * 3), 2);
  }
}

int main() {
  return run_tests({
      CASE(test_report_map_page__holds_the_points),
      CASE(test_report_map_page__loads_nothing),
      CASE(test_report_map_page__pictures_lie_in_sheets),
  });
}
