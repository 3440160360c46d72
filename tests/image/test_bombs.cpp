// Pictures of a few bytes that ask for gigabytes or minutes: refused at once, and nothing of the
// size they ask for is touched. Every limit is reached by one of them, and can be moved.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <functional>

#include "image/jpeg_parts.h"
#include "image/pictures.h"
#include "image/png_parts.h"
#include "support/limited.h"

using namespace cnnviz::core;
using namespace cnnviz::test;

namespace {

// Whether it is answered as expected within a second and 64 MB, in a process of its own: the peak
// of this one is that of all tests before.
void check_answer(const char* what, const Bytes& bomb, Status expected,
                  const std::string& words = "") {
  enum { kGood, kOtherStatus, kOtherMessage, kSlow, kLarge };
  const pid_t child = ::fork();
  CHECK(child >= 0);
  if (child == 0) {
    const auto peak = [] {
      rusage usage{};
      ::getrusage(RUSAGE_SELF, &usage);
      return usage.ru_maxrss;  // kilobytes
    };
    const long before = peak();
    const auto start = std::chrono::steady_clock::now();
    Status status = Status::ok;
    std::string message;
    try {
      decode_image(bomb, "bomb");
    } catch (const Error& error) {
      status = error.status();
      message = error.what();
    }
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    std::fprintf(stderr, "%s: %.3f s, %ld MB, %s\n", what, seconds.count(), (peak() - before) >> 10,
                 message.c_str());
    ::_exit(status != expected                         ? kOtherStatus
            : message.find(words) == std::string::npos ? kOtherMessage
            : seconds.count() > 1                      ? kSlow
            : peak() - before > 64 << 10               ? kLarge
                                                       : kGood);
  }
  int result = 0;
  CHECK_EQ(::waitpid(child, &result, 0), child);
  if (!WIFEXITED(result) || WEXITSTATUS(result) != kGood)
    throw Failure{concat(what, ": result ", result)};
}

const Bytes kEnd = chunk("IEND", {});

// As much as the picture could be packed into, so that it is not refused for being too short.
Bytes png_bomb(uint32_t width, uint32_t height, uint8_t depth, uint8_t color,
               bool interlaced = false) {
  return file_of({header(width, height, depth, color, interlaced),
                  chunk("IDAT", Bytes(size_t{12} << 20)), kEnd});
}

// A small picture whose frame header says another size.
Bytes jpeg_of_size(Bytes bytes, uint8_t frame, uint16_t height, uint16_t width) {
  const uint8_t marker[] = {0xff, frame};
  const auto at = std::search(bytes.begin(), bytes.end(), marker, marker + 2);
  CHECK(at != bytes.end());
  at[5] = static_cast<uint8_t>(height >> 8);
  at[6] = static_cast<uint8_t>(height);
  at[7] = static_cast<uint8_t>(width >> 8);
  at[8] = static_cast<uint8_t>(width);
  return bytes;
}

Bytes packed_text() {
  Bytes text = {'k', 0, 0};
  const Bytes packed = deflated(Bytes(20'000'000));
  text.insert(text.end(), packed.begin(), packed.end());
  return text;
}

Bytes small_png(const std::vector<Bytes>& chunks) {
  std::vector<Bytes> all = {header(1, 1, 8, 2)};
  all.insert(all.end(), chunks.begin(), chunks.end());
  all.push_back(chunk("IDAT", deflated({0, 1, 2, 3})));
  all.push_back(kEnd);
  return file_of(all);
}

}  // namespace

TEST(test_image_bombs__png_of_more_than_the_limits) {
  check_answer("flat", png_bomb(60000, 60000, 8, 2), Status::limit, "max_pixels");
  check_answer("interlaced", png_bomb(30000, 30000, 16, 6, true), Status::limit, "max_pixels");
  check_answer("row", png_bomb(500'000'000, 1, 8, 2), Status::limit, "max_side");
  check_answer("column", png_bomb(1, 500'000'000, 1, 0), Status::limit, "max_side");
  check_answer("largest", png_bomb(0x7fffffff, 0x7fffffff, 16, 6), Status::limit, "max_side");
}

TEST(test_image_bombs__png_that_is_too_short_for_its_size) {
  check_answer("short", file_of({header(16000, 16000, 8, 2), chunk("IDAT", Bytes(1000)), kEnd}),
               Status::corrupt, "cannot hold 16000x16000 pixels");
}

TEST(test_image_bombs__png_of_packed_texts_and_profiles) {
  const Bytes text = packed_text();
  check_answer("texts", small_png(std::vector<Bytes>(1100, chunk("zTXt", text))), Status::limit,
               "max_png_chunks = 1000");
  check_answer("empty", small_png(std::vector<Bytes>(1'000'000, chunk("abCd", {}))), Status::limit,
               "max_png_chunks = 1000");
  // Of an animation's frames there may be more.
  check_answer("frames", small_png(std::vector<Bytes>(5000, chunk("fcTL", Bytes(26)))), Status::ok);
  // One of each is no attack by itself, and is never unpacked.
  check_answer("profile", small_png({chunk("iCCP", text), chunk("zTXt", text)}), Status::ok);
}

