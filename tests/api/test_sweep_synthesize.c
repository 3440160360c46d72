/* The functions of synthesize.h, called with NULL and with values out of range: each fails with a
 * status, a message that names the parameter, and its output NULL. */
#include "support.h"

#include <math.h>

static char garbage[8];
#define GARBAGE ((cnnviz_result*)(void*)garbage)

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

/* With `field` of a preset's options set to `value`. */
#define refused(preset, field, value, words)                                        \
  do {                                                                              \
    cnnviz_synthesize_options options;                                              \
    cnnviz_result* made = GARBAGE;                                                  \
    assert_ok(cnnviz_synthesize_options_preset(&options, sizeof options, preset));  \
    options.field = value;                                                          \
    assert_fails(cnnviz_synthesize(&made, model, NULL, NULL, NULL, &options, NULL), \
                 INVALID_ARGUMENT, words);                                          \
    assert_null(made);                                                              \
  } while (0)

static void test_api_sweep__synthesize_options(void** state) {
  cnnviz_synthesize_options options, other;
  (void)state;
  assert_fails(cnnviz_synthesize_options_init(NULL, sizeof options), INVALID_ARGUMENT, "options");
  assert_fails(cnnviz_synthesize_options_init(&options, 3), INVALID_ARGUMENT, "struct_size");
  assert_fails(cnnviz_synthesize_options_preset(NULL, sizeof options, "maco"), INVALID_ARGUMENT,
               "options");
  assert_fails(cnnviz_synthesize_options_preset(&options, 3, "maco"), INVALID_ARGUMENT,
               "struct_size");
  assert_fails(cnnviz_synthesize_options_preset(&options, sizeof options, NULL), INVALID_ARGUMENT,
               "preset");
  assert_fails(cnnviz_synthesize_options_preset(&options, sizeof options, "yosinski"),
               INVALID_ARGUMENT, "unknown preset \"yosinski\"; choose one of distill");
  memset(&options, 0, sizeof options);
  memset(&other, 0, sizeof other);
  assert_ok(cnnviz_synthesize_options_init(&options, sizeof options));
  assert_ok(cnnviz_synthesize_options_preset(&other, sizeof other, "distill"));
  assert_memory_equal(&options, &other, sizeof options);
}

static void test_api_sweep__synthesize(void** state) {
  cnnviz_result* r = GARBAGE;
  (void)state;
  assert_fails(cnnviz_synthesize(NULL, model, NULL, NULL, NULL, NULL, NULL), INVALID_ARGUMENT,
               "result");
  assert_fails(cnnviz_synthesize(&r, NULL, NULL, NULL, NULL, NULL, NULL), INVALID_ARGUMENT,
               "model");
  assert_null(r);
  refused("distill", struct_size, 0, "cnnviz_synthesize_options_init");
  refused("distill", parameters, (cnnviz_parameters)3, "parameters is 3");
  refused("distill", range, (cnnviz_range)-1, "range is -1");
  refused("distill", range, CNNVIZ_RANGE_CLIP, "only pixels can be clipped");
  refused("distill", units, (cnnviz_units)3, "units is 3");
  refused("distill", units, CNNVIZ_UNITS_LEVELS, "other units than 0 to 1");
  refused("distill", optimizer, (cnnviz_optimizer)5, "optimizer is 5");
  refused("distill", fit, (cnnviz_fit)2, "fit is 2");
  refused("distill", height, 64, "give both, or 0 for both");
  refused("distill", width, -1, "width is -1");
  refused("distill", count, -1, "count is -1");
  refused("distill", steps, -1, "steps is -1");
  refused("distill", decorrelate, 2, "decorrelate is 2");
  refused("distill", redirect_steps, -1, "redirect_steps is -1");
  refused("distill", keep_best, 2, "keep_best is 2");
  refused("distill", keep_partial, 2, "keep_partial is 2");
  refused("distill", snapshot_every, -1, "snapshot_every is -1");
  refused("distill", pad, -1, "pad is -1");
  refused("distill", jitter, 5000, "jitter is 5000");
  refused("distill", second_jitter, -2, "second_jitter is -2");
  refused("distill", crops, 0, "crops is 0");
  refused("distill", step_size, 0, "step_size is 0");
  refused("distill", max_step, -1, "max_step is -1");
  refused("distill", start_noise, -1, "start_noise is -1");
  refused("distill", scale, 1, "scale is 1");
  refused("distill", rotation, 200, "rotation is 200");
  refused("distill", crop_first, 1.5, "crop_first is 1.5");
  refused("distill", crop_last, -1, "crop_last is -1");
  refused("distill", noise, -1, "noise is -1");
  refused("distill", l2, -1, "l2 is -1");
  refused("distill", total_variation, NAN, "total_variation is");
  refused("distill", alpha_norm, -1, "alpha_norm is -1");
  refused("distill", alpha, 0, "alpha is 0");
  refused("distill", variation_beta, 9, "variation_beta is 9");
  refused("simonyan", decay, 2, "decay is 2");
  refused("simonyan", blur, -1, "blur is -1");
  refused("simonyan", blur_every, 0, "blur_every is 0");
  refused("simonyan", norm_percentile, 101, "norm_percentile is 101");
  refused("simonyan", contribution_percentile, -1, "contribution_percentile is -1");
  refused("distill", blur, 1, "they need the parameters pixels");
  refused("distill", diversity, 1, "a count of 2 or more");
}

static void test_api_sweep__synthesize_sizes_and_pictures(void** state) {
  cnnviz_synthesize_options options;
  cnnviz_targets* targets = NULL;
  cnnviz_images* examples = NULL;
  cnnviz_image* photo = read_demo_picture();
  cnnviz_result* r = GARBAGE;
  (void)state;
  assert_ok(cnnviz_images_create(&examples));
  assert_ok(cnnviz_images_add(examples, photo));
  assert_fails(cnnviz_synthesize(&r, model, NULL, NULL, examples, NULL, NULL), INVALID_ARGUMENT,
               "magnitudes of the parameters phase alone");
  assert_null(r);
  assert_ok(cnnviz_synthesize_options_preset(&options, sizeof options, "maco"));
  assert_fails(cnnviz_synthesize(&r, model, NULL, photo, NULL, &options, NULL), INVALID_ARGUMENT,
               "phases do not begin with a picture");
  assert_ok(cnnviz_synthesize_options_init(&options, sizeof options));
  options.height = options.width = 30000;
  assert_fails(cnnviz_synthesize(&r, model, NULL, NULL, NULL, &options, NULL), LIMIT, "30000");
  assert_ok(cnnviz_targets_parse(&targets, model, "tensor:conv1.weight[0,1,1,1]"));
  r = GARBAGE;
  assert_fails(cnnviz_synthesize(&r, model, targets, NULL, NULL, NULL, NULL), INVALID_ARGUMENT,
               "does not depend on the input");
  assert_null(r);
  cnnviz_targets_free(targets);
  cnnviz_images_free(examples);
  cnnviz_image_free(photo);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_api_sweep__synthesize_options),
      cmocka_unit_test(test_api_sweep__synthesize),
      cmocka_unit_test(test_api_sweep__synthesize_sizes_and_pictures),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
