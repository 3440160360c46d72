/* Occlusion and RISE through the C API, against pictures that the test covers itself. */
#include "support.h"

#include <math.h>
#include <stdlib.h>

enum { SIDE = 128, WINDOW = 40, STRIDE = 30, POSITIONS = 4 };

static cnnviz_model* model;
static cnnviz_tensor* input;

static int set_up(void** state) {
  (void)state;
  model = open_demo(1);
  input = demo_input(model);
  return 0;
}

static int tear_down(void** state) {
  (void)state;
  cnnviz_tensor_free(input);
  cnnviz_model_free(model);
  return 0;
}

static cnnviz_occlusion_options coarse(void) {
  cnnviz_occlusion_options options;
  assert_ok(cnnviz_occlusion_options_init(&options, sizeof options));
  options.window_height = options.window_width = WINDOW;
  options.stride_y = options.stride_x = STRIDE;
  return options;
}

static cnnviz_result* occlude(const char* selectors, const cnnviz_occlusion_options* options) {
  cnnviz_result* result = NULL;
  cnnviz_targets* targets = NULL;
  assert_ok(cnnviz_targets_parse(&targets, model, selectors));
  assert_ok(cnnviz_explain_occlusion(&result, model, input, targets, options, NULL));
  cnnviz_targets_free(targets);
  return result;
}

/* The best class of the picture with zeros in a rectangle, its probability and logit. */
static int64_t covered(int row, int column, float* probability, float* logit) {
  const float* pixels = cnnviz_tensor_floats(input);
  const int64_t count = cnnviz_tensor_size(input);
  const int64_t shape[] = {1, 3, SIDE, SIDE};
  float* copy = malloc((size_t)count * sizeof *copy);
  cnnviz_tensor *tensor = NULL, *classes, *scores, *logits;
  cnnviz_result* result = NULL;
  cnnviz_classify_options options;
  int64_t i, best;
  assert_non_null(copy);
  for (i = 0; i < count; ++i) {
    const int64_t y = i / SIDE % SIDE, x = i % SIDE;
    const int inside = y >= row && y < row + WINDOW && x >= column && x < column + WINDOW;
    copy[i] = inside ? 0 : pixels[i];
  }
  assert_ok(cnnviz_tensor_from_floats(&tensor, copy, count, shape, 4));
  assert_ok(cnnviz_classify_options_init(&options, sizeof options));
  options.top = 1000;
  assert_ok(cnnviz_explain_classify(&result, model, tensor, &options, NULL));
  classes = result_tensor(result, "classes");
  scores = result_tensor(result, "scores");
  logits = result_tensor(result, "logits");
  best = cnnviz_tensor_ints(classes)[0];
  for (i = 0; i < cnnviz_tensor_size(classes); ++i)
    if (cnnviz_tensor_ints(classes)[i] == 2) {
      *probability = cnnviz_tensor_floats(scores)[i];
      *logit = cnnviz_tensor_floats(logits)[i];
    }
  cnnviz_tensor_free(classes);
  cnnviz_tensor_free(scores);
  cnnviz_tensor_free(logits);
  cnnviz_tensor_free(tensor);
  cnnviz_result_free(result);
  free(copy);
  return best;
}

