#include "report/map_page.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "base/json_memory.h"
#include "image/codec.h"
#include "render/canvas.h"

namespace cnnviz::core {

namespace {

constexpr char kTemplate[] =
#include "report/map_page.inc"
    ;

// Thumbnails lie in sheets of so many a side: few pictures for the browser to decode, none too
// large.
constexpr int64_t kSheetPixels = 2048;

std::string base64(std::span<const uint8_t> bytes) {
  constexpr char kLetters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (size_t i = 0; i < bytes.size(); i += 3) {
    const size_t left = std::min<size_t>(3, bytes.size() - i);
    uint32_t word = 0;
    for (size_t b = 0; b < 3; ++b) word = word << 8 | (b < left ? bytes[i + b] : 0u);
    for (size_t letter = 0; letter < 4; ++letter)
      text += letter <= left ? kLetters[word >> (18 - 6 * letter) & 63] : '=';
  }
  return text;
}

std::string color_text(Color color) {
  std::array<char, 8> text{};
  std::snprintf(text.data(), text.size(), "#%02x%02x%02x", color.red, color.green, color.blue);
  return text.data();
}

// As a script's data: no byte that is not ASCII, nothing that could end the script.
std::string script_text(const Json& json) {
  const std::string text = json.dump(-1, ' ', true, Json::error_handler_t::replace);
  std::string safe;
  safe.reserve(text.size());
  for (const char letter : text) safe += letter == '<' ? "\\u003c" : std::string(1, letter);
  return safe;
}

// Coordinates in 0 to 1 along the longer side, the second downward as screens have it.
void add_places(Json& data, std::span<const float> coordinates) {
  double low[2], high[2];
  for (size_t axis = 0; axis < 2; ++axis) {
    low[axis] = high[axis] = static_cast<double>(coordinates[axis]);
    for (size_t i = axis; i < coordinates.size(); i += 2) {
      low[axis] = std::min(low[axis], static_cast<double>(coordinates[i]));
      high[axis] = std::max(high[axis], static_cast<double>(coordinates[i]));
    }
  }
  const double extent = std::max({high[0] - low[0], high[1] - low[1], 1e-30});
  constexpr double kSteps = 1e5;
  Json x = Json::array(), y = Json::array();
  for (size_t i = 0; i < coordinates.size(); i += 2) {
    const auto place = [&](double above) {
      return static_cast<int64_t>(std::lround(above / extent * kSteps));
    };
    x.push_back(place(static_cast<double>(coordinates[i]) - low[0]));
    y.push_back(place(high[1] - static_cast<double>(coordinates[i + 1])));
  }
  data["steps"] = kSteps;
  data["x"] = std::move(x);
  data["y"] = std::move(y);
}

void add_sheets(Json& data, std::span<const Image* const> pictures, int64_t side) {
  const int64_t across = std::max<int64_t>(1, kSheetPixels / side);
  const auto count = static_cast<int64_t>(pictures.size());
  data["side"] = side;
  data["across"] = across;
  data["sheets"] = Json::array();
  for (int64_t first = 0; first < count; first += across * across) {
    const int64_t here = std::min(across * across, count - first);
    std::vector<int64_t> cells(static_cast<size_t>((here + across - 1) / across * across), -1);
    for (int64_t i = 0; i < here; ++i) cells[static_cast<size_t>(i)] = first + i;
    const Image sheet = mosaic(cells, across, pictures, side);
    data["sheets"].push_back("data:image/jpeg;base64," +
                             base64(encode_image(sheet, ImageFormat::jpeg)));
  }
}

std::string replaced(std::string text, const std::string& mark, const std::string& by) {
  const size_t at = text.find(mark);
  return text.replace(at, mark.size(), by);
}

std::string html_text(const std::string& text) {
  std::string safe;
  for (const char letter : text) {
    if (letter == '<')
      safe += "&lt;";
    else if (letter == '&')
      safe += "&amp;";
    else
      safe += letter;
  }
  return safe;
}

}  // namespace

std::string map_page(const MapPage& page) {
  Json data;
  data["title"] = page.title;
  data["note"] = page.note;
  add_places(data, page.coordinates);
  if (!page.labels.empty()) {
    data["labels"] = std::vector<int64_t>(page.labels.begin(), page.labels.end());
    data["classes"] = Json::array();
    for (const ScatterClass& one : page.classes)
      data["classes"].push_back({{"name", one.name}, {"color", color_text(one.color)}});
  }
  data["color"] = color_text(class_color(0, 1));
  data["none"] = color_text(class_color(-1, 1));
  if (!page.captions.empty()) data["captions"] = page.captions;
  if (!page.pictures.empty()) add_sheets(data, page.pictures, page.thumbnail);
  // The title's place is before the data's, whatever these hold.
  return replaced(replaced(kTemplate, "@DATA@", script_text(data)), "@TITLE@",
                  html_text(page.title));
}

}  // namespace cnnviz::core
