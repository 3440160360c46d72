/* Pictures that maximize a target, through the C API, on the demo model. */
#include "support.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

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

static cnnviz_synthesize_options preset(const char* name, int32_t steps) {
  cnnviz_synthesize_options options;
  assert_ok(cnnviz_synthesize_options_preset(&options, sizeof options, name));
  options.steps = steps;
  return options;
}

static cnnviz_result* synthesize(const char* selectors, const cnnviz_image* start,
                                 const cnnviz_images* examples,
                                 const cnnviz_synthesize_options* options) {
  cnnviz_result* result = NULL;
  cnnviz_targets* targets = NULL;
  assert_ok(cnnviz_targets_parse(&targets, model, selectors));
  assert_ok(cnnviz_synthesize(&result, model, targets, start, examples, options, NULL));
  cnnviz_targets_free(targets);
  return result;
}

static cnnviz_image* result_image(const cnnviz_result* result, const char* name) {
  cnnviz_image* image = NULL;
  assert_ok(cnnviz_result_image(&image, result, name));
  return image;
}

/* The rank of a class for a picture: 0 is the best. */
static int rank_of(int64_t wanted, const cnnviz_image* picture) {
  cnnviz_tensor *input = NULL, *classes;
  cnnviz_result* result = NULL;
  int64_t i;
  assert_ok(cnnviz_model_preprocess(&input, model, picture));
  assert_ok(cnnviz_explain_classify(&result, model, input, NULL, NULL));
  classes = result_tensor(result, "classes");
  for (i = 0; i < cnnviz_tensor_size(classes); ++i)
    if (cnnviz_tensor_ints(classes)[i] == wanted) break;
  cnnviz_tensor_free(classes);
  cnnviz_tensor_free(input);
  cnnviz_result_free(result);
  return (int)i;
}

static void check_classes(cnnviz_synthesize_options options) {
  int64_t index;
  for (index = 0; index < cnnviz_model_label_count(model); ++index) {
    char selector[32];
    cnnviz_result* result;
    cnnviz_image *picture, *back = NULL;
    const char* path = scratch_path("class.png");
    snprintf(selector, sizeof selector, "class:%d", (int)index);
    result = synthesize(selector, NULL, NULL, &options);
    picture = result_image(result, "picture_0");
    assert_ok(cnnviz_image_write(picture, path, cnnviz_result_json(result)));
    assert_ok(cnnviz_image_read(&back, path));
    assert_int_equal(rank_of(index, back), 0);
    cnnviz_image_free(back);
    cnnviz_image_free(picture);
    cnnviz_result_free(result);
  }
}

/* A picture made for a class, written and read again, is of that class. */
static void test_api_synthesize__the_network_agrees(void** state) {
  cnnviz_synthesize_options options = preset("simonyan", 100);
  (void)state;
  assert_true(cnnviz_model_label_count(model) > 1);
  check_classes(preset("distill", 96));
  /* From the mean color all of this network's rectifiers are closed at first. */
  options.step_size = 10;
  options.l2 = 0.003;
  options.redirect_steps = options.steps;
  check_classes(options);
}

static void test_api_synthesize__tensors_and_pictures(void** state) {
  cnnviz_synthesize_options options = preset("distill", 8);
  cnnviz_result* result;
  cnnviz_tensor *input, *curve, *importance;
  cnnviz_image* picture;
  const uint8_t* pixels;
  int64_t i, off = 0;
  (void)state;
  options.height = 50;
  options.width = 61;
  options.snapshot_every = 3;
  result = synthesize("channel:relu2:3\nchannel:relu2:4", NULL, NULL, &options);
  assert_int_equal(cnnviz_result_count(result), 3 + 2 + 4);
  input = result_tensor(result, "input");
  curve = result_tensor(result, "curve");
  importance = result_tensor(result, "importance");
  assert_int_equal(cnnviz_tensor_extent(input, 0), 2);
  assert_int_equal(cnnviz_tensor_extent(input, 2), 50);
  assert_int_equal(cnnviz_tensor_extent(input, 3), 61);
  assert_int_equal(cnnviz_tensor_extent(curve, 1), 8);
  assert_int_equal(cnnviz_tensor_extent(importance, 2), 61);
  assert_true(cnnviz_tensor_floats(curve)[7] > cnnviz_tensor_floats(curve)[0]);
  /* The picture is the input with the normalization, (p - 0.5) / 0.25, undone. */
  picture = result_image(result, "picture_1");
  pixels = cnnviz_image_pixels(picture);
  for (i = 0; i < 50 * 61 * 3; ++i) {
    const int64_t c = i % 3, p = i / 3;
    const float x = cnnviz_tensor_floats(input)[(3 + c) * 50 * 61 + p];
    off += fabs((x * 0.25 + 0.5) * 255 - pixels[i]) > 0.51;
  }
  assert_int_equal(off, 0);
  cnnviz_image_free(picture);
  picture = result_image(result, "snapshot_6_1");
  assert_int_equal(cnnviz_image_width(picture), 61);
  cnnviz_image_free(picture);
  assert_non_null(strstr(cnnviz_result_json(result), "\"snapshots\":[3,6]"));
  assert_non_null(strstr(cnnviz_result_json(result), "\"completed\":true"));
  cnnviz_tensor_free(input);
  cnnviz_tensor_free(curve);
  cnnviz_tensor_free(importance);
  cnnviz_result_free(result);
}

