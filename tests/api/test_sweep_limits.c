/* The limits of the process: every field is honored by the call that it is for, and named by the
 * message; wrong ones are refused. */
#include "support.h"

static void test_api_sweep_limits__defaults_and_wrong_numbers(void** state) {
  cnnviz_limits_options limits;
  (void)state;
  assert_fails(cnnviz_limits_options_init(NULL, sizeof limits), INVALID_ARGUMENT, "options");
  assert_fails(cnnviz_limits_options_init(&limits, 3), INVALID_ARGUMENT, "struct_size");
  assert_ok(cnnviz_limits_options_init(&limits, sizeof limits));
  assert_int_equal(limits.max_side, 65500);
  assert_int_equal(limits.max_pixels, 500000000);
  assert_int_equal(limits.max_decoded_bytes, INT64_C(1) << 32);
  assert_int_equal(limits.max_jpeg_scans, 100);
  assert_int_equal(limits.max_png_chunks, 1000);
  assert_int_equal(limits.max_model_bytes, INT64_C(1) << 34);
  assert_int_equal(limits.max_nodes, 1000000);
  assert_int_equal(limits.max_tensor_bytes, INT64_C(1) << 33);
  assert_int_equal(limits.max_memory, -1);
  assert_int_equal(limits.max_seconds, -1);
  limits.max_nodes = -2;
  assert_fails(cnnviz_limits_set(&limits), INVALID_ARGUMENT, "max_nodes is -2");
  limits.max_nodes = 0;
  limits.struct_size = 0;
  assert_fails(cnnviz_limits_set(&limits), INVALID_ARGUMENT, "cnnviz_limits_options_init");
  assert_ok(cnnviz_limits_set(NULL));
}

/* Sets one field alone. */
#define WITH(field, value)                                   \
  do {                                                       \
    cnnviz_limits_options one;                               \
    assert_ok(cnnviz_limits_options_init(&one, sizeof one)); \
    one.field = (value);                                     \
    assert_ok(cnnviz_limits_set(&one));                      \
  } while (0)

static void test_api_sweep_limits__pictures(void** state) {
  const char* path = source_path(DEMO_PICTURE);
  const uint8_t pixels[12] = {0};
  cnnviz_image* image = NULL;
  (void)state;
  WITH(max_side, 100);
  assert_fails(cnnviz_image_read(&image, path), LIMIT, "max_side = 100");
  WITH(max_side, 1);
  assert_fails(cnnviz_image_from_pixels(&image, pixels, 12, 2, 2, 3), LIMIT, "max_side = 1");
  WITH(max_pixels, 1000);
  assert_fails(cnnviz_image_read(&image, path), LIMIT, "max_pixels = 1000");
  WITH(max_decoded_bytes, 1000);
  assert_fails(cnnviz_image_read(&image, path), LIMIT, "max_decoded_bytes = 1000");
  WITH(max_png_chunks, 1);
  assert_fails(cnnviz_image_read(&image, path), LIMIT, "max_png_chunks = 1");
  WITH(max_jpeg_scans, 1);
  assert_fails(cnnviz_image_read(&image, source_path("tests/image/data/jpeg_progressive.jpg")),
               LIMIT, "max_jpeg_scans = 1");
  WITH(max_side, -1);
  assert_ok(cnnviz_image_read(&image, path));
  cnnviz_image_free(image);
  assert_ok(cnnviz_limits_set(NULL));
}

static void test_api_sweep_limits__models_and_arrays(void** state) {
  const char* path = source_path(DEMO_MODEL);
  const int64_t shape[] = {1000};
  cnnviz_model* model = NULL;
  cnnviz_tensor *input, *tensor = NULL;
  cnnviz_result* result = NULL;
  cnnviz_model_options own;
  (void)state;
  WITH(max_model_bytes, 1000);
  assert_fails(cnnviz_model_open(&model, path, NULL, NULL), LIMIT, "max_model_bytes = 1000");
  WITH(max_nodes, 3);
  assert_fails(cnnviz_model_open(&model, path, NULL, NULL), LIMIT, "max_nodes = 3");
  WITH(max_tensor_bytes, 100);
  assert_fails(cnnviz_model_open(&model, path, NULL, NULL), LIMIT, "max_tensor_bytes = 100");
  assert_fails(cnnviz_tensor_zeros(&tensor, CNNVIZ_DTYPE_FLOAT32, shape, 1), LIMIT,
               "max_tensor_bytes = 100");
  assert_fails(cnnviz_tensor_read(&tensor, source_path("tests/tensor/data/maps.npy")), LIMIT,
               "max_tensor_bytes = 100");
  WITH(max_memory, 1000);
  assert_ok(cnnviz_model_open(&model, path, NULL, NULL));
  input = demo_input(model);
  assert_fails(cnnviz_explain_classify(&result, model, input, NULL, NULL), LIMIT,
               "max_memory is 1000");
  cnnviz_model_free(model);
  /* The model's own goes before. */
  assert_ok(cnnviz_model_options_init(&own, sizeof own));
  own.max_memory = 1 << 28;
  assert_ok(cnnviz_model_open(&model, path, NULL, &own));
  assert_ok(cnnviz_explain_classify(&result, model, input, NULL, NULL));
  cnnviz_result_free(result);
  cnnviz_tensor_free(input);
  cnnviz_model_free(model);
  assert_ok(cnnviz_limits_set(NULL));
}

/* A call that takes longer than its time ends, and the model stays usable. */
static void test_api_sweep_limits__seconds(void** state) {
  cnnviz_model* model = open_demo(1);
  cnnviz_tensor* input = demo_input(model);
  cnnviz_synthesize_options options;
  cnnviz_result* result = NULL;
  cnnviz_targets* targets = NULL;
  (void)state;
  assert_ok(cnnviz_targets_parse(&targets, model, "class:0"));
  assert_ok(cnnviz_synthesize_options_init(&options, sizeof options));
  options.steps = 10000000;
  WITH(max_seconds, 1);
  assert_fails(cnnviz_synthesize(&result, model, targets, NULL, NULL, &options, NULL), LIMIT,
               "max_seconds = 1");
  assert_null(result);
  assert_ok(cnnviz_explain_classify(&result, model, input, NULL, NULL));
  cnnviz_result_free(result);
  assert_ok(cnnviz_limits_set(NULL));
  cnnviz_targets_free(targets);
  cnnviz_tensor_free(input);
  cnnviz_model_free(model);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_api_sweep_limits__defaults_and_wrong_numbers),
      cmocka_unit_test(test_api_sweep_limits__pictures),
      cmocka_unit_test(test_api_sweep_limits__models_and_arrays),
      cmocka_unit_test(test_api_sweep_limits__seconds),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
