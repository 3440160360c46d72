#include "model/sidecar.h"

#include "base/file.h"
#include "support/check.h"
#include "support/folder.h"

using namespace cnnviz::test;

namespace {

PreprocessSpec parse(const std::string& text, std::vector<std::string>* warnings = nullptr) {
  std::vector<std::string> unread;
  return parse_sidecar(text, "net.cnnviz.json", "models/",
                       warnings != nullptr ? warnings : &unread);
}

void write_text(const std::string& path, const std::string& text) {
  write_file(path, {reinterpret_cast<const uint8_t*>(text.data()), text.size()});
}

}  // namespace

TEST(test_model_sidecar__reads_every_key) {
  std::vector<std::string> warnings;
  const PreprocessSpec spec = parse(
      R"({"size": [227, 200], "color": "BGR", "range": 255, "mean": [104, 117, 123],
          "std": [1, 2.5, 3], "resize": "letterbox", "resize_to": 256,
          "labels": "../labels/l.txt", "penultimate": "fire9/concat"})",
      &warnings);
  CHECK((*spec.size)[0] == 227 && (*spec.size)[1] == 200);
  CHECK(*spec.color == ColorOrder::bgr);
  CHECK_EQ(*spec.range, 255.0);
  CHECK(*spec.mean == (std::vector<float>{104, 117, 123}));
  CHECK(*spec.std == (std::vector<float>{1, 2.5f, 3}));
  CHECK(*spec.resize == ResizeMode::letterbox);
  CHECK_EQ(*spec.resize_to, 256);
  CHECK_EQ(*spec.labels, "models/../labels/l.txt");
  CHECK_EQ(*spec.penultimate, "fire9/concat");
  CHECK(warnings.empty());
  CHECK_EQ(*parse(R"({"labels": "/labels/l.txt"})").labels, "/labels/l.txt");
  CHECK(*parse(R"({"mean": 127.5})").mean == std::vector<float>{127.5f});
  CHECK(!parse("{}").states_normalization());
}

TEST(test_model_sidecar__unknown_keys_are_warnings_with_the_nearest) {
  std::vector<std::string> warnings;
  parse(R"({"colour": "RGB", "stds": [1], "zzzzzzzz": 1})", &warnings);
  CHECK_EQ(warnings.size(), size_t{3});
  CHECK_EQ(warnings[0], "net.cnnviz.json: unknown key \"colour\" is ignored; nearest: \"color\"");
  CHECK(warnings[1].find("nearest: \"std\"") != std::string::npos);
  CHECK_EQ(warnings[2], "net.cnnviz.json: unknown key \"zzzzzzzz\" is ignored");
}

TEST(test_model_sidecar__errors_name_file_and_key) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "net.cnnviz.json is not JSON"},
      {"{\"size\": [1, 2]", "is not JSON"},
      {"[1]", "net.cnnviz.json must hold one JSON object"},
      {"null", "must hold one JSON object"},
      {R"({"size": 224})", "net.cnnviz.json: \"size\" must be [height, width], not 224"},
      {R"({"size": [224]})", "\"size\" must be [height, width], not [224]"},
      {R"({"size": [224.5, 3]})", "\"size\" must be"},
      {R"({"size": [0, 3]})", "size must be from 1 to 16384 a side, not 0x3"},
      {R"({"size": [3, 99999999999]})", "size must be from 1 to 16384"},
      {R"({"color": "rgb"})", "\"color\" must be one of \"RGB\", \"BGR\", \"GRAY\", not \"rgb\""},
      {R"({"color": 3})", "\"color\" must be one of"},
      {R"({"range": "255"})", "\"range\" must be a number, not \"255\""},
      {R"({"range": 256})", "range must be 1 or 255, not 256"},
      {R"({"mean": []})", "\"mean\" must be a list of numbers"},
      {R"({"mean": [1, "2"]})", "\"mean\" must be a list of numbers, not [1,\"2\"]"},
      {R"({"mean": [1e300, 0, 0]})", "mean must be finite, not inf"},
      {R"({"std": [1, 0, 1]})", "std must be positive and finite, not 0"},
      {R"({"std": [-1]})", "std must be positive"},
      {R"({"resize": "short"})", "\"resize\" must be one of \"shorter\""},
      {R"({"resize_to": 1.5})", "\"resize_to\" must be a whole number, not 1.5"},
      {R"({"resize_to": 0})", "resize_to must be from 1"},
      {R"({"resize_to": 18446744073709551615})", "\"resize_to\" must be a whole number"},
      {R"({"size": [224, 224], "resize_to": 200})", "resize_to must not be smaller"},
      {R"({"labels": ["a"]})", "\"labels\" must be a text, not [\"a\"]"},
      {R"({"penultimate": null})", "\"penultimate\" must be a text, not null"},
  };
  for (const auto& [text, words] : cases) CHECK_ERROR(parse(text), Status::corrupt, words);
}