static void test_api_occlusion__drops_are_differences(void** state) {
  const cnnviz_occlusion_options options = coarse();
  cnnviz_result* result = occlude("prob:2\nclass:2", &options);
  cnnviz_tensor* drops = result_tensor(result, "drops");
  cnnviz_tensor* classes = result_tensor(result, "classes");
  cnnviz_tensor* score = result_tensor(result, "score");
  float probability = 0, logit = 0;
  int y, x;
  (void)state;
  covered(SIDE, SIDE, &probability, &logit);
  assert_true(fabs(cnnviz_tensor_floats(score)[0] - probability) < 1e-5);
  assert_true(fabs(cnnviz_tensor_floats(score)[1] - logit) < 1e-4);
  assert_int_equal(cnnviz_tensor_rank(drops), 4);
  assert_int_equal(cnnviz_tensor_extent(drops, 1), 2);
  assert_int_equal(cnnviz_tensor_extent(drops, 2), POSITIONS);
  assert_int_equal(cnnviz_tensor_extent(drops, 3), POSITIONS);
  for (y = 0; y < POSITIONS; ++y)
    for (x = 0; x < POSITIONS; ++x) {
      const float* at = cnnviz_tensor_floats(drops) + y * POSITIONS + x;
      float p = 0, z = 0;
      const int64_t best = covered(STRIDE * y, STRIDE * x, &p, &z);
      assert_true(fabs(at[0] - (probability - p)) < 1e-5);
      assert_true(fabs(at[POSITIONS * POSITIONS] - (logit - z)) < 1e-4);
      assert_int_equal(cnnviz_tensor_ints(classes)[y * POSITIONS + x], best);
    }
  cnnviz_tensor_free(drops);
  cnnviz_tensor_free(classes);
  cnnviz_tensor_free(score);
  cnnviz_result_free(result);
}

/* Recomputing only what the occluder changes gives the scores of whole forward passes. */
static void test_api_occlusion__full_passes_agree(void** state) {
  cnnviz_occlusion_options options = coarse();
  cnnviz_result *fast, *full;
  cnnviz_tensor *a, *b;
  int64_t i;
  (void)state;
  options.softness = 2;
  options.fill = CNNVIZ_FILL_BLUR;
  fast = occlude("class:2", &options);
  options.full = 1;
  full = occlude("class:2", &options);
  a = result_tensor(fast, "drops");
  b = result_tensor(full, "drops");
  for (i = 0; i < cnnviz_tensor_size(a); ++i)
    assert_true(fabs(cnnviz_tensor_floats(a)[i] - cnnviz_tensor_floats(b)[i]) < 2e-4);
  assert_non_null(strstr(cnnviz_result_json(full), "\"full\":true"));
  cnnviz_tensor_free(a);
  cnnviz_tensor_free(b);
  cnnviz_result_free(fast);
  cnnviz_result_free(full);
}

static void test_api_occlusion__map_and_document(void** state) {
  cnnviz_occlusion_options options = coarse();
  cnnviz_result* result;
  cnnviz_tensor *map, *evaluated;
  int64_t i;
  const char* json;
  (void)state;
  options.classes = 0;
  options.region_y = 20;
  options.region_x = 8;
  options.region_height = 64;
  options.region_width = 100;
  options.edge = CNNVIZ_EDGE_INSIDE;
  options.fill = CNNVIZ_FILL_NOISE;
  options.seed = 7;
  result = occlude("top", &options);
  map = result_tensor(result, "map");
  assert_int_equal(cnnviz_tensor_extent(map, 0), 1);
  assert_int_equal(cnnviz_tensor_extent(map, 2), SIDE);
  for (i = 0; i < SIDE * SIDE; ++i) {
    const int64_t y = i / SIDE, x = i % SIDE;
    const int inside = y >= 20 && y < 84 && x >= 8 && x < 108;
    assert_int_equal(isnan(cnnviz_tensor_floats(map)[i]) ? 1 : 0, inside ? 0 : 1);
  }
  evaluated = result_tensor(result, "evaluated");
  assert_int_equal(cnnviz_tensor_extent(evaluated, 1), 2);
  assert_int_equal(cnnviz_tensor_extent(evaluated, 2), 3);
  json = cnnviz_result_json(result);
  assert_non_null(strstr(json, "\"method\":\"occlusion\""));
  assert_non_null(strstr(json, "\"window\":[40,40],\"stride\":[30,30],\"edge\":\"inside\""));
  assert_non_null(strstr(json, "\"region\":[20,8,64,100]"));
  assert_non_null(strstr(json, "\"fill\":\"noise\""));
  assert_non_null(strstr(json, "\"seed\":7"));
  assert_non_null(strstr(json, "\"completed\":true"));
  assert_non_null(strstr(json, "\"rows\":[20,44],\"columns\":[8,38,68]"));
  cnnviz_tensor_free(map);
  cnnviz_tensor_free(evaluated);
  assert_fails(cnnviz_result_tensor(&map, result, "classes"), NOT_FOUND, "drops");
  cnnviz_result_free(result);
}

