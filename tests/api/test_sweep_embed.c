/* The functions of embed.h, called with NULL and with values out of range: each fails with a
 * status, a message that names the parameter, and its output NULL. */
#include "support.h"

#include <math.h>

static char garbage[8];
#define GARBAGE(type) ((type*)(void*)garbage)

static cnnviz_tensor *points, *map, *labels, *cells;
static cnnviz_images* images;

static cnnviz_tensor* ramp(int64_t rows, int64_t columns) {
  float values[200];
  const int64_t shape[] = {rows, columns};
  cnnviz_tensor* tensor = NULL;
  int64_t i;
  for (i = 0; i < rows * columns; ++i) values[i] = (float)(i * i % 31);
  assert_ok(cnnviz_tensor_from_floats(&tensor, values, rows * columns, shape, 2));
  return tensor;
}

static cnnviz_tensor* ints(const int64_t* values, int64_t count) {
  cnnviz_tensor* tensor = NULL;
  assert_ok(cnnviz_tensor_from_ints(&tensor, values, count, &count, 1));
  return tensor;
}

static int set_up(void** state) {
  int64_t values[20] = {0};
  const int64_t shape[] = {1, 1};
  cnnviz_image* picture = read_demo_picture();
  (void)state;
  points = ramp(20, 5);
  map = ramp(20, 2);
  labels = ints(values, 20);
  assert_ok(cnnviz_tensor_from_ints(&cells, values, 1, shape, 2));
  assert_ok(cnnviz_images_create(&images));
  assert_ok(cnnviz_images_add(images, picture));
  cnnviz_image_free(picture);
  return 0;
}

static int tear_down(void** state) {
  (void)state;
  cnnviz_tensor_free(points);
  cnnviz_tensor_free(map);
  cnnviz_tensor_free(labels);
  cnnviz_tensor_free(cells);
  cnnviz_images_free(images);
  return 0;
}

