/* Pictures: pixels in and out, PNG and JPEG by content, from files and memory. */
#include "support.h"

#include <stdio.h>
#include <stdlib.h>

enum { kWidth = 16, kHeight = 8, kBytes = kWidth * kHeight * 3 };

static cnnviz_image* make(void) {
  uint8_t pixels[kBytes];
  cnnviz_image* image = NULL;
  size_t i;
  for (i = 0; i < kBytes; ++i) pixels[i] = (uint8_t)(i * 7 / 3);
  assert_ok(cnnviz_image_from_pixels(&image, pixels, kBytes, kWidth, kHeight, 3));
  return image;
}

static void check_size(const cnnviz_image* image, int32_t width, int32_t height, int32_t channels) {
  assert_int_equal(cnnviz_image_width(image), width);
  assert_int_equal(cnnviz_image_height(image), height);
  assert_int_equal(cnnviz_image_channels(image), channels);
}

static void test_api_image__holds_copied_pixels(void** state) {
  uint8_t copy[kBytes];
  cnnviz_image *image = make(), *shared = NULL;
  (void)state;
  check_size(image, kWidth, kHeight, 3);
  assert_ok(cnnviz_image_copy_pixels(copy, kBytes, image));
  assert_int_equal(copy[100], 100 * 7 / 3 % 256);
  assert_ok(cnnviz_image_share(&shared, image));
  cnnviz_image_free(image);
  assert_memory_equal(cnnviz_image_pixels(shared), copy, kBytes);
  cnnviz_image_free(shared);
}

static void test_api_image__png_round_trip(void** state) {
  const char* path = scratch_path("x.png");
  cnnviz_image *image = make(), *read = NULL;
  (void)state;
  assert_ok(cnnviz_image_write(image, path, "made by a test"));
  assert_ok(cnnviz_image_read(&read, path));
  check_size(read, kWidth, kHeight, 3);
  assert_memory_equal(cnnviz_image_pixels(read), cnnviz_image_pixels(image), kBytes);
  cnnviz_image_free(read);
  cnnviz_image_free(image);
}

static int contains(const uint8_t* bytes, int64_t size, const char* text) {
  const size_t length = strlen(text);
  int64_t i;
  for (i = 0; i + (int64_t)length <= size; ++i)
    if (memcmp(bytes + i, text, length) == 0) return 1;
  return 0;
}

static void test_api_image__memory_round_trip(void** state) {
  cnnviz_image *image = make(), *read = NULL;
  cnnviz_bytes *png = NULL, *jpeg = NULL, *shared = NULL;
  uint8_t* copy;
  (void)state;
  assert_ok(cnnviz_image_encode(&png, image, CNNVIZ_IMAGE_FORMAT_PNG, "a note"));
  assert_true(contains(cnnviz_bytes_data(png), cnnviz_bytes_size(png), "a note"));
  assert_ok(cnnviz_bytes_share(&shared, png));
  cnnviz_bytes_free(png);
  copy = malloc((size_t)cnnviz_bytes_size(shared));
  assert_ok(cnnviz_bytes_copy(copy, cnnviz_bytes_size(shared), shared));
  assert_ok(cnnviz_image_decode(&read, copy, cnnviz_bytes_size(shared)));
  assert_memory_equal(cnnviz_image_pixels(read), cnnviz_image_pixels(image), kBytes);
  free(copy);
  cnnviz_bytes_free(shared);
  cnnviz_image_free(read);
  assert_ok(cnnviz_image_encode(&jpeg, image, CNNVIZ_IMAGE_FORMAT_JPEG, NULL));
  assert_ok(cnnviz_image_decode(&read, cnnviz_bytes_data(jpeg), cnnviz_bytes_size(jpeg)));
  check_size(read, kWidth, kHeight, 3);
  cnnviz_bytes_free(jpeg);
  cnnviz_image_free(read);
  cnnviz_image_free(image);
}

/* A picture under a name that says something else. */
static void test_api_image__content_decides(void** state) {
  const char *jpeg = scratch_path("y.jpg"), *renamed = scratch_path("y.png");
  cnnviz_image *image = make(), *read = NULL;
  (void)state;
  assert_ok(cnnviz_image_write(image, jpeg, NULL));
  assert_int_equal(rename(jpeg, renamed), 0);
  assert_ok(cnnviz_image_read(&read, renamed));
  check_size(read, kWidth, kHeight, 3);
  cnnviz_image_free(read);
  cnnviz_image_free(image);
}

static void test_api_image__crop_and_resize(void** state) {
  cnnviz_image *image = make(), *cropped = NULL, *resized = NULL;
  const uint8_t* row;
  (void)state;
  assert_ok(cnnviz_image_crop(&cropped, image, 3, 2, 5, 4));
  check_size(cropped, 5, 4, 3);
  row = cnnviz_image_pixels(image) + (2 * kWidth + 3) * 3;
  assert_memory_equal(cnnviz_image_pixels(cropped), row, 5 * 3);
  assert_ok(cnnviz_image_resize(&resized, image, 4, 4));
  check_size(resized, 4, 4, 3);
  cnnviz_image_free(image);
  cnnviz_image_free(cropped);
  cnnviz_image_free(resized);
}

static void test_api_image__truncated_files(void** state) {
  cnnviz_image *image = make(), *read = NULL;
  cnnviz_bytes* png = NULL;
  (void)state;
  assert_ok(cnnviz_image_encode(&png, image, CNNVIZ_IMAGE_FORMAT_PNG, NULL));
  assert_fails(cnnviz_image_decode(&read, cnnviz_bytes_data(png), cnnviz_bytes_size(png) / 2),
               CORRUPT, "");
  assert_null(read);
  assert_fails(cnnviz_image_decode(&read, cnnviz_bytes_data(png), 0), CORRUPT, "empty");
  assert_fails(cnnviz_image_read(&read, source_path(DEMO_MODEL)), UNSUPPORTED, "demo.onnx");
  cnnviz_bytes_free(png);
  cnnviz_image_free(image);
}

static void test_api_image__lists_are_independent(void** state) {
  cnnviz_images *list = NULL, *copy = NULL;
  cnnviz_image* image = make();
  (void)state;
  assert_ok(cnnviz_images_create(&list));
  assert_ok(cnnviz_images_add(list, image));
  assert_ok(cnnviz_images_share(&copy, list));
  assert_ok(cnnviz_images_add(list, image));
  cnnviz_image_free(image);
  assert_int_equal(cnnviz_images_count(list), 2);
  assert_int_equal(cnnviz_images_count(copy), 1);
  cnnviz_images_free(list);
  cnnviz_images_free(copy);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_api_image__holds_copied_pixels),
      cmocka_unit_test(test_api_image__png_round_trip),
      cmocka_unit_test(test_api_image__memory_round_trip),
      cmocka_unit_test(test_api_image__content_decides),
      cmocka_unit_test(test_api_image__crop_and_resize),
      cmocka_unit_test(test_api_image__truncated_files),
      cmocka_unit_test(test_api_image__lists_are_independent),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