TEST(test_image_bombs__jpeg_of_more_than_the_limits) {
  const Image image = smooth_image(64, 48, 3);
  Encoding arithmetic;
  arithmetic.arithmetic = true;
  const Bytes packed = encode(image, image.pixels().data(), arithmetic);
  const Bytes plain = encode_image(image, ImageFormat::jpeg);
  check_answer("flat", jpeg_of_size(plain, 0xc0, 60000, 60000), Status::limit, "max_pixels");
  check_answer("row", jpeg_of_size(plain, 0xc0, 1, 65535), Status::corrupt, "65500");
  check_answer("arithmetic", jpeg_of_size(packed, 0xc9, 30000, 30000), Status::limit, "max_pixels");
}

TEST(test_image_bombs__jpeg_of_many_scans) {
  const Image image = smooth_image(640, 480, 3);
  Encoding encoding;
  std::vector<jpeg_scan_info> scans;
  scans.push_back({3, {0, 1, 2, 0}, 0, 0, 0, 0});
  for (int component = 0; component < 3; ++component)
    for (int k = 1; k < 64; ++k) scans.push_back({1, {component}, k, k, 0, 0});
  encoding.scans = &scans;
  Bytes bytes = encode(image, image.pixels().data(), encoding);
  // The last scan, until there are a thousand.
  const uint8_t marker[] = {0xff, 0xda};
  const auto last = std::find_end(bytes.begin(), bytes.end() - 2, marker, marker + 2);
  const Bytes scan(last, bytes.end() - 2);
  for (size_t i = scans.size(); i < 1000; ++i)
    bytes.insert(bytes.end() - 2, scan.begin(), scan.end());
  check_answer("scans", bytes, Status::limit, "max_jpeg_scans = 100");
}

TEST(test_image_bombs__jpeg_whose_coefficients_are_too_large) {
  const Image image = smooth_image(64, 48, 3);
  std::vector<jpeg_scan_info> scans = {{3, {0, 1, 2, 0}, 0, 0, 0, 0}, {1, {0}, 1, 63, 0, 0}};
  Encoding encoding;
  encoding.scans = &scans;
  encoding.arithmetic = true;
  encoding.to = JCS_RGB;  // no component of fewer samples
  const Bytes bytes = encode(image, image.pixels().data(), encoding);
  check_answer("coefficients", jpeg_of_size(bytes, 0xca, 22000, 22000), Status::limit,
               "max_decoded_bytes = 4294967296");
}

// Those of the cameras with the most pixels, and a panorama.
TEST(test_image_bombs__no_photo_is_too_large) {
  check_image_size(11648, 8736, "medium format");
  check_image_size(14204, 10652, "medium format");
  check_image_size(16320, 12240, "a telephone's 200 megapixels");
  check_image_size(23296, 17472, "four exposures of medium format");
  check_image_size(65000, 7500, "a panorama");
}

TEST(test_image_bombs__limits_can_be_moved) {
  const Bytes png = encode_image(smooth_image(64, 48, 3), ImageFormat::png);
  const Bytes jpeg = encode_image(smooth_image(64, 48, 3), ImageFormat::jpeg);
  const Bytes scans = progressive(smooth_image(64, 48, 3), 5);
  const auto refused = [](Limit which, int64_t value, const Bytes& bytes) {
    const Limited limited(which, value);
    return decode_status(bytes) == Status::limit;
  };
  for (const Bytes& bytes : {png, jpeg}) {
    CHECK(refused(Limit::side, 63, bytes) && !refused(Limit::side, 64, bytes));
    CHECK(refused(Limit::pixels, 64 * 48 - 1, bytes) && !refused(Limit::pixels, 64 * 48, bytes));
    CHECK(refused(Limit::decoded_bytes, 64 * 48 * 3 - 1, bytes));
    CHECK(!refused(Limit::decoded_bytes, 64 * 48 * 3, bytes));
  }
  // Three bytes for each pixel; for each coefficient, of which two components have a quarter, two.
  CHECK(refused(Limit::decoded_bytes, 64 * 48 * 6 - 1, scans));
  CHECK(!refused(Limit::decoded_bytes, 64 * 48 * 6, scans));
  CHECK(refused(Limit::jpeg_scans, 15, scans) && !refused(Limit::jpeg_scans, 16, scans));
  CHECK(refused(Limit::png_chunks, 1, png) && !refused(Limit::png_chunks, 2, png));
}

int main() {
  return run_tests({
      CASE(test_image_bombs__png_of_more_than_the_limits),
      CASE(test_image_bombs__png_that_is_too_short_for_its_size),
      CASE(test_image_bombs__png_of_packed_texts_and_profiles),
      CASE(test_image_bombs__jpeg_of_more_than_the_limits),
      CASE(test_image_bombs__jpeg_of_many_scans),
      CASE(test_image_bombs__jpeg_whose_coefficients_are_too_large),
      CASE(test_image_bombs__no_photo_is_too_large),
      CASE(test_image_bombs__limits_can_be_moved),
  });
}