/* With `field` of the options set to `value`. */
#define refused(call, output, options, field, value, words)               \
  do {                                                                    \
    assert_ok(cnnviz_##options##_options_init(&options, sizeof options)); \
    options.field = value;                                                \
    output = (void*)garbage;                                              \
    assert_fails(call, INVALID_ARGUMENT, words);                          \
    assert_null(output);                                                  \
  } while (0)

static void test_api_sweep__neighbors(void** state) {
  cnnviz_result* r = GARBAGE(cnnviz_result);
  cnnviz_neighbors_options neighbors;
  (void)state;
  assert_fails(cnnviz_neighbors_options_init(NULL, sizeof neighbors), INVALID_ARGUMENT, "options");
  assert_fails(cnnviz_neighbors(NULL, points, NULL, NULL, NULL), INVALID_ARGUMENT, "result");
  assert_fails(cnnviz_neighbors(&r, NULL, NULL, NULL, NULL), INVALID_ARGUMENT, "points");
  assert_null(r);
  assert_fails(cnnviz_neighbors(&r, labels, NULL, NULL, NULL), INVALID_ARGUMENT, "points must be");
  assert_fails(cnnviz_neighbors(&r, points, map, NULL, NULL), INVALID_ARGUMENT, "queries");
#define REFUSED(field, value, words) \
  refused(cnnviz_neighbors(&r, points, NULL, &neighbors, NULL), r, neighbors, field, value, words)
  REFUSED(struct_size, 0, "cnnviz_neighbors_options_init");
  REFUSED(metric, (cnnviz_metric)2, "metric is 2");
  REFUSED(search, (cnnviz_search)-1, "search is -1");
  REFUSED(count, -1, "is -1");
  REFUSED(count, 20, "is 20");
  REFUSED(threads, -1, "threads is -1");
  REFUSED(recall_rows, 0, "recall_rows is 0");
#undef REFUSED
}

static void test_api_sweep__tsne(void** state) {
  cnnviz_result* r = GARBAGE(cnnviz_result);
  cnnviz_tsne_options tsne;
  (void)state;
  assert_fails(cnnviz_tsne_options_init(NULL, sizeof tsne), INVALID_ARGUMENT, "options");
  assert_fails(cnnviz_tsne(NULL, points, NULL, NULL), INVALID_ARGUMENT, "result");
  assert_fails(cnnviz_tsne(&r, NULL, NULL, NULL), INVALID_ARGUMENT, "points");
  assert_null(r);
  assert_fails(cnnviz_tsne(&r, labels, NULL, NULL), INVALID_ARGUMENT, "points must be");
#define REFUSED(field, value, words) \
  refused(cnnviz_tsne(&r, points, &tsne, NULL), r, tsne, field, value, words)
  REFUSED(struct_size, 0, "cnnviz_tsne_options_init");
  REFUSED(metric, (cnnviz_metric)2, "metric is 2");
  REFUSED(search, (cnnviz_search)3, "search is 3");
  REFUSED(forces, (cnnviz_forces)3, "forces is 3");
  REFUSED(start, (cnnviz_start)2, "start is 2");
  REFUSED(iterations, 0, "iterations is 0");
  REFUSED(exaggeration_iterations, -1, "exaggeration_iterations is -1");
  REFUSED(components, 257, "components is 257");
  REFUSED(components, 6, "principal components is 6");
  REFUSED(quality, 2, "quality is 2");
  REFUSED(threads, 5000, "threads is 5000");
  REFUSED(perplexity, 7, "perplexity is 7");
  REFUSED(perplexity, NAN, "perplexity is");
  REFUSED(theta, -0.1, "theta is -0.1");
  REFUSED(exaggeration, 0.5, "exaggeration is 0.5");
  REFUSED(learning_rate, -1, "learning_rate is -1");
  REFUSED(momentum, 1, "momentum is 1");
  REFUSED(final_momentum, NAN, "final_momentum");
#undef REFUSED
}

static void test_api_sweep__grid(void** state) {
  const cnnviz_grid_rule nearest = CNNVIZ_GRID_RULE_NEAREST;
  cnnviz_tensor* c = GARBAGE(cnnviz_tensor);
  (void)state;
  assert_fails(cnnviz_embedding_grid(NULL, map, 2, 2, nearest, NULL), INVALID_ARGUMENT, "cells");
  assert_fails(cnnviz_embedding_grid(&c, NULL, 2, 2, nearest, NULL), INVALID_ARGUMENT,
               "coordinates");
  assert_null(c);
  assert_fails(cnnviz_embedding_grid(&c, points, 2, 2, nearest, NULL), INVALID_ARGUMENT,
               "5 columns");
  assert_fails(cnnviz_embedding_grid(&c, map, 0, 2, nearest, NULL), INVALID_ARGUMENT, "0 rows");
  assert_fails(cnnviz_embedding_grid(&c, map, 2, 2000, nearest, NULL), INVALID_ARGUMENT,
               "2000 columns");
  assert_fails(cnnviz_embedding_grid(&c, map, 2, 2, (cnnviz_grid_rule)2, NULL), INVALID_ARGUMENT,
               "rule is 2");
}

static void test_api_sweep__plots(void** state) {
  cnnviz_image* i = GARBAGE(cnnviz_image);
  cnnviz_plot_options plot;
  const int64_t wrong[] = {-2};
  cnnviz_tensor *one = ramp(1, 2), *label = ints(wrong, 1);
  (void)state;
  assert_fails(cnnviz_plot_options_init(NULL, sizeof plot), INVALID_ARGUMENT, "options");
  assert_fails(cnnviz_embedding_draw(NULL, map, NULL, NULL, NULL), INVALID_ARGUMENT, "image");
  assert_fails(cnnviz_embedding_draw(&i, NULL, NULL, NULL, NULL), INVALID_ARGUMENT, "coordinates");
  assert_null(i);
  assert_fails(cnnviz_embedding_draw(&i, points, NULL, NULL, NULL), INVALID_ARGUMENT, "5 columns");
  assert_fails(cnnviz_embedding_draw(&i, map, points, NULL, NULL), INVALID_ARGUMENT, "labels");
  assert_fails(cnnviz_embedding_draw(&i, one, label, NULL, NULL), INVALID_ARGUMENT, "is -2");
  assert_fails(cnnviz_embedding_draw(&i, map, labels, "a,,b", NULL), INVALID_ARGUMENT,
               "empty name");
#define REFUSED(field, value, words) \
  refused(cnnviz_embedding_draw(&i, map, NULL, NULL, &plot), i, plot, field, value, words)
  REFUSED(struct_size, 0, "cnnviz_plot_options_init");
  REFUSED(side, 63, "side is 63");
  REFUSED(thumbnail, 257, "thumbnail is 257");
  REFUSED(legend, 2, "legend is 2");
  REFUSED(radius, -1, "radius is -1");
#undef REFUSED
  cnnviz_tensor_free(one);
  cnnviz_tensor_free(label);
}

static void test_api_sweep__mosaics(void** state) {
  cnnviz_image* i = GARBAGE(cnnviz_image);
  const int64_t shape[] = {1, 1}, beyond[] = {1};
  cnnviz_tensor* wrong = NULL;
  (void)state;
  assert_ok(cnnviz_tensor_from_ints(&wrong, beyond, 1, shape, 2));
  assert_fails(cnnviz_embedding_mosaic(NULL, cells, images, NULL), INVALID_ARGUMENT, "image");
  assert_fails(cnnviz_embedding_mosaic(&i, NULL, images, NULL), INVALID_ARGUMENT, "cells");
  assert_null(i);
  assert_fails(cnnviz_embedding_mosaic(&i, cells, NULL, NULL), INVALID_ARGUMENT, "images");
  assert_fails(cnnviz_embedding_mosaic(&i, map, images, NULL), INVALID_ARGUMENT, "cells must be");
  assert_fails(cnnviz_embedding_mosaic(&i, wrong, images, NULL), INVALID_ARGUMENT,
               "an index in cells is 1");
  cnnviz_tensor_free(wrong);
}

static void test_api_sweep__pages(void** state) {
  cnnviz_bytes* p = GARBAGE(cnnviz_bytes);
  (void)state;
  assert_fails(cnnviz_embedding_page(NULL, map, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
               INVALID_ARGUMENT, "page");
  assert_fails(cnnviz_embedding_page(&p, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
               INVALID_ARGUMENT, "coordinates");
  assert_null(p);
  assert_fails(cnnviz_embedding_page(&p, map, NULL, NULL, images, NULL, NULL, NULL, NULL),
               INVALID_ARGUMENT, "images has 1 entries, but there are 20 points");
  assert_fails(cnnviz_embedding_page(&p, map, NULL, NULL, NULL, "a,b", NULL, NULL, NULL),
               INVALID_ARGUMENT, "captions has 2 entries");
  assert_ok(cnnviz_embedding_page(&p, map, labels, "one", NULL, NULL, NULL, NULL, NULL));
  assert_fails(cnnviz_bytes_write(NULL, "x"), INVALID_ARGUMENT, "bytes");
  assert_fails(cnnviz_bytes_write(p, NULL), INVALID_ARGUMENT, "path");
  cnnviz_bytes_free(p);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_api_sweep__neighbors), cmocka_unit_test(test_api_sweep__tsne),
      cmocka_unit_test(test_api_sweep__grid),      cmocka_unit_test(test_api_sweep__plots),
      cmocka_unit_test(test_api_sweep__mosaics),   cmocka_unit_test(test_api_sweep__pages),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}
