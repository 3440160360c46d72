#include "occluder.h"

#include <algorithm>
#include <cinttypes>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <map>

#include "nearest.h"
#include "session.h"

namespace cli {
namespace {

const std::vector<Choice> kFills = {{"zero", CNNVIZ_FILL_ZERO}, {"mean", CNNVIZ_FILL_MEAN},
                                    {"gray", CNNVIZ_FILL_GRAY}, {"black", CNNVIZ_FILL_BLACK},
                                    {"blur", CNNVIZ_FILL_BLUR}, {"noise", CNNVIZ_FILL_NOISE}};

// Told apart by people who see few colors too (Okabe & Ito 2008); then what has no name.
constexpr int32_t kPalette[] = {0x0072b2, 0xe69f00, 0x009e73, 0xcc79a7,
                                0xd55e00, 0x56b4e9, 0xf0e442};
constexpr int32_t kOther = 0x999999;
constexpr double kOpacity = 0.7;
// Channels that are named.
constexpr size_t kStrongest = 5;

// "32" or "32x48" (height, width), each at least 1.
void pixels(const std::string& flag, const std::string& text, int32_t& height, int32_t& width) {
  int end = 0;
  const auto whole = [&] { return end > 0 && static_cast<size_t>(end) == text.size(); };
  // At most six digits each: no number is out of range.
  if (std::sscanf(text.c_str(), "%6" SCNd32 "x%6" SCNd32 "%n", &height, &width, &end) != 2 ||
      !whole()) {
    end = 0;
    if (std::sscanf(text.c_str(), "%6" SCNd32 "%n", &height, &end) != 1 || !whole())
      throw usage_error(flag + " " + text +
                        ": must be HEIGHTxWIDTH or one number, as in 32 or 32x48");
    width = height;
  }
  if (height < 1 || width < 1) throw usage_error(flag + " " + text + ": must be at least 1 pixel");
}

std::string extents(const Json& pair) {
  return pair.at(0).dump() + "x" + pair.at(1).dump();
}

// The index of the window whose center is nearest, for every pixel of a side of the network's view.
std::vector<size_t> nearest_windows(const Json& starts, int64_t window, int64_t end, int64_t side) {
  std::vector<double> centers;
  for (const Json& start : starts) {
    const int64_t begin = start.get<int64_t>();
    centers.push_back(0.5 * static_cast<double>(begin + std::min(begin + window, end)));
  }
  std::vector<size_t> nearest;
  size_t at = 0;
  for (int64_t pixel = 0; pixel < side; ++pixel) {
    const double x = static_cast<double>(pixel) + 0.5;
    while (at + 1 < centers.size() && std::abs(centers[at + 1] - x) < std::abs(centers[at] - x))
      ++at;
    nearest.push_back(at);
  }
  return nearest;
}

std::string class_name(const Model& model, int64_t index) {
  const std::string number = std::to_string(index);
  if (index >= cnnviz_model_label_count(model.get())) return "class " + number;
  const std::string label = cnnviz_model_label(model.get(), index);
  return label.substr(0, label.find(',')) + " (" + number + ")";
}

}  // namespace

void OccluderFlags::declare(CLI::App& app) {
  app.add_option("--window", window,
                 "pixels of the network's view (default: a seventh of each side)")
      ->type_name("H[xW]");
  app.add_option("--stride", stride,
                 "pixels from one position to the next (default: half a window)")
      ->type_name("Y[xX]");
  app.add_option("--fill", fill,
                 "what covers: zero (default; in model space), mean (of the image), gray, black, "
                 "blur, noise, or a number in model space")
      ->type_name("FILL");
}

cnnviz_occlusion_options OccluderFlags::options() const {
  auto options = defaults(cnnviz_occlusion_options_init);
  if (!window.empty()) pixels("--window", window, options.window_height, options.window_width);
  if (!stride.empty()) pixels("--stride", stride, options.stride_y, options.stride_x);
  char* end = nullptr;
  const double number = std::strtod(fill.c_str(), &end);
  if (!fill.empty() && *end == '\0' && std::isfinite(number)) {
    options.fill = CNNVIZ_FILL_VALUE;
    options.fill_value = number;
    return options;
  }
  options.fill = static_cast<cnnviz_fill>(chosen("--fill", fill, kFills));
  return options;
}

void set_region(const std::string& text, cnnviz_occlusion_options& options) {
  int end = 0;
  const int found = std::sscanf(
      text.c_str(), "%6" SCNd32 ",%6" SCNd32 ",%6" SCNd32 "x%6" SCNd32 "%n", &options.region_y,
      &options.region_x, &options.region_height, &options.region_width, &end);
  if (found != 4 || static_cast<size_t>(end) != text.size() || options.region_height < 1 ||
      options.region_width < 1)
    throw usage_error("--roi " + text + ": must be Y,X,HEIGHTxWIDTH, as in 40,60,100x80");
}

Tensor of_target(const Tensor& tensor, size_t target) {
  std::vector<int64_t> shape = shape_of(tensor);
  const auto targets = static_cast<size_t>(shape[1]);
  const auto items = static_cast<size_t>(shape[0]);
  const size_t size = static_cast<size_t>(cnnviz_tensor_size(tensor.get())) / (items * targets);
  const float* values = cnnviz_tensor_floats(tensor.get());
  std::vector<float> own;
  for (size_t item = 0; item < items; ++item) {
    const float* from = values + (item * targets + target) * size;
    own.insert(own.end(), from, from + size);
  }
  shape.erase(shape.begin() + 1);
  return made<Tensor>(cnnviz_tensor_from_floats, own.data(), static_cast<int64_t>(own.size()),
                      shape.data(), static_cast<int32_t>(shape.size()));
}

std::string method_text(const Json& document) {
  if (document.contains("strongest")) return "layer " + layer_text(document);
  const Json& how = document.at("parameters");
  const std::string fill =
      how.contains("fill_value") ? how.at("fill_value").dump() : how.at("fill").get<std::string>();
  if (document.at("method") == "rise")
    return how.at("masks").dump() + " masks of " + how.at("cells").dump() + "x" +
           how.at("cells").dump() + " cells, fill " + fill;
  return "window " + extents(how.at("window")) + ", stride " + extents(how.at("stride")) +
         ", fill " + fill;
}

std::string strongest_text(const Json& document, size_t item) {
  std::string text;
  const Json& channels = document.at("strongest").at(item);
  for (size_t i = 0; i < std::min(kStrongest, channels.size()); ++i)
    text += (i == 0 ? "strongest channels " : ", ") + channels.at(i).at("channel").dump() + " (" +
            number_text(channels.at(i).at("value").get<double>()) + ")";
  return text;
}

void write_frames(const Frames& frames, const Model& model, const Batch& batch, size_t item,
                  const Result& result, const cnnviz_occlusion_options& options) {
  const Json document = document_of(result);
  const auto index = static_cast<int64_t>(item);
  const Tensor own = item_of(batch.input, index);
  std::vector<int64_t> shape = shape_of(own);
  shape.insert(shape.begin(), 1);
  const auto input = made<Tensor>(cnnviz_tensor_reshape, own.get(), shape.data(),
                                  static_cast<int32_t>(shape.size()));
  const Tensor drops = item_of(tensor_of(result, "drops"), index);
  const Tensor evaluated = item_of(tensor_of(result, "evaluated"), index);
  const Tensor classes = item_of(tensor_of(result, "classes"), index);
  const Json& rows = document.at("rows");
  const Json& columns = document.at("columns");
  const auto count = static_cast<int64_t>(rows.size() * columns.size());
  const std::string stem = batch.items[item].stem + ".occlusion";
  Json list = Json::array();
  for (int64_t position = 0; position < count; ++position) {
    session().job();  // an interruption ends it
    const auto at = static_cast<size_t>(position);
    const auto occluded = made<Tensor>(cnnviz_occluded_inputs, model.get(), input.get(), &options,
                                       position, int64_t{1});
    Json entry = {{"row", rows.at(at / columns.size())},
                  {"column", columns.at(at % columns.size())},
                  {"computed", cnnviz_tensor_ints(evaluated.get())[at] == 1},
                  {"targets", Json::array()}};
    const int64_t best = cnnviz_tensor_ints(classes.get())[at];
    entry["class"] = best < 0 ? Json(nullptr) : Json(best);
    Panel panel;
    for (size_t t = 0; t < document.at("targets").at(item).size(); ++t) {
      Json target = document.at("targets").at(item).at(t);
      const double drop =
          double{cnnviz_tensor_floats(drops.get())[t * static_cast<size_t>(count) + at]};
      const double score = target.at("score").get<double>() - drop;
      target["score"] = score;
      entry["targets"].push_back(
          {{"target", target.at("target")}, {"score", score}, {"drop", drop}});
      panel.caption += (t == 0 ? "" : "; ") + target_name(target) + ", " + target_value(target);
    }
    panel.picture = made<Picture>(cnnviz_model_picture, model.get(), occluded.get(), int64_t{0});
    const Json& first = document.at("targets").at(item).at(0);
    if (best >= 0 && first.contains("class") && first.at("class") != best)
      panel.warning = "best: " + class_name(model, best);
    std::vector<PanelRow> figure(1);
    figure[0].panels.push_back(std::move(panel));
    entry["file"] =
        frames.add(stem, position + 1, count, draw_figure(figure, {}, kLargeSide), entry);
    list.push_back(std::move(entry));
  }
  frames.write_list(stem, list);
}

Panel class_panel(const Model& model, const Result& result, int64_t item, const Picture& view) {
  const Json document = document_of(result);
  const Tensor own = item_of(tensor_of(result, "classes"), item), map = tensor_of(result, "map");
  const int64_t* best = cnnviz_tensor_ints(own.get());
  const auto count = static_cast<size_t>(cnnviz_tensor_size(own.get()));
  const auto columns = static_cast<size_t>(cnnviz_tensor_extent(own.get(), 1));
  std::map<int64_t, size_t> frequency;
  for (size_t i = 0; i < count; ++i) ++frequency[best[i]];
  std::vector<int64_t> order;
  for (const auto& entry : frequency) order.push_back(entry.first);
  std::stable_sort(order.begin(), order.end(),
                   [&](int64_t a, int64_t b) { return frequency[a] > frequency[b]; });

  Panel panel;
  panel.caption = "best class with the occluder there";
  std::map<int64_t, int32_t> colors;
  size_t others = 0;
  const auto share = [&](size_t positions) {
    return ", " +
           number_text(
               std::round(1000.0 * static_cast<double>(positions) / static_cast<double>(count)) /
               10) +
           " %";
  };
  for (const int64_t index : order) {
    if (colors.size() < std::size(kPalette)) {
      colors[index] = kPalette[colors.size()];
      panel.legend.emplace_back(colors[index], class_name(model, index) + share(frequency[index]));
    } else {
      others += frequency[index];
    }
  }
  if (others > 0)
    panel.legend.emplace_back(
        kOther, std::to_string(order.size() - colors.size()) + " other classes" + share(others));

  const Json& how = document.at("parameters");
  const Json& region = how.at("region");
  const auto windows = [&](const char* starts, size_t axis) {
    const int64_t end = region.at(axis).get<int64_t>() + region.at(axis + 2).get<int64_t>();
    return nearest_windows(document.at(starts), how.at("window").at(axis).get<int64_t>(), end,
                           cnnviz_tensor_extent(map.get(), static_cast<int32_t>(axis) + 2));
  };
  const std::vector<size_t> row_of = windows("rows", 0), column_of = windows("columns", 1);
  const Picture behind = backdrop(view);
  const auto width = static_cast<size_t>(cnnviz_image_width(behind.get()));
  const auto height = static_cast<size_t>(cnnviz_image_height(behind.get()));
  const uint8_t* gray = cnnviz_image_pixels(behind.get());
  std::vector<uint8_t> drawn;
  for (size_t y = 0; y < height; ++y)
    for (size_t x = 0; x < width; ++x) {
      const size_t row = row_of[y * row_of.size() / height];
      const size_t column = column_of[x * column_of.size() / width];
      const auto found = colors.find(best[row * columns + column]);
      const int32_t color = found != colors.end() ? found->second : kOther;
      for (const int shift : {16, 8, 0})
        drawn.push_back(static_cast<uint8_t>(kOpacity * (color >> shift & 0xff) +
                                             (1 - kOpacity) * gray[y * width + x]));
    }
  panel.picture =
      made<Picture>(cnnviz_image_from_pixels, drawn.data(), static_cast<int64_t>(drawn.size()),
                    static_cast<int32_t>(width), static_cast<int32_t>(height), 3);
  return panel;
}

}  // namespace cli
