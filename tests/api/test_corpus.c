/* Collections through the C interface. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "support.h"

static cnnviz_model* model;
static cnnviz_corpus* corpus;

static int set_up(void** state) {
  cnnviz_result* result = NULL;
  cnnviz_index_options options;
  (void)state;
  model = open_demo(2);
  assert_ok(cnnviz_index_options_init(&options, sizeof options));
  options.strongest = 6;
  assert_ok(cnnviz_corpus_index(&result, model, scratch_path("samples.db"),
                                source_path("examples/demo_model/samples"), "relu3,relu5", NULL,
                                &options, NULL));
  assert_non_null(strstr(cnnviz_result_json(result), "\"indexed\":15"));
  cnnviz_result_free(result);
  assert_ok(cnnviz_corpus_open(&corpus, scratch_path("samples.db")));
  return 0;
}

static int tear_down(void** state) {
  (void)state;
  cnnviz_corpus_free(corpus);
  cnnviz_model_free(model);
  return 0;
}

static void test_api_corpus__is_described(void** state) {
  cnnviz_corpus* shared = NULL;
  (void)state;
  assert_int_equal(cnnviz_corpus_image_count(corpus), 15);
  assert_non_null(strstr(cnnviz_corpus_json(corpus), "\"layer\":\"relu5\",\"channels\":128"));
  assert_non_null(strstr(cnnviz_corpus_json(corpus), "\"tensor\":\"features\",\"width\":128"));
  assert_ok(cnnviz_corpus_share(&shared, corpus));
  assert_int_equal(cnnviz_corpus_find(shared, source_path(DEMO_PICTURE)), 2);
  cnnviz_corpus_free(shared);
  assert_int_equal(cnnviz_corpus_find(corpus, "nowhere.png"), -1);
  assert_failed(NOT_FOUND, "has no image");
}

/* Features and classes are those of the pictures one by one. */
static void test_api_corpus__features_and_images(void** state) {
  cnnviz_result *features = NULL, *images = NULL, *one = NULL;
  cnnviz_tensors* feeds = NULL;
  cnnviz_tensor *input = NULL, *row = NULL, *rows = NULL;
  (void)state;
  assert_ok(cnnviz_corpus_features(&features, corpus, NULL, 2, 3));
  rows = result_tensor(features, "features");
  assert_int_equal(cnnviz_tensor_extent(rows, 0), 3);
  input = demo_input(model);
  assert_ok(cnnviz_tensors_create(&feeds));
  assert_ok(cnnviz_tensors_add(feeds, "input", input));
  assert_ok(cnnviz_model_run(&one, model, feeds, "features", NULL));
  row = result_tensor(one, "features");
  for (int64_t i = 0; i < 128; ++i)
    assert_true(fabsf(cnnviz_tensor_floats(row)[i] - cnnviz_tensor_floats(rows)[i]) < 1e-5f);
  assert_ok(cnnviz_corpus_images(&images, corpus, 2, 1));
  assert_non_null(strstr(cnnviz_result_json(images), "cat.png"));
  assert_non_null(strstr(cnnviz_result_json(images), "\"label\":\"cat\""));
  cnnviz_tensor_free(row);
  cnnviz_tensor_free(rows);
  cnnviz_tensor_free(input);
  cnnviz_tensors_free(feeds);
  cnnviz_result_free(one);
  cnnviz_result_free(images);
  cnnviz_result_free(features);
}

static void test_api_corpus__strongest_and_patches(void** state) {
  cnnviz_result *strongest = NULL, *patches = NULL;
  cnnviz_tensor *values = NULL, *again = NULL, *boxes = NULL, *signal = NULL;
  cnnviz_image* patch = NULL;
  cnnviz_patches_options options;
  (void)state;
  assert_ok(cnnviz_corpus_strongest(&strongest, corpus, "relu5", 3, 2, 0));
  values = result_tensor(strongest, "values");
  assert_int_equal(cnnviz_tensor_extent(values, 0), 2);
  assert_int_equal(cnnviz_tensor_extent(values, 1), 6);
  for (int i = 1; i < 6; ++i)
    assert_true(cnnviz_tensor_floats(values)[i - 1] >= cnnviz_tensor_floats(values)[i]);

  assert_ok(cnnviz_patches_options_init(&options, sizeof options));
  options.count = 6;
  assert_ok(cnnviz_corpus_patches(&patches, corpus, model, "relu5", 3, 2, NULL, &options, NULL));
  again = result_tensor(patches, "values");
  assert_memory_equal(cnnviz_tensor_floats(values), cnnviz_tensor_floats(again),
                      12 * sizeof(float));
  boxes = result_tensor(patches, "boxes");
  /* A unit of relu5 sees 61 pixels. */
  assert_int_equal(cnnviz_tensor_ints(boxes)[2] - cnnviz_tensor_ints(boxes)[0], 61);
  assert_ok(cnnviz_result_image(&patch, patches, "patch/4/5"));
  assert_int_equal(cnnviz_image_width(patch), 61);
  signal = result_tensor(patches, "signal/4/5");
  assert_int_equal(cnnviz_tensor_rank(signal), 3);
  assert_int_equal(cnnviz_tensor_extent(signal, 1), 61);
  assert_non_null(strstr(cnnviz_result_json(patches), "\"rule\":\"guided\""));
  cnnviz_tensor_free(values);
  cnnviz_tensor_free(again);
  cnnviz_tensor_free(boxes);
  cnnviz_tensor_free(signal);
  cnnviz_image_free(patch);
  cnnviz_result_free(strongest);
  cnnviz_result_free(patches);
}

