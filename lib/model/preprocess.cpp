#include "model/preprocess.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/text.h"
#include "image/resize.h"

namespace cnnviz::core {

namespace {

constexpr int64_t kDefaultSide = 224;

// Tools differ by one pixel here. The longer side is rounded (torchvision cuts its fraction off)
// and the crop's odd pixel is lost at the right and below: so do the reference results of the test
// models.
int64_t round_half_even(double value) {
  return static_cast<int64_t>(std::nearbyint(value));
}
int64_t half_below(int64_t value) {
  return value >> 1;
}

int64_t default_resize_to(int64_t height, int64_t width) {
  return round_half_even(static_cast<double>(std::min(height, width)) / 0.875);
}

// How often a parameter list given once is meant: for every channel.
std::vector<float> for_channels(const std::vector<float>& values, int64_t channels,
                                const char* what) {
  if (values.size() == 1) return std::vector<float>(static_cast<size_t>(channels), values[0]);
  require(static_cast<int64_t>(values.size()) == channels, Status::invalid_argument, what, " has ",
          values.size(), " numbers, but the model's input ", channels,
          channels == 1 ? " channel" : " channels");
  return values;
}

// Layout, channels and size that the graph declares; kDynamic where it leaves them open.
struct DeclaredPicture {
  int64_t channels = kDynamic, height = kDynamic, width = kDynamic;
  bool channels_last = false;
  std::string problem;  // why it takes no pictures
};

DeclaredPicture declared_picture(const GraphInput& input, const std::string& name) {
  DeclaredPicture result;
  if (!input.shape_known) return result;
  const auto extents = [&] {
    std::vector<std::string> parts;
    for (const int64_t extent : input.shape)
      parts.push_back(extent == kDynamic ? "?" : std::to_string(extent));
    return join(parts, "x");
  };
  if (input.type != DataType::float32 || input.shape.size() != 4) {
    result.problem = concat("the model's input \"", name, "\" is ", data_type_name(input.type), " ",
                            extents(), "; pictures need float32 [N, C, H, W]");
    return result;
  }
  const auto is_color = [](int64_t extent) { return extent == 1 || extent == 3; };
  result.channels_last = is_color(input.shape[3]) && !is_color(input.shape[1]);
  const size_t first_side = result.channels_last ? 1 : 2;
  result.channels = input.shape[result.channels_last ? 3 : 1];
  result.height = input.shape[first_side];
  result.width = input.shape[first_side + 1];
  if (result.channels != kDynamic && !is_color(result.channels))
    result.problem = concat("the model's input \"", name, "\" has ", result.channels, " channels (",
                            extents(), "); pictures have 1 or 3");
  return result;
}

int64_t fixed_extent(int64_t declared, std::optional<int64_t> stated) {
  return declared != kDynamic ? declared : stated.value_or(kDefaultSide);
}

// A pixel's level (0 to 255) in model space.
float model_value(const Preprocessing& p, size_t channel, double level) {
  return static_cast<float>((level * p.range / 255 - static_cast<double>(p.mean[channel])) /
                            static_cast<double>(p.std[channel]));
}

// The value that each of the 256 levels of a channel has in model space.
std::array<float, 256> level_table(const Preprocessing& p, size_t channel) {
  std::array<float, 256> table;
  for (size_t level = 0; level < table.size(); ++level)
    table[level] = model_value(p, channel, static_cast<double>(level));
  return table;
}

void require_pictures(const Preprocessing& preprocessing) {
  require(preprocessing.takes_images, Status::unsupported, preprocessing.no_images,
          ": feed a tensor instead (--input-raw FILE.npy)");
}

}  // namespace

Shape Preprocessing::input_shape(int64_t images) const {
  return channels_last ? Shape{images, height, width, channels}
                       : Shape{images, channels, height, width};
}

double ViewGeometry::image_x(double view_x) const {
  return (view_x + static_cast<double>(crop_x)) * static_cast<double>(image_width) /
         static_cast<double>(resized_width);
}

double ViewGeometry::image_y(double view_y) const {
  return (view_y + static_cast<double>(crop_y)) * static_cast<double>(image_height) /
         static_cast<double>(resized_height);
}

Preprocessing resolve_preprocessing(const PreprocessSpec& stated, const GraphInput& input,
                                    const std::string& input_name, bool size_from_caller,
                                    std::vector<std::string>* warnings) {
  const DeclaredPicture declared = declared_picture(input, input_name);
  Preprocessing result;
  result.takes_images = declared.problem.empty();
  result.no_images = declared.problem;
  result.channels_last = declared.channels_last;
  const bool gray = stated.color == ColorOrder::gray;
  result.channels = declared.channels != kDynamic ? declared.channels : (gray ? 1 : 3);

  std::optional<int64_t> height, width;
  if (stated.size) {
    height = (*stated.size)[0];
    width = (*stated.size)[1];
  }
  result.height = fixed_extent(size_from_caller ? kDynamic : declared.height, height);
  result.width = fixed_extent(size_from_caller ? kDynamic : declared.width, width);
  if (!result.takes_images) return result;
  bool stated_size_counts = true;
  if (stated.size && (result.height != *height || result.width != *width)) {
    warnings->push_back(concat("the size ", *height, "x", *width, " that is stated for the model ",
                               "is not the ", result.height, "x", result.width,
                               " that its input is fixed at"));
    stated_size_counts = false;
  }

  PreprocessSpec spec = stated;
  if (!stated.states_normalization()) {
    const char* assumed = result.channels == 1 ? "unit" : "imagenet";
    result.assumed = true;
    spec.fill_from(preset(assumed));
    warnings->push_back(concat(
        "nothing states how this model's input is normalized: the preset ", assumed,
        " is assumed; if classes look wrong, say --preprocess NAME or write a NAME.cnnviz.json"));
  }
  result.range = spec.range.value_or(1);
  result.mean = for_channels(spec.mean.value_or(std::vector<float>{0}), result.channels, "mean");
  result.std = for_channels(spec.std.value_or(std::vector<float>{1}), result.channels, "std");
  if (!spec.range && *std::max_element(result.mean.begin(), result.mean.end()) > 1)
    warnings->push_back(
        "the mean exceeds the range 1 that pixels have unless \"range\" is stated: "
        "is it 255?");
  result.color = spec.color.value_or(ColorOrder::rgb);
  if (result.channels == 1) {
    if (stated.color && *stated.color != ColorOrder::gray)
      warnings->push_back(concat("the model reads one channel: pictures become gray, not ",
                                 color_order_name(*stated.color)));
    result.color = ColorOrder::gray;
  }
  result.resize = spec.resize.value_or(ResizeMode::shorter);
  result.resize_to = spec.resize_to && stated_size_counts
                         ? *spec.resize_to
                         : default_resize_to(result.height, result.width);
  return result;
}

ViewGeometry view_geometry(int64_t image_width, int64_t image_height, const Preprocessing& p) {
  check_image_size(image_width, image_height, "the picture");
  ViewGeometry view{image_width, image_height, image_width, image_height, 0, 0, p.width, p.height};
  if (image_width == p.width && image_height == p.height) return view;
  const auto scaled = [](int64_t extent, int64_t to, int64_t from) {
    return std::max<int64_t>(
        1, round_half_even(static_cast<double>(extent * to) / static_cast<double>(from)));
  };
  if (p.resize == ResizeMode::stretch) {
    view.resized_width = p.width;
    view.resized_height = p.height;
    return view;
  }
  if (p.resize == ResizeMode::shorter) {
    const int64_t shorter = std::min(image_width, image_height);
    view.resized_width = scaled(image_width, p.resize_to, shorter);
    view.resized_height = scaled(image_height, p.resize_to, shorter);
  }
  // To fit into the view, or (for a view that is not square) to cover it all the same.
  const bool wide = image_width * p.height > p.width * image_height;
  const bool covers = view.resized_width >= p.width && view.resized_height >= p.height;
  if (p.resize == ResizeMode::letterbox || !covers) {
    const bool by_width = wide == (p.resize == ResizeMode::letterbox);
    view.resized_width = by_width ? p.width : scaled(image_width, p.height, image_height);
    view.resized_height = by_width ? scaled(image_height, p.width, image_width) : p.height;
  }
  view.crop_x = half_below(view.resized_width - p.width);
  view.crop_y = half_below(view.resized_height - p.height);
  return view;
}

PreparedImage preprocess_image(const Image& image, const Preprocessing& p) {
  require(image.valid(), Status::invalid_argument, "an empty picture was given");
  require_pictures(p);
  const ViewGeometry view = view_geometry(image.width(), image.height(), p);
  // A view far from the picture's own shape could ask for a huge picture on the way.
  check_image_size(view.resized_width, view.resized_height, "the resized picture");
  Image pixels = p.color == ColorOrder::gray ? to_gray(image) : to_rgb(image);
  if (view.resized_width != image.width() || view.resized_height != image.height())
    pixels = resize_bilinear(pixels, view.resized_width, view.resized_height);

  PreparedImage result{Tensor(DataType::float32, p.input_shape()), view};
  float* target = result.tensor.mutable_floats().data();
  const int64_t plane = p.height * p.width;
  for (int64_t c = 0; c < p.channels; ++c) {
    const std::array<float, 256> table = level_table(p, static_cast<size_t>(c));
    const int64_t source_channel =
        pixels.channels() == 1 ? 0 : (p.color == ColorOrder::bgr ? 2 - c : c);
    for (int64_t y = 0; y < p.height; ++y)
      for (int64_t x = 0; x < p.width; ++x) {
        const int64_t source_x = x + view.crop_x, source_y = y + view.crop_y;
        if (source_x < 0 || source_x >= view.resized_width || source_y < 0 ||
            source_y >= view.resized_height)
          continue;  // beside a letterboxed picture: 0 in model space
        const int64_t position = y * p.width + x;
        target[p.channels_last ? position * p.channels + c : c * plane + position] =
            table[pixels.pixel(source_x, source_y)[source_channel]];
      }
  }
  return result;
}

Image view_picture(const Tensor& input, int64_t index, const Preprocessing& p) {
  require_pictures(p);
  const Shape& shape = input.shape();
  const auto side = static_cast<size_t>(p.channels_last ? 1 : 2);
  const auto channel_axis = static_cast<size_t>(p.channel_axis());
  require(shape.size() == 4 && shape[channel_axis] == p.channels && index >= 0 && index < shape[0],
          Status::invalid_argument, "entry ", index, " of a tensor of shape ", shape_text(shape),
          " is no picture of ", p.channels, p.channels == 1 ? " channel" : " channels");
  const int64_t height = shape[side], width = shape[side + 1], plane = height * width;
  check_image_size(width, height, "the input");
  Image picture(width, height, p.channels == 1 ? 1 : 3);
  const float* source = input.floats().data() + index * plane * p.channels;
  uint8_t* target = picture.mutable_pixels().data();
  for (int64_t position = 0; position < plane; ++position)
    for (int64_t c = 0; c < p.channels; ++c) {
      const float x = source[p.channels_last ? position * p.channels + c : c * plane + position];
      const float level = (x * p.std[static_cast<size_t>(c)] + p.mean[static_cast<size_t>(c)]) *
                          static_cast<float>(255 / p.range);
      const int64_t shown = p.color == ColorOrder::bgr ? 2 - c : c;
      // Written so that a NaN becomes 0.
      target[position * p.channels + shown] =
          level > 0 ? static_cast<uint8_t>(std::min(255.0f, std::round(level))) : uint8_t{0};
    }
  return picture;
}

std::vector<float> pixel_color(double level, const Preprocessing& p) {
  require_pictures(p);
  std::vector<float> color;
  for (int64_t c = 0; c < p.channels; ++c)
    color.push_back(model_value(p, static_cast<size_t>(c), level));
  return color;
}

Json preprocessing_json(const Preprocessing& p) {
  if (!p.takes_images) return nullptr;
  Json json;
  json["size"] = {p.height, p.width};
  json["color"] = color_order_name(p.color);
  json["range"] = p.range;
  json["mean"] = p.mean;
  json["std"] = p.std;
  json["resize"] = resize_mode_name(p.resize);
  if (p.resize == ResizeMode::shorter) json["resize_to"] = p.resize_to;
  json["preprocess_assumed"] = p.assumed;
  return json;
}

}  // namespace cnnviz::core
