/* Neighbors, t-SNE and maps through the C interface. */
#include "support.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { POINTS = 120, WIDTH = 5, CLUSTERS = 3 };

/* Clusters at (10 c, ..., 10 c), in them points a little apart; point i is of cluster i % 3. */
static cnnviz_tensor* clusters(void) {
  float values[POINTS * WIDTH];
  const int64_t shape[] = {POINTS, WIDTH};
  cnnviz_tensor* points = NULL;
  unsigned state = 1;
  int i;
  for (i = 0; i < POINTS * WIDTH; ++i) {
    state = state * 1103515245u + 12345u;
    values[i] = (float)(i / WIDTH % CLUSTERS * 10) + (float)(state >> 16 & 1023) / 1024;
  }
  assert_ok(cnnviz_tensor_from_floats(&points, values, POINTS * WIDTH, shape, 2));
  return points;
}

static cnnviz_tensor* cluster_labels(void) {
  int64_t labels[POINTS];
  const int64_t shape[] = {POINTS};
  cnnviz_tensor* tensor = NULL;
  int i;
  for (i = 0; i < POINTS; ++i) labels[i] = i % CLUSTERS;
  assert_ok(cnnviz_tensor_from_ints(&tensor, labels, POINTS, shape, 1));
  return tensor;
}

static cnnviz_tensor* map_of(const cnnviz_tensor* points) {
  cnnviz_result* result = NULL;
  cnnviz_tensor* map;
  assert_ok(cnnviz_tsne(&result, points, NULL, NULL));
  map = result_tensor(result, "coordinates");
  cnnviz_result_free(result);
  return map;
}

static void test_api_embed__neighbors(void** state) {
  cnnviz_tensor *points = clusters(), *indices, *distances;
  cnnviz_result* result = NULL;
  cnnviz_neighbors_options options;
  const char* json;
  int i, j, c;
  (void)state;
  assert_ok(cnnviz_neighbors_options_init(&options, sizeof options));
  assert_int_equal(options.count, 0);
  assert_ok(cnnviz_neighbors(&result, points, NULL, &options, NULL));
  indices = result_tensor(result, "indices");
  distances = result_tensor(result, "distances");
  assert_int_equal(cnnviz_tensor_extent(indices, 0), POINTS);
  assert_int_equal(cnnviz_tensor_extent(indices, 1), 6);
  for (i = 0; i < POINTS; ++i)
    for (j = 0; j < 6; ++j) {
      const int64_t other = cnnviz_tensor_ints(indices)[i * 6 + j];
      const float* rows = cnnviz_tensor_floats(points);
      double squared = 0;
      assert_int_equal(other % CLUSTERS, i % CLUSTERS);
      assert_int_not_equal(other, i);
      for (c = 0; c < WIDTH; ++c) {
        const double d = (double)rows[i * WIDTH + c] - (double)rows[other * WIDTH + c];
        squared += d * d;
      }
      assert_true(fabs(sqrt(squared) - (double)cnnviz_tensor_floats(distances)[i * 6 + j]) < 1e-6);
    }
  json = cnnviz_result_json(result);
  assert_non_null(strstr(json, "\"exact\":true"));
  assert_non_null(strstr(json, "\"metric\":\"euclidean\""));
  cnnviz_tensor_free(indices);
  cnnviz_tensor_free(distances);
  cnnviz_result_free(result);

  /* The points asked for among themselves: each finds itself. */
  options.count = 1;
  options.metric = CNNVIZ_METRIC_COSINE;
  options.search = CNNVIZ_SEARCH_APPROXIMATE;
  assert_ok(cnnviz_neighbors(&result, points, points, &options, NULL));
  distances = result_tensor(result, "distances");
  for (i = 0; i < POINTS; ++i) assert_true(cnnviz_tensor_floats(distances)[i] < 1e-6f);
  assert_non_null(strstr(cnnviz_result_json(result), "\"recall_rows\":120"));
  cnnviz_tensor_free(distances);
  cnnviz_result_free(result);
  cnnviz_tensor_free(points);
}