/* A picture of the collection seen again has its features, bit for bit, and finds itself. */
static void test_api_corpus__embeds_and_finds_neighbors(void** state) {
  cnnviz_result *stored = NULL, *seen = NULL, *found = NULL;
  cnnviz_image *picture = NULL, *same = NULL;
  cnnviz_images* pictures = NULL;
  cnnviz_tensor *rows = NULL, *row = NULL, *indices = NULL, *distances = NULL, *number = NULL;
  const int64_t two = 2, one = 1;
  cnnviz_neighbors_options options;
  (void)state;
  assert_ok(cnnviz_corpus_picture(&picture, corpus, 2, NULL));
  assert_ok(cnnviz_image_read(&same, source_path(DEMO_PICTURE)));
  assert_int_equal(cnnviz_image_width(picture), cnnviz_image_width(same));
  assert_ok(cnnviz_images_create(&pictures));
  assert_ok(cnnviz_images_add(pictures, picture));
  assert_ok(cnnviz_corpus_embed(&seen, corpus, model, pictures, NULL, NULL));
  assert_non_null(strstr(cnnviz_result_json(seen), "\"label\":\"cat\""));
  row = result_tensor(seen, "features");
  assert_ok(cnnviz_corpus_features(&stored, corpus, NULL, 2, 1));
  rows = result_tensor(stored, "features");
  assert_memory_equal(cnnviz_tensor_floats(row), cnnviz_tensor_floats(rows), 128 * sizeof(float));

  assert_ok(cnnviz_neighbors_options_init(&options, sizeof options));
  options.count = 4;
  assert_ok(cnnviz_corpus_neighbors(&found, corpus, "features", row, &options, NULL));
  assert_non_null(strstr(cnnviz_result_json(found), "\"tensor\":\"features\""));
  assert_non_null(strstr(cnnviz_result_json(found), "\"exact\":true"));
  indices = result_tensor(found, "indices");
  distances = result_tensor(found, "distances");
  assert_int_equal(cnnviz_tensor_ints(indices)[0], 2);
  assert_true(cnnviz_tensor_floats(distances)[0] == 0);
  assert_true(cnnviz_tensor_floats(distances)[1] <= cnnviz_tensor_floats(distances)[3]);

  /* The same from inside: all but itself. */
  {
    cnnviz_result* inside = NULL;
    cnnviz_tensor* others = NULL;
    assert_ok(cnnviz_tensor_from_ints(&number, &two, 1, &one, 1));
    options.count = 3;
    assert_ok(cnnviz_corpus_neighbors(&inside, corpus, NULL, number, &options, NULL));
    others = result_tensor(inside, "indices");
    assert_memory_equal(cnnviz_tensor_ints(others), cnnviz_tensor_ints(indices) + 1,
                        3 * sizeof(int64_t));
    cnnviz_tensor_free(others);
    cnnviz_result_free(inside);
    assert_ok(cnnviz_corpus_neighbors(&inside, corpus, NULL, NULL, &options, NULL));
    others = result_tensor(inside, "indices");
    assert_int_equal(cnnviz_tensor_extent(others, 0), 15);
    assert_memory_equal(cnnviz_tensor_ints(others) + 6, cnnviz_tensor_ints(indices) + 1,
                        3 * sizeof(int64_t));
    cnnviz_tensor_free(others);
    cnnviz_result_free(inside);
  }
  cnnviz_tensor_free(number);
  cnnviz_tensor_free(row);
  cnnviz_tensor_free(rows);
  cnnviz_tensor_free(indices);
  cnnviz_tensor_free(distances);
  cnnviz_image_free(picture);
  cnnviz_image_free(same);
  cnnviz_images_free(pictures);
  cnnviz_result_free(stored);
  cnnviz_result_free(seen);
  cnnviz_result_free(found);
}

static void test_api_corpus__merges(void** state) {
  cnnviz_result* result = NULL;
  char sources[2048];
  (void)state;
  snprintf(sources, sizeof sources, "\"%s\"", scratch_path("samples.db"));
  assert_ok(cnnviz_corpus_merge(&result, scratch_path("merged.db"), sources, NULL));
  assert_non_null(strstr(cnnviz_result_json(result), "\"indexed\":15"));
  cnnviz_result_free(result);
}

static void test_api_corpus__a_model_from_memory_has_no_file(void** state) {
  cnnviz_model* other = NULL;
  cnnviz_result* result = NULL;
  long size = 0;
  uint8_t* bytes = NULL;
  FILE* file = fopen(source_path(DEMO_MODEL), "rb");
  (void)state;
  assert_non_null(file);
  fseek(file, 0, SEEK_END);
  size = ftell(file);
  rewind(file);
  bytes = malloc((size_t)size);
  assert_int_equal(fread(bytes, 1, (size_t)size, file), size);
  fclose(file);
  assert_ok(cnnviz_model_open_memory(&other, bytes, size, "unit", NULL));
  assert_fails(
      cnnviz_corpus_index(&result, other, scratch_path("m.db"),
                          source_path("examples/demo_model/samples"), NULL, NULL, NULL, NULL),
      INVALID_ARGUMENT, "open the model by its path");
  assert_null(result);
  cnnviz_model_free(other);
  free(bytes);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_api_corpus__is_described),
      cmocka_unit_test(test_api_corpus__features_and_images),
      cmocka_unit_test(test_api_corpus__strongest_and_patches),
      cmocka_unit_test(test_api_corpus__embeds_and_finds_neighbors),
      cmocka_unit_test(test_api_corpus__merges),
      cmocka_unit_test(test_api_corpus__a_model_from_memory_has_no_file),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
