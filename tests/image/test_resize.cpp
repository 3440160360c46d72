#include "image/resize.h"

#include "image/pictures.h"

using namespace cnnviz::core;
using namespace cnnviz::test;

TEST(test_image_resize__equals_pillow_bit_for_bit) {
  struct Size {
    const char* name;
    int width, height;
  };
  for (const auto& [name, width, height] : {Size{"scene", 28, 22},
                                            {"scene", 61, 20},
                                            {"scene", 17, 47},
                                            {"scene", 90, 70},
                                            {"scene", 200, 13},
                                            {"scene", 1, 1},
                                            {"scene", 60, 46},
                                            {"scene", 5, 90},
                                            {"edges", 13, 13},
                                            {"edges", 39, 41},
                                            {"edges", 80, 80},
                                            {"edges", 3, 37}}) {
    const Image image = read_image(picture_path(concat(name, ".png")));
    const Image expected = read_image(picture_path(concat(name, "_", width, "x", height, ".png")));
    CHECK_EQ(difference(resize_bilinear(image, width, height), expected), 0);
  }
}

TEST(test_image_resize__keeps_what_needs_no_change) {
  const Image image = noise_image(20, 11, 3);
  CHECK_EQ(difference(resize_bilinear(image, 20, 11), image), 0);
  Image flat(30, 17, 4);
  for (uint8_t& byte : flat.mutable_pixels()) byte = 201;
  const Image resized = resize_bilinear(flat, 7, 40);
  for (const uint8_t byte : resized.pixels()) CHECK_EQ(int{byte}, 201);
}

TEST(test_image_resize__treats_every_channel_alike) {
  const Image image = noise_image(33, 21, 4);
  const Image small = resize_bilinear(image, 12, 9);
  const Image rgb = resize_bilinear(to_rgb(image), 12, 9);
  CHECK_EQ(difference(to_rgb(small), rgb), 0);
  Image plane(33, 21, 1);
  for (int64_t i = 0; i < 33 * 21; ++i)
    plane.mutable_pixels()[static_cast<size_t>(i)] = image.pixels()[static_cast<size_t>(i * 4 + 3)];
  const Image alpha = resize_bilinear(plane, 12, 9);
  for (int64_t y = 0; y < 9; ++y)
    for (int64_t x = 0; x < 12; ++x) CHECK_EQ(int{alpha.pixel(x, y)[0]}, int{small.pixel(x, y)[3]});
}

TEST(test_image_resize__refuses_wrong_sizes) {
  const Image image = noise_image(4, 4, 1);
  CHECK_ERROR(resize_bilinear(image, 0, 4), Status::invalid_argument, "empty");
  CHECK_ERROR(resize_bilinear(image, 70000, 4), Status::limit, "max_side = 65500");
  CHECK_ERROR(resize_bilinear(Image(), 4, 4), Status::invalid_argument, "no picture");
}

TEST(test_image_resize__crops) {
  const Image image = noise_image(10, 8, 3);
  const Image part = crop(image, 2, 3, 5, 4);
  CHECK_EQ(part.width(), 5);
  CHECK_EQ(part.height(), 4);
  for (int64_t y = 0; y < 4; ++y)
    for (int64_t x = 0; x < 5; ++x)
      CHECK(std::memcmp(part.pixel(x, y), image.pixel(x + 2, y + 3), 3) == 0);
  CHECK_EQ(difference(crop(image, 0, 0, 10, 8), image), 0);
  CHECK_ERROR(crop(image, 6, 0, 5, 4), Status::invalid_argument, "does not lie inside");
  CHECK_ERROR(crop(image, -1, 0, 5, 4), Status::invalid_argument, "(-1, 0)");
  CHECK_ERROR(crop(image, 0, 5, 5, 4), Status::invalid_argument, "10x8");
  CHECK_ERROR(crop(image, INT64_MAX, 0, 1, 1), Status::invalid_argument, "does not lie inside");
  CHECK_ERROR(crop(image, 0, 0, 0, 1), Status::invalid_argument, "does not lie inside");
}

TEST(test_image_resize__upscales_by_whole_factors) {
  const Image image = noise_image(5, 3, 4);
  const Image large = upscale_nearest(image, 7);
  CHECK_EQ(large.width(), 35);
  CHECK_EQ(large.height(), 21);
  for (int64_t y = 0; y < 21; ++y)
    for (int64_t x = 0; x < 35; ++x)
      CHECK(std::memcmp(large.pixel(x, y), image.pixel(x / 7, y / 7), 4) == 0);
  CHECK_EQ(difference(upscale_nearest(image, 1), image), 0);
  CHECK_ERROR(upscale_nearest(image, 0), Status::invalid_argument, "the factor 0");
  CHECK_ERROR(upscale_nearest(image, 16000), Status::limit, "80000x48000");
  CHECK_ERROR(upscale_nearest(image, INT64_MAX), Status::invalid_argument, "outside [1, 16384]");
}

int main() {
  return run_tests({
      CASE(test_image_resize__equals_pillow_bit_for_bit),
      CASE(test_image_resize__keeps_what_needs_no_change),
      CASE(test_image_resize__treats_every_channel_alike),
      CASE(test_image_resize__refuses_wrong_sizes),
      CASE(test_image_resize__crops),
      CASE(test_image_resize__upscales_by_whole_factors),
  });
}
