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

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_api_sweep__index),   cmocka_unit_test(test_api_sweep__merge),
      cmocka_unit_test(test_api_sweep__corpus),  cmocka_unit_test(test_api_sweep__corpus_numbers),
      cmocka_unit_test(test_api_sweep__patches),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
