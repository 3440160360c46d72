#include "image/image.h"

#include "image/pictures.h"

using namespace cnnviz::core;
using namespace cnnviz::test;

TEST(test_image_image__holds_pixels_row_by_row) {
  Image image(3, 2, 3);
  CHECK_EQ(image.pixels().size(), 18u);
  for (const uint8_t byte : image.pixels()) CHECK_EQ(int{byte}, 0);
  image.mutable_pixel(2, 1)[1] = 9;
  CHECK_EQ(int{image.pixels()[1 * 9 + 2 * 3 + 1]}, 9);
  CHECK_EQ(int{image.row(1)[7]}, 9);
  const Image copy = image;
  image.mutable_pixel(2, 1)[1] = 5;
  CHECK_EQ(int{copy.pixel(2, 1)[1]}, 9);
  CHECK(!Image().valid());
}

TEST(test_image_image__refuses_wrong_sizes_before_allocating) {
  CHECK_ERROR(Image(0, 5, 3), Status::invalid_argument, "0x5 pixels is empty");
  CHECK_ERROR(Image(5, -1, 3), Status::invalid_argument, "5x-1 pixels is empty");
  CHECK_ERROR(Image(5, 5, 2), Status::invalid_argument, "2 channels");
  CHECK_ERROR(Image(65501, 1, 1), Status::limit, "65501 is more than max_side = 65500");
  CHECK_ERROR(Image(25000, 20001, 1), Status::limit, "is more than max_pixels = 500000000");
  CHECK_ERROR(Image(INT64_MAX, INT64_MAX, 4), Status::limit, "9223372036854775807");
  CHECK_ERROR(Image::from_pixels(2, 2, 1, std::vector<uint8_t>(5)), Status::invalid_argument,
              "has 4 bytes, but 5 were given");
  check_image_size(16384, 16384, "a picture");
  check_image_size(65500, 4096, "a picture");
}

TEST(test_image_image__gray_is_the_luma_of_itu_r_601) {
  const uint8_t pixels[] = {255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255, 0, 0, 0, 10, 20, 30};
  const Image gray = to_gray(Image::from_pixels(6, 1, 3, pixels));
  const int expected[] = {76, 150, 29, 255, 0, 18};
  CHECK_EQ(gray.channels(), 1);
  for (int i = 0; i < 6; ++i) CHECK_EQ(int{gray.pixel(i, 0)[0]}, expected[i]);
}

TEST(test_image_image__rgb_drops_alpha_and_repeats_gray) {
  const uint8_t pixels[] = {1, 2, 3, 0, 4, 5, 6, 128};
  const Image rgb = to_rgb(Image::from_pixels(2, 1, 4, pixels));
  const uint8_t expected[] = {1, 2, 3, 4, 5, 6};
  CHECK_EQ(difference(rgb, Image::from_pixels(2, 1, 3, expected)), 0);
  const uint8_t gray[] = {7, 8};
  const uint8_t repeated[] = {7, 7, 7, 8, 8, 8};
  CHECK_EQ(
      difference(to_rgb(Image::from_pixels(2, 1, 1, gray)), Image::from_pixels(2, 1, 3, repeated)),
      0);
  const Image noise = noise_image(9, 4, 1);
  CHECK_EQ(difference(to_gray(to_rgb(noise)), noise), 0);
}

int main() {
  return run_tests({
      CASE(test_image_image__holds_pixels_row_by_row),
      CASE(test_image_image__refuses_wrong_sizes_before_allocating),
      CASE(test_image_image__gray_is_the_luma_of_itu_r_601),
      CASE(test_image_image__rgb_drops_alpha_and_repeats_gray),
  });
}