/* The drop at one position for a fill. */
static float drop_of(cnnviz_fill fill, double value) {
  cnnviz_occlusion_options options = coarse();
  cnnviz_result* result;
  cnnviz_tensor* drops;
  float drop;
  options.fill = fill;
  options.fill_value = value;
  result = occlude("class:2", &options);
  drops = result_tensor(result, "drops");
  drop = cnnviz_tensor_floats(drops)[5];
  cnnviz_tensor_free(drops);
  cnnviz_result_free(result);
  return drop;
}

/* The demo's mean is 0.5 and its deviation 0.25 in every channel, pixels are 0 to 1. */
static void test_api_occlusion__fills_are_colors(void** state) {
  const float zero = drop_of(CNNVIZ_FILL_ZERO, 0);
  const float black = drop_of(CNNVIZ_FILL_BLACK, 0);
  (void)state;
  assert_true(drop_of(CNNVIZ_FILL_GRAY, 0) == zero);
  assert_true(drop_of(CNNVIZ_FILL_VALUE, -2) == black);
  assert_true(fabs(black - zero) > 1e-6);
  assert_true(fabs(drop_of(CNNVIZ_FILL_VALUE, 1) - zero) > 1e-6);
  assert_true(fabs(drop_of(CNNVIZ_FILL_MEAN, 0) - zero) > 1e-6);
  assert_true(fabs(drop_of(CNNVIZ_FILL_BLUR, 0) - zero) > 1e-6);
  assert_true(fabs(drop_of(CNNVIZ_FILL_NOISE, 0) - zero) > 1e-6);
}

static void test_api_occlusion__cancelled(void** state) {
  cnnviz_occlusion_options options = coarse();
  cnnviz_result* result = NULL;
  cnnviz_job* job = NULL;
  (void)state;
  assert_ok(cnnviz_job_create(&job));
  assert_ok(cnnviz_explain_occlusion(&result, model, input, NULL, &options, job));
  assert_int_equal(cnnviz_job_done(job), POSITIONS * POSITIONS);
  assert_int_equal(cnnviz_job_total(job), POSITIONS * POSITIONS);
  assert_string_equal(cnnviz_job_stage(job), "occlusion");
  cnnviz_result_free(result);
  assert_ok(cnnviz_job_cancel(job));
  options.keep_partial = 1; /* nothing is done yet */
  assert_fails(cnnviz_explain_occlusion(&result, model, input, NULL, &options, job), CANCELLED,
               "cancelled");
  assert_null(result);
  cnnviz_job_free(job);
}

static void test_api_occlusion__rise(void** state) {
  cnnviz_rise_options options;
  cnnviz_result *first = NULL, *second = NULL;
  cnnviz_tensor *a, *b, *scores;
  (void)state;
  assert_ok(cnnviz_rise_options_init(&options, sizeof options));
  assert_int_equal(options.masks, 4000);
  options.masks = 20;
  options.seed = 3;
  assert_ok(cnnviz_explain_rise(&first, model, input, NULL, &options, NULL));
  options.batch = 3;
  assert_ok(cnnviz_explain_rise(&second, model, input, NULL, &options, NULL));
  a = result_tensor(first, "map");
  b = result_tensor(second, "map");
  scores = result_tensor(first, "mask_scores");
  assert_int_equal(cnnviz_tensor_extent(scores, 2), 20);
  assert_int_equal(cnnviz_tensor_size(a), SIDE * SIDE);
  {
    int64_t i;
    for (i = 0; i < SIDE * SIDE; ++i)
      assert_true(fabs(cnnviz_tensor_floats(a)[i] - cnnviz_tensor_floats(b)[i]) < 1e-5);
  }
  assert_non_null(strstr(cnnviz_result_json(first), "\"method\":\"rise\""));
  assert_non_null(strstr(cnnviz_result_json(first), "\"seed\":3"));
  cnnviz_tensor_free(a);
  cnnviz_tensor_free(b);
  cnnviz_tensor_free(scores);
  cnnviz_result_free(first);
  cnnviz_result_free(second);
}

