/* Every function on maps, grids and color bars, called with NULL and with values out of
 * range: each fails with a status, a message that names the parameter, and its output NULL. */
#include "support.h"

static char garbage[8];
#define GARBAGE(type) ((type*)(void*)garbage)

#define assert_refused(handle, call, status, words) \
  do {                                              \
    assert_fails(call, status, words);              \
    assert_null(handle);                            \
  } while (0)

static cnnviz_model* model;
static cnnviz_tensor* input;
static cnnviz_image* photo;

static int set_up(void** state) {
  (void)state;
  model = open_demo(1);
  input = demo_input(model);
  photo = read_demo_picture();
  return 0;
}

static int tear_down(void** state) {
  (void)state;
  cnnviz_model_free(model);
  cnnviz_tensor_free(input);
  cnnviz_image_free(photo);
  return 0;
}

static void test_api_sweep__drawing(void** state) {
  cnnviz_image* i = GARBAGE(cnnviz_image);
  cnnviz_tensor *map, *whole, *cube;
  cnnviz_result* classified;
  cnnviz_map_options o;
  cnnviz_grid_options g;
  cnnviz_map_info info;
  const int64_t square[] = {2, 2}, three[] = {3, 2, 2};
  const float values[12] = {0, 1, 2, 3};
  const int64_t numbers[4] = {0, 1, 2, 9};
  (void)state;
  assert_ok(cnnviz_tensor_from_floats(&map, values, 4, square, 2));
  assert_ok(cnnviz_tensor_from_floats(&cube, values, 12, three, 3));
  assert_ok(cnnviz_tensor_from_ints(&whole, numbers, 4, square, 2));
  assert_fails(cnnviz_map_options_init(NULL, sizeof o), INVALID_ARGUMENT, "options");
  assert_fails(cnnviz_grid_options_init(NULL, sizeof g), INVALID_ARGUMENT, "options");
  assert_fails(cnnviz_render_map(NULL, map, NULL, NULL), INVALID_ARGUMENT, "image");
  assert_refused(i, cnnviz_render_map(&i, NULL, NULL, NULL), INVALID_ARGUMENT, "map");
  assert_refused(i, cnnviz_render_map(&i, whole, NULL, NULL), INVALID_ARGUMENT, "int64");
  assert_refused(i, cnnviz_render_map(&i, cube, NULL, NULL), INVALID_ARGUMENT, "3x2x2");
  assert_refused(i, cnnviz_render_map(&i, map, "vridis", NULL), NOT_FOUND, "viridis");
  assert_ok(cnnviz_map_options_init(&o, sizeof o));
  o.scaling = (cnnviz_scaling)4;
  assert_refused(i, cnnviz_render_map(&i, map, NULL, &o), INVALID_ARGUMENT, "scaling is 4");
  assert_ok(cnnviz_map_options_init(&o, sizeof o));
  o.interpolation = (cnnviz_interpolation)2;
  assert_refused(i, cnnviz_render_map(&i, map, NULL, &o), INVALID_ARGUMENT, "interpolation is 2");
  assert_ok(cnnviz_map_options_init(&o, sizeof o));
  o.percentile = 101;
  assert_refused(i, cnnviz_render_map(&i, map, NULL, &o), INVALID_ARGUMENT, "percentile is 101");
  assert_ok(cnnviz_map_options_init(&o, sizeof o));
  o.low = 2;
  o.high = 1;
  assert_refused(i, cnnviz_render_map(&i, map, NULL, &o), INVALID_ARGUMENT, "low is 2");
  assert_ok(cnnviz_map_options_init(&o, sizeof o));
  o.width = -3;
  assert_refused(i, cnnviz_render_map(&i, map, NULL, &o), INVALID_ARGUMENT, "width is -3");
  assert_fails(cnnviz_render_overlay(NULL, map, photo, NULL, NULL), INVALID_ARGUMENT, "image");
  assert_refused(i, cnnviz_render_overlay(&i, NULL, photo, NULL, NULL), INVALID_ARGUMENT, "map");
  assert_refused(i, cnnviz_render_overlay(&i, map, NULL, NULL, NULL), INVALID_ARGUMENT, "photo");
  assert_ok(cnnviz_map_options_init(&o, sizeof o));
  o.alpha = 1.5;
  assert_refused(i, cnnviz_render_overlay(&i, map, photo, NULL, &o), INVALID_ARGUMENT, "alpha");
  assert_fails(cnnviz_render_signed(NULL, cube, 0, NULL), INVALID_ARGUMENT, "image");
  assert_refused(i, cnnviz_render_signed(&i, NULL, 0, NULL), INVALID_ARGUMENT, "values");
  assert_refused(i, cnnviz_render_signed(&i, map, 0, NULL), INVALID_ARGUMENT, "2x2");
  assert_refused(i, cnnviz_render_signed(&i, cube, 2, NULL), INVALID_ARGUMENT, "reversed is 2");
  memset(&info, 0, sizeof info);
  assert_fails(cnnviz_render_measure(NULL, map, NULL), INVALID_ARGUMENT, "info");
  assert_fails(cnnviz_render_measure(&info, map, NULL), INVALID_ARGUMENT, "struct_size");
  info.struct_size = sizeof info;
  assert_fails(cnnviz_render_measure(&info, NULL, NULL), INVALID_ARGUMENT, "map");
  assert_fails(cnnviz_render_grid(NULL, cube, NULL, NULL, NULL), INVALID_ARGUMENT, "image");
  assert_refused(i, cnnviz_render_grid(&i, NULL, NULL, NULL, NULL), INVALID_ARGUMENT, "maps");
  assert_refused(i, cnnviz_render_grid(&i, map, NULL, NULL, NULL), INVALID_ARGUMENT, "2x2");
  assert_refused(i, cnnviz_render_grid(&i, cube, whole, NULL, NULL), INVALID_ARGUMENT, "order");
  assert_ok(cnnviz_grid_options_init(&g, sizeof g));
  g.padding = 65;
  assert_refused(i, cnnviz_render_grid(&i, cube, NULL, NULL, &g), INVALID_ARGUMENT, "padding");
  assert_ok(cnnviz_explain_classify(&classified, model, input, NULL, NULL));
  assert_fails(cnnviz_render_filters(NULL, classified, NULL, NULL), INVALID_ARGUMENT, "image");
  assert_refused(i, cnnviz_render_filters(&i, NULL, NULL, NULL), INVALID_ARGUMENT, "filters");
  assert_refused(i, cnnviz_render_filters(&i, classified, NULL, NULL), INVALID_ARGUMENT, "filters");
  assert_fails(cnnviz_render_color_bar(NULL, 0, 1, NULL, 100, 0), INVALID_ARGUMENT, "image");
  assert_refused(i, cnnviz_render_color_bar(&i, 1, 0, NULL, 100, 0), INVALID_ARGUMENT, "low");
  assert_refused(i, cnnviz_render_color_bar(&i, 0, 1, NULL, 0, 0), INVALID_ARGUMENT, "length");
  assert_refused(i, cnnviz_render_color_bar(&i, 0, 1, NULL, 100, 5), INVALID_ARGUMENT, "standing");
  cnnviz_result_free(classified);
  cnnviz_tensor_free(map);
  cnnviz_tensor_free(cube);
  cnnviz_tensor_free(whole);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_api_sweep__drawing)};
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
