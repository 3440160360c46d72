#include "model/sidecar.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "methods/names.h"
#include "model/json.h"

namespace cnnviz::core {

namespace {

constexpr Choice<ColorOrder> kColors[] = {
    {ColorOrder::rgb, "RGB"}, {ColorOrder::bgr, "BGR"}, {ColorOrder::gray, "GRAY"}};
constexpr Choice<ResizeMode> kResizeModes[] = {{ResizeMode::shorter, "shorter"},
                                               {ResizeMode::stretch, "stretch"},
                                               {ResizeMode::letterbox, "letterbox"}};

constexpr int64_t kMaxSidecarBytes = int64_t{1} << 20;
constexpr int64_t kMaxLabelBytes = int64_t{1} << 26;
constexpr int64_t kMaxSide = 16384;
constexpr size_t kMaxChannels = 65536;

std::string folder_of(const std::string& path) {
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash + 1);
}

// One key of a sidecar: its errors name the file and the key.
class Field {
 public:
  Field(const Json& value, const std::string& source, const std::string& key)
      : value_(value), where_(concat(source, ": \"", key, "\" ")) {}

  template <typename... Parts>
  [[noreturn]] void fail(const Parts&... parts) const {
    core::fail(Status::corrupt, where_, parts..., ", not ", shown());
  }

  int64_t integer() const {
    if (!value_.is_number_integer() ||
        (value_.is_number_unsigned() && value_ > uint64_t{INT64_MAX}))
      fail("must be a whole number");
    return value_.get<int64_t>();
  }
  double number() const {
    if (!value_.is_number()) fail("must be a number");
    return value_.get<double>();
  }
  std::string text() const {
    if (!value_.is_string()) fail("must be a text");
    return value_.get<std::string>();
  }
  std::vector<float> numbers() const {
    if (value_.is_number()) return {static_cast<float>(number())};
    if (!value_.is_array() || value_.empty() || value_.size() > kMaxChannels)
      fail("must be a list of numbers, one or one for each channel");
    std::vector<float> result;
    for (const Json& item : value_) {
      if (!item.is_number()) fail("must be a list of numbers");
      result.push_back(item.get<float>());
    }
    return result;
  }
  std::array<int64_t, 2> size() const {
    if (!value_.is_array() || value_.size() != 2 || !value_[0].is_number_integer() ||
        !value_[1].is_number_integer())
      fail("must be [height, width]");
    return {value_[0].get<int64_t>(), value_[1].get<int64_t>()};
  }
  template <typename T, size_t N>
  T choice(const Choice<T> (&choices)[N]) const {
    std::vector<std::string> names;
    for (const Choice<T>& one : choices) {
      if (value_.is_string() && one.name == value_.get<std::string>()) return one.value;
      names.push_back(quoted(one.name));
    }
    fail("must be one of ", join(names));
  }

 private:
  std::string shown() const {
    std::string text = json_text(value_);
    if (text.size() > 80) text = text.substr(0, 77) + "...";
    return text;
  }

  const Json& value_;
  std::string where_;
};

const std::vector<std::string>& known_keys() {
  static const std::vector<std::string> keys = {
      "size", "color", "range", "mean", "std", "resize", "resize_to", "labels", "penultimate"};
  return keys;
}

void read_key(const std::string& key, const Field& field, const std::string& folder,
              PreprocessSpec* spec) {
  if (key == "size") {
    spec->size = field.size();
  } else if (key == "color") {
    spec->color = field.choice(kColors);
  } else if (key == "range") {
    spec->range = field.number();
  } else if (key == "mean") {
    spec->mean = field.numbers();
  } else if (key == "std") {
    spec->std = field.numbers();
  } else if (key == "resize") {
    spec->resize = field.choice(kResizeModes);
  } else if (key == "resize_to") {
    spec->resize_to = field.integer();
  } else if (key == "labels") {
    const std::string file = field.text();
    spec->labels = file.starts_with('/') ? file : folder + file;
  } else {
    spec->penultimate = field.text();
  }
}

template <typename T>
void take(std::optional<T>& own, const std::optional<T>& other) {
  if (!own) own = other;
}

PreprocessSpec normalization(double range, std::vector<float> mean, std::vector<float> std) {
  PreprocessSpec spec;
  spec.range = range;
  spec.mean = std::move(mean);
  spec.std = std::move(std);
  return spec;
}

}  // namespace

