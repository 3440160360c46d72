/* Drawing: sizes, scales, and maps that show nothing. */
#include "support.h"

#include <math.h>

static cnnviz_tensor* make_map(const float* values, int64_t height, int64_t width) {
  const int64_t shape[2] = {height, width};
  cnnviz_tensor* map = NULL;
  assert_ok(cnnviz_tensor_from_floats(&map, values, height * width, shape, 2));
  return map;
}

static const uint8_t* pixel(const cnnviz_image* image, int32_t x, int32_t y) {
  return cnnviz_image_pixels(image) + (y * cnnviz_image_width(image) + x) * 3;
}

static void assert_color(const uint8_t* got, int red, int green, int blue) {
  if (got[0] != red || got[1] != green || got[2] != blue)
    fail_msg("the color is %d %d %d, not %d %d %d", got[0], got[1], got[2], red, green, blue);
}

static void test_api_render__map_has_the_size_asked_for(void** state) {
  const float values[] = {0, 1, 2, 3, 4, 5};
  cnnviz_tensor* map = make_map(values, 2, 3);
  cnnviz_map_options options;
  cnnviz_image* image = NULL;
  (void)state;
  assert_ok(cnnviz_render_map(&image, map, "gray", NULL));
  assert_int_equal(cnnviz_image_width(image), 3);
  assert_int_equal(cnnviz_image_height(image), 2);
  assert_int_equal(cnnviz_image_channels(image), 3);
  assert_color(pixel(image, 0, 0), 0, 0, 0);
  assert_color(pixel(image, 2, 1), 255, 255, 255);
  cnnviz_image_free(image);
  assert_ok(cnnviz_map_options_init(&options, sizeof options));
  options.width = 30;
  options.height = 20;
  options.interpolation = CNNVIZ_INTERPOLATION_NEAREST;
  options.low = 0;
  options.high = 10;
  assert_ok(cnnviz_render_map(&image, map, "gray", &options));
  assert_int_equal(cnnviz_image_width(image), 30);
  /* 5 of 10: index int(0.5 * 256) of the gray ramp. */
  assert_color(pixel(image, 29, 19), 128, 128, 128);
  assert_color(pixel(image, 20, 10), 128, 128, 128);
  cnnviz_image_free(image);
  cnnviz_tensor_free(map);
}

static void test_api_render__signed_maps_center_on_zero(void** state) {
  const float values[] = {-1, 0, 0, 4};
  cnnviz_tensor* map = make_map(values, 2, 2);
  cnnviz_map_info info;
  cnnviz_map_options options;
  (void)state;
  assert_ok(cnnviz_map_options_init(&options, sizeof options));
  options.percentile = 100;
  info.struct_size = sizeof info;
  assert_ok(cnnviz_render_measure(&info, map, &options));
  assert_true(info.low == -4 && info.high == 4);
  assert_true(info.minimum == -1 && info.maximum == 4);
  options.scaling = CNNVIZ_SCALING_MAGNITUDE;
  assert_ok(cnnviz_render_measure(&info, map, &options));
  assert_true(info.low == 0 && info.high == 4);
  cnnviz_tensor_free(map);
}

static void test_api_render__nothing_to_see_is_told(void** state) {
  const float flat[] = {2, 2, 2, 2};
  const float broken[] = {1, NAN, INFINITY, 2};
  cnnviz_tensor *constant = make_map(flat, 2, 2), *missing = make_map(broken, 2, 2);
  cnnviz_map_info info;
  cnnviz_image* image = NULL;
  (void)state;
  info.struct_size = sizeof info;
  assert_ok(cnnviz_render_measure(&info, constant, NULL));
  assert_int_equal(info.constant, 1);
  assert_int_equal(info.not_finite, 0);
  assert_ok(cnnviz_render_measure(&info, missing, NULL));
  assert_int_equal(info.not_finite, 2);
  assert_int_equal(info.count, 4);
  assert_ok(cnnviz_render_map(&image, constant, NULL, NULL));
  cnnviz_image_free(image);
  assert_ok(cnnviz_render_map(&image, missing, NULL, NULL));
  cnnviz_image_free(image);
  cnnviz_tensor_free(constant);
  cnnviz_tensor_free(missing);
}

static void test_api_render__overlay_blends(void** state) {
  const float values[] = {0, 1};
  const uint8_t gray[] = {100, 100};
  cnnviz_tensor* map = make_map(values, 1, 2);
  cnnviz_image *photo = NULL, *image = NULL;
  cnnviz_map_options options;
  (void)state;
  assert_ok(cnnviz_image_from_pixels(&photo, gray, 2, 2, 1, 1));
  assert_ok(cnnviz_map_options_init(&options, sizeof options));
  options.percentile = 100;
  assert_ok(cnnviz_render_overlay(&image, map, photo, "gray", &options));
  assert_color(pixel(image, 0, 0), 50, 50, 50);
  assert_color(pixel(image, 1, 0), 178, 178, 178);
  cnnviz_image_free(image);
  /* Opacity by value: the photo is untouched where the map is zero. */
  options.alpha_by_value = 1;
  assert_ok(cnnviz_render_overlay(&image, map, photo, "gray", &options));
  assert_color(pixel(image, 0, 0), 100, 100, 100);
  assert_color(pixel(image, 1, 0), 178, 178, 178);
  cnnviz_image_free(image);
  cnnviz_image_free(photo);
  cnnviz_tensor_free(map);
}

