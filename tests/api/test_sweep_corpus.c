/* The functions of corpus.h, called with NULL and with values out of range: each fails with a
 * status, a message that names the parameter, and its output NULL. */
#include "support.h"

static char garbage[8];
#define GARBAGE ((cnnviz_result*)(void*)garbage)

static cnnviz_model* model;
static cnnviz_corpus* corpus;
static const char* path;

static int set_up(void** state) {
  cnnviz_result* result = NULL;
  (void)state;
  model = open_demo(1);
  path = scratch_path("sweep.db");
  assert_ok(
      cnnviz_corpus_index(&result, model, path, source_path(DEMO_PICTURE), NULL, NULL, NULL, NULL));
  cnnviz_result_free(result);
  assert_ok(cnnviz_corpus_open(&corpus, path));
  return 0;
}

static int tear_down(void** state) {
  (void)state;
  cnnviz_corpus_free(corpus);
  cnnviz_model_free(model);
  return 0;
}

#define refused(call, status, words)   \
  do {                                 \
    cnnviz_result* r = GARBAGE;        \
    assert_fails(call, status, words); \
    assert_null(r);                    \
  } while (0)

static void test_api_sweep__index(void** state) {
  cnnviz_index_options options;
  const char* other = scratch_path("other.db");
  (void)state;
  assert_fails(cnnviz_index_options_init(NULL, sizeof options), INVALID_ARGUMENT, "options");
  assert_fails(cnnviz_corpus_index(NULL, model, path, NULL, NULL, NULL, NULL, NULL),
               INVALID_ARGUMENT, "result");
  refused(cnnviz_corpus_index(&r, NULL, path, NULL, NULL, NULL, NULL, NULL), INVALID_ARGUMENT,
          "model");
  refused(cnnviz_corpus_index(&r, model, NULL, NULL, NULL, NULL, NULL, NULL), INVALID_ARGUMENT,
          "path");
  refused(cnnviz_corpus_index(&r, model, "", NULL, NULL, NULL, NULL, NULL), INVALID_ARGUMENT,
          "is empty");
  refused(cnnviz_corpus_index(&r, model, other, "nowhere", NULL, NULL, NULL, NULL), NOT_FOUND,
          "no file or folder");
  refused(cnnviz_corpus_index(&r, model, other, NULL, "relu9", NULL, NULL, NULL), NOT_FOUND,
          "relu9");
  refused(cnnviz_corpus_index(&r, model, other, NULL, NULL, "relu9", NULL, NULL), NOT_FOUND,
          "relu9");
#define field_refused(field, value, words)                                          \
  do {                                                                              \
    assert_ok(cnnviz_index_options_init(&options, sizeof options));                 \
    options.field = value;                                                          \
    refused(cnnviz_corpus_index(&r, model, path, NULL, NULL, NULL, &options, NULL), \
            INVALID_ARGUMENT, words);                                               \
  } while (0)
  field_refused(struct_size, 0, "cnnviz_index_options_init");
  field_refused(strongest, -1, "strongest is -1");
  field_refused(strongest, 1001, "strongest is 1001");
  field_refused(shards, 0, "shards is 0");
  field_refused(shard, 2, "shard is 2");
  field_refused(refresh, 2, "refresh is 2");
}

static void test_api_sweep__merge(void** state) {
  (void)state;
  assert_fails(cnnviz_corpus_merge(NULL, path, path, NULL), INVALID_ARGUMENT, "result");
  refused(cnnviz_corpus_merge(&r, NULL, path, NULL), INVALID_ARGUMENT, "path");
  refused(cnnviz_corpus_merge(&r, path, NULL, NULL), INVALID_ARGUMENT, "sources");
  refused(cnnviz_corpus_merge(&r, path, "", NULL), INVALID_ARGUMENT, "no collection is given");
  refused(cnnviz_corpus_merge(&r, path, path, NULL), INVALID_ARGUMENT, "not overwritten");
  refused(cnnviz_corpus_merge(&r, scratch_path("m.db"), "nowhere.db", NULL), NOT_FOUND,
          "there is no collection");
}

