#include "model/preprocess.h"

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "image/codec.h"
#include "support/check.h"
#include "tensor/npy.h"

using namespace cnnviz::test;

namespace {

std::string data_path(const std::string& name) {
  const char* source = std::getenv("CNNVIZ_SOURCE");
  return concat(source == nullptr ? "." : source, "/tests/model/data/", name);
}

GraphInput declared(Shape shape, DataType type = DataType::float32) {
  GraphInput input;
  input.type = type;
  input.shape = std::move(shape);
  return input;
}

constexpr int64_t kOpen = kDynamic;

Preprocessing resolve(const PreprocessSpec& spec, const Shape& shape,
                      std::vector<std::string>* warnings = nullptr, bool from_caller = false) {
  std::vector<std::string> unread;
  return resolve_preprocessing(spec, declared(shape), "data", from_caller,
                               warnings != nullptr ? warnings : &unread);
}

PreprocessSpec sized(PreprocessSpec spec, int64_t height, int64_t width) {
  spec.size = {height, width};
  return spec;
}

struct Fixture {
  const char *name, *picture, *normalization;
  int64_t height, width;
  ResizeMode resize;
  int64_t resize_to;
};

constexpr Fixture kFixtures[] = {
    {"wide_shorter", "wide", "imagenet", 16, 16, ResizeMode::shorter, 18},
    {"tall_shorter", "tall", "caffe", 16, 16, ResizeMode::shorter, 21},
    {"wide_enlarged", "wide", "imagenet", 40, 40, ResizeMode::shorter, 46},
    {"wide_oblong", "wide", "imagenet", 10, 30, ResizeMode::shorter, 12},
    {"wide_stretch", "wide", "caffe", 12, 20, ResizeMode::stretch, 0},
    {"wide_letterbox", "wide", "imagenet", 16, 16, ResizeMode::letterbox, 0},
    {"tall_letterbox", "tall", "caffe", 14, 19, ResizeMode::letterbox, 0},
    {"wide_exact", "wide", "imagenet", 29, 41, ResizeMode::shorter, 34},
    {"tall_gray", "tall", "unit", 12, 12, ResizeMode::shorter, 14},
};

Preprocessing preprocessing_of(const Fixture& fixture, bool channels_last = false) {
  PreprocessSpec spec = sized(preset(fixture.normalization), fixture.height, fixture.width);
  spec.resize = fixture.resize;
  if (fixture.resize_to > 0) spec.resize_to = fixture.resize_to;
  const int64_t channels = std::string(fixture.normalization) == "unit" ? 1 : 3;
  return resolve(spec, channels_last ? Shape{kOpen, kOpen, kOpen, channels}
                                     : Shape{kOpen, channels, kOpen, kOpen});
}

Tensor reference(const Fixture& fixture) {
  const std::string path = data_path(concat(fixture.name, ".npy"));
  return read_npy(read_file(path), path);
}

Image picture(const Fixture& fixture) {
  return read_image(data_path(concat(fixture.picture, ".png")));
}

}  // namespace

TEST(test_model_preprocess__equals_pillow_and_numpy) {
  for (const Fixture& fixture : kFixtures) {
    const Preprocessing preprocessing = preprocessing_of(fixture);
    const Tensor expected = reference(fixture);
    const Tensor actual = preprocess_image(picture(fixture), preprocessing).tensor;
    CHECK_EQ(shape_text(actual.shape()), shape_text(expected.shape()));
    for (size_t i = 0; i < expected.floats().size(); ++i)
      CHECK_NEAR(actual.floats()[i], expected.floats()[i], 1e-5);
  }
}

TEST(test_model_preprocess__channels_last_holds_the_same_values) {
  for (const Fixture& fixture : kFixtures) {
    const Preprocessing first = preprocessing_of(fixture), last = preprocessing_of(fixture, true);
    CHECK_EQ(last.channel_axis(), 3);
    const Tensor a = preprocess_image(picture(fixture), first).tensor;
    const Tensor b = preprocess_image(picture(fixture), last).tensor;
    CHECK_EQ(shape_text(b.shape()), shape_text({1, first.height, first.width, first.channels}));
    const int64_t plane = first.height * first.width;
    for (int64_t c = 0; c < first.channels; ++c)
      for (int64_t p = 0; p < plane; ++p)
        CHECK_EQ(a.floats()[static_cast<size_t>(c * plane + p)],
                 b.floats()[static_cast<size_t>(p * first.channels + c)]);
  }
}

