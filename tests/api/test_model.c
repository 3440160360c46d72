/* Models: opening, describing, preprocessing, running from and to any tensor. */
#include "support.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static void test_api_model__describes_itself(void** state) {
  cnnviz_model* model = open_demo(1);
  const char* json = cnnviz_model_json(model);
  (void)state;
  assert_non_null(strstr(json, "\"default_layer\":\"relu5\""));
  assert_non_null(strstr(json, "\"logits\":\"logits\""));
  assert_int_equal(cnnviz_model_input_count(model), 1);
  assert_string_equal(cnnviz_model_input_name(model, 0), "input");
  assert_int_equal(cnnviz_model_input_dtype(model, 0), CNNVIZ_DTYPE_FLOAT32);
  assert_int_equal(cnnviz_model_input_rank(model, 0), 4);
  assert_int_equal(cnnviz_model_input_extent(model, 0, 1), 3);
  assert_int_equal(cnnviz_model_output_count(model), 1);
  assert_string_equal(cnnviz_model_output_name(model, 0), "prob");
  assert_int_equal(cnnviz_model_label_count(model), 12);
  assert_string_equal(cnnviz_model_label(model, 2), "cat");
  assert_int_equal(cnnviz_model_color_order(model), CNNVIZ_COLOR_ORDER_RGB);
  cnnviz_model_free(model);
}

static int32_t find_layer(const cnnviz_layers* layers, const char* name) {
  int32_t i;
  for (i = 0; i < cnnviz_layers_count(layers); ++i)
    if (strcmp(cnnviz_layers_name(layers, i), name) == 0) return i;
  fail_msg("no layer %s", name);
  return -1;
}

static void test_api_model__lists_layers(void** state) {
  cnnviz_model* model = open_demo(1);
  cnnviz_layers *layers = NULL, *shared = NULL;
  cnnviz_layer_info info;
  int32_t pool;
  (void)state;
  assert_ok(cnnviz_model_layers(&layers, model, NULL));
  assert_ok(cnnviz_layers_share(&shared, layers));
  cnnviz_layers_free(layers);
  cnnviz_model_free(model);
  pool = find_layer(shared, "pool1");
  info.struct_size = sizeof info;
  assert_ok(cnnviz_layers_info(&info, shared, pool));
  assert_string_equal(cnnviz_layers_type(shared, pool), "MaxPool");
  assert_non_null(cnnviz_layers_node(shared, pool));
  assert_int_equal(info.rank, 4);
  assert_int_equal(cnnviz_layers_extent(shared, pool, 1), 32);
  assert_int_equal(cnnviz_layers_extent(shared, pool, 2), 32);
  /* conv1 is 7x7 with stride 2 and pads 3, pool1 2x2 with stride 2. */
  assert_int_equal(info.size_x, 9);
  assert_int_equal(info.stride_x, 4);
  assert_int_equal(info.offset_x, -3);
  assert_int_equal(info.size_y, 9);
  assert_int_equal(info.size_z, 0);
  assert_int_equal(info.class_axis, -1);
  assert_ok(cnnviz_layers_info(&info, shared, find_layer(shared, "conv1")));
  assert_int_equal(info.parameters, 32 * 3 * 7 * 7 + 32);
  assert_ok(cnnviz_layers_info(&info, shared, find_layer(shared, "logits")));
  assert_int_equal(info.class_axis, 1);
  assert_string_equal(cnnviz_layers_role(shared, find_layer(shared, "logits")), "logits");
  assert_string_equal(cnnviz_layers_role(shared, find_layer(shared, "input")), "input");
  cnnviz_layers_free(shared);
}

static uint8_t* read_bytes(const char* path, int64_t* size) {
  FILE* file = fopen(path, "rb");
  uint8_t* bytes;
  assert_non_null(file);
  fseek(file, 0, SEEK_END);
  *size = ftell(file);
  rewind(file);
  bytes = malloc((size_t)*size);
  assert_int_equal(fread(bytes, 1, (size_t)*size, file), (size_t)*size);
  fclose(file);
  return bytes;
}

