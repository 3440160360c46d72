/* Methods through the C API: what their results hold, checked against each other. */
#include "support.h"

#include <math.h>
#include <stdlib.h>

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

static cnnviz_targets* parse(const char* selectors) {
  cnnviz_targets* targets = NULL;
  assert_ok(cnnviz_targets_parse(&targets, model, selectors));
  return targets;
}

/* The result of saliency with a rule, for a selector, with respect to a tensor. */
static cnnviz_result* saliency(const char* selector, const char* wrt, cnnviz_rule rule) {
  cnnviz_saliency_options options;
  cnnviz_targets* targets = parse(selector);
  cnnviz_result* result = NULL;
  assert_ok(cnnviz_saliency_options_init(&options, sizeof options));
  options.rule = rule;
  assert_ok(cnnviz_explain_saliency(&result, model, input, targets, wrt, &options, NULL));
  cnnviz_targets_free(targets);
  return result;
}

static cnnviz_tensor* gradient_of(const char* selector, const char* wrt, cnnviz_rule rule) {
  cnnviz_result* result = saliency(selector, wrt, rule);
  cnnviz_tensor* tensor = result_tensor(result, "gradient");
  cnnviz_result_free(result);
  return tensor;
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

static void test_api_explain__classify(void** state) {
  cnnviz_classify_options options;
  cnnviz_result* result = NULL;
  cnnviz_tensor *classes, *scores, *logits, *probabilities;
  int64_t i;
  (void)state;
  assert_ok(cnnviz_classify_options_init(&options, sizeof options));
  assert_int_equal(options.top, 5);
  options.top = 100; /* cut to the number of classes */
  assert_ok(cnnviz_explain_classify(&result, model, input, &options, NULL));
  classes = result_tensor(result, "classes");
  scores = result_tensor(result, "scores");
  logits = result_tensor(result, "logits");
  probabilities = result_tensor(result, "output");
  assert_int_equal(cnnviz_tensor_extent(classes, 0), 1);
  assert_int_equal(cnnviz_tensor_extent(classes, 1), 12);
  assert_int_equal(cnnviz_tensor_ints(classes)[0], 2); /* cat */
  for (i = 0; i < 12; ++i) {
    const float score = cnnviz_tensor_floats(scores)[i];
    assert_true(score == cnnviz_tensor_floats(probabilities)[cnnviz_tensor_ints(classes)[i]]);
    if (i == 0) continue;
    assert_true(score <= cnnviz_tensor_floats(scores)[i - 1]);
    assert_true(cnnviz_tensor_floats(logits)[i] <= cnnviz_tensor_floats(logits)[i - 1]);
  }
  assert_non_null(strstr(cnnviz_result_json(result), "\"label\":\"cat\""));
  cnnviz_tensor_free(classes);
  cnnviz_tensor_free(scores);
  cnnviz_tensor_free(logits);
  cnnviz_tensor_free(probabilities);
  cnnviz_result_free(result);
}

static void test_api_explain__map_is_the_largest_magnitude(void** state) {
  cnnviz_result* result = saliency("top", NULL, CNNVIZ_RULE_GRADIENT);
  cnnviz_tensor* gradient = result_tensor(result, "gradient");
  cnnviz_tensor* map = result_tensor(result, "map");
  const float* g = cnnviz_tensor_floats(gradient);
  const int64_t positions = 128 * 128;
  int64_t i;
  (void)state;
  assert_int_equal(cnnviz_tensor_rank(gradient), 4);
  assert_int_equal(cnnviz_tensor_rank(map), 3);
  assert_int_equal(cnnviz_tensor_extent(map, 2), 128);
  for (i = 0; i < positions; ++i) {
    const float expected =
        fmaxf(fabsf(g[i]), fmaxf(fabsf(g[positions + i]), fabsf(g[2 * positions + i])));
    assert_true(cnnviz_tensor_floats(map)[i] == expected);
  }
  cnnviz_tensor_free(gradient);
  cnnviz_tensor_free(map);
  cnnviz_result_free(result);
}

static void test_api_explain__document_says_what_was_done(void** state) {
  cnnviz_result* result = saliency("top", NULL, CNNVIZ_RULE_GUIDED);
  const char* json = cnnviz_result_json(result);
  (void)state;
  assert_non_null(strstr(json, "\"method\":\"saliency\""));
  assert_non_null(strstr(json, "\"target\":\"top\""));
  assert_non_null(strstr(json, "\"class\":2"));
  assert_non_null(strstr(json, "\"label\":\"cat\""));
  assert_non_null(strstr(json, "\"rule\":\"guided\""));
  assert_non_null(strstr(json, "\"policy\":\"relu-like\",\"governed\":5"));
  assert_non_null(strstr(json, "\"preprocess_assumed\":false"));
  assert_non_null(strstr(json, "\"version\":\"0.1.0\""));
  assert_non_null(strstr(json, "\"seed\":null"));
  assert_non_null(strstr(json, "\"warnings\":[]"));
  cnnviz_result_free(result);
}

/* All rules in one call are the three calls. */
static void test_api_explain__all_rules(void** state) {
  static const char* const names[] = {"gradient", "deconvnet", "guided"};
  static const char* const maps[] = {"gradient_map", "deconvnet_map", "guided_map"};
  cnnviz_result* all = saliency("top", NULL, CNNVIZ_RULE_ALL);
  int32_t i;
  (void)state;
  for (i = 0; i < 3; ++i) {
    cnnviz_tensor* expected = gradient_of("top", NULL, (cnnviz_rule)i);
    cnnviz_tensor* got = result_tensor(all, names[i]);
    cnnviz_tensor* map = result_tensor(all, maps[i]);
    assert_memory_equal(cnnviz_tensor_floats(got), cnnviz_tensor_floats(expected),
                        (size_t)cnnviz_tensor_size(expected) * sizeof(float));
    assert_int_equal(cnnviz_tensor_rank(map), 3);
    cnnviz_tensor_free(expected);
    cnnviz_tensor_free(got);
    cnnviz_tensor_free(map);
  }
  cnnviz_result_free(all);
}

/* A seed of 1 at a logit is that logit as target. */
static void test_api_explain__seed_equals_class(void** state) {
  const float one_hot[12] = {0, 0, 1};
  const int64_t shape[] = {1, 12};
  cnnviz_tensor *seed = NULL, *expected, *got;
  cnnviz_target *target = NULL, *shared = NULL;
  cnnviz_targets *targets = NULL, *copy = NULL;
  cnnviz_result* result = NULL;
  (void)state;
  assert_ok(cnnviz_tensor_from_floats(&seed, one_hot, 12, shape, 2));
  assert_ok(cnnviz_target_from_seed(&target, model, "logits", seed));
  assert_string_equal(cnnviz_target_selector(target), "seed:logits");
  assert_ok(cnnviz_target_share(&shared, target));
  cnnviz_target_free(target);
  assert_ok(cnnviz_targets_create(&targets));
  assert_ok(cnnviz_targets_add(targets, shared));
  assert_ok(cnnviz_targets_share(&copy, targets));
  cnnviz_targets_free(targets);
  assert_int_equal(cnnviz_targets_count(copy), 1);
  assert_ok(cnnviz_explain_saliency(&result, model, input, copy, NULL, NULL, NULL));
  got = result_tensor(result, "gradient");
  expected = gradient_of("class:cat", NULL, CNNVIZ_RULE_GRADIENT);
  assert_close(cnnviz_tensor_floats(got), cnnviz_tensor_floats(expected),
               cnnviz_tensor_size(expected), 1e-6);
  cnnviz_tensor_free(seed);
  cnnviz_target_free(shared);
  cnnviz_targets_free(copy);
  cnnviz_result_free(result);
  cnnviz_tensor_free(got);
  cnnviz_tensor_free(expected);
}

/* The gradient of a weighted sum is the weighted sum of gradients. */
static void test_api_explain__targets_are_linear(void** state) {
  cnnviz_tensor* cat = gradient_of("class:cat", NULL, CNNVIZ_RULE_GRADIENT);
  cnnviz_tensor* fish = gradient_of("class:fish", NULL, CNNVIZ_RULE_GRADIENT);
  cnnviz_tensor* both = gradient_of("class:cat - 0.5*class:fish", NULL, CNNVIZ_RULE_GRADIENT);
  const int64_t count = cnnviz_tensor_size(cat);
  float* expected = malloc((size_t)count * sizeof(float));
  int64_t i;
  (void)state;
  for (i = 0; i < count; ++i)
    expected[i] = cnnviz_tensor_floats(cat)[i] - 0.5F * cnnviz_tensor_floats(fish)[i];
  assert_close(cnnviz_tensor_floats(both), expected, count, 1e-4);
  free(expected);
  cnnviz_tensor_free(cat);
  cnnviz_tensor_free(fish);
  cnnviz_tensor_free(both);
}

/* Grad-CAM from its formula, with the gradient and the activations of the layer. */
static void test_api_explain__gradcam_is_its_formula(void** state) {
  enum { kChannels = 128, kPositions = 16 * 16 };
  cnnviz_tensor* gradient = gradient_of("class:cat", "relu5", CNNVIZ_RULE_GRADIENT);
  cnnviz_targets* targets = parse("class:cat");
  cnnviz_result *cam_result = NULL, *layer = NULL;
  cnnviz_tensor *activations, *cam, *map;
  float expected[kPositions];
  int k, p;
  (void)state;
  assert_ok(cnnviz_explain_activations(&layer, model, input, "relu5", NULL, NULL));
  activations = result_tensor(layer, "activations");
  assert_int_equal(cnnviz_tensor_size(gradient), kChannels * kPositions);
  for (p = 0; p < kPositions; ++p) expected[p] = 0;
  for (k = 0; k < kChannels; ++k) {
    double weight = 0;
    for (p = 0; p < kPositions; ++p) weight += cnnviz_tensor_floats(gradient)[k * kPositions + p];
    weight /= kPositions;
    for (p = 0; p < kPositions; ++p)
      expected[p] += (float)(weight * cnnviz_tensor_floats(activations)[k * kPositions + p]);
  }
  for (p = 0; p < kPositions; ++p) expected[p] = fmaxf(expected[p], 0);
  /* relu5 is also the layer it chooses. */
  assert_ok(cnnviz_explain_gradcam(&cam_result, model, input, targets, NULL, NULL, NULL));
  assert_non_null(strstr(cnnviz_result_json(cam_result), "\"layer\":\"relu5\""));
  assert_non_null(strstr(cnnviz_result_json(cam_result), "\"layer_chosen\":true"));
  cam = result_tensor(cam_result, "cam");
  assert_close(cnnviz_tensor_floats(cam), expected, kPositions, 1e-4);
  map = result_tensor(cam_result, "map");
  assert_int_equal(cnnviz_tensor_extent(map, 1), 128);
  assert_int_equal(cnnviz_tensor_extent(map, 2), 128);
  cnnviz_tensor_free(gradient);
  cnnviz_tensor_free(activations);
  cnnviz_tensor_free(cam);
  cnnviz_tensor_free(map);
  cnnviz_result_free(layer);
  cnnviz_result_free(cam_result);
  cnnviz_targets_free(targets);
}

static void test_api_explain__guided_gradcam_is_a_product(void** state) {
  cnnviz_tensor* guided = gradient_of("top", NULL, CNNVIZ_RULE_GUIDED);
  cnnviz_gradcam_options options;
  cnnviz_result* result = NULL;
  cnnviz_tensor *product, *map, *reduced;
  const int64_t positions = 128 * 128;
  float* expected = malloc((size_t)(3 * positions) * sizeof(float));
  int64_t i;
  (void)state;
  assert_ok(cnnviz_gradcam_options_init(&options, sizeof options));
  options.guided = 1;
  assert_ok(cnnviz_explain_gradcam(&result, model, input, NULL, NULL, &options, NULL));
  product = result_tensor(result, "guided");
  reduced = result_tensor(result, "guided_map");
  map = result_tensor(result, "map");
  assert_int_equal(cnnviz_tensor_rank(reduced), 3);
  for (i = 0; i < 3 * positions; ++i)
    expected[i] = cnnviz_tensor_floats(guided)[i] * cnnviz_tensor_floats(map)[i % positions];
  assert_close(cnnviz_tensor_floats(product), expected, 3 * positions, 1e-5);
  free(expected);
  cnnviz_tensor_free(guided);
  cnnviz_tensor_free(product);
  cnnviz_tensor_free(reduced);
  cnnviz_tensor_free(map);
  cnnviz_result_free(result);
}

/* The demo model's maps are channels first: declaring that changes nothing, anything else is wrong.
 */
static void test_api_explain__layouts_are_checked(void** state) {
  cnnviz_gradcam_options options;
  cnnviz_activations_options maps;
  cnnviz_result *result = NULL, *found = NULL;
  cnnviz_tensor *cam, *expected;
  (void)state;
  assert_ok(cnnviz_gradcam_options_init(&options, sizeof options));
  assert_int_equal(options.layout, CNNVIZ_LAYOUT_AUTO);
  assert_ok(cnnviz_explain_gradcam(&found, model, input, NULL, "relu5", &options, NULL));
  assert_non_null(strstr(cnnviz_result_json(found), "\"layout\":\"channels_first\""));
  options.layout = CNNVIZ_LAYOUT_CHANNELS_FIRST;
  assert_ok(cnnviz_explain_gradcam(&result, model, input, NULL, "relu5", &options, NULL));
  cam = result_tensor(result, "cam");
  expected = result_tensor(found, "cam");
  assert_close(cnnviz_tensor_floats(cam), cnnviz_tensor_floats(expected), 16 * 16, 0);
  cnnviz_tensor_free(cam);
  cnnviz_tensor_free(expected);
  cnnviz_result_free(result);
  cnnviz_result_free(found);
  options.leading_tokens = 1;
  assert_fails(cnnviz_explain_gradcam(&result, model, input, NULL, "relu5", &options, NULL),
               INVALID_ARGUMENT, "belong to the layout TOKENS");
  options.layout = CNNVIZ_LAYOUT_TOKENS;
  assert_fails(cnnviz_explain_gradcam(&result, model, input, NULL, "relu5", &options, NULL),
               INVALID_ARGUMENT, "token_rows is 0");
  options.token_rows = options.token_columns = 16;
  assert_fails(cnnviz_explain_gradcam(&result, model, input, NULL, "relu5", &options, NULL),
               INVALID_ARGUMENT, "holds no tokens");
  options.layout = (cnnviz_layout)9;
  assert_fails(cnnviz_explain_gradcam(&result, model, input, NULL, "relu5", &options, NULL),
               INVALID_ARGUMENT, "layout is 9");
  /* What is last becomes the channels: 128 x 16 positions of 16 channels. */
  assert_ok(cnnviz_activations_options_init(&maps, sizeof maps));
  maps.layout = CNNVIZ_LAYOUT_CHANNELS_LAST;
  assert_ok(cnnviz_explain_activations(&result, model, input, "relu5", &maps, NULL));
  cam = result_tensor(result, "maps");
  assert_int_equal(cnnviz_tensor_extent(cam, 1), 16);
  assert_int_equal(cnnviz_tensor_extent(cam, 2), 128);
  cnnviz_tensor_free(cam);
  cnnviz_result_free(result);
}

static void test_api_explain__activations(void** state) {
  cnnviz_activations_options options;
  cnnviz_result* result = NULL;
  cnnviz_tensor *order, *maximum, *maps;
  int64_t i;
  (void)state;
  assert_ok(cnnviz_activations_options_init(&options, sizeof options));
  options.order = CNNVIZ_MAP_ORDER_MAXIMUM;
  assert_ok(cnnviz_explain_activations(&result, model, input, "relu1", &options, NULL));
  order = result_tensor(result, "order");
  maximum = result_tensor(result, "maximum");
  maps = result_tensor(result, "maps");
  assert_int_equal(cnnviz_tensor_extent(maps, 1), 32);
  assert_int_equal(cnnviz_tensor_size(order), 32);
  for (i = 1; i < 32; ++i)
    assert_true(cnnviz_tensor_floats(maximum)[cnnviz_tensor_ints(order)[i]] <=
                cnnviz_tensor_floats(maximum)[cnnviz_tensor_ints(order)[i - 1]]);
  cnnviz_tensor_free(order);
  cnnviz_tensor_free(maximum);
  cnnviz_tensor_free(maps);
  cnnviz_result_free(result);
}

static void test_api_explain__filters(void** state) {
  cnnviz_result *result = NULL, *shared = NULL;
  cnnviz_tensor *weights, *tiles;
  (void)state;
  assert_ok(cnnviz_explain_filters(&result, model, NULL, NULL, NULL));
  assert_ok(cnnviz_result_share(&shared, result));
  cnnviz_result_free(result);
  weights = result_tensor(shared, "weights");
  tiles = result_tensor(shared, "tiles");
  assert_int_equal(cnnviz_tensor_size(weights), 32 * 3 * 7 * 7);
  assert_int_equal(cnnviz_tensor_extent(tiles, 0), 32);
  assert_int_equal(cnnviz_tensor_extent(tiles, 3), 3);
  assert_non_null(strstr(cnnviz_result_json(shared), "\"kind\":\"color\""));
  cnnviz_tensor_free(weights);
  cnnviz_tensor_free(tiles);
  cnnviz_result_free(shared);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_api_explain__classify),
      cmocka_unit_test(test_api_explain__map_is_the_largest_magnitude),
      cmocka_unit_test(test_api_explain__document_says_what_was_done),
      cmocka_unit_test(test_api_explain__all_rules),
      cmocka_unit_test(test_api_explain__seed_equals_class),
      cmocka_unit_test(test_api_explain__targets_are_linear),
      cmocka_unit_test(test_api_explain__gradcam_is_its_formula),
      cmocka_unit_test(test_api_explain__guided_gradcam_is_a_product),
      cmocka_unit_test(test_api_explain__layouts_are_checked),
      cmocka_unit_test(test_api_explain__activations),
      cmocka_unit_test(test_api_explain__filters),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
