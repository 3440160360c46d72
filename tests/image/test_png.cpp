
#include <chrono>

#include "base/random.h"
#include "image/pictures.h"
#include "image/png_parts.h"

using namespace cnnviz::core;
using namespace cnnviz::test;

namespace {

double seconds_to_refuse(const Bytes& bytes, Status expected) {
  const auto start = std::chrono::steady_clock::now();
  CHECK_EQ(status_number(decode_status(bytes)), status_number(expected));
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

bool contains(const Bytes& bytes, const std::string& text) {
  return std::string(bytes.begin(), bytes.end()).find(text) != std::string::npos;
}

}  // namespace

TEST(test_image_png__reads_every_kind) {
  for (const char* name : {"gray1",
                           "gray2",
                           "gray4",
                           "gray8",
                           "gray16",
                           "gray1_interlaced",
                           "gray2_interlaced",
                           "gray4_interlaced",
                           "gray8_interlaced",
                           "gray16_interlaced",
                           "palette1",
                           "palette2",
                           "palette4",
                           "palette8",
                           "palette4_interlaced",
                           "palette8_transparent",
                           "gray4_transparent",
                           "gray8_transparent",
                           "rgb8_transparent",
                           "rgb16_transparent",
                           "rgb8",
                           "rgb8_interlaced",
                           "gray_alpha8",
                           "gray_alpha8_interlaced",
                           "rgba8",
                           "rgba8_interlaced",
                           "rgb16",
                           "rgb16_interlaced",
                           "gray_alpha16",
                           "gray_alpha16_interlaced",
                           "rgba16",
                           "rgba16_interlaced"}) {
    const int off =
        difference(read_image(picture_path(concat(name, ".png"))), expected_image(name));
    if (off != 0) throw Failure{concat(name, ".png is off by ", off)};
  }
}

TEST(test_image_png__round_trips) {
  for (const int channels : {1, 3, 4})
    for (const auto& [width, height] : {std::pair(1, 1), {1, 300}, {300, 1}, {67, 45}}) {
      const Image image = noise_image(width, height, channels);
      const Bytes bytes = encode_image(image, ImageFormat::png);
      CHECK_EQ(difference(decode_image(bytes, "x"), image), 0);
      // Deterministic.
      CHECK(encode_image(image, ImageFormat::png) == bytes);
    }
  CHECK_ERROR(encode_image(Image(), ImageFormat::png), Status::invalid_argument, "no picture");
}

TEST(test_image_png__writes_texts) {
  const Image image = noise_image(5, 5, 3);
  const Bytes bytes =
      encode_image(image, ImageFormat::png, {{"Software", "cnnviz"}, {"Title", "K\xc3\xa4tzchen"}});
  CHECK(contains(bytes, concat("tEXtSoftware", '\0', "cnnviz")));
  CHECK(contains(bytes, "iTXtTitle"));
  CHECK(contains(bytes, "K\xc3\xa4tzchen"));
  CHECK_EQ(difference(decode_image(bytes, "x"), image), 0);
  const std::string long_text(1'000'000, 'x');
  CHECK_EQ(
      difference(decode_image(encode_image(image, ImageFormat::png, {{"json", long_text}}), "x"),
                 image),
      0);
  for (const std::string& keyword :
       {std::string(), std::string(80, 'k'), std::string(" k"), std::string("a  b"),
        std::string("\xc3\xa4"), std::string("a\nb")})
    CHECK_ERROR(encode_image(image, ImageFormat::png, {{keyword, "x"}}), Status::invalid_argument,
                "the keyword");
  CHECK_ERROR(encode_image(image, ImageFormat::png, {{"k", std::string("a\0b", 3)}}),
              Status::invalid_argument, "zero byte");
}

TEST(test_image_png__every_cut_is_corrupt) {
  for (const char* name : {"scene.png", "rgba8_interlaced.png", "palette8_transparent.png"}) {
    const Bytes whole = read_file(picture_path(name));
    for (size_t size = 0; size < whole.size(); ++size)
      CHECK_EQ(status_number(decode_status(std::span(whole).first(size))),
               status_number(Status::corrupt));
  }
}

TEST(test_image_png__cut_file_says_so) {
  const Bytes whole = read_file(picture_path("scene.png"));
  CHECK_ERROR(decode_image(std::span(whole).first(whole.size() / 2), "cat.png"), Status::corrupt,
              "\"cat.png\": the PNG picture is cut short");
  Bytes damaged = whole;
  damaged[whole.size() / 2] ^= 0xff;
  CHECK_ERROR(decode_image(damaged, "cat.png"), Status::corrupt, "the PNG data is damaged");
}

TEST(test_image_png__survives_random_changes) {
  Random random(1);
  for (const char* name :
       {"rgba8_interlaced.png", "palette8_transparent.png", "gray16.png", "orientation6_png.png"}) {
    const Bytes whole = read_file(picture_path(name));
    for (int round = 0; round < 3000; ++round) {
      Bytes bytes = whole;
      const int64_t size = static_cast<int64_t>(bytes.size());
      for (int64_t change = random.below(4); change >= 0; --change)
        bytes[static_cast<size_t>(random.below(size))] = static_cast<uint8_t>(random.below(256));
      decode_status(bytes);
    }
  }
}

TEST(test_image_png__oversized_headers_are_refused_at_once) {
  const Bytes data = chunk("IDAT", deflated(Bytes(1000)));
  const Bytes end = chunk("IEND", {});
  CHECK(seconds_to_refuse(file_of({header(60000, 60000, 8, 2), data, end}), Status::limit) < 0.5);
  CHECK(seconds_to_refuse(file_of({header(0x7fffffff, 1, 16, 6), data, end}), Status::limit) < 0.5);
  CHECK(seconds_to_refuse(file_of({header(1, 0x7fffffff, 1, 0), data, end}), Status::limit) < 0.5);
  CHECK_ERROR(decode_image(file_of({header(60000, 60000, 8, 2), data, end}), "big.png"),
              Status::limit,
              "\"big.png\": a picture of 60000x60000 pixels is too large; 3600000000 is more than "
              "max_pixels = 500000000 allows");
  CHECK_ERROR(decode_image(file_of({header(65501, 4, 8, 2), data, end}), "big.png"), Status::limit,
              "65501 is more than max_side = 65500 allows");
  CHECK_EQ(status_number(decode_status(file_of({header(0, 5, 8, 2), data, end}))),
           status_number(Status::corrupt));
  // Within the limits, but more than the data can be: nothing of that size is allocated.
  CHECK_ERROR(decode_image(file_of({header(8192, 8192, 8, 2), data, end}), "x"), Status::corrupt,
              "cannot hold 8192x8192 pixels");
}

TEST(test_image_png__large_ancillary_chunks_are_stepped_over) {
  // Each would unpack to 60 MB.
  Bytes text = {'k', 0, 0};
  const Bytes packed = deflated(Bytes(60'000'000));
  text.insert(text.end(), packed.begin(), packed.end());
  const Bytes pixel = chunk("IDAT", deflated({0, 1, 2, 3}));
  const Bytes end = chunk("IEND", {});
  std::vector<Bytes> chunks = {header(1, 1, 8, 2), chunk("iCCP", text)};
  for (int i = 0; i < 200; ++i) chunks.push_back(chunk("zTXt", text));
  chunks.push_back(pixel);
  chunks.push_back(end);
  CHECK(seconds_to_refuse(file_of(chunks), Status::ok) < 1);
}

TEST(test_image_png__bytes_after_the_end_do_no_harm) {
  Bytes bytes = read_file(picture_path("scene.png"));
  const Image image = decode_image(bytes, "x");
  bytes.insert(bytes.end(), 1000, 0xab);
  CHECK_EQ(difference(decode_image(bytes, "x"), image), 0);
}

int main() {
  return run_tests({
      CASE(test_image_png__reads_every_kind),
      CASE(test_image_png__round_trips),
      CASE(test_image_png__writes_texts),
      CASE(test_image_png__every_cut_is_corrupt),
      CASE(test_image_png__cut_file_says_so),
      CASE(test_image_png__survives_random_changes),
      CASE(test_image_png__oversized_headers_are_refused_at_once),
      CASE(test_image_png__large_ancillary_chunks_are_stepped_over),
      CASE(test_image_png__bytes_after_the_end_do_no_harm),
  });
}