TEST(test_model_sidecar__long_values_are_shown_short) {
  const std::string text = concat("{\"color\": \"", std::string(5000, 'x'), "\"}");
  try {
    parse(text);
    CHECK(false);
  } catch (const Error& error) {
    CHECK(std::string(error.what()).size() < 250);
  }
}

TEST(test_model_sidecar__sources_are_merged_part_by_part) {
  PreprocessSpec own;
  own.range = 255;
  PreprocessSpec other =
      parse(R"({"range": 1, "mean": [1, 2, 3], "color": "BGR", "size": [8, 8], "resize_to": 9})");
  own.fill_from(other);
  CHECK_EQ(*own.range, 255.0);
  CHECK(*own.mean == (std::vector<float>{1, 2, 3}));
  CHECK(*own.color == ColorOrder::bgr);
  CHECK_EQ(*own.resize_to, 9);
  CHECK(!own.std);
  // What pictures are scaled to goes with the size: another size, another scale.
  PreprocessSpec larger;
  larger.size = {32, 32};
  larger.fill_from(other);
  CHECK_EQ((*larger.size)[0], 32);
  CHECK(!larger.resize_to);
}

TEST(test_model_sidecar__presets) {
  const PreprocessSpec imagenet = preset("imagenet");
  CHECK(*imagenet.color == ColorOrder::rgb && *imagenet.range == 1);
  CHECK(*imagenet.mean == (std::vector<float>{0.485f, 0.456f, 0.406f}));
  CHECK(*imagenet.std == (std::vector<float>{0.229f, 0.224f, 0.225f}));
  const PreprocessSpec caffe = preset("caffe");
  CHECK(*caffe.color == ColorOrder::bgr && *caffe.range == 255);
  CHECK(*caffe.mean == (std::vector<float>{104, 117, 123}) && *caffe.std == std::vector<float>{1});
  const PreprocessSpec tf = preset("tf");
  CHECK(*tf.color == ColorOrder::rgb && *tf.range == 255);
  CHECK(*tf.mean == std::vector<float>{127.5f} && *tf.std == std::vector<float>{127.5f});
  CHECK(*preset("unit").range == 1 && *preset("raw").range == 255);
  CHECK(!preset("unit").color);
  for (const std::string& name : preset_names()) CHECK(preset(name).states_normalization());
  CHECK_ERROR(preset("imgnet"), Status::not_found, "choose one of imagenet, caffe, tf, unit, raw");
}

TEST(test_model_sidecar__a_preset_or_a_file) {
  const TestFolder folder;
  write_text(folder.path("mine.json"), R"({"range": 255, "labels": "l.txt"})");
  std::vector<std::string> warnings;
  const PreprocessSpec spec = load_preprocess(folder.path("mine.json"), &warnings);
  CHECK_EQ(*spec.range, 255.0);
  CHECK_EQ(*spec.labels, folder.path("l.txt"));
  CHECK_EQ(*load_preprocess("tf", &warnings).range, 255.0);
  CHECK_ERROR(load_preprocess("imagnet", &warnings), Status::not_found,
              "\"imagnet\" is neither a preset (imagenet, caffe, tf, unit, raw) nor a file; "
              "nearest: \"imagenet\"");
  CHECK_ERROR(load_preprocess(folder.path(), &warnings), Status::io, folder.path().c_str());
}

