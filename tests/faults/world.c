#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "operations.h"

void must(cnnviz_status status, const char* what) {
  if (status == CNNVIZ_STATUS_OK) return;
  fprintf(stderr, "%s: %s: %s\n", what, cnnviz_status_name(status), cnnviz_last_error());
  exit(1);
}

static void make_folder(world* at) {
  const char* base = getenv("TMPDIR");
  snprintf(at->folder, sizeof at->folder, "%.200s/cnnviz-faults-XXXXXX",
           base != NULL ? base : "/tmp");
  if (mkdtemp(at->folder) == NULL) {
    fprintf(stderr, "no folder can be made for the test\n");
    exit(1);
  }
}

cnnviz_status reopen_model(world* at, int64_t max_memory) {
  cnnviz_model_options options;
  cnnviz_status status = cnnviz_model_options_init(&options, sizeof options);
  options.threads = at->threads;
  options.max_memory = max_memory;
  cnnviz_model_free(at->model);
  at->model = NULL;
  if (status == CNNVIZ_STATUS_OK)
    status = cnnviz_model_open(&at->model, at->model_path, NULL, &options);
  return status;
}

/* Two clouds of points on a lattice that has no symmetry. */
static cnnviz_tensor* make_points(void) {
  enum { kPoints = 60, kWidth = 5 };
  const int64_t shape[] = {kPoints, kWidth};
  float values[kPoints * kWidth];
  cnnviz_tensor* points = NULL;
  int i;
  for (i = 0; i < kPoints * kWidth; ++i)
    values[i] = (float)((i * 7919) % 1009) / 500 + (float)(i / kWidth % 2);
  must(cnnviz_tensor_from_floats(&points, values, kPoints * kWidth, shape, 2), "points");
  return points;
}

void make_world(world* at, const char* model_path, int32_t threads) {
  const char* root = getenv("CNNVIZ_SOURCE");
  cnnviz_result* result = NULL;
  char samples[600];
  if (root == NULL || strlen(root) > 400) {
    fprintf(stderr, "CNNVIZ_SOURCE does not name the source tree\n");
    exit(1);
  }
  memset(at, 0, sizeof *at);
  at->threads = threads;
  make_folder(at);
  snprintf(samples, sizeof samples, "%s/examples/demo_model/samples", root);
  snprintf(at->model_path, sizeof at->model_path, "%s", model_path != NULL ? model_path : "");
  if (model_path == NULL)
    snprintf(at->model_path, sizeof at->model_path, "%.400s/examples/demo_model/demo.onnx", root);
  snprintf(at->picture_path, sizeof at->picture_path, "%.460s/cat.png", samples);
  snprintf(at->pictures, sizeof at->pictures,
           "\"%.460s/cat.png\",\"%.460s/star.png\",\"%.460s/fish.png\"", samples, samples, samples);
  snprintf(at->corpus, sizeof at->corpus, "%s/corpus.db", at->folder);
  must(reopen_model(at, 0), "the model");
  must(cnnviz_image_read(&at->picture, at->picture_path), "the picture");
  must(cnnviz_model_preprocess(&at->input, at->model, at->picture), "the input");
  at->points = make_points();
  must(cnnviz_corpus_index(&result, at->model, at->corpus, at->pictures, NULL, NULL, NULL, NULL),
       "the collection");
  cnnviz_result_free(result);
}

void share_world(world* copy, const world* at) {
  *copy = *at;
  make_folder(copy);
  must(cnnviz_model_share(&copy->model, at->model), "the model's handle");
  must(cnnviz_tensor_share(&copy->input, at->input), "the input's handle");
  must(cnnviz_image_share(&copy->picture, at->picture), "the picture's handle");
  must(cnnviz_tensor_share(&copy->points, at->points), "the points' handle");
}

void free_world(world* at) {
  static const char* const names[] = {"corpus.db", "index.db",    "both.db",
                                      "page.html", "picture.png", "tensor.npy"};
  char path[400];
  size_t i;
  for (i = 0; i < sizeof names / sizeof names[0]; ++i) {
    snprintf(path, sizeof path, "%s/%s", at->folder, names[i]);
    unlink(path);
  }
  if (rmdir(at->folder) != 0)
    fprintf(stderr, "%s has files that nobody should have left\n", at->folder);
  cnnviz_model_free(at->model);
  cnnviz_tensor_free(at->input);
  cnnviz_image_free(at->picture);
  cnnviz_tensor_free(at->points);
}
