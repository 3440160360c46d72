/* How soon a cancelled call returns.
 *
 *   cancel MODEL TIMES MILLISECONDS [KIND...]
 *
 * Long jobs of every kind on MODEL (a network of pictures): each is begun TIMES times and cancelled
 * from another thread after a random time up to a second. 99 of 100 must return CANCELLED within so
 * many milliseconds of the request. The model works on afterwards. Exit code 77 (skipped) where it
 * is missing. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "operations.h"

enum { kSkipped = 77, kMostTimes = 1000 };

static double seconds_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static cnnviz_result* result;
static world at;
static cnnviz_tensor *many, *points; /* a batch of pictures; points for a large map */

static cnnviz_status saliency(cnnviz_job* job) {
  cnnviz_saliency_options options;
  cnnviz_status status = cnnviz_saliency_options_init(&options, sizeof options);
  options.batch = 1; /* a layer of many pictures at once takes as many times as long */
  if (status == CNNVIZ_STATUS_OK)
    status = cnnviz_explain_saliency(&result, at.model, many, NULL, NULL, &options, job);
  return status;
}

static cnnviz_status gradcam(cnnviz_job* job) {
  cnnviz_gradcam_options options;
  cnnviz_status status = cnnviz_gradcam_options_init(&options, sizeof options);
  options.batch = 1; /* a layer of many pictures at once takes as many times as long */
  if (status == CNNVIZ_STATUS_OK)
    status = cnnviz_explain_gradcam(&result, at.model, many, NULL, NULL, &options, job);
  return status;
}

static cnnviz_status classify(cnnviz_job* job) {
  cnnviz_classify_options options;
  cnnviz_status status = cnnviz_classify_options_init(&options, sizeof options);
  options.batch = 1; /* a layer of many pictures at once takes as many times as long */
  if (status == CNNVIZ_STATUS_OK)
    status = cnnviz_explain_classify(&result, at.model, many, &options, job);
  return status;
}

static cnnviz_status occlusion(cnnviz_job* job) {
  return cnnviz_explain_occlusion(&result, at.model, at.input, NULL, NULL, job);
}

static cnnviz_status rise(cnnviz_job* job) {
  return cnnviz_explain_rise(&result, at.model, at.input, NULL, NULL, job);
}

static cnnviz_status channels(cnnviz_job* job) {
  return cnnviz_explain_channels(&result, at.model, at.input, NULL, NULL, NULL, job);
}

static cnnviz_status synthesize(cnnviz_job* job) {
  cnnviz_targets* targets = NULL;
  cnnviz_status status = cnnviz_targets_parse(&targets, at.model, "class:1");
  if (status == CNNVIZ_STATUS_OK)
    status = cnnviz_synthesize(&result, at.model, targets, NULL, NULL, NULL, job);
  cnnviz_targets_free(targets);
  return status;
}

static cnnviz_status dream(cnnviz_job* job) {
  cnnviz_dream_options options;
  cnnviz_status status = cnnviz_dream_options_init(&options, sizeof options);
  options.height = options.width = 1024;
  options.steps = 100;
  if (status == CNNVIZ_STATUS_OK)
    status = cnnviz_dream(&result, at.model, NULL, NULL, NULL, &options, job);
  return status;
}

static cnnviz_status corpus(cnnviz_job* job) {
  char path[300], pictures[600];
  cnnviz_status status;
  snprintf(path, sizeof path, "%s/index.db", at.folder);
  snprintf(pictures, sizeof pictures, "%.400s", at.picture_path);
  *strrchr(pictures, '/') = '\0'; /* all the samples */
  status = cnnviz_corpus_index(&result, at.model, path, pictures, NULL, NULL, NULL, job);
  unlink(path);
  return status;
}

static cnnviz_status tsne(cnnviz_job* job) {
  cnnviz_tsne_options options;
  cnnviz_status status = cnnviz_tsne_options_init(&options, sizeof options);
  options.iterations = 100000;
  return status == CNNVIZ_STATUS_OK ? cnnviz_tsne(&result, points, &options, job) : status;
}

static cnnviz_status neighbors(cnnviz_job* job) {
  cnnviz_neighbors_options options;
  cnnviz_status status = cnnviz_neighbors_options_init(&options, sizeof options);
  options.search = CNNVIZ_SEARCH_EXACT;
  return status == CNNVIZ_STATUS_OK ? cnnviz_neighbors(&result, points, NULL, &options, job)
                                    : status;
}