static void test_api_render__signed_pictures_swap_channels(void** state) {
  /* One pixel: the first channel positive, the second zero, the third negative. */
  const float values[] = {1, 0, -1};
  const int64_t shape[] = {3, 1, 1};
  cnnviz_tensor* planes = NULL;
  cnnviz_image* image = NULL;
  (void)state;
  assert_ok(cnnviz_tensor_from_floats(&planes, values, 3, shape, 3));
  assert_ok(cnnviz_render_signed(&image, planes, 0, NULL));
  assert_int_equal(pixel(image, 0, 0)[0], 255);
  assert_in_range(pixel(image, 0, 0)[1], 127, 128);
  assert_int_equal(pixel(image, 0, 0)[2], 0);
  cnnviz_image_free(image);
  assert_ok(cnnviz_render_signed(&image, planes, 1, NULL));
  assert_int_equal(pixel(image, 0, 0)[0], 0);
  assert_int_equal(pixel(image, 0, 0)[2], 255);
  cnnviz_image_free(image);
  cnnviz_tensor_free(planes);
}

static void test_api_render__grid_and_order(void** state) {
  const float values[] = {0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2};
  const int64_t shape[] = {3, 2, 2}, chosen[] = {2, 0}, two[] = {2};
  cnnviz_tensor *maps = NULL, *order = NULL;
  cnnviz_grid_options options;
  cnnviz_image* image = NULL;
  (void)state;
  assert_ok(cnnviz_tensor_from_floats(&maps, values, 12, shape, 3));
  assert_ok(cnnviz_tensor_from_ints(&order, chosen, 2, two, 1));
  assert_ok(cnnviz_grid_options_init(&options, sizeof options));
  options.columns = 2;
  options.magnify = 3;
  options.padding = 1;
  assert_ok(cnnviz_render_grid(&image, maps, order, "gray", &options));
  assert_int_equal(cnnviz_image_width(image), 2 * 6 + 1);
  assert_int_equal(cnnviz_image_height(image), 6);
  assert_color(pixel(image, 0, 0), 255, 255, 255);
  assert_color(pixel(image, 7, 0), 0, 0, 0);
  cnnviz_image_free(image);
  assert_ok(cnnviz_render_grid(&image, maps, NULL, NULL, NULL));
  cnnviz_image_free(image);
  cnnviz_tensor_free(maps);
  cnnviz_tensor_free(order);
}

static void test_api_render__filters(void** state) {
  cnnviz_model* model = open_demo(1);
  static const char* const layers[] = {"conv1", "conv3", "logits"};
  size_t i;
  (void)state;
  for (i = 0; i < 3; ++i) {
    cnnviz_result* result = NULL;
    cnnviz_image* image = NULL;
    assert_ok(cnnviz_explain_filters(&result, model, layers[i], NULL, NULL));
    assert_ok(cnnviz_render_filters(&image, result, NULL, NULL));
    assert_true(cnnviz_image_width(image) > 50);
    cnnviz_image_free(image);
    cnnviz_result_free(result);
  }
  cnnviz_model_free(model);
}

static void test_api_render__color_bars(void** state) {
  cnnviz_image *lying = NULL, *standing = NULL;
  (void)state;
  assert_ok(cnnviz_render_color_bar(&lying, 0, 1, "viridis", 200, 0));
  assert_ok(cnnviz_render_color_bar(&standing, -1, 1, NULL, 200, 1));
  assert_int_equal(cnnviz_image_width(lying), 200);
  assert_int_equal(cnnviz_image_height(standing), 200);
  assert_true(cnnviz_image_height(lying) < 100);
  cnnviz_image_free(lying);
  cnnviz_image_free(standing);
}

static void test_api_render__figures(void** state) {
  const uint8_t gray[4] = {10, 20, 30, 40};
  cnnviz_figure *figure = NULL, *copy = NULL;
  cnnviz_figure_options options;
  cnnviz_image *picture = NULL, *first = NULL, *second = NULL;
  (void)state;
  assert_ok(cnnviz_image_from_pixels(&picture, gray, 4, 2, 2, 1));
  assert_ok(cnnviz_figure_create(&figure, "A title"));
  assert_ok(cnnviz_figure_set(figure, 0, 1, picture, "caption", "warning"));
  assert_ok(cnnviz_figure_share(&copy, figure));
  assert_ok(cnnviz_figure_set(figure, 2, 0, picture, NULL, NULL));
  assert_ok(cnnviz_figure_set_color_bar(figure, 0, 1, 0, 5, "magma"));
  assert_ok(cnnviz_figure_set_color_bar(figure, -1, -1, -1, 1, NULL));
  assert_ok(cnnviz_figure_add_legend(figure, 2, 0, 0xff8000, "orange"));
  assert_ok(cnnviz_figure_label_row(figure, 2, "row"));
  assert_ok(cnnviz_figure_label_column(figure, 1, "column"));
  cnnviz_image_free(picture);
  assert_ok(cnnviz_figure_options_init(&options, sizeof options));
  options.cell_width = 100;
  assert_ok(cnnviz_figure_draw(&first, figure, &options));
  assert_ok(cnnviz_figure_draw(&second, copy, &options));
  assert_true(cnnviz_image_height(first) > 200);
  assert_true(cnnviz_image_height(second) < 200);
  cnnviz_figure_free(figure);
  cnnviz_figure_free(copy);
  cnnviz_image_free(first);
  cnnviz_image_free(second);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_api_render__map_has_the_size_asked_for),
      cmocka_unit_test(test_api_render__signed_maps_center_on_zero),
      cmocka_unit_test(test_api_render__nothing_to_see_is_told),
      cmocka_unit_test(test_api_render__overlay_blends),
      cmocka_unit_test(test_api_render__signed_pictures_swap_channels),
      cmocka_unit_test(test_api_render__grid_and_order),
      cmocka_unit_test(test_api_render__filters),
      cmocka_unit_test(test_api_render__color_bars),
      cmocka_unit_test(test_api_render__figures),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