TEST(test_model_sidecar__metadata) {
  std::vector<std::string> warnings;
  const auto read = [&](const char* format, const char* range) {
    return spec_from_metadata(
        {{"image.BITMAPPixelFormat", format}, {"Image.NominalPixelRange", range}, {"author", "x"}},
        &warnings);
  };
  PreprocessSpec spec = read("Bgr8", "NominalRange_0_255");
  CHECK(*spec.color == ColorOrder::bgr && *spec.range == 255 &&
        *spec.mean == std::vector<float>{0});
  spec = read("Gray8", "Normalized_1_1");
  CHECK(*spec.color == ColorOrder::gray);
  CHECK_NEAR((0 - (*spec.mean)[0]) / (*spec.std)[0], -1, 1e-6);
  CHECK_NEAR((255 - (*spec.mean)[0]) / (*spec.std)[0], 1, 1e-6);
  spec = read("Rgba8", "NominalRange_16_235");
  CHECK_NEAR((0 - (*spec.mean)[0]) / (*spec.std)[0], 16, 1e-4);
  CHECK_NEAR((255 - (*spec.mean)[0]) / (*spec.std)[0], 235, 1e-4);
  CHECK_EQ(*read("RGB8", "normalized_0_1").range, 1.0);
  CHECK(warnings.empty());
  CHECK(!read("YUV", "other").states_normalization());
  CHECK_EQ(warnings.size(), size_t{2});
}

TEST(test_model_sidecar__lies_beside_the_model) {
  CHECK_EQ(sidecar_path("a/net.onnx"), "a/net.cnnviz.json");
  CHECK_EQ(sidecar_path("net.v2.ONNX"), "net.v2.cnnviz.json");
  CHECK_EQ(sidecar_path("a/net"), "a/net.cnnviz.json");
}

TEST(test_model_sidecar__labels_are_lines) {
  const TestFolder folder;
  write_text(folder.path("l.txt"), "\xEF\xBB\xBF tench, Tinca tinca\r\n\n goldfish \n\n\n");
  const std::vector<std::string> labels = read_labels(folder.path("l.txt"));
  CHECK_EQ(labels.size(), size_t{3});
  CHECK_EQ(labels[0], "tench, Tinca tinca");
  CHECK_EQ(labels[1], "");  // a class without a name keeps its number
  CHECK_EQ(labels[2], "goldfish");
  write_text(folder.path("binary"), std::string("a\0b", 3));
  CHECK_ERROR(read_labels(folder.path("binary")), Status::corrupt, "no text file");
  write_text(folder.path("latin"), "caf\xE9\n");
  CHECK_ERROR(read_labels(folder.path("latin")), Status::corrupt, "latin is not UTF-8 text");
  CHECK_ERROR(read_labels(folder.path("none")), Status::not_found, "none");
  write_text(folder.path("empty"), "");
  CHECK(read_labels(folder.path("empty")).empty());
}

int main() {
  return run_tests({
      CASE(test_model_sidecar__reads_every_key),
      CASE(test_model_sidecar__unknown_keys_are_warnings_with_the_nearest),
      CASE(test_model_sidecar__errors_name_file_and_key),
      CASE(test_model_sidecar__long_values_are_shown_short),
      CASE(test_model_sidecar__sources_are_merged_part_by_part),
      CASE(test_model_sidecar__presets),
      CASE(test_model_sidecar__a_preset_or_a_file),
      CASE(test_model_sidecar__metadata),
      CASE(test_model_sidecar__lies_beside_the_model),
      CASE(test_model_sidecar__labels_are_lines),
  });
}