const char* color_order_name(ColorOrder color) {
  return choice_name(kColors, color);
}
ColorOrder parse_color_order(std::string_view name) {
  return parse_choice(kColors, name, "color order");
}
const char* resize_mode_name(ResizeMode mode) {
  return choice_name(kResizeModes, mode);
}
ResizeMode parse_resize_mode(std::string_view name) {
  return parse_choice(kResizeModes, name, "resize mode");
}

void PreprocessSpec::fill_from(const PreprocessSpec& other) {
  // What a picture is scaled to belongs to the size it is then cropped to.
  const bool other_size_counts = !size || !other.size || *size == *other.size;
  if (other_size_counts) take(resize_to, other.resize_to);
  take(size, other.size);
  take(color, other.color);
  take(range, other.range);
  take(mean, other.mean);
  take(std, other.std);
  take(resize, other.resize);
  take(labels, other.labels);
  take(penultimate, other.penultimate);
}

void check_spec(const PreprocessSpec& spec, const std::string& source, Status status) {
  const auto check = [&](bool good, const char* what, const auto& given) {
    require(good, status, source, ": ", what, ", not ", given);
  };
  const auto side = [](int64_t extent) { return extent >= 1 && extent <= kMaxSide; };
  if (spec.size)
    check(side((*spec.size)[0]) && side((*spec.size)[1]), "size must be from 1 to 16384 a side",
          concat((*spec.size)[0], "x", (*spec.size)[1]));
  if (spec.range)
    check(*spec.range == 1 || *spec.range == 255, "range must be 1 or 255", *spec.range);
  if (spec.resize_to)
    check(side(*spec.resize_to), "resize_to must be from 1 to 16384", *spec.resize_to);
  if (spec.mean)
    for (const float m : *spec.mean) check(std::isfinite(m), "mean must be finite", m);
  if (spec.std)
    for (const float s : *spec.std)
      check(std::isfinite(s) && s > 0, "std must be positive and finite", s);
  if (spec.size && spec.resize_to &&
      spec.resize.value_or(ResizeMode::shorter) == ResizeMode::shorter)
    check(*spec.resize_to >= std::min((*spec.size)[0], (*spec.size)[1]),
          "resize_to must not be smaller than the shorter side of size", *spec.resize_to);
}

PreprocessSpec parse_sidecar(std::string_view text, const std::string& source,
                             const std::string& folder, std::vector<std::string>* warnings) {
  const Json json = [&] {
    try {
      return Json::parse(text);
    } catch (const nlohmann::json::exception& error) {
      fail(Status::corrupt, source, " is not JSON: ", error.what());
    }
  }();
  require(json.is_object(), Status::corrupt, source, " must hold one JSON object, {...}");
  PreprocessSpec spec;
  for (const auto& [key, value] : json.items()) {
    const std::vector<std::string>& keys = known_keys();
    if (std::find(keys.begin(), keys.end(), key) == keys.end()) {
      warnings->push_back(
          concat(source, ": unknown key ", quoted(key), " is ignored", nearest_hint(key, keys)));
      continue;
    }
    read_key(key, Field(value, source, key), folder, &spec);
  }
  check_spec(spec, source, Status::corrupt);
  return spec;
}

