/* One saliency call in C, timed for bindings.py: MODEL PHOTO. A line with a number N on standard
 * input is answered by a line with the microseconds of N calls. */
#define _POSIX_C_SOURCE 200809L
#include <cnnviz/cnnviz.h>
#include <stdio.h>
#include <time.h>

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return 1e6 * (double)time.tv_sec + 1e-3 * (double)time.tv_nsec;
}

static int call(const cnnviz_model* model, const cnnviz_tensor* input) {
  cnnviz_targets* targets = NULL;
  cnnviz_result* result = NULL;
  cnnviz_tensor* map = NULL;
  const int failed = cnnviz_targets_parse(&targets, model, "class:0") ||
                     cnnviz_explain_saliency(&result, model, input, targets, NULL, NULL, NULL) ||
                     cnnviz_result_tensor(&map, result, "map");
  cnnviz_tensor_free(map);
  cnnviz_result_free(result);
  cnnviz_targets_free(targets);
  return failed;
}

int main(int argc, char** argv) {
  cnnviz_model* model = NULL;
  cnnviz_image* photo = NULL;
  cnnviz_tensor* input = NULL;
  int failed = argc != 3 || cnnviz_model_open(&model, argv[1], NULL, NULL) ||
               cnnviz_image_read(&photo, argv[2]) || cnnviz_model_preprocess(&input, model, photo);
  int count = 0;
  while (!failed && scanf("%d", &count) == 1) {
    for (int i = 0; i < count && !failed; ++i) {
      const double start = now();
      failed = call(model, input);
      printf("%.1f ", now() - start);
    }
    puts("");
    fflush(stdout);
  }
  if (failed) fprintf(stderr, "%s\n", cnnviz_last_error());
  cnnviz_tensor_free(input);
  cnnviz_image_free(photo);
  cnnviz_model_free(model);
  return failed;
}