static void test_api_sweep__corpus(void** state) {
  cnnviz_corpus* opened = (cnnviz_corpus*)(void*)garbage;
  (void)state;
  assert_fails(cnnviz_corpus_open(NULL, path), INVALID_ARGUMENT, "corpus");
  assert_fails(cnnviz_corpus_open(&opened, NULL), INVALID_ARGUMENT, "path");
  assert_null(opened);
  assert_fails(cnnviz_corpus_open(&opened, source_path(DEMO_MODEL)), CORRUPT, "is no collection");
  assert_fails(cnnviz_corpus_share(NULL, corpus), INVALID_ARGUMENT, "shared");
  assert_fails(cnnviz_corpus_share(&opened, NULL), INVALID_ARGUMENT, "corpus");
  cnnviz_corpus_free(NULL);
  assert_null(cnnviz_corpus_json(NULL));
  assert_failed(INVALID_ARGUMENT, "corpus");
  assert_int_equal(cnnviz_corpus_image_count(NULL), -1);
  assert_failed(INVALID_ARGUMENT, "corpus");
  assert_int_equal(cnnviz_corpus_find(NULL, "x.png"), -1);
  assert_failed(INVALID_ARGUMENT, "corpus");
  assert_int_equal(cnnviz_corpus_find(corpus, NULL), -1);
  assert_failed(INVALID_ARGUMENT, "path");
}

static void test_api_sweep__corpus_numbers(void** state) {
  (void)state;
  assert_fails(cnnviz_corpus_images(NULL, corpus, 0, 1), INVALID_ARGUMENT, "result");
  refused(cnnviz_corpus_images(&r, NULL, 0, 1), INVALID_ARGUMENT, "corpus");
  refused(cnnviz_corpus_images(&r, corpus, -1, 1), INVALID_ARGUMENT, "the collection has 1");
  refused(cnnviz_corpus_images(&r, corpus, 0, 2), INVALID_ARGUMENT, "the collection has 1");
  refused(cnnviz_corpus_images(&r, corpus, 1, INT64_MAX), INVALID_ARGUMENT, "has 1");
  assert_fails(cnnviz_corpus_features(NULL, corpus, NULL, 0, 1), INVALID_ARGUMENT, "result");
  refused(cnnviz_corpus_features(&r, NULL, NULL, 0, 1), INVALID_ARGUMENT, "corpus");
  refused(cnnviz_corpus_features(&r, corpus, "conv1", 0, 1), NOT_FOUND, "features of \"conv1\"");
  refused(cnnviz_corpus_features(&r, corpus, NULL, 0, -2), INVALID_ARGUMENT, "-2 images");
  assert_fails(cnnviz_corpus_strongest(NULL, corpus, NULL, 0, 1, 1), INVALID_ARGUMENT, "result");
  refused(cnnviz_corpus_strongest(&r, NULL, NULL, 0, 1, 1), INVALID_ARGUMENT, "corpus");
  refused(cnnviz_corpus_strongest(&r, corpus, "relu1", 0, 1, 1), NOT_FOUND, "of \"relu1\"");
  refused(cnnviz_corpus_strongest(&r, corpus, NULL, 128, 1, 1), INVALID_ARGUMENT,
          "first_channel is 128");
  refused(cnnviz_corpus_strongest(&r, corpus, NULL, 0, 129, 1), INVALID_ARGUMENT,
          "channels is 129");
  refused(cnnviz_corpus_strongest(&r, corpus, NULL, 0, 1, 26), INVALID_ARGUMENT, "count is 26");
}

static void test_api_sweep__patches(void** state) {
  cnnviz_patches_options options;
  (void)state;
  assert_fails(cnnviz_patches_options_init(NULL, sizeof options), INVALID_ARGUMENT, "options");
#define patches(c, m, layer, first, channels, o) \
  cnnviz_corpus_patches(&r, c, m, layer, first, channels, NULL, o, NULL)
  assert_fails(cnnviz_corpus_patches(NULL, corpus, model, NULL, 0, 1, NULL, NULL, NULL),
               INVALID_ARGUMENT, "result");
  refused(patches(NULL, model, NULL, 0, 1, NULL), INVALID_ARGUMENT, "corpus");
  refused(patches(corpus, NULL, NULL, 0, 1, NULL), INVALID_ARGUMENT, "model");
  refused(patches(corpus, model, "relu1", 0, 1, NULL), NOT_FOUND, "of \"relu1\"");
  refused(patches(corpus, model, NULL, -1, 1, NULL), INVALID_ARGUMENT, "has 0 to 127");
  refused(patches(corpus, model, NULL, 0, 0, NULL), INVALID_ARGUMENT, "has 0 to 127");
  refused(patches(corpus, model, NULL, 1, INT64_MAX, NULL), INVALID_ARGUMENT, "has 0 to 127");
#define patches_refused(field, value, words)                                        \
  do {                                                                              \
    assert_ok(cnnviz_patches_options_init(&options, sizeof options));               \
    options.field = value;                                                          \
    refused(patches(corpus, model, NULL, 0, 1, &options), INVALID_ARGUMENT, words); \
  } while (0)
  patches_refused(struct_size, 2, "cnnviz_patches_options_init");
  patches_refused(count, 0, "keeps 25");
  patches_refused(count, 26, "keeps 25");
  patches_refused(source, (cnnviz_patch_source)2, "source is 2");
  patches_refused(side, -1, "side is -1");
  patches_refused(signals, 2, "signals is 2");
  patches_refused(rule, CNNVIZ_RULE_ALL, "rule is 3");
  patches_refused(rectifiers, (cnnviz_rectifiers)3, "rectifiers is 3");
}

