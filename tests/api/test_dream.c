/* Deep dreams through the C API: against PyTorch, whole and in tiles, from noise, with a guide. */
#include "support.h"

#include <math.h>
#include <stdlib.h>

static cnnviz_model* model;
static cnnviz_image* picture;

static int set_up(void** state) {
  (void)state;
  model = open_demo(1);
  picture = read_demo_picture();
  return 0;
}

static int tear_down(void** state) {
  (void)state;
  cnnviz_image_free(picture);
  cnnviz_model_free(model);
  return 0;
}

static cnnviz_dream_options still(int32_t octaves, int32_t steps) {
  cnnviz_dream_options options;
  assert_ok(cnnviz_dream_options_init(&options, sizeof options));
  options.octaves = octaves;
  options.steps = steps;
  options.jitter = 0;
  return options;
}

static cnnviz_result* dream(const cnnviz_image* image, const char* selector,
                            const cnnviz_dream_options* options) {
  cnnviz_result* result = NULL;
  cnnviz_target* target = NULL;
  if (selector != NULL) assert_ok(cnnviz_target_parse(&target, model, selector));
  assert_ok(cnnviz_dream(&result, model, image, NULL, target, options, NULL));
  cnnviz_target_free(target);
  return result;
}

static double largest_difference(const cnnviz_tensor* a, const cnnviz_tensor* b) {
  const float *x = cnnviz_tensor_floats(a), *y = cnnviz_tensor_floats(b);
  double largest = 0;
  int64_t i;
  assert_int_equal(cnnviz_tensor_size(a), cnnviz_tensor_size(b));
  for (i = 0; i < cnnviz_tensor_size(a); ++i) {
    const double difference = fabs((double)x[i] - (double)y[i]);
    if (!(difference <= largest)) largest = difference;
  }
  return largest;
}

static void assert_says(const cnnviz_result* result, const char* words) {
  if (strstr(cnnviz_result_json(result), words) == NULL)
    print_error("%s is not in %s\n", words, cnnviz_result_json(result));
  assert_non_null(strstr(cnnviz_result_json(result), words));
}

static void assert_same_pictures(const cnnviz_image* a, const cnnviz_image* b, int same) {
  const size_t bytes = (size_t)cnnviz_image_width(a) * (size_t)cnnviz_image_height(a) * 3;
  assert_int_equal(cnnviz_image_width(a), cnnviz_image_width(b));
  assert_int_equal(cnnviz_image_height(a), cnnviz_image_height(b));
  assert_int_equal(cnnviz_image_channels(a), 3);
  assert_int_equal(cnnviz_image_channels(b), 3);
  assert_int_equal(memcmp(cnnviz_image_pixels(a), cnnviz_image_pixels(b), bytes) == 0, same);
}

static cnnviz_image* picture_of(const cnnviz_result* result) {
  cnnviz_image* image = NULL;
  assert_ok(cnnviz_result_image(&image, result, "picture"));
  return image;
}

/* data/make_dream.py: 20 steps in two octaves, in double precision. */
static void test_api_dream__agrees_with_pytorch(void** state) {
  const cnnviz_dream_options options = still(2, 10);
  cnnviz_image* part = NULL;
  cnnviz_tensor *expected = NULL, *found, *objective;
  cnnviz_result* result;
  (void)state;
  assert_ok(cnnviz_image_crop(&part, picture, 24, 20, 80, 60));
  assert_ok(cnnviz_tensor_read(&expected, source_path("tests/api/data/dream.npy")));
  result = dream(part, "0.5*layer:relu3 + layer:relu4", &options);
  found = result_tensor(result, "input");
  objective = result_tensor(result, "objective");
  assert_true(largest_difference(found, expected) < 1e-3);
  assert_int_equal(cnnviz_tensor_size(objective), 20);
  assert_true(cnnviz_tensor_floats(objective)[9] > 2 * cnnviz_tensor_floats(objective)[0]);
  assert_true(cnnviz_tensor_floats(objective)[19] > 2 * cnnviz_tensor_floats(objective)[10]);
  assert_says(result, "\"octaves\":[[43,57],[60,80]]");
  cnnviz_tensor_free(found);
  cnnviz_tensor_free(expected);
  cnnviz_tensor_free(objective);
  cnnviz_result_free(result);
  cnnviz_image_free(part);
}