static const struct {
  const char* name;
  cnnviz_status (*run)(cnnviz_job* job);
} kinds[] = {
    {"classify", classify},
    {"saliency", saliency},
    {"gradcam", gradcam},
    {"occlusion", occlusion},
    {"rise", rise},
    {"channels", channels},
    {"synthesize", synthesize},
    {"dream", dream},
    {"index", corpus},
    {"tsne", tsne},
    {"neighbors", neighbors},
};

typedef struct {
  cnnviz_job* job;
  double wait, asked;
} request;

static void* cancel_later(void* data) {
  request* mine = data;
  struct timespec pause;
  pause.tv_sec = (time_t)mine->wait;
  pause.tv_nsec = (long)(1e9 * (mine->wait - (double)pause.tv_sec));
  nanosleep(&pause, NULL);
  mine->asked = seconds_now();
  cnnviz_job_cancel(mine->job);
  return NULL;
}

static int by_size(const void* a, const void* b) {
  const double x = *(const double*)a, y = *(const double*)b;
  return (x > y) - (x < y);
}

/* Whether it returns in time. */
static int check(size_t kind, int times, double allowed) {
  double taken[kMostTimes];
  int i, cancelled = 0;
  for (i = 0; i < times; ++i) {
    request asked = {NULL, (double)(rand() % 1000) / 1000, 0};
    pthread_t thread;
    cnnviz_status status;
    double ended;
    must(cnnviz_job_create(&asked.job), "a job");
    if (pthread_create(&thread, NULL, cancel_later, &asked) != 0) exit(1);
    status = kinds[kind].run(asked.job);
    ended = seconds_now();
    pthread_join(thread, NULL);
    if (status == CNNVIZ_STATUS_CANCELLED)
      taken[cancelled++] = 1000 * (ended - asked.asked);
    else
      must(status, kinds[kind].name); /* it was done before */
    cnnviz_result_free(result);
    result = NULL;
    cnnviz_job_free(asked.job);
  }
  if (cancelled == 0) {
    printf("%s: always done before it was cancelled\n", kinds[kind].name);
    return 1;
  }
  qsort(taken, (size_t)cancelled, sizeof taken[0], by_size);
  i = (99 * cancelled + 99) / 100 - 1;
  printf("%-10s %4d cancelled: median %6.1f ms, 99 of 100 within %6.1f ms, longest %6.1f ms\n",
         kinds[kind].name, cancelled, taken[cancelled / 2], taken[i], taken[cancelled - 1]);
  fflush(stdout);
  return taken[i] <= allowed;
}

int main(int argc, char** argv) {
  enum { kBatch = 64, kPoints = 20000, kWidth = 128 };
  const int times = argc > 3 ? atoi(argv[2]) : 0;
  const int64_t plane[] = {kPoints, kWidth};
  int64_t shape[4], count = kBatch, i;
  float* values;
  size_t kind;
  int failed = 0, named;
  if (times < 1 || times > kMostTimes) {
    fprintf(stderr, "usage: cancel MODEL TIMES MILLISECONDS [KIND...]\n");
    return 2;
  }
  if (access(argv[1], R_OK) != 0) {
    printf("SKIPPED: %s is missing\n", argv[1]);
    return kSkipped;
  }
  make_world(&at, argv[1], 0);
  shape[0] = kBatch;
  for (i = 1; i < 4; ++i) count *= shape[i] = cnnviz_tensor_extent(at.input, (int32_t)i);
  must(cnnviz_tensor_zeros(&many, CNNVIZ_DTYPE_FLOAT32, shape, 4), "a batch");
  values = malloc(sizeof(float) * kPoints * kWidth);
  for (i = 0; i < kPoints * kWidth; ++i) values[i] = (float)(rand() % 1000) / 500 - 1;
  must(cnnviz_tensor_from_floats(&points, values, kPoints * kWidth, plane, 2), "points");
  free(values);
  for (kind = 0; kind < sizeof kinds / sizeof kinds[0]; ++kind) {
    int wanted = argc == 4;
    for (named = 4; named < argc; ++named)
      wanted = wanted || strcmp(argv[named], kinds[kind].name) == 0;
    if (wanted && !check(kind, times, atof(argv[3]))) ++failed;
  }
  must(cnnviz_explain_classify(&result, at.model, at.input, NULL, NULL), "the model afterwards");
  cnnviz_result_free(result);
  cnnviz_tensor_free(many);
  cnnviz_tensor_free(points);
  free_world(&at);
  return failed == 0 ? 0 : 1;
}