PreprocessSpec read_sidecar(const std::string& path, std::vector<std::string>* warnings) {
  const std::vector<uint8_t> bytes = read_file(path, kMaxSidecarBytes);
  return parse_sidecar({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, path,
                       folder_of(path), warnings);
}

std::string sidecar_path(const std::string& model_path) {
  constexpr std::string_view kExtension = ".onnx";
  std::string stem = model_path;
  if (lower(stem).ends_with(kExtension)) stem.resize(stem.size() - kExtension.size());
  return stem + ".cnnviz.json";
}

const std::vector<std::string>& preset_names() {
  static const std::vector<std::string> names = {"imagenet", "caffe", "tf", "unit", "raw"};
  return names;
}

PreprocessSpec preset(std::string_view name) {
  PreprocessSpec spec;
  if (name == "imagenet") {
    spec = normalization(1, {0.485f, 0.456f, 0.406f}, {0.229f, 0.224f, 0.225f});
    spec.color = ColorOrder::rgb;
  } else if (name == "caffe") {
    spec = normalization(255, {104, 117, 123}, {1});
    spec.color = ColorOrder::bgr;
  } else if (name == "tf") {
    spec = normalization(255, {127.5f}, {127.5f});
    spec.color = ColorOrder::rgb;
  } else if (name == "unit") {
    spec = normalization(1, {0}, {1});
  } else if (name == "raw") {
    spec = normalization(255, {0}, {1});
  } else {
    fail(Status::not_found, "unknown preprocessing preset ", quoted(name), "; choose one of ",
         join(preset_names()));
  }
  return spec;
}

PreprocessSpec load_preprocess(const std::string& name_or_file,
                               std::vector<std::string>* warnings) {
  const std::vector<std::string>& names = preset_names();
  if (std::find(names.begin(), names.end(), name_or_file) != names.end())
    return preset(name_or_file);
  try {
    return read_sidecar(name_or_file, warnings);
  } catch (const Error& error) {
    if (error.status() != Status::not_found) throw;
    fail(Status::not_found, quoted(name_or_file), " is neither a preset (", join(names),
         ") nor a file", nearest_hint(name_or_file, names));
  }
}

PreprocessSpec spec_from_metadata(const std::unordered_map<std::string, std::string>& metadata,
                                  std::vector<std::string>* warnings) {
  PreprocessSpec spec;
  for (const auto& [name, value] : metadata) {
    const std::string key = lower(name), text = lower(value);
    if (key == "image.bitmappixelformat") {
      if (text == "gray8") {
        spec.color = ColorOrder::gray;
      } else if (text == "rgb8" || text == "rgba8") {
        spec.color = ColorOrder::rgb;
      } else if (text == "bgr8" || text == "bgra8") {
        spec.color = ColorOrder::bgr;
      } else {
        warnings->push_back(concat("the model's metadata ", name, " = ", quoted(value),
                                   " is not known and ignored"));
      }
    } else if (key == "image.nominalpixelrange") {
      if (text == "nominalrange_0_255") {
        spec.fill_from(normalization(255, {0}, {1}));
      } else if (text == "normalized_0_1") {
        spec.fill_from(normalization(1, {0}, {1}));
      } else if (text == "normalized_1_1") {
        spec.fill_from(normalization(255, {127.5f}, {127.5f}));
      } else if (text == "nominalrange_16_235") {
        // 16 + pixel * 219 / 255
        constexpr float kStd = 255.0f / 219.0f;
        spec.fill_from(normalization(255, {-16 * kStd}, {kStd}));
      } else {
        warnings->push_back(concat("the model's metadata ", name, " = ", quoted(value),
                                   " is not known and ignored"));
      }
    }
  }
  return spec;
}

std::vector<std::string> read_labels(const std::string& path) {
  const std::vector<uint8_t> bytes = read_file(path, kMaxLabelBytes);
  std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  require(text.find('\0') == std::string_view::npos, Status::corrupt, path,
          " is no text file: a label file has one label a line");
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  try {
    Json(text).dump();  // checks that it is UTF-8
  } catch (const nlohmann::json::exception&) {
    fail(Status::corrupt, path, " is not UTF-8 text: a label file has one label a line");
  }
  std::vector<std::string> labels;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    labels.push_back(trim(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  while (!labels.empty() && labels.back().empty()) labels.pop_back();
  return labels;
}

}  // namespace cnnviz::core
