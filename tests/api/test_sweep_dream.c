/* The functions of dream.h, called with NULL and with values out of range: each fails with a
 * status, a message that names the parameter, and its output NULL. */
#include "support.h"

static char garbage[8];
#define GARBAGE ((cnnviz_result*)(void*)garbage)

static cnnviz_model* model;
static cnnviz_image* picture;
static cnnviz_dream_options options;

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

/* With `field` of the options set to `value`. */
#define refused(field, value, words)                                                               \
  do {                                                                                             \
    cnnviz_result* got = GARBAGE;                                                                  \
    assert_ok(cnnviz_dream_options_init(&options, sizeof options));                                \
    options.field = value;                                                                         \
    assert_fails(cnnviz_dream(&got, model, picture, NULL, NULL, &options, NULL), INVALID_ARGUMENT, \
                 words);                                                                           \
    assert_null(got);                                                                              \
  } while (0)

static void test_api_sweep__dream(void** state) {
  cnnviz_result* r = GARBAGE;
  (void)state;
  assert_fails(cnnviz_dream_options_init(NULL, sizeof options), INVALID_ARGUMENT, "options");
  assert_fails(cnnviz_dream(NULL, model, picture, NULL, NULL, NULL, NULL), INVALID_ARGUMENT,
               "result");
  assert_fails(cnnviz_dream(&r, NULL, picture, NULL, NULL, NULL, NULL), INVALID_ARGUMENT, "model");
  assert_null(r);
  refused(struct_size, 0, "cnnviz_dream_options_init");
  refused(octaves, -1, "octaves is -1");
  refused(octaves, 65, "octaves is 65");
  refused(steps, -1, "steps is -1");
  refused(jitter, -1, "jitter is -1");
  refused(jitter, 4097, "jitter is 4097");
  refused(tile, -1, "tile is -1");
  refused(tile, 20, "tiles of 20 pixels leave nothing");
  refused(tile_memory, -1, "tile_memory is -1");
  refused(overlap, -2, "overlap of tiles is -2");
  refused(height, -1, "height is -1");
  refused(width, 99999, "width is 99999");
  refused(height, 64, "a dream has the picture's own size");
  refused(keep_partial, 2, "keep_partial is 2");
  refused(octave_scale, 1, "scale of octaves is 1");
  refused(step, 1e308 * 10, "the step is inf");
  refused(zoom, 0.5, "zoom is 0.5");
  refused(zoom, 5, "zoom is 5");
}

/* `words`, of the message for a target on a picture of this size. */
static void unreachable(const char* selector, int32_t octaves, int32_t width, int32_t height,
                        const char* words) {
  cnnviz_result* r = GARBAGE;
  cnnviz_image* image = NULL;
  cnnviz_target* target = NULL;
  assert_ok(cnnviz_image_resize(&image, picture, width, height));
  assert_ok(cnnviz_target_parse(&target, model, selector));
  assert_ok(cnnviz_dream_options_init(&options, sizeof options));
  options.octaves = octaves;
  assert_fails(cnnviz_dream(&r, model, image, NULL, target, &options, NULL), INVALID_ARGUMENT,
               words);
  assert_null(r);
  cnnviz_target_free(target);
  cnnviz_image_free(image);
}

static void test_api_sweep__dream_targets(void** state) {
  cnnviz_result* r = GARBAGE;
  cnnviz_model* other = open_demo(1);
  cnnviz_target* target = NULL;
  (void)state;
  unreachable("class:cat", 1, 128, 128, "cannot be dreamed of");
  unreachable("neuron:relu4:0", 1, 128, 128, "synthesize");
  /* Three halvings with padding: seven pixels make one unit. */
  unreachable("layer:relu4", 1, 40, 4, "7x7 pixels would do");
  unreachable("layer:relu4", 7, 40, 40, "the smallest of 7 octaves");
  assert_ok(cnnviz_target_parse(&target, other, "layer:relu4"));
  assert_fails(cnnviz_dream(&r, model, picture, NULL, target, NULL, NULL), MISMATCH,
               "another model");
  assert_null(r);
  cnnviz_target_free(target);
  cnnviz_model_free(other);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_api_sweep__dream),
      cmocka_unit_test(test_api_sweep__dream_targets),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
