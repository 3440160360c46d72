/* The functions of occlusion.h, called with NULL and with values out of range: each fails with a
 * status, a message that names the parameter, and its output NULL. */
#include "support.h"

static char garbage[8];
#define GARBAGE ((cnnviz_result*)(void*)garbage)

static cnnviz_model* model;
static cnnviz_tensor* input;
static cnnviz_occlusion_options occlusion;
static cnnviz_rise_options rise;
static cnnviz_channels_options channels;

static int set_up(void** state) {
  (void)state;
  model = open_demo(1);
  input = demo_input(model);
  return 0;
}

static int tear_down(void** state) {
  (void)state;
  cnnviz_model_free(model);
  cnnviz_tensor_free(input);
  return 0;
}

/* With `field` of the options set to `value`. */
#define refused(function, options, field, value, words)                                      \
  do {                                                                                       \
    cnnviz_result* r = GARBAGE;                                                              \
    assert_ok(cnnviz_##options##_options_init(&options, sizeof options));                    \
    options.field = value;                                                                   \
    assert_fails(function(&r, model, input, NULL, &options, NULL), INVALID_ARGUMENT, words); \
    assert_null(r);                                                                          \
  } while (0)

#define handles_refused(function)                                                             \
  do {                                                                                        \
    cnnviz_result* r = GARBAGE;                                                               \
    assert_fails(function(NULL, model, input, NULL, NULL, NULL), INVALID_ARGUMENT, "result"); \
    assert_fails(function(&r, NULL, input, NULL, NULL, NULL), INVALID_ARGUMENT, "model");     \
    assert_null(r);                                                                           \
    r = GARBAGE;                                                                              \
    assert_fails(function(&r, model, NULL, NULL, NULL, NULL), INVALID_ARGUMENT, "input");     \
    assert_null(r);                                                                           \
  } while (0)

static void test_api_sweep__occlusion(void** state) {
  (void)state;
  assert_fails(cnnviz_occlusion_options_init(NULL, sizeof occlusion), INVALID_ARGUMENT, "options");
  handles_refused(cnnviz_explain_occlusion);
  refused(cnnviz_explain_occlusion, occlusion, struct_size, 0, "cnnviz_occlusion_options_init");
  refused(cnnviz_explain_occlusion, occlusion, fill, (cnnviz_fill)7, "fill is 7");
  refused(cnnviz_explain_occlusion, occlusion, edge, (cnnviz_edge)-1, "edge is -1");
  refused(cnnviz_explain_occlusion, occlusion, window_height, -1, "window_height is -1");
  refused(cnnviz_explain_occlusion, occlusion, window_width, 129, "the window of 129 columns");
  refused(cnnviz_explain_occlusion, occlusion, stride_y, 100, "the stride of 100 rows");
  refused(cnnviz_explain_occlusion, occlusion, stride_x, -3, "stride_x is -3");
  refused(cnnviz_explain_occlusion, occlusion, region_y, 5, "the region from row 5");
  refused(cnnviz_explain_occlusion, occlusion, region_height, INT32_MAX, "does not lie inside");
  refused(cnnviz_explain_occlusion, occlusion, classes, 2, "classes is 2");
  refused(cnnviz_explain_occlusion, occlusion, full, 2, "full is 2");
  refused(cnnviz_explain_occlusion, occlusion, adaptive, -1, "adaptive is -1");
  refused(cnnviz_explain_occlusion, occlusion, keep_partial, 2, "keep_partial is 2");
  refused(cnnviz_explain_occlusion, occlusion, batch, -1, "batch is -1");
  refused(cnnviz_explain_occlusion, occlusion, fill_value, 1e308 * 10, "fill_value is inf");
  refused(cnnviz_explain_occlusion, occlusion, softness, -1, "softness");
}

static void test_api_sweep__rise(void** state) {
  (void)state;
  assert_fails(cnnviz_rise_options_init(NULL, sizeof rise), INVALID_ARGUMENT, "options");
  handles_refused(cnnviz_explain_rise);
  refused(cnnviz_explain_rise, rise, struct_size, 0, "cnnviz_rise_options_init");
  refused(cnnviz_explain_rise, rise, fill, (cnnviz_fill)-1, "fill is -1");
  refused(cnnviz_explain_rise, rise, masks, 0, "not 0");
  refused(cnnviz_explain_rise, rise, cells, 129, "not 129");
  refused(cnnviz_explain_rise, rise, keep_partial, 3, "keep_partial is 3");
  refused(cnnviz_explain_rise, rise, batch, -1, "batch is -1");
  refused(cnnviz_explain_rise, rise, probability, 0, "between 0 and 1");
}

static cnnviz_status explain_channels(cnnviz_result** result, const cnnviz_model* given,
                                      const cnnviz_tensor* x, const cnnviz_targets* targets,
                                      const cnnviz_channels_options* options, cnnviz_job* job) {
  return cnnviz_explain_channels(result, given, x, targets, NULL, options, job);
}

static void test_api_sweep__channels(void** state) {
  cnnviz_result* found = GARBAGE;
  (void)state;
  assert_fails(cnnviz_channels_options_init(NULL, sizeof channels), INVALID_ARGUMENT, "options");
  handles_refused(explain_channels);
  refused(explain_channels, channels, struct_size, 0, "cnnviz_channels_options_init");
  refused(explain_channels, channels, method, (cnnviz_channel_method)2, "method is 2");
  refused(explain_channels, channels, layout, (cnnviz_layout)9, "layout is 9");
  refused(explain_channels, channels, token_rows, 3, "belong to the layout TOKENS");
  refused(explain_channels, channels, full, 2, "full is 2");
  refused(explain_channels, channels, keep_partial, -1, "keep_partial is -1");
  refused(explain_channels, channels, batch, -1, "batch is -1");
  assert_fails(cnnviz_explain_channels(&found, model, input, NULL, "relu44", NULL, NULL), NOT_FOUND,
               "relu4");
  assert_null(found);
  assert_ok(cnnviz_channels_options_init(&channels, sizeof channels));
  channels.method = CNNVIZ_CHANNEL_METHOD_SCORE_CAM;
  found = GARBAGE;
  assert_fails(cnnviz_explain_channels(&found, model, input, NULL, "logits", &channels, NULL),
               UNSUPPORTED, "has no maps");
  assert_null(found);
}

static void test_api_sweep__occluded_inputs(void** state) {
  cnnviz_tensor* inputs = (cnnviz_tensor*)(void*)garbage;
  (void)state;
  assert_fails(cnnviz_occluded_inputs(NULL, model, input, NULL, 0, 1), INVALID_ARGUMENT, "inputs");
  assert_fails(cnnviz_occluded_inputs(&inputs, NULL, input, NULL, 0, 1), INVALID_ARGUMENT, "model");
  assert_null(inputs);
  assert_fails(cnnviz_occluded_inputs(&inputs, model, NULL, NULL, 0, 1), INVALID_ARGUMENT, "input");
  assert_fails(cnnviz_occluded_inputs(&inputs, model, input, NULL, -1, 1), INVALID_ARGUMENT,
               "not among");
  assert_fails(cnnviz_occluded_inputs(&inputs, model, input, NULL, INT64_MAX, 1), INVALID_ARGUMENT,
               "not among");
  assert_fails(cnnviz_occluded_inputs(&inputs, model, input, NULL, 0, 0), INVALID_ARGUMENT,
               "not among");
  assert_ok(cnnviz_occlusion_options_init(&occlusion, sizeof occlusion));
  occlusion.stride_x = 999;
  assert_fails(cnnviz_occluded_inputs(&inputs, model, input, &occlusion, 0, 1), INVALID_ARGUMENT,
               "the stride of 999 columns");
  assert_null(inputs);
}

static void test_api_sweep__target_without_a_path(void** state) {
  cnnviz_targets* targets = NULL;
  cnnviz_result* r = GARBAGE;
  (void)state;
  assert_ok(cnnviz_targets_parse(&targets, model, "tensor:conv1.weight[0,1,1,1]"));
  assert_fails(cnnviz_explain_occlusion(&r, model, input, targets, NULL, NULL), INVALID_ARGUMENT,
               "does not depend on the input");
  assert_null(r);
  cnnviz_targets_free(targets);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_api_sweep__occlusion),
      cmocka_unit_test(test_api_sweep__rise),
      cmocka_unit_test(test_api_sweep__channels),
      cmocka_unit_test(test_api_sweep__occluded_inputs),
      cmocka_unit_test(test_api_sweep__target_without_a_path),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
