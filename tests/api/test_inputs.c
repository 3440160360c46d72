/* Inputs of the methods: batches, and tensors that do not fit. */
#include "support.h"

#include <math.h>

static cnnviz_model* model;

static int set_up(void** state) {
  (void)state;
  model = open_demo(1);
  return 0;
}

static int tear_down(void** state) {
  (void)state;
  cnnviz_model_free(model);
  return 0;
}

/* Equal up to `tolerance` of the largest value of b. */
static void assert_close(const float* a, const float* b, int64_t count, double tolerance) {
  double largest = 0, worst = 0;
  int64_t i;
  for (i = 0; i < count; ++i) {
    largest = fmax(largest, fabs(b[i]));
    worst = fmax(worst, fabs((double)a[i] - b[i]));
  }
  assert_true(largest > 0);
  if (worst > tolerance * largest) fail_msg("differ by %g of %g", worst, largest);
}

/* Two different images at once: each gets its own top class, and what it gets alone. */
static void test_api_inputs__batches(void** state) {
  cnnviz_image *cat = read_demo_picture(), *star = NULL;
  cnnviz_images* images = NULL;
  cnnviz_tensor *both = NULL, *alone = NULL, *batched, *item = NULL, *single;
  cnnviz_targets* two = NULL;
  cnnviz_result *of_both = NULL, *of_one = NULL, *paired = NULL;
  (void)state;
  assert_ok(cnnviz_image_read(&star, source_path("examples/demo_model/samples/star.png")));
  assert_ok(cnnviz_targets_parse(&two, model, "class:cat\nclass:star"));
  assert_ok(cnnviz_images_create(&images));
  assert_ok(cnnviz_images_add(images, cat));
  assert_ok(cnnviz_images_add(images, star));
  assert_ok(cnnviz_model_preprocess_images(&both, model, images));
  assert_ok(cnnviz_model_preprocess(&alone, model, star));
  assert_ok(cnnviz_explain_saliency(&of_both, model, both, NULL, NULL, NULL, NULL));
  assert_ok(cnnviz_explain_saliency(&of_one, model, alone, NULL, NULL, NULL, NULL));
  batched = result_tensor(of_both, "map");
  single = result_tensor(of_one, "map");
  assert_int_equal(cnnviz_tensor_extent(batched, 0), 2);
  assert_ok(cnnviz_tensor_item(&item, batched, 1));
  assert_close(cnnviz_tensor_floats(item), cnnviz_tensor_floats(single), cnnviz_tensor_size(item),
               1e-5);
  assert_non_null(strstr(cnnviz_result_json(of_both), "\"label\":\"cat\""));
  assert_non_null(strstr(cnnviz_result_json(of_both), "\"label\":\"star\""));
  /* A target for each. */
  assert_ok(cnnviz_explain_saliency(&paired, model, both, two, NULL, NULL, NULL));
  cnnviz_tensor_free(single);
  single = result_tensor(paired, "map");
  assert_memory_equal(cnnviz_tensor_floats(single), cnnviz_tensor_floats(batched),
                      (size_t)cnnviz_tensor_size(batched) * sizeof(float));
  cnnviz_image_free(cat);
  cnnviz_image_free(star);
  cnnviz_images_free(images);
  cnnviz_tensor_free(both);
  cnnviz_tensor_free(alone);
  cnnviz_tensor_free(batched);
  cnnviz_tensor_free(item);
  cnnviz_tensor_free(single);
  cnnviz_targets_free(two);
  cnnviz_result_free(of_both);
  cnnviz_result_free(of_one);
  cnnviz_result_free(paired);
}

static void test_api_inputs__not_finite_inputs(void** state) {
  enum { kCount = 3 * 128 * 128 };
  static float values[kCount];
  const int64_t shape[] = {1, 3, 128, 128};
  cnnviz_tensor* broken = NULL;
  cnnviz_result* result = NULL;
  (void)state;
  values[77] = NAN;
  assert_ok(cnnviz_tensor_from_floats(&broken, values, kCount, shape, 4));
  assert_fails(cnnviz_explain_saliency(&result, model, broken, NULL, NULL, NULL, NULL), NOT_FINITE,
               "input");
  assert_null(result);
  assert_fails(cnnviz_explain_classify(&result, model, broken, NULL, NULL), NOT_FINITE, "input");
  cnnviz_tensor_free(broken);
}

static void test_api_inputs__wrong_input_shapes(void** state) {
  const int64_t shape[] = {1, 3, 128, 127}, rank[] = {3, 128, 128};
  cnnviz_tensor *narrow = NULL, *flat = NULL;
  cnnviz_result* result = NULL;
  (void)state;
  assert_ok(cnnviz_tensor_zeros(&narrow, CNNVIZ_DTYPE_FLOAT32, shape, 4));
  assert_ok(cnnviz_tensor_zeros(&flat, CNNVIZ_DTYPE_FLOAT32, rank, 3));
  assert_fails(cnnviz_explain_classify(&result, model, flat, NULL, NULL), INVALID_ARGUMENT,
               "3x128x128");
  assert_fails(cnnviz_explain_classify(&result, model, narrow, NULL, NULL), INVALID_ARGUMENT,
               "127");
  assert_null(result);
  cnnviz_tensor_free(narrow);
  cnnviz_tensor_free(flat);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_api_inputs__batches),
      cmocka_unit_test(test_api_inputs__not_finite_inputs),
      cmocka_unit_test(test_api_inputs__wrong_input_shapes),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