static const char kSettings[] =
    "{\"size\": [128, 128], \"mean\": [0.5, 0.5, 0.5], \"std\": [0.25, 0.25, 0.25], "
    "\"resize_to\": 128, \"range\": 1}";

/* Opened from memory, with the sidecar's content as settings, the model is the same. */
static void test_api_model__from_memory(void** state) {
  cnnviz_model *from_file = open_demo(1), *from_memory = NULL;
  cnnviz_tensor *expected = demo_input(from_file), *input = NULL;
  cnnviz_image* photo = read_demo_picture();
  int64_t size = 0;
  uint8_t* bytes = read_bytes(source_path(DEMO_MODEL), &size);
  (void)state;
  assert_ok(cnnviz_model_open_memory(&from_memory, bytes, size, kSettings, NULL));
  free(bytes);
  assert_non_null(strstr(cnnviz_model_json(from_memory), "\"path\":null"));
  assert_ok(cnnviz_model_preprocess(&input, from_memory, photo));
  assert_int_equal(cnnviz_tensor_size(input), cnnviz_tensor_size(expected));
  assert_memory_equal(cnnviz_tensor_floats(input), cnnviz_tensor_floats(expected),
                      (size_t)cnnviz_tensor_size(input) * sizeof(float));
  cnnviz_tensor_free(input);
  cnnviz_tensor_free(expected);
  cnnviz_image_free(photo);
  cnnviz_model_free(from_file);
  cnnviz_model_free(from_memory);
}

static void test_api_model__settings_are_merged_by_key(void** state) {
  cnnviz_model* model = NULL;
  cnnviz_model_options options;
  const char* json;
  (void)state;
  /* Over the sidecar. */
  assert_ok(cnnviz_model_open(&model, source_path(DEMO_MODEL), "{\"color\": \"BGR\"}", NULL));
  json = cnnviz_model_json(model);
  assert_int_equal(cnnviz_model_color_order(model), CNNVIZ_COLOR_ORDER_BGR);
  assert_non_null(strstr(json, "\"mean\":[0.5,0.5,0.5]"));
  assert_non_null(strstr(json, "\"preprocess_assumed\":false"));
  cnnviz_model_free(model);
  /* Over a preset. */
  assert_ok(cnnviz_model_open(&model, source_path(DEMO_MODEL),
                              "{\"preset\": \"tf\", \"std\": [2, 2, 2]}", NULL));
  json = cnnviz_model_json(model);
  assert_non_null(strstr(json, "\"mean\":[127.5,127.5,127.5]"));
  assert_non_null(strstr(json, "\"std\":[2.0,2.0,2.0]"));
  cnnviz_model_free(model);
  /* Without the sidecar nothing is stated. */
  assert_ok(cnnviz_model_options_init(&options, sizeof options));
  options.sidecar = 0;
  assert_ok(cnnviz_model_open(&model, source_path(DEMO_MODEL), NULL, &options));
  assert_non_null(strstr(cnnviz_model_json(model), "\"preprocess_assumed\":true"));
  cnnviz_model_free(model);
}