static void test_api_dream__no_steps_give_the_picture_back(void** state) {
  const cnnviz_dream_options options = still(3, 0);
  cnnviz_result* result = dream(picture, NULL, &options);
  cnnviz_image *same = picture_of(result), *plain = NULL;
  (void)state;
  assert_ok(
      cnnviz_image_from_pixels(&plain, cnnviz_image_pixels(picture), 128 * 128 * 3, 128, 128, 3));
  assert_same_pictures(same, plain, 1);
  cnnviz_image_free(same);
  cnnviz_image_free(plain);
  cnnviz_result_free(result);
}

/* With the overlap that the layer's units need, tiles change nothing but the order of additions. */
static void test_api_dream__tiles_give_the_dream_of_the_whole_picture(void** state) {
  cnnviz_dream_options options = still(1, 8);
  cnnviz_image* large = NULL;
  cnnviz_result *whole, *tiled;
  cnnviz_tensor *a, *b;
  (void)state;
  assert_ok(cnnviz_image_resize(&large, picture, 331, 270));
  options.jitter = 20;
  whole = dream(large, "layer:relu4", &options);
  options.tile = 160;
  options.overlap = 24;
  tiled = dream(large, "layer:relu4", &options);
  assert_says(whole, "\"tiles\":1,");
  assert_says(tiled, "\"exact\":true");
  assert_null(strstr(cnnviz_result_json(tiled), "\"tiles\":1,"));
  a = result_tensor(whole, "input");
  b = result_tensor(tiled, "input");
  assert_true(largest_difference(a, b) < 1e-3);
  cnnviz_tensor_free(b);
  cnnviz_result_free(tiled);
  options.overlap = 2;
  tiled = dream(large, "layer:relu4", &options);
  assert_says(tiled, "\"exact\":false");
  b = result_tensor(tiled, "input");
  assert_true(largest_difference(a, b) > 1e-2);
  cnnviz_tensor_free(a);
  cnnviz_tensor_free(b);
  cnnviz_result_free(whole);
  cnnviz_result_free(tiled);
  cnnviz_image_free(large);
}

static void test_api_dream__noise_zoom_and_seeds(void** state) {
  cnnviz_dream_options options = still(2, 3);
  cnnviz_result *first, *second;
  cnnviz_image *a, *b;
  (void)state;
  options.jitter = 8;
  options.height = 70;
  options.width = 90;
  options.seed = 5;
  first = dream(NULL, NULL, &options);
  second = dream(NULL, NULL, &options);
  a = picture_of(first);
  b = picture_of(second);
  assert_int_equal(cnnviz_image_width(a), 90);
  assert_int_equal(cnnviz_image_height(a), 70);
  assert_same_pictures(a, b, 1);
  assert_string_equal(cnnviz_result_json(first), cnnviz_result_json(second));
  assert_says(first, "\"start\":\"noise\"");
  assert_says(first, "\"target_chosen\":true");
  assert_says(first, "\"seed\":5");
  cnnviz_image_free(b);
  cnnviz_result_free(second);
  options.seed = 6;
  second = dream(NULL, NULL, &options);
  b = picture_of(second);
  assert_same_pictures(a, b, 0);
  cnnviz_image_free(b);
  cnnviz_result_free(second);
  options.height = options.width = 0;
  options.zoom = 1.5;
  second = dream(a, NULL, &options);
  b = picture_of(second);
  assert_same_pictures(a, b, 0);
  assert_says(second, "\"start\":\"picture\"");
  cnnviz_image_free(a);
  cnnviz_image_free(b);
  cnnviz_result_free(first);
  cnnviz_result_free(second);
}