TEST(test_model_preprocess__the_view_shows_what_the_network_sees) {
  for (const bool channels_last : {false, true}) {
    const Preprocessing preprocessing = preprocessing_of(kFixtures[7], channels_last);
    const Image original = picture(kFixtures[7]);
    const Image view =
        view_picture(preprocess_image(original, preprocessing).tensor, 0, preprocessing);
    CHECK_EQ(view.channels(), 3);
    for (size_t i = 0; i < original.pixels().size(); ++i)
      CHECK_EQ(int{view.pixels()[i]}, int{original.pixels()[i]});
  }
  // BGR comes back as RGB.
  Image red(16, 16, 3);
  for (size_t i = 0; i < red.pixels().size(); i += 3) red.mutable_pixels()[i] = 200;
  const Preprocessing caffe = resolve(sized(preset("caffe"), 16, 16), {1, 3, 16, 16});
  const Tensor tensor = preprocess_image(red, caffe).tensor;
  CHECK_NEAR(tensor.floats()[0], -104, 1e-5);             // blue
  CHECK_NEAR(tensor.floats()[2 * 256], 200 - 123, 1e-5);  // red
  CHECK_EQ(int{view_picture(tensor, 0, caffe).pixel(3, 3)[0]}, 200);
  CHECK_ERROR(view_picture(tensor, 1, caffe), Status::invalid_argument, "entry 1");
  // What lies outside 0..255 is clipped, NaN is black.
  Tensor wild = tensor.clone();
  wild.mutable_floats()[0] = NAN;
  wild.mutable_floats()[1] = 1e9f;
  wild.mutable_floats()[2] = -INFINITY;
  const Image clipped = view_picture(wild, 0, caffe);
  CHECK_EQ(int{clipped.pixel(0, 0)[2]}, 0);
  CHECK_EQ(int{clipped.pixel(1, 0)[2]}, 255);
  CHECK_EQ(int{clipped.pixel(2, 0)[2]}, 0);
}

TEST(test_model_preprocess__geometry_maps_back_to_the_photo) {
  const Preprocessing imagenet = resolve(preset("imagenet"), {1, 3, 224, 224});
  CHECK_EQ(imagenet.resize_to, 256);
  const ViewGeometry view = view_geometry(1000, 500, imagenet);
  CHECK_EQ(view.resized_width, 512);
  CHECK_EQ(view.resized_height, 256);
  CHECK_EQ(view.crop_x, 144);
  CHECK_EQ(view.crop_y, 16);
  CHECK_NEAR(view.image_x(112), 500, 1e-9);  // the center stays the center
  CHECK_NEAR(view.image_y(112), 250, 1e-9);
  CHECK_NEAR(view.image_x(0), 144 * 1000.0 / 512, 1e-9);
  const ViewGeometry same = view_geometry(224, 224, imagenet);
  CHECK_EQ(same.crop_x, 0);
  CHECK_EQ(same.resized_width, 224);
  Preprocessing letterbox = imagenet;
  letterbox.resize = ResizeMode::letterbox;
  const ViewGeometry boxed = view_geometry(448, 224, letterbox);
  CHECK_EQ(boxed.resized_height, 112);
  CHECK_EQ(boxed.crop_y, -56);
  CHECK_NEAR(boxed.image_y(56), 0, 1e-9);
  CHECK_NEAR(boxed.image_y(168), 224, 1e-9);
  // A strip one pixel wide is enlarged, not refused, as long as that stays a possible picture.
  const ViewGeometry strip = view_geometry(1, 40, imagenet);
  CHECK_EQ(strip.resized_width, 256);
  CHECK_EQ(strip.resized_height, 10240);
  CHECK_ERROR(preprocess_image(Image(1, 400, 3), imagenet), Status::limit, "resized picture");
}

