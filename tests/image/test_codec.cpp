#include "image/codec.h"

#include <sys/stat.h>

#include "base/random.h"
#include "image/pictures.h"
#include "support/folder.h"

using namespace cnnviz::core;
using namespace cnnviz::test;
using namespace std::string_view_literals;

namespace {

std::vector<uint8_t> bytes_of(std::string_view text) {
  return {text.begin(), text.end()};
}

std::string described(std::string_view text) {
  return describe_content(bytes_of(text));
}

}  // namespace

TEST(test_image_codec__names_what_it_sees) {
  CHECK_EQ(described("GIF89a..."sv), "a GIF picture");
  CHECK_EQ(described("RIFF\x10\0\0\0WEBPVP8 "sv), "a WebP picture");
  CHECK_EQ(described("BM\x36\x10\0\0\0\0"sv), "a BMP picture");
  CHECK_EQ(described("II*\0\x08\0\0\0"sv), "a TIFF picture");
  CHECK_EQ(described("\0\0\0\x1c"
                     "ftypheic\0\0"sv),
           "a HEIC picture");
  CHECK_EQ(described("\x08\x08\x12\x07pytorch"sv), "an ONNX model");
  CHECK_EQ(described("\x08\x03\x3a\x80\x01"sv), "an ONNX model");
  CHECK_EQ(described("\x93NUMPY\x01\0"sv), "a NumPy array");
  CHECK_EQ(described("{\"size\": [224, 224]}\n"sv), "a text file");
  CHECK_EQ(described("K\xc3\xa4tzchen\n"sv), "a text file");
  CHECK_EQ(described(""sv), "empty");
  CHECK_EQ(described("\x01\x02\x03\x04\x05"sv), "of no known kind");
  CHECK_EQ(describe_content(read_file(picture_path("scene.png"))), "a PNG picture");
  CHECK_EQ(describe_content(read_file(picture_path("jpeg_gray.jpg"))), "a JPEG picture");
}

TEST(test_image_codec__knows_the_models_of_the_test_data) {
  const std::string folder = test_data();
  for (const char* name : {"squeezenet1.1-imagenet", "mnist-8", "resnet8-cifar10"}) {
    const auto file = MappedFile::open(concat(folder, "/models/", name, ".onnx"));
    CHECK_EQ(describe_content(file->bytes()), "an ONNX model");
  }
}

TEST(test_image_codec__refuses_other_content_by_name) {
  CHECK_ERROR(decode_image(bytes_of("GIF89a..."), "cat.png"), Status::unsupported,
              "\"cat.png\": this is a GIF picture; pictures are read as PNG or JPEG");
  CHECK_ERROR(decode_image(bytes_of("\x08\x08\x12\x07pytorch"), "net.onnx"), Status::unsupported,
              "this is an ONNX model");
  CHECK_ERROR(decode_image(bytes_of("hello\n"), "a.png"), Status::unsupported,
              "this is a text file");
  CHECK_ERROR(decode_image(bytes_of("\x01\x02\x03"), "a.png"), Status::corrupt,
              "no picture of a known kind");
  CHECK_ERROR(decode_image(std::vector<uint8_t>(), "a.png"), Status::corrupt, "the file is empty");
  CHECK_ERROR(decode_image(bytes_of("\x89PN"), "a.png"), Status::corrupt, "cut short");
  CHECK_ERROR(decode_image(bytes_of("\xff\xd8"), "a.png"), Status::corrupt, "cut short");
}

TEST(test_image_codec__random_bytes_are_errors) {
  Random random(7);
  for (int round = 0; round < 2000; ++round) {
    std::vector<uint8_t> bytes(static_cast<size_t>(random.below(300)));
    for (uint8_t& byte : bytes) byte = static_cast<uint8_t>(random.below(256));
    // Half of them begin as a picture does.
    if (round % 4 == 0) bytes.insert(bytes.begin(), {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    if (round % 4 == 1) bytes.insert(bytes.begin(), {0xff, 0xd8, 0xff});
    CHECK(decode_status(bytes) != Status::ok);
  }
}

TEST(test_image_codec__content_decides_not_the_name) {
  const TestFolder folder;
  const Image image = noise_image(9, 7, 3);
  write_file(folder.path("photo.jpg"), encode_image(image, ImageFormat::png));
  CHECK_EQ(difference(read_image(folder.path("photo.jpg")), image), 0);
}

TEST(test_image_codec__reading_names_the_file) {
  const TestFolder folder;
  CHECK_ERROR(read_image(folder.path("none.png")), Status::not_found, "none.png");
  CHECK_ERROR(read_image(folder.path()), Status::io, "it is a folder");
  write_file(folder.path("empty.png"), {});
  CHECK_ERROR(read_image(folder.path("empty.png")), Status::corrupt, "empty.png");
}

TEST(test_image_codec__extension_chooses_the_format) {
  CHECK(image_format_of("a.png") == ImageFormat::png);
  CHECK(image_format_of("b/a.b.JPG") == ImageFormat::jpeg);
  CHECK(image_format_of("x.Jpeg") == ImageFormat::jpeg);
  CHECK(image_format_of("-") == ImageFormat::png);
  for (const char* path : {"a", "a.gif", "a.png/b", ".", "", "png", "a.png ", "a.jpg.npy"})
    CHECK_ERROR(image_format_of(path), Status::invalid_argument, "end in .png, .jpg or .jpeg");
}

TEST(test_image_codec__writes_files) {
  const TestFolder folder;
  const Image image = noise_image(31, 17, 3);
  write_image(folder.path("a.png"), image, {{"Software", "cnnviz"}});
  CHECK_EQ(difference(read_image(folder.path("a.png")), image), 0);
  write_image(folder.path("a.jpg"), image);
  CHECK_EQ(describe_content(read_file(folder.path("a.jpg"))), "a JPEG picture");
  CHECK_ERROR(write_image(folder.path("a.gif"), image), Status::invalid_argument, "a.gif");
  CHECK_ERROR(write_image(folder.path("no/a.png"), image), Status::not_found, "no folder");
  CHECK_EQ(folder.entries(), 2u);
}

int main() {
  return run_tests({
      CASE(test_image_codec__names_what_it_sees),
      CASE(test_image_codec__knows_the_models_of_the_test_data),
      CASE(test_image_codec__refuses_other_content_by_name),
      CASE(test_image_codec__random_bytes_are_errors),
      CASE(test_image_codec__content_decides_not_the_name),
      CASE(test_image_codec__reading_names_the_file),
      CASE(test_image_codec__extension_chooses_the_format),
      CASE(test_image_codec__writes_files),
  });
}
