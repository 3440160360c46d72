#include <chrono>

#include "base/random.h"
#include "image/jpeg_parts.h"
#include "image/pictures.h"

using namespace cnnviz::core;
using namespace cnnviz::test;

namespace {

void check_cuts(const Bytes& whole, Status expected) {
  for (int part = 0; part < 20; ++part) {
    const auto cut = std::span(whole).first(whole.size() * static_cast<size_t>(part) / 20);
    CHECK_EQ(status_number(decode_status(cut)), status_number(expected));
  }
}

}  // namespace

TEST(test_image_jpeg__reads_what_pillow_reads) {
  for (const char* name : {"jpeg_gray", "jpeg_444", "jpeg_420", "jpeg_progressive", "jpeg_cmyk"}) {
    const int off =
        difference(read_image(picture_path(concat(name, ".jpg"))), expected_image(name));
    // Other versions of libjpeg may round otherwise.
    if (off != 0 && off != 1) throw Failure{concat(name, ".jpg is off by ", off)};
  }
}

TEST(test_image_jpeg__reads_four_inks_in_both_color_spaces) {
  const Image ink = smooth_image(40, 24, 4);
  // Files hold inks inverted: 255 is none.
  Image expected(40, 24, 3);
  for (int64_t y = 0; y < 24; ++y)
    for (int64_t x = 0; x < 40; ++x)
      for (int c = 0; c < 3; ++c)
        expected.mutable_pixel(x, y)[c] =
            static_cast<uint8_t>(std::lround(ink.pixel(x, y)[c] * ink.pixel(x, y)[3] / 255.0));
  for (const J_COLOR_SPACE space : {JCS_CMYK, JCS_YCCK}) {
    Encoding encoding;
    encoding.from = JCS_CMYK;
    encoding.to = space;
    encoding.channels = 4;
    const Image read = decode_image(encode(ink, ink.pixels().data(), encoding), "x");
    CHECK_EQ(read.channels(), 3);
    const int off = difference(read, expected);
    CHECK(off >= 0 && off <= 12);
  }
}

TEST(test_image_jpeg__round_trips_closely) {
  for (const int channels : {1, 3, 4}) {
    const Image image = smooth_image(203, 77, channels);
    const Bytes bytes = encode_image(image, ImageFormat::jpeg);
    const Image read = decode_image(bytes, "x");
    CHECK_EQ(read.channels(), channels == 1 ? 1 : 3);
    const int off = difference(read, channels == 4 ? to_rgb(image) : image);
    CHECK(off >= 0 && off <= 12);
    CHECK(encode_image(image, ImageFormat::jpeg) == bytes);
  }
  // Larger than the first buffer.
  const Image noise = noise_image(700, 500, 3);
  const Bytes large = encode_image(noise, ImageFormat::jpeg);
  CHECK(large.size() > 200'000);
  CHECK_EQ(decode_image(large, "x").width(), 700);
}

TEST(test_image_jpeg__keeps_color_edges) {
  // Pure red beside pure blue, one pixel each: chroma subsampling would make both purple.
  Image image(32, 32, 3);
  for (int64_t y = 0; y < 32; ++y)
    for (int64_t x = 0; x < 32; ++x) image.mutable_pixel(x, y)[x % 2 == 0 ? 0 : 2] = 255;
  const Image read = decode_image(encode_image(image, ImageFormat::jpeg), "x");
  CHECK(difference(read, image) <= 40);
}

TEST(test_image_jpeg__cut_files_are_corrupt) {
  for (const char* name :
       {"jpeg_gray.jpg", "jpeg_444.jpg", "jpeg_420.jpg", "jpeg_progressive.jpg", "jpeg_cmyk.jpg"})
    check_cuts(read_file(picture_path(name)), Status::corrupt);
  const Image image = smooth_image(300, 200, 3);
  Encoding restarts;
  restarts.restart_rows = 1;
  check_cuts(encode(image, image.pixels().data(), restarts), Status::corrupt);
  check_cuts(progressive(image, 5), Status::corrupt);
  const Bytes whole = encode_image(image, ImageFormat::jpeg);
  CHECK_ERROR(decode_image(std::span(whole).first(whole.size() / 2), "cat.jpg"), Status::corrupt,
              "\"cat.jpg\": the JPEG picture is cut short");
}

TEST(test_image_jpeg__only_the_last_marker_may_be_missing) {
  const Bytes whole = encode_image(smooth_image(300, 200, 3), ImageFormat::jpeg);
  const Image image = decode_image(whole, "x");
  const auto pixels_are_there = std::span(whole).first(whole.size() - 2);
  CHECK_EQ(difference(decode_image(pixels_are_there, "x"), image), 0);
  CHECK_EQ(status_number(decode_status(std::span(whole).first(whole.size() - 20))),
           status_number(Status::corrupt));
  // A progressive picture without its end may lack scans.
  const Bytes scans = progressive(smooth_image(300, 200, 3), 5);
  CHECK_EQ(status_number(decode_status(scans)), status_number(Status::ok));
  CHECK_EQ(status_number(decode_status(std::span(scans).first(scans.size() - 2))),
           status_number(Status::corrupt));
}

TEST(test_image_jpeg__stray_bytes_do_no_harm) {
  Bytes bytes = encode_image(smooth_image(64, 48, 3), ImageFormat::jpeg);
  const Image image = decode_image(bytes, "x");
  Bytes stray = bytes;
  stray.insert(stray.end() - 2, {1, 2, 3, 4, 5});
  CHECK_EQ(difference(decode_image(stray, "x"), image), 0);
  bytes.insert(bytes.end(), 500, 0x55);
  CHECK_EQ(difference(decode_image(bytes, "x"), image), 0);
}

TEST(test_image_jpeg__damaged_pixels_are_an_error) {
  // A marker in the middle of the pixels.
  Bytes bytes = encode_image(smooth_image(300, 200, 3), ImageFormat::jpeg);
  bytes[bytes.size() / 2] = 0xff;
  bytes[bytes.size() / 2 + 1] = 0xd9;
  CHECK_ERROR(decode_image(bytes, "cat.jpg"), Status::corrupt,
              "\"cat.jpg\": the JPEG data is damaged");
}

TEST(test_image_jpeg__too_many_scans_are_refused) {
  const Image image = smooth_image(64, 48, 3);
  CHECK_EQ(status_number(decode_status(progressive(image, 33))), status_number(Status::ok));
  CHECK_ERROR(decode_image(progressive(image, 34), "bomb.jpg"), Status::limit,
              "at least 101 scans; max_jpeg_scans = 100");
}

TEST(test_image_jpeg__oversized_headers_are_refused_at_once) {
  Bytes bytes = encode_image(smooth_image(16, 16, 3), ImageFormat::jpeg);
  // The frame header: FF C0, length, precision, height, width.
  const uint8_t marker[] = {0xff, 0xc0};
  const auto frame = std::search(bytes.begin(), bytes.end(), marker, marker + 2);
  CHECK(frame != bytes.end());
  // Within the limits, but more than the data can be: nothing of that size is allocated.
  for (int i = 5; i < 9; ++i) frame[i] = 0x1f;
  CHECK_ERROR(decode_image(bytes, "x"), Status::corrupt, "cannot hold 7967x7967 pixels");
  for (int i = 5; i < 9; ++i) frame[i] = 0xea;
  const auto start = std::chrono::steady_clock::now();
  CHECK_ERROR(decode_image(bytes, "big.jpg"), Status::limit, "60138x60138");
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::milliseconds(500));
}