TEST(test_model_preprocess__gray_pictures_and_alpha) {
  Image gray(8, 8, 1), rgba(8, 8, 4);
  for (uint8_t& byte : gray.mutable_pixels()) byte = 51;
  for (size_t i = 0; i < rgba.pixels().size(); i += 4) {
    rgba.mutable_pixels()[i] = 51;
    rgba.mutable_pixels()[i + 3] = 0;  // transparent: dropped, not blended
  }
  const Preprocessing unit = resolve(sized(preset("unit"), 8, 8), {1, 3, 8, 8});
  const Tensor from_gray = preprocess_image(gray, unit).tensor;
  for (const float x : from_gray.floats()) CHECK_NEAR(x, 0.2, 1e-6);
  const Tensor tensor = preprocess_image(rgba, unit).tensor;
  CHECK_NEAR(tensor.floats()[0], 0.2, 1e-6);
  CHECK_NEAR(tensor.floats()[64], 0, 1e-6);
  // GRAY for a model of three channels: the same gray three times.
  PreprocessSpec spec = sized(preset("unit"), 8, 8);
  spec.color = ColorOrder::gray;
  const Tensor grayed = preprocess_image(rgba, resolve(spec, {1, 3, 8, 8})).tensor;
  CHECK_NEAR(grayed.floats()[0], 15.0 / 255, 1e-6);  // 0.299 * 51
  CHECK_EQ(grayed.floats()[64], grayed.floats()[0]);
}

TEST(test_model_preprocess__assumptions_are_said) {
  std::vector<std::string> warnings;
  const Preprocessing color = resolve({}, {kOpen, 3, kOpen, kOpen}, &warnings);
  CHECK(color.assumed);
  CHECK_EQ(color.height, 224);
  CHECK_NEAR(color.mean[0], 0.485, 1e-6);
  CHECK_EQ(warnings.size(), size_t{1});
  CHECK(warnings[0].find("preset imagenet is assumed") != std::string::npos);
  warnings.clear();
  const Preprocessing gray = resolve({}, {1, 1, 28, 28}, &warnings);
  CHECK(gray.assumed);
  CHECK(gray.color == ColorOrder::gray);
  CHECK_EQ(gray.mean[0], 0.0f);
  CHECK_EQ(gray.std[0], 1.0f);
  CHECK_EQ(gray.range, 1.0);
  CHECK(warnings[0].find("preset unit is assumed") != std::string::npos);
  warnings.clear();
  PreprocessSpec range;
  range.range = 255;  // stated: nothing is assumed, mean 0 and std 1
  const Preprocessing raw = resolve(range, {1, 3, 32, 32}, &warnings);
  CHECK(!raw.assumed);
  CHECK_EQ(raw.mean[2], 0.0f);
  CHECK(warnings.empty());
  PreprocessSpec mean;
  mean.mean = std::vector<float>{104, 117, 123};
  resolve(mean, {1, 3, 32, 32}, &warnings);
  CHECK_EQ(warnings.size(), size_t{1});
  CHECK(warnings[0].find("is it 255?") != std::string::npos);
}

TEST(test_model_preprocess__the_declared_size_stands_against_a_sidecar) {
  std::vector<std::string> warnings;
  PreprocessSpec spec = sized(preset("unit"), 64, 64);
  spec.resize_to = 70;
  const Preprocessing fixed = resolve(spec, {1, 3, 32, 32}, &warnings);
  CHECK_EQ(fixed.height, 32);
  CHECK_EQ(fixed.resize_to, 37);  // round(32 / 0.875): 70 belonged to the other size
  CHECK_EQ(warnings.size(), size_t{1});
  CHECK(warnings[0].find("64x64") != std::string::npos);
  warnings.clear();
  const Preprocessing asked = resolve(spec, {1, 3, 32, 32}, &warnings, true);
  CHECK_EQ(asked.height, 64);
  CHECK_EQ(asked.resize_to, 70);
  CHECK(warnings.empty());
  CHECK_EQ(resolve(spec, {1, 3, kOpen, kOpen}).width, 64);
}