/* A guide draws the layer's activations towards its own. */
static void test_api_dream__guide(void** state) {
  const cnnviz_dream_options options = still(1, 6);
  cnnviz_image* guide = NULL;
  cnnviz_result *guided = NULL, *plain;
  cnnviz_target* target = NULL;
  cnnviz_tensor *a, *b, *objective;
  (void)state;
  assert_ok(cnnviz_image_read(&guide, source_path(DEMO_PAIR)));
  assert_ok(cnnviz_target_parse(&target, model, "layer:relu4"));
  assert_ok(cnnviz_dream(&guided, model, picture, guide, target, &options, NULL));
  plain = dream(picture, "layer:relu4", &options);
  a = result_tensor(guided, "input");
  b = result_tensor(plain, "input");
  assert_true(largest_difference(a, b) > 1e-2);
  objective = result_tensor(guided, "objective");
  assert_true(cnnviz_tensor_floats(objective)[5] > cnnviz_tensor_floats(objective)[0]);
  assert_says(guided, "\"guide\":[128,128]");
  cnnviz_tensor_free(a);
  cnnviz_tensor_free(b);
  cnnviz_tensor_free(objective);
  cnnviz_target_free(target);
  cnnviz_result_free(guided);
  cnnviz_result_free(plain);
  cnnviz_image_free(guide);
}

/* tile_memory makes tiles smaller; max_memory bounds the pictures and the tiles; what cannot fit is
 * refused before it starts. */
static void test_api_dream__memory(void** state) {
  cnnviz_dream_options options = still(1, 1);
  cnnviz_model_options opened;
  cnnviz_model* small = NULL;
  cnnviz_image* large = NULL;
  cnnviz_result* result = NULL;
  (void)state;
  assert_ok(cnnviz_image_resize(&large, picture, 1000, 1000));
  options.tile_memory = 16;
  result = dream(large, NULL, &options);
  assert_null(strstr(cnnviz_result_json(result), "\"tiles\":1,"));
  cnnviz_result_free(result);
  options.tile_memory = 0;
  assert_ok(cnnviz_model_options_init(&opened, sizeof opened));
  opened.threads = 1;
  opened.max_memory = 48 << 20;
  assert_ok(cnnviz_model_open(&small, source_path(DEMO_MODEL), NULL, &opened));
  assert_ok(cnnviz_dream(&result, small, large, NULL, NULL, &options, NULL));
  assert_null(strstr(cnnviz_result_json(result), "\"tiles\":1,"));
  cnnviz_result_free(result);
  cnnviz_model_free(small);
  opened.max_memory = 20 << 20;
  assert_ok(cnnviz_model_open(&small, source_path(DEMO_MODEL), NULL, &opened));
  assert_fails(cnnviz_dream(&result, small, large, NULL, NULL, &options, NULL), LIMIT,
               "a dream of this size");
  cnnviz_model_free(small);
  cnnviz_image_free(large);
}

static void test_api_dream__cancelled(void** state) {
  cnnviz_dream_options options = still(1, 2);
  cnnviz_job* job = NULL;
  cnnviz_result* result = NULL;
  (void)state;
  assert_ok(cnnviz_job_create(&job));
  assert_ok(cnnviz_dream(&result, model, picture, NULL, NULL, &options, job));
  assert_int_equal(cnnviz_job_total(job), 2);
  assert_int_equal(cnnviz_job_done(job), 2);
  assert_string_equal(cnnviz_job_stage(job), "dream");
  cnnviz_result_free(result);
  assert_ok(cnnviz_job_cancel(job));
  assert_fails(cnnviz_dream(&result, model, picture, NULL, NULL, &options, job), CANCELLED, "");
  assert_null(result);
  options.keep_partial = 1;
  assert_ok(cnnviz_dream(&result, model, picture, NULL, NULL, &options, job));
  assert_says(result, "\"completed\":false");
  assert_says(result, "\"reason\":\"cancelled\"");
  cnnviz_result_free(result);
  cnnviz_job_free(job);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_api_dream__agrees_with_pytorch),
      cmocka_unit_test(test_api_dream__no_steps_give_the_picture_back),
      cmocka_unit_test(test_api_dream__tiles_give_the_dream_of_the_whole_picture),
      cmocka_unit_test(test_api_dream__noise_zoom_and_seeds),
      cmocka_unit_test(test_api_dream__guide),
      cmocka_unit_test(test_api_dream__memory),
      cmocka_unit_test(test_api_dream__cancelled),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