static void test_api_synthesize__equal_seeds_equal_bytes(void** state) {
  cnnviz_synthesize_options options = preset("distill", 5);
  cnnviz_image* pictures[3];
  size_t bytes;
  int i;
  (void)state;
  options.height = options.width = 40;
  for (i = 0; i < 3; ++i) {
    cnnviz_result* result;
    options.seed = i == 2 ? 7 : 3;
    result = synthesize("channel:relu3:1", NULL, NULL, &options);
    pictures[i] = result_image(result, "picture_0");
    cnnviz_result_free(result);
  }
  bytes = (size_t)40 * 40 * 3;
  assert_memory_equal(cnnviz_image_pixels(pictures[0]), cnnviz_image_pixels(pictures[1]), bytes);
  assert_true(memcmp(cnnviz_image_pixels(pictures[0]), cnnviz_image_pixels(pictures[2]), bytes));
  for (i = 0; i < 3; ++i) cnnviz_image_free(pictures[i]);
}

/* No step: the picture is what it starts at. */
static void test_api_synthesize__starts_at_a_picture(void** state) {
  const char* names[] = {"distill", "simonyan", "yosinski-c"};
  cnnviz_image* photo = read_demo_picture();
  const int64_t count = 3LL * cnnviz_image_width(photo) * cnnviz_image_height(photo);
  size_t k;
  (void)state;
  for (k = 0; k < 3; ++k) {
    cnnviz_synthesize_options options = preset(names[k], 0);
    cnnviz_result* result;
    cnnviz_image* picture;
    int64_t i, off = 0;
    options.start_noise = 0;
    options.height = cnnviz_image_height(photo);
    options.width = cnnviz_image_width(photo);
    result = synthesize("top", photo, NULL, &options);
    picture = result_image(result, "picture_0");
    for (i = 0; i < count; ++i)
      off += abs(cnnviz_image_pixels(picture)[i] - cnnviz_image_pixels(photo)[i]) > 1;
    assert_int_equal(off, 0);
    /* The class that is best for the cat. */
    assert_non_null(strstr(cnnviz_result_json(result), "\"class\":2,\"label\":\"cat\""));
    cnnviz_image_free(picture);
    cnnviz_result_free(result);
  }
  cnnviz_image_free(photo);
}

static void test_api_synthesize__phases_take_the_magnitude_of_examples(void** state) {
  cnnviz_synthesize_options options = preset("maco", 4);
  cnnviz_images* examples = NULL;
  cnnviz_image *photo = read_demo_picture(), *plain, *of_photos;
  cnnviz_result* result;
  (void)state;
  options.height = options.width = 64;
  options.crops = 3;
  result = synthesize("class:2", NULL, NULL, &options);
  plain = result_image(result, "picture_0");
  cnnviz_result_free(result);
  assert_ok(cnnviz_images_create(&examples));
  assert_ok(cnnviz_images_add(examples, photo));
  result = synthesize("class:2", NULL, examples, &options);
  of_photos = result_image(result, "picture_0");
  assert_true(memcmp(cnnviz_image_pixels(plain), cnnviz_image_pixels(of_photos), 64 * 64 * 3));
  cnnviz_result_free(result);
  cnnviz_image_free(plain);
  cnnviz_image_free(of_photos);
  cnnviz_image_free(photo);
  cnnviz_images_free(examples);
}

static double likeness_of(double diversity) {
  cnnviz_synthesize_options options = preset("distill", 30);
  cnnviz_result* result;
  const char* at;
  double likeness;
  options.count = 3;
  options.height = options.width = 48;
  options.diversity = diversity;
  result = synthesize("channel:relu4:5", NULL, NULL, &options);
  at = strstr(cnnviz_result_json(result), "\"likeness\":");
  assert_non_null(at);
  likeness = atof(at + strlen("\"likeness\":"));
  cnnviz_result_free(result);
  return likeness;
}

static void test_api_synthesize__diversity_makes_pictures_unlike(void** state) {
  (void)state;
  assert_true(likeness_of(30) < likeness_of(1e-9) - 0.05);
}

/* Cancelled in advance. With keep_partial the start is returned. */
static void test_api_synthesize__cancelled_it_keeps_what_there_is(void** state) {
  cnnviz_synthesize_options options = preset("distill", 50);
  cnnviz_targets* targets = NULL;
  cnnviz_result* result = NULL;
  cnnviz_job* job = NULL;
  cnnviz_image* picture;
  (void)state;
  options.height = options.width = 64;
  assert_ok(cnnviz_targets_parse(&targets, model, "channel:relu3:1"));
  assert_ok(cnnviz_job_create(&job));
  assert_ok(cnnviz_job_cancel(job));
  assert_fails(cnnviz_synthesize(&result, model, targets, NULL, NULL, &options, job), CANCELLED,
               "cancelled");
  assert_null(result);
  options.keep_partial = 1;
  assert_ok(cnnviz_synthesize(&result, model, targets, NULL, NULL, &options, job));
  assert_non_null(strstr(cnnviz_result_json(result),
                         "\"completed\":false,\"reason\":\"cancelled\",\"step\":1"));
  picture = result_image(result, "picture_0");
  assert_int_equal(cnnviz_image_width(picture), 64);
  cnnviz_image_free(picture);
  cnnviz_result_free(result);
  cnnviz_targets_free(targets);
  cnnviz_job_free(job);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_api_synthesize__the_network_agrees),
      cmocka_unit_test(test_api_synthesize__tensors_and_pictures),
      cmocka_unit_test(test_api_synthesize__equal_seeds_equal_bytes),
      cmocka_unit_test(test_api_synthesize__starts_at_a_picture),
      cmocka_unit_test(test_api_synthesize__phases_take_the_magnitude_of_examples),
      cmocka_unit_test(test_api_synthesize__diversity_makes_pictures_unlike),
      cmocka_unit_test(test_api_synthesize__cancelled_it_keeps_what_there_is),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