static void test_api_sweep__neighbors(void** state) {
  cnnviz_neighbors_options options;
  cnnviz_image* picture = (cnnviz_image*)(void*)garbage;
  cnnviz_images* pictures = NULL;
  cnnviz_model* other = NULL;
  cnnviz_tensor *numbers = NULL, *square = NULL;
  const int64_t zeros[4] = {0, 0, 0, 0}, shape[2] = {2, 2}, none = 0;
  (void)state;
  assert_fails(cnnviz_corpus_picture(NULL, corpus, 0, NULL), INVALID_ARGUMENT, "image");
  assert_fails(cnnviz_corpus_picture(&picture, NULL, 0, NULL), INVALID_ARGUMENT, "corpus");
  assert_null(picture);
  assert_fails(cnnviz_corpus_picture(&picture, corpus, 1, NULL), INVALID_ARGUMENT, "has 1");
  assert_fails(cnnviz_corpus_picture(&picture, corpus, -1, NULL), INVALID_ARGUMENT, "from -1");
  assert_ok(cnnviz_images_create(&pictures));
#define embed(c, m, i, t) cnnviz_corpus_embed(&r, c, m, i, t, NULL)
  refused(embed(corpus, model, pictures, NULL), INVALID_ARGUMENT, "empty list");
  assert_ok(cnnviz_image_read(&picture, source_path(DEMO_PICTURE)));
  assert_ok(cnnviz_images_add(pictures, picture));
  assert_fails(cnnviz_corpus_embed(NULL, corpus, model, pictures, NULL, NULL), INVALID_ARGUMENT,
               "result");
  refused(embed(NULL, model, pictures, NULL), INVALID_ARGUMENT, "corpus");
  refused(embed(corpus, NULL, pictures, NULL), INVALID_ARGUMENT, "model");
  refused(embed(corpus, model, NULL, NULL), INVALID_ARGUMENT, "images");
  refused(embed(corpus, model, pictures, "conv1"), NOT_FOUND, "features of \"conv1\"");
  assert_ok(cnnviz_model_open(&other, source_path(DEMO_MODEL), "{\"mean\": [0.1]}", NULL));
  refused(embed(corpus, other, pictures, NULL), MISMATCH, "other settings");
  cnnviz_model_free(other);

#define nearest(c, t, q, o) cnnviz_corpus_neighbors(&r, c, t, q, o, NULL)
  assert_fails(cnnviz_corpus_neighbors(NULL, corpus, NULL, NULL, NULL, NULL), INVALID_ARGUMENT,
               "result");
  refused(nearest(NULL, NULL, NULL, NULL), INVALID_ARGUMENT, "corpus");
  refused(nearest(corpus, "conv1", NULL, NULL), NOT_FOUND, "features of \"conv1\"");
  refused(nearest(corpus, NULL, NULL, NULL), INVALID_ARGUMENT, "none is its own neighbor");
  assert_ok(cnnviz_tensor_from_ints(&square, zeros, 4, shape, 2));
  refused(nearest(corpus, NULL, square, NULL), INVALID_ARGUMENT, "must be int64 [q]");
  assert_ok(cnnviz_tensor_from_ints(&numbers, zeros, 0, &none, 1));
  refused(nearest(corpus, NULL, numbers, NULL), INVALID_ARGUMENT, "no image asks");
#define nearest_refused(field, value, words)                                 \
  do {                                                                       \
    assert_ok(cnnviz_neighbors_options_init(&options, sizeof options));      \
    options.field = value;                                                   \
    refused(nearest(corpus, NULL, NULL, &options), INVALID_ARGUMENT, words); \
  } while (0)
  nearest_refused(struct_size, 2, "cnnviz_neighbors_options_init");
  nearest_refused(metric, (cnnviz_metric)2, "metric is 2");
  nearest_refused(search, (cnnviz_search)3, "search is 3");
  nearest_refused(threads, -1, "threads is -1");
  nearest_refused(recall_rows, 0, "recall_rows is 0");
  cnnviz_tensor_free(square);
  cnnviz_tensor_free(numbers);
  cnnviz_image_free(picture);
  cnnviz_images_free(pictures);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_api_sweep__index),   cmocka_unit_test(test_api_sweep__merge),
      cmocka_unit_test(test_api_sweep__corpus),  cmocka_unit_test(test_api_sweep__corpus_numbers),
      cmocka_unit_test(test_api_sweep__patches), cmocka_unit_test(test_api_sweep__neighbors),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