TEST(test_model_preprocess__layouts) {
  CHECK(!resolve({}, {1, 3, 224, 224}).channels_last);
  CHECK(resolve({}, {1, 224, 224, 3}).channels_last);
  CHECK(resolve({}, {kOpen, kOpen, kOpen, 3}).channels_last);
  CHECK(!resolve({}, {kOpen, kOpen, kOpen, kOpen}).channels_last);
  CHECK(!resolve({}, {1, 3, 224, 3}).channels_last);
  CHECK_EQ(resolve({}, {1, 48, 40, 1}).width, 40);
  CHECK_EQ(resolve({}, {1, 48, 40, 1}).channels, 1);
}

TEST(test_model_preprocess__what_takes_no_pictures_says_why) {
  const Image image(8, 8, 3);
  const Preprocessing deep = resolve({}, {1, 5, 8, 8});
  CHECK(!deep.takes_images);
  CHECK_ERROR(preprocess_image(image, deep), Status::unsupported,
              "\"data\" has 5 channels (1x5x8x8); pictures have 1 or 3: feed a tensor");
  CHECK_ERROR(preprocess_image(image, resolve({}, {kOpen, 10})), Status::unsupported, "?x10");
  std::vector<std::string> warnings;
  const Preprocessing integer = resolve_preprocessing({}, declared({1, 3, 8, 8}, DataType::int64),
                                                      "tokens", false, &warnings);
  CHECK_ERROR(preprocess_image(image, integer), Status::unsupported, "\"tokens\" is int64");
  CHECK(warnings.empty());  // nothing is assumed about what is not a picture
  CHECK_ERROR(preprocess_image(Image(), resolve({}, {1, 3, 8, 8})), Status::invalid_argument,
              "empty picture");
}

TEST(test_model_preprocess__channel_counts_must_fit) {
  CHECK_ERROR(resolve(preset("imagenet"), {1, 1, 8, 8}), Status::invalid_argument,
              "mean has 3 numbers, but the model's input 1 channel");
  std::vector<std::string> warnings;
  const Preprocessing tf = resolve(preset("tf"), {1, 1, 8, 8}, &warnings);
  CHECK(tf.color == ColorOrder::gray);
  CHECK_EQ(warnings.size(), size_t{1});
  CHECK(warnings[0].find("become gray, not RGB") != std::string::npos);
}

TEST(test_model_preprocess__json_is_a_sidecar) {
  PreprocessSpec spec = sized(preset("caffe"), 20, 30);
  spec.resize = ResizeMode::stretch;
  const Preprocessing given = resolve(spec, {1, 3, kOpen, kOpen});
  Json json = preprocessing_json(given);
  CHECK_EQ(json["preprocess_assumed"].get<bool>(), false);
  json.erase("preprocess_assumed");
  std::vector<std::string> warnings;
  const PreprocessSpec read = parse_sidecar(json.dump(), "json", "", &warnings);
  CHECK(warnings.empty());
  CHECK(read.size == spec.size && read.range == spec.range && read.color == spec.color);
  CHECK(*read.mean == given.mean && *read.std == given.std && read.resize == spec.resize);
  CHECK(preprocessing_json(resolve({}, {1, 5, 8, 8})).is_null());
}

int main() {
  return run_tests({
      CASE(test_model_preprocess__equals_pillow_and_numpy),
      CASE(test_model_preprocess__channels_last_holds_the_same_values),
      CASE(test_model_preprocess__the_view_shows_what_the_network_sees),
      CASE(test_model_preprocess__geometry_maps_back_to_the_photo),
      CASE(test_model_preprocess__gray_pictures_and_alpha),
      CASE(test_model_preprocess__assumptions_are_said),
      CASE(test_model_preprocess__the_declared_size_stands_against_a_sidecar),
      CASE(test_model_preprocess__layouts),
      CASE(test_model_preprocess__what_takes_no_pictures_says_why),
      CASE(test_model_preprocess__channel_counts_must_fit),
      CASE(test_model_preprocess__json_is_a_sidecar),
  });
}