static void test_api_embed__tsne(void** state) {
  cnnviz_tensor *points = clusters(), *first, *second;
  cnnviz_result* result = NULL;
  cnnviz_tsne_options options;
  int i, j;
  (void)state;
  assert_ok(cnnviz_tsne_options_init(&options, sizeof options));
  assert_int_equal(options.iterations, 750);
  options.threads = 1;
  assert_ok(cnnviz_tsne(&result, points, &options, NULL));
  first = result_tensor(result, "coordinates");
  assert_int_equal(cnnviz_tensor_extent(first, 0), POINTS);
  assert_int_equal(cnnviz_tensor_extent(first, 1), 2);
  assert_non_null(strstr(cnnviz_result_json(result), "\"kl_divergence\":"));
  assert_non_null(strstr(cnnviz_result_json(result), "\"trustworthiness\":{\"value\":"));
  assert_non_null(strstr(cnnviz_result_json(result), "\"forces\":\"exact\""));
  /* Every point's nearest on the map is of its cluster. */
  for (i = 0; i < POINTS; ++i) {
    const float* map = cnnviz_tensor_floats(first);
    double least = 1e30;
    int best = -1;
    for (j = 0; j < POINTS; ++j) {
      const double dx = (double)map[2 * i] - (double)map[2 * j];
      const double dy = (double)map[2 * i + 1] - (double)map[2 * j + 1];
      if (j == i || dx * dx + dy * dy >= least) continue;
      least = dx * dx + dy * dy;
      best = j;
    }
    assert_int_equal(best % CLUSTERS, i % CLUSTERS);
  }
  cnnviz_result_free(result);
  options.quality = 0;
  assert_ok(cnnviz_tsne(&result, points, &options, NULL));
  second = result_tensor(result, "coordinates");
  assert_null(strstr(cnnviz_result_json(result), "trustworthiness"));
  assert_memory_equal(cnnviz_tensor_floats(first), cnnviz_tensor_floats(second),
                      2 * POINTS * sizeof(float));
  cnnviz_tensor_free(first);
  cnnviz_tensor_free(second);
  cnnviz_result_free(result);
  cnnviz_tensor_free(points);
}

static void test_api_embed__cancelled(void** state) {
  cnnviz_tensor *points = clusters(), *cells = NULL, *map;
  cnnviz_result* result = NULL;
  cnnviz_job* job = NULL;
  (void)state;
  map = map_of(points);
  assert_ok(cnnviz_job_create(&job));
  assert_ok(cnnviz_job_cancel(job));
  assert_fails(cnnviz_tsne(&result, points, NULL, job), CANCELLED, "cancelled");
  assert_fails(cnnviz_neighbors(&result, points, NULL, NULL, job), CANCELLED, "cancelled");
  assert_fails(cnnviz_embedding_grid(&cells, map, 5, 5, CNNVIZ_GRID_RULE_OPTIMAL, job), CANCELLED,
               "cancelled");
  assert_null(result);
  assert_null(cells);
  cnnviz_job_free(job);
  cnnviz_tensor_free(points);
  cnnviz_tensor_free(map);
}

static void test_api_embed__pictures(void** state) {
  cnnviz_tensor *points = clusters(), *labels = cluster_labels(), *map, *cells = NULL;
  cnnviz_image *plot = NULL, *mosaic = NULL, *picture = read_demo_picture();
  cnnviz_images* images = NULL;
  cnnviz_bytes* page = NULL;
  cnnviz_plot_options options;
  char captions[POINTS * 8] = "";
  const char* path;
  FILE* file;
  int i, seen[POINTS] = {0};
  (void)state;
  map = map_of(points);
  assert_ok(cnnviz_plot_options_init(&options, sizeof options));
  options.side = 300;
  options.thumbnail = 16;
  assert_ok(cnnviz_embedding_draw(&plot, map, labels, "cat,dog,\"a, b\"", &options));
  assert_int_equal(cnnviz_image_height(plot), 300);

  assert_ok(cnnviz_embedding_grid(&cells, map, 10, 12, CNNVIZ_GRID_RULE_OPTIMAL, NULL));
  for (i = 0; i < POINTS; ++i) ++seen[cnnviz_tensor_ints(cells)[i]];
  for (i = 0; i < POINTS; ++i) assert_int_equal(seen[i], 1);
  assert_ok(cnnviz_images_create(&images));
  for (i = 0; i < POINTS; ++i) {
    assert_ok(cnnviz_images_add(images, picture));
    sprintf(captions + strlen(captions), "%sp%d", i > 0 ? "," : "", i);
  }
  assert_ok(cnnviz_embedding_mosaic(&mosaic, cells, images, &options));
  assert_int_equal(cnnviz_image_width(mosaic), 12 * 16);
  assert_int_equal(cnnviz_image_height(mosaic), 10 * 16);

  assert_ok(cnnviz_embedding_page(&page, map, labels, NULL, images, captions, "A map", "of points",
                                  &options));
  assert_memory_equal(cnnviz_bytes_data(page), "<!DOCTYPE html>", 15);
  path = scratch_path("map.html");
  assert_ok(cnnviz_bytes_write(page, path));
  file = fopen(path, "rb");
  assert_non_null(file);
  assert_int_equal(fseek(file, 0, SEEK_END), 0);
  assert_int_equal(ftell(file), cnnviz_bytes_size(page));
  fclose(file);
  remove(path);
  assert_fails(cnnviz_bytes_write(page, scratch_path("no/such/map.html")), NOT_FOUND, "no/such");

  cnnviz_bytes_free(page);
  cnnviz_images_free(images);
  cnnviz_image_free(picture);
  cnnviz_image_free(mosaic);
  cnnviz_image_free(plot);
  cnnviz_tensor_free(cells);
  cnnviz_tensor_free(map);
  cnnviz_tensor_free(labels);
  cnnviz_tensor_free(points);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_api_embed__neighbors),
      cmocka_unit_test(test_api_embed__tsne),
      cmocka_unit_test(test_api_embed__cancelled),
      cmocka_unit_test(test_api_embed__pictures),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