static void test_api_model__pictures_and_views(void** state) {
  cnnviz_model* model = open_demo(1);
  cnnviz_image *photo = read_demo_picture(), *view = NULL, *picture = NULL;
  cnnviz_images* images = NULL;
  cnnviz_tensor *one = demo_input(model), *two = NULL;
  const size_t bytes = (size_t)cnnviz_tensor_size(one) * sizeof(float);
  const size_t pixels = 128 * 128 * 3;
  size_t i;
  (void)state;
  /* The picture has the network's size: it comes back as it went in. */
  assert_ok(cnnviz_model_picture(&picture, model, one, 0));
  for (i = 0; i < pixels; ++i)
    assert_int_equal(cnnviz_image_pixels(picture)[i], cnnviz_image_pixels(photo)[i]);
  assert_ok(cnnviz_model_view(&view, model, photo, 0));
  assert_memory_equal(cnnviz_image_pixels(view), cnnviz_image_pixels(photo), pixels);
  cnnviz_image_free(view);
  assert_ok(cnnviz_model_view(&view, model, photo, 300));
  assert_int_equal(cnnviz_image_width(view), 300);
  assert_int_equal(cnnviz_image_height(view), 300);
  assert_ok(cnnviz_images_create(&images));
  assert_ok(cnnviz_images_add(images, photo));
  assert_ok(cnnviz_images_add(images, photo));
  assert_ok(cnnviz_model_preprocess_images(&two, model, images));
  assert_int_equal(cnnviz_tensor_extent(two, 0), 2);
  assert_memory_equal(cnnviz_tensor_floats(two), cnnviz_tensor_floats(one), bytes);
  assert_memory_equal(cnnviz_tensor_floats(two) + cnnviz_tensor_size(one),
                      cnnviz_tensor_floats(one), bytes);
  cnnviz_images_free(images);
  cnnviz_image_free(photo);
  cnnviz_image_free(view);
  cnnviz_image_free(picture);
  cnnviz_tensor_free(one);
  cnnviz_tensor_free(two);
  cnnviz_model_free(model);
}

/* A wide picture: the view is its middle, as high as the picture. */
static void test_api_model__view_is_the_crop(void** state) {
  enum { kWidth = 512, kHeight = 128 };
  static uint8_t pixels[kWidth * kHeight];
  cnnviz_model* model = open_demo(1);
  cnnviz_image *photo = NULL, *view = NULL;
  int x;
  (void)state;
  for (x = 0; x < kWidth * kHeight; ++x) pixels[x] = (uint8_t)(x % kWidth / 2);
  assert_ok(cnnviz_image_from_pixels(&photo, pixels, sizeof pixels, kWidth, kHeight, 1));
  assert_ok(cnnviz_model_view(&view, model, photo, 0));
  assert_int_equal(cnnviz_image_width(view), 128);
  assert_int_equal(cnnviz_image_channels(view), 3);
  for (x = 0; x < 128; ++x)
    assert_int_equal(cnnviz_image_pixels(view)[x * 3], (uint8_t)((x + 192) / 2));
  cnnviz_image_free(photo);
  cnnviz_image_free(view);
  cnnviz_model_free(model);
}

/* Feeding an inner tensor cuts the graph there. */
static void test_api_model__runs_from_any_tensor_to_any(void** state) {
  cnnviz_model* model = open_demo(1);
  cnnviz_tensor *input = demo_input(model), *inner, *logits, *probabilities, *again;
  cnnviz_tensors *feeds = NULL, *cut = NULL;
  cnnviz_result *whole = NULL, *rest = NULL;
  double sum = 0;
  int64_t i;
  (void)state;
  assert_ok(cnnviz_tensors_create(&feeds));
  assert_ok(cnnviz_tensors_add(feeds, "input", input));
  assert_ok(cnnviz_model_run(&whole, model, feeds, "pool3, logits,prob", NULL));
  assert_int_equal(cnnviz_result_count(whole), 3);
  assert_string_equal(cnnviz_result_name(whole, 0), "pool3");
  assert_int_equal(cnnviz_result_entry_kind(whole, 0), CNNVIZ_RESULT_KIND_TENSOR);
  inner = result_tensor(whole, "pool3");
  logits = result_tensor(whole, "logits");
  probabilities = result_tensor(whole, "prob");
  for (i = 0; i < 12; ++i) sum += cnnviz_tensor_floats(probabilities)[i];
  assert_true(fabs(sum - 1) < 1e-5);
  assert_ok(cnnviz_tensors_create(&cut));
  assert_ok(cnnviz_tensors_add(cut, "pool3", inner));
  assert_ok(cnnviz_model_run(&rest, model, cut, "logits", NULL));
  again = result_tensor(rest, "logits");
  for (i = 0; i < 12; ++i)
    assert_true(fabsf(cnnviz_tensor_floats(again)[i] - cnnviz_tensor_floats(logits)[i]) < 1e-4F);
  cnnviz_tensor_free(again);
  assert_fails(cnnviz_result_tensor(&again, rest, "logit"), NOT_FOUND, "logits");
  cnnviz_tensors_free(feeds);
  cnnviz_tensors_free(cut);
  cnnviz_result_free(whole);
  cnnviz_result_free(rest);
  cnnviz_tensor_free(input);
  cnnviz_tensor_free(inner);
  cnnviz_tensor_free(logits);
  cnnviz_tensor_free(probabilities);
  cnnviz_model_free(model);
}