TEST(test_image_jpeg__reads_arithmetic_coding) {
  const Image image = smooth_image(60, 40, 3);
  Encoding encoding;
  encoding.arithmetic = true;
  const int off =
      difference(decode_image(encode(image, image.pixels().data(), encoding), "x"), image);
  CHECK(off >= 0 && off <= 12);
}

TEST(test_image_jpeg__kinds_that_cannot_be_read_are_named) {
  // Twelve bits, and lossless coding.
  Bytes bytes = encode_image(smooth_image(16, 16, 3), ImageFormat::jpeg);
  const uint8_t marker[] = {0xff, 0xc0};
  const auto frame = std::search(bytes.begin(), bytes.end(), marker, marker + 2);
  frame[4] = 12;
  CHECK_ERROR(decode_image(bytes, "x"), Status::unsupported, "cannot be read");
  frame[4] = 8;
  frame[1] = 0xc3;
  CHECK_ERROR(decode_image(bytes, "x"), Status::unsupported, "cannot be read");
}

TEST(test_image_jpeg__survives_random_changes) {
  Random random(1);
  for (const char* name :
       {"jpeg_420.jpg", "jpeg_progressive.jpg", "jpeg_cmyk.jpg", "orientation6.jpg"}) {
    const Bytes whole = read_file(picture_path(name));
    for (int round = 0; round < 2000; ++round) {
      Bytes bytes = whole;
      const int64_t size = static_cast<int64_t>(bytes.size());
      for (int64_t change = random.below(4); change >= 0; --change)
        bytes[static_cast<size_t>(random.below(size))] = static_cast<uint8_t>(random.below(256));
      decode_status(bytes);
    }
  }
}

int main() {
  return run_tests({
      CASE(test_image_jpeg__reads_what_pillow_reads),
      CASE(test_image_jpeg__reads_four_inks_in_both_color_spaces),
      CASE(test_image_jpeg__round_trips_closely),
      CASE(test_image_jpeg__keeps_color_edges),
      CASE(test_image_jpeg__cut_files_are_corrupt),
      CASE(test_image_jpeg__only_the_last_marker_may_be_missing),
      CASE(test_image_jpeg__stray_bytes_do_no_harm),
      CASE(test_image_jpeg__damaged_pixels_are_an_error),
      CASE(test_image_jpeg__too_many_scans_are_refused),
      CASE(test_image_jpeg__oversized_headers_are_refused_at_once),
      CASE(test_image_jpeg__reads_arithmetic_coding),
      CASE(test_image_jpeg__kinds_that_cannot_be_read_are_named),
      CASE(test_image_jpeg__survives_random_changes),
  });
}
