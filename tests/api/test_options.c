/* Structs cross the boundary by size: of an older caller (smaller), of a newer one (larger), and of
 * one who forgot. */
#include "support.h"

#include <stdlib.h>

/* A caller's struct in the middle of a block whose other bytes must stay as they are. */
typedef struct {
  unsigned char before[16];
  cnnviz_map_options options;
  unsigned char after[64];
} framed_options;

static void test_api_options__init_stays_within_the_size(void** state) {
  framed_options frame;
  const uint32_t old_size = offsetof(cnnviz_map_options, percentile);
  const unsigned char* percentile = (const unsigned char*)&frame.options.percentile;
  size_t i;
  (void)state;
  memset(&frame, 0xAB, sizeof frame);
  assert_ok(cnnviz_map_options_init(&frame.options, old_size));
  assert_int_equal(frame.options.struct_size, old_size);
  assert_int_equal(frame.options.interpolation, CNNVIZ_INTERPOLATION_BILINEAR);
  for (i = 0; i < sizeof frame.before; ++i) assert_int_equal(frame.before[i], 0xAB);
  for (i = 0; i < sizeof(double); ++i) assert_int_equal(percentile[i], 0xAB);
}

static void test_api_options__init_clears_what_is_newer(void** state) {
  framed_options frame;
  size_t i;
  (void)state;
  memset(&frame, 0xAB, sizeof frame);
  assert_ok(cnnviz_map_options_init(&frame.options, sizeof frame.options + 8));
  for (i = 0; i < 8; ++i) assert_int_equal(frame.after[i], 0);
  for (i = 8; i < sizeof frame.after; ++i) assert_int_equal(frame.after[i], 0xAB);
  assert_true(frame.options.percentile == 99);
}

static cnnviz_status draw(const void* options) {
  cnnviz_tensor* map = NULL;
  cnnviz_image* image = NULL;
  const float values[4] = {0, 1, 2, 3};
  const int64_t shape[] = {2, 2};
  cnnviz_status status;
  assert_ok(cnnviz_tensor_from_floats(&map, values, 4, shape, 2));
  status = cnnviz_render_map(&image, map, NULL, options);
  if (status == CNNVIZ_STATUS_OK) {
    assert_non_null(image);
    cnnviz_image_free(image);
  }
  cnnviz_tensor_free(map);
  return status;
}

static void test_api_options__old_callers_get_defaults(void** state) {
  /* Exactly as large as the old struct, so that a sanitizer sees any read beyond it. */
  const uint32_t old_size = offsetof(cnnviz_map_options, width);
  cnnviz_map_options* options = malloc(old_size);
  (void)state;
  assert_non_null(options);
  assert_ok(cnnviz_map_options_init(options, old_size));
  assert_ok(draw(options));
  free(options);
}

static void test_api_options__unknown_fields_must_be_zero(void** state) {
  framed_options frame;
  (void)state;
  assert_ok(cnnviz_map_options_init(&frame.options, sizeof frame.options + 8));
  assert_ok(draw(&frame.options));
  frame.after[3] = 1;
  assert_fails(draw(&frame.options), UNSUPPORTED, cnnviz_version());
}

static void test_api_options__sizes_that_cannot_be(void** state) {
  cnnviz_map_options options;
  (void)state;
  assert_fails(cnnviz_map_options_init(&options, 0), INVALID_ARGUMENT, "struct_size is 0");
  assert_fails(cnnviz_map_options_init(&options, 7), INVALID_ARGUMENT, "struct_size is 7");
  assert_fails(cnnviz_map_options_init(&options, UINT32_MAX), INVALID_ARGUMENT, "struct_size");
  assert_ok(cnnviz_map_options_init(&options, sizeof options));
  options.struct_size = 0;
  assert_fails(draw(&options), INVALID_ARGUMENT, "cnnviz_map_options_init");
  options.struct_size = 0xABABABAB;
  assert_fails(draw(&options), INVALID_ARGUMENT, "cnnviz_map_options_init");
}

static void test_api_options__filled_structs_keep_to_their_size(void** state) {
  struct {
    cnnviz_map_info info;
    unsigned char after[16];
  } frame;
  cnnviz_tensor* map = NULL;
  const float values[4] = {0, 1, 2, 4};
  const int64_t shape[] = {2, 2};
  const unsigned char* rest = (const unsigned char*)&frame.info.minimum;
  size_t i;
  (void)state;
  assert_ok(cnnviz_tensor_from_floats(&map, values, 4, shape, 2));
  memset(&frame, 0xAB, sizeof frame);
  frame.info.struct_size = offsetof(cnnviz_map_info, minimum);
  assert_ok(cnnviz_render_measure(&frame.info, map, NULL));
  assert_int_equal(frame.info.count, 4);
  assert_int_equal(frame.info.constant, 0);
  assert_int_equal(frame.info.struct_size, offsetof(cnnviz_map_info, minimum));
  for (i = 0; i < sizeof(double); ++i) assert_int_equal(rest[i], 0xAB);
  frame.info.struct_size = sizeof frame.info + 8;
  assert_ok(cnnviz_render_measure(&frame.info, map, NULL));
  assert_true(frame.info.maximum == 4);
  for (i = 0; i < 8; ++i) assert_int_equal(frame.after[i], 0);
  for (i = 8; i < sizeof frame.after; ++i) assert_int_equal(frame.after[i], 0xAB);
  cnnviz_tensor_free(map);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_api_options__init_stays_within_the_size),
      cmocka_unit_test(test_api_options__init_clears_what_is_newer),
      cmocka_unit_test(test_api_options__old_callers_get_defaults),
      cmocka_unit_test(test_api_options__unknown_fields_must_be_zero),
      cmocka_unit_test(test_api_options__sizes_that_cannot_be),
      cmocka_unit_test(test_api_options__filled_structs_keep_to_their_size),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
