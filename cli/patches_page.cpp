#include "patches_page.h"

#include <algorithm>
#include <cstring>
#include <filesystem>

#include "outputs.h"
#include "panels.h"

namespace cli {

namespace fs = std::filesystem;

namespace {

constexpr int32_t kLine = 2;  // pixels between squares
constexpr uint8_t kPaper = 255, kGround = 128;

// Any text inside HTML.
std::string escaped(const std::string& text) {
  std::string html;
  for (const char letter : text) {
    switch (letter) {
      case '<':
        html += "&lt;";
        break;
      case '>':
        html += "&gt;";
        break;
      case '&':
        html += "&amp;";
        break;
      case '"':
        html += "&quot;";
        break;
      default:
        html += letter;
    }
  }
  return html;
}

// A name of a folder in an address.
std::string address(const std::string& name) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string text;
  for (const char letter : name) {
    const auto byte = static_cast<unsigned char>(letter);
    if (std::isalnum(byte) != 0 || std::strchr("-_.", letter) != nullptr) {
      text += letter;
    } else {
      text += '%';
      text += kDigits[byte >> 4];
      text += kDigits[byte & 15];
    }
  }
  return text;
}

// A canvas of RGB pixels that pictures are copied into.
struct Canvas {
  Canvas(int32_t w, int32_t h, uint8_t level)
      : width(w), height(h), pixels(3 * static_cast<size_t>(w) * static_cast<size_t>(h), level) {}

  void paste(const Picture& picture, int32_t left, int32_t top) {
    const int32_t w = cnnviz_image_width(picture.get()), h = cnnviz_image_height(picture.get());
    const auto channels = static_cast<size_t>(cnnviz_image_channels(picture.get()));
    const uint8_t* source = cnnviz_image_pixels(picture.get());
    for (int32_t y = 0; y < h; ++y)
      for (int32_t x = 0; x < w; ++x, source += channels) {
        const auto at = 3 * (static_cast<size_t>(top + y) * static_cast<size_t>(width) +
                             static_cast<size_t>(left + x));
        for (size_t c = 0; c < 3; ++c) pixels[at + c] = source[channels < 3 ? 0 : c];
      }
  }
  Picture picture() const {
    return made<Picture>(cnnviz_image_from_pixels, pixels.data(),
                         static_cast<int64_t>(pixels.size()), width, height, 3);
  }

  int32_t width, height;
  std::vector<uint8_t> pixels;
};

constexpr char kStyle[] =
    "body{font:15px/1.4 sans-serif;margin:1.5em;background:#fff;color:#222}"
    "h1{font-size:1.3em}section{margin:0 0 1.2em}h2{font-size:1em;margin:0 0 .2em}"
    "p{margin:.1em 0;color:#555}img{display:block;max-width:100%;height:auto}";

}  // namespace

Picture fitted(const Picture& picture, int32_t side) {
  const int32_t w = cnnviz_image_width(picture.get()), h = cnnviz_image_height(picture.get());
  const int32_t longer = std::max(w, h);
  const auto scaled = [&](int32_t extent) {
    return std::max(1, static_cast<int32_t>((int64_t{extent} * side + longer / 2) / longer));
  };
  const auto resized = made<Picture>(cnnviz_image_resize, picture.get(), scaled(w), scaled(h));
  Canvas canvas(side, side, kGround);
  canvas.paste(resized, (side - scaled(w)) / 2, (side - scaled(h)) / 2);
  return canvas.picture();
}

Picture tiled(const std::vector<Picture>& squares, int32_t columns, int32_t side) {
  const auto rows = static_cast<int32_t>((squares.size() + static_cast<size_t>(columns) - 1) /
                                         static_cast<size_t>(columns));
  Canvas canvas(columns * (side + kLine) - kLine, rows * (side + kLine) - kLine, kPaper);
  for (size_t i = 0; i < squares.size(); ++i) {
    const auto at = static_cast<int32_t>(i);
    if (squares[i] != nullptr)
      canvas.paste(squares[i], at % columns * (side + kLine), at / columns * (side + kLine));
  }
  return canvas.picture();
}

std::string most_common(const std::vector<std::string>& texts) {
  std::vector<std::pair<std::string, int>> counts;  // in the order of first appearance
  for (const std::string& text : texts) {
    const auto found = std::find_if(counts.begin(), counts.end(),
                                    [&](const auto& one) { return one.first == text; });
    if (found == counts.end())
      counts.emplace_back(text, 1);
    else
      ++found->second;
  }
  std::stable_sort(counts.begin(), counts.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  std::string result;
  for (size_t i = 0; i < std::min<size_t>(2, counts.size()); ++i) {
    result += (i == 0 ? "" : ", ") + counts[i].first;
    if (counts[i].second > 1) result += " " + std::to_string(counts[i].second) + "x";
  }
  return result;
}

PatchesPage::PatchesPage(const std::string& path, const std::string& layer,
                         const std::string& collection)
    : path_(path), folder_((fs::path(path).replace_extension().string()) + "_files") {
  std::error_code error;
  fs::create_directories(folder_, error);
  if (error) throw Failure(kFailed, folder_ + ": cannot make the folder: " + error.message());
  const std::string title = escaped(layer + ", " + collection);
  html_ =
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>" +
      title + "</title><style>" + kStyle + "</style></head><body>\n<h1>" + title + "</h1>\n";
}

void PatchesPage::add(int64_t channel, const Picture& strip, const Json& patches) {
  const std::string number = std::to_string(channel), file = "c" + number + ".jpg";
  check_writing(cnnviz_image_write(strip.get(), (fs::path(folder_) / file).c_str(), nullptr));
  std::string values, names;
  std::vector<std::string> labels;
  for (const Json& patch : patches) {
    names += (names.empty() ? "" : ", ") + short_name(patch.at("image").get<std::string>());
    if (!patch.contains("value")) continue;
    values += (values.empty() ? "" : ", ") + number_text(patch.at("value").get<double>());
    if (!patch.at("label").is_string()) continue;
    const std::string label = patch.at("label").get<std::string>();
    labels.push_back(label.substr(0, label.find(',')));
  }
  html_ += "<section id=\"c" + number + "\"><h2>channel " + number +
           "</h2><img loading=\"lazy\" width=\"" + std::to_string(cnnviz_image_width(strip.get())) +
           "\" height=\"" + std::to_string(cnnviz_image_height(strip.get())) + "\" src=\"" +
           address(fs::path(folder_).filename().string()) + "/" + file +
           "\" alt=\"strongest patches of channel " + number + "\" title=\"" + escaped(names) +
           "\"><p>" + escaped(values.empty() ? "no response" : values) +
           (labels.empty() ? "" : " &middot; " + escaped(most_common(labels))) + "</p></section>\n";
}

void PatchesPage::finish() {
  html_ += "</body></html>\n";
  write_text(path_, html_);
}

}  // namespace cli