static void test_api_model__memory_limit(void** state) {
  cnnviz_model* model = NULL;
  cnnviz_model_options options;
  cnnviz_tensor* input;
  cnnviz_result* result = NULL;
  (void)state;
  assert_ok(cnnviz_model_options_init(&options, sizeof options));
  options.max_memory = 100000;
  assert_ok(cnnviz_model_open(&model, source_path(DEMO_MODEL), NULL, &options));
  input = demo_input(model);
  assert_fails(cnnviz_explain_classify(&result, model, input, NULL, NULL), LIMIT, "max_memory");
  assert_null(result);
  cnnviz_tensor_free(input);
  cnnviz_model_free(model);
}

/* Algorithms chosen by measurement differ by rounding alone. */
static void test_api_model__tune(void** state) {
  cnnviz_model_options options;
  cnnviz_tensor* gradients[2];
  int64_t i;
  int tune;
  (void)state;
  assert_ok(cnnviz_model_options_init(&options, sizeof options));
  assert_int_equal(options.tune, 0);
  for (tune = 0; tune < 2; ++tune) {
    cnnviz_model* model = NULL;
    cnnviz_result* result = NULL;
    cnnviz_tensor* input;
    options.tune = tune;
    assert_ok(cnnviz_model_open(&model, source_path(DEMO_MODEL), NULL, &options));
    input = demo_input(model);
    assert_ok(cnnviz_explain_saliency(&result, model, input, NULL, NULL, NULL, NULL));
    gradients[tune] = result_tensor(result, "gradient");
    cnnviz_result_free(result);
    cnnviz_tensor_free(input);
    cnnviz_model_free(model);
  }
  for (i = 0; i < cnnviz_tensor_size(gradients[0]); ++i)
    assert_true(
        fabs(cnnviz_tensor_floats(gradients[0])[i] - cnnviz_tensor_floats(gradients[1])[i]) < 1e-4);
  cnnviz_tensor_free(gradients[0]);
  cnnviz_tensor_free(gradients[1]);
}

static void test_api_model__profile(void** state) {
  cnnviz_model* model = NULL;
  cnnviz_model_options options;
  cnnviz_tensor* input;
  cnnviz_result* result = NULL;
  (void)state;
  assert_ok(cnnviz_model_options_init(&options, sizeof options));
  options.profile = 1;
  assert_ok(cnnviz_model_open(&model, source_path(DEMO_MODEL), NULL, &options));
  input = demo_input(model);
  assert_ok(cnnviz_explain_saliency(&result, model, input, NULL, NULL, NULL, NULL));
  assert_non_null(strstr(cnnviz_result_json(result), "\"backward_ms\""));
  assert_non_null(strstr(cnnviz_result_json(result), "\"implementation\""));
  cnnviz_result_free(result);
  cnnviz_tensor_free(input);
  cnnviz_model_free(model);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_api_model__describes_itself),
      cmocka_unit_test(test_api_model__lists_layers),
      cmocka_unit_test(test_api_model__from_memory),
      cmocka_unit_test(test_api_model__settings_are_merged_by_key),
      cmocka_unit_test(test_api_model__pictures_and_views),
      cmocka_unit_test(test_api_model__view_is_the_crop),
      cmocka_unit_test(test_api_model__runs_from_any_tensor_to_any),
      cmocka_unit_test(test_api_model__memory_limit),
      cmocka_unit_test(test_api_model__profile),
      cmocka_unit_test(test_api_model__tune),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