/* Drops of channels against passes from the layer with that channel zero. */
static void test_api_occlusion__channels(void** state) {
  cnnviz_result *result = NULL, *run = NULL;
  cnnviz_tensors* feeds = NULL;
  cnnviz_tensor *layer, *drops, *weights, *cam, *logits, *score;
  cnnviz_targets* targets = NULL;
  float* values;
  int64_t k, i, channels, size;
  (void)state;
  assert_ok(cnnviz_targets_parse(&targets, model, "class:2\nclass:0"));
  assert_ok(cnnviz_explain_channels(&result, model, input, targets, NULL, NULL, NULL));
  drops = result_tensor(result, "drops");
  weights = result_tensor(result, "weights");
  cam = result_tensor(result, "cam");
  score = result_tensor(result, "score");
  assert_non_null(strstr(cnnviz_result_json(result), "\"method\":\"ablation\""));
  assert_non_null(strstr(cnnviz_result_json(result), "\"strongest\":[[[{\"channel\":"));
  assert_non_null(strstr(cnnviz_result_json(result), "\"layer_chosen\":true"));
  channels = cnnviz_tensor_extent(drops, 2);

  assert_ok(cnnviz_tensors_create(&feeds));
  assert_ok(cnnviz_tensors_add(feeds, cnnviz_model_input_name(model, 0), input));
  assert_ok(cnnviz_model_run(&run, model, feeds, "relu5,logits", NULL));
  layer = result_tensor(run, "relu5");
  cnnviz_result_free(run);
  cnnviz_tensors_free(feeds);
  assert_int_equal(channels, cnnviz_tensor_extent(layer, 1));
  assert_int_equal(cnnviz_tensor_extent(cam, 2), cnnviz_tensor_extent(layer, 2));
  size = cnnviz_tensor_size(layer);
  values = malloc((size_t)size * sizeof *values);
  for (k = 0; k < channels; k += 5) {
    cnnviz_tensor* ablated;
    int64_t shape[4];
    for (i = 0; i < 4; ++i) shape[i] = cnnviz_tensor_extent(layer, (int32_t)i);
    assert_ok(cnnviz_tensor_copy_floats(values, size, layer));
    for (i = 0; i < size / channels; ++i) values[k * (size / channels) + i] = 0;
    assert_ok(cnnviz_tensor_from_floats(&ablated, values, size, shape, 4));
    assert_ok(cnnviz_tensors_create(&feeds));
    assert_ok(cnnviz_tensors_add(feeds, "relu5", ablated));
    assert_ok(cnnviz_model_run(&run, model, feeds, "logits", NULL));
    logits = result_tensor(run, "logits");
    for (i = 0; i < 2; ++i) {
      const float base = cnnviz_tensor_floats(score)[i];
      const float drop = cnnviz_tensor_floats(drops)[i * channels + k];
      assert_true(fabs(base - cnnviz_tensor_floats(logits)[i == 0 ? 2 : 0] - drop) < 1e-4);
      assert_true(fabs(cnnviz_tensor_floats(weights)[i * channels + k] - drop / fabs(base)) < 1e-5);
    }
    cnnviz_tensor_free(logits);
    cnnviz_tensor_free(ablated);
    cnnviz_tensors_free(feeds);
    cnnviz_result_free(run);
  }
  free(values);
  cnnviz_tensor_free(layer);
  cnnviz_tensor_free(drops);
  cnnviz_tensor_free(weights);
  cnnviz_tensor_free(cam);
  cnnviz_tensor_free(score);
  cnnviz_targets_free(targets);
  cnnviz_result_free(result);
}

/* Score-CAM's map has the size of the picture; its default target is a probability. */
static void test_api_occlusion__score_cam(void** state) {
  cnnviz_channels_options options;
  cnnviz_result* result = NULL;
  cnnviz_tensor *scores, *map;
  int64_t i;
  (void)state;
  assert_ok(cnnviz_channels_options_init(&options, sizeof options));
  options.method = CNNVIZ_CHANNEL_METHOD_SCORE_CAM;
  assert_ok(cnnviz_explain_channels(&result, model, input, NULL, "relu3", &options, NULL));
  scores = result_tensor(result, "mask_scores");
  map = result_tensor(result, "map");
  assert_non_null(strstr(cnnviz_result_json(result), "\"method\":\"score_cam\""));
  assert_non_null(strstr(cnnviz_result_json(result), "\"target\":\"prob:top\""));
  for (i = 0; i < cnnviz_tensor_size(scores); ++i)
    assert_true(cnnviz_tensor_floats(scores)[i] >= 0 && cnnviz_tensor_floats(scores)[i] <= 1);
  assert_int_equal(cnnviz_tensor_extent(map, 2), SIDE);
  assert_int_equal(cnnviz_tensor_extent(map, 3), SIDE);
  for (i = 0; i < cnnviz_tensor_size(map); ++i) assert_true(cnnviz_tensor_floats(map)[i] >= 0);
  cnnviz_tensor_free(scores);
  cnnviz_tensor_free(map);
  cnnviz_result_free(result);
}

/* The pictures that the network saw: the picture itself outside the window, the fill inside. */
static void test_api_occlusion__occluded_inputs(void** state) {
  cnnviz_occlusion_options options = coarse();
  cnnviz_tensor* inputs = NULL;
  int64_t c, y, x;
  (void)state;
  options.fill = CNNVIZ_FILL_VALUE;
  options.fill_value = 0.25;
  assert_ok(cnnviz_occluded_inputs(&inputs, model, input, &options, POSITIONS + 1, 2));
  assert_int_equal(cnnviz_tensor_extent(inputs, 0), 2);
  for (c = 0; c < 3; ++c)
    for (y = 0; y < SIDE; ++y)
      for (x = 0; x < SIDE; ++x) {
        const int64_t at = (c * SIDE + y) * SIDE + x;
        const int rows = y >= STRIDE && y < STRIDE + WINDOW;
        const float original = cnnviz_tensor_floats(input)[at];
        const float* found = cnnviz_tensor_floats(inputs) + at;
        assert_true(found[0] == (rows && x >= STRIDE && x < STRIDE + WINDOW ? 0.25F : original));
        assert_true(found[3 * SIDE * SIDE] ==
                    (rows && x >= 2 * STRIDE && x < 2 * STRIDE + WINDOW ? 0.25F : original));
      }
  cnnviz_tensor_free(inputs);
  assert_fails(cnnviz_occluded_inputs(&inputs, model, input, &options, 15, 2), INVALID_ARGUMENT,
               "2 positions from 15 on are not among the occluder's 16");
  assert_null(inputs);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_api_occlusion__drops_are_differences),
      cmocka_unit_test(test_api_occlusion__full_passes_agree),
      cmocka_unit_test(test_api_occlusion__map_and_document),
      cmocka_unit_test(test_api_occlusion__fills_are_colors),
      cmocka_unit_test(test_api_occlusion__cancelled),
      cmocka_unit_test(test_api_occlusion__rise),
      cmocka_unit_test(test_api_occlusion__channels),
      cmocka_unit_test(test_api_occlusion__score_cam),
      cmocka_unit_test(test_api_occlusion__occluded_inputs),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
