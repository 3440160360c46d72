/* Opens, runs and differentiates the models that come on standard input, each after its length
 * (8 bytes, lowest first) and a name (a line). Their inputs are ones. Each gives a result or an
 * error with a message, in 20 seconds and the limit of memory. The last line of output counts them.
 *
 * A crash or a sanitizer's finding ends the process: the name of the model is on standard error. */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cnnviz/cnnviz.h>

enum { kSeconds = 20, kMostRank = 16 };
static const int64_t kMemory = 256 << 20;    /* of a model */
static const int64_t kProcess = 1024L << 20; /* of this process, sanitizer and all */
static const int64_t kMostElements = 1 << 22;

static char name[1024];

static void tell(int number) {
  ssize_t written = write(2, "\nended at: ", 11);
  written += write(2, name, strlen(name));
  if (written > 0) written = write(2, "\n", 1);
  signal(number, SIG_DFL);
  raise(number);
}

/* Extents that are not known are 2. NULL where the input is too large. */
static cnnviz_tensor* make_input(const cnnviz_model* model, int32_t index) {
  const int32_t rank = cnnviz_model_input_rank(model, index);
  int64_t shape[kMostRank], count = 1, i;
  cnnviz_tensor* tensor = NULL;
  if (rank < 0 || rank > kMostRank) return NULL;
  for (i = 0; i < rank; ++i) {
    shape[i] = cnnviz_model_input_extent(model, index, (int32_t)i);
    if (shape[i] < 0) shape[i] = 2;
    if (shape[i] > kMostElements || count * shape[i] > kMostElements) return NULL;
    count *= shape[i];
  }
  if (cnnviz_model_input_dtype(model, index) == CNNVIZ_DTYPE_INT64) {
    int64_t* values = malloc((size_t)(count + 1) * sizeof *values);
    for (i = 0; i < count; ++i) values[i] = 1;
    cnnviz_tensor_from_ints(&tensor, values, count, shape, rank);
    free(values);
  } else {
    float* values = malloc((size_t)(count + 1) * sizeof *values);
    for (i = 0; i < count; ++i) values[i] = 1 + 0.125f * (float)(i % 7);
    cnnviz_tensor_from_floats(&tensor, values, count, shape, rank);
    free(values);
  }
  return tensor;
}

static void check(cnnviz_status status, int64_t* errors, int64_t* results) {
  if (status == CNNVIZ_STATUS_OK) {
    ++*results;
    return;
  }
  ++*errors;
  if (status == CNNVIZ_STATUS_INTERNAL || cnnviz_last_error()[0] == '\0') {
    fprintf(stderr, "%s: %s: \"%s\"\n", name, cnnviz_status_name(status), cnnviz_last_error());
    exit(1);
  }
}

static void try_model(const uint8_t* bytes, int64_t length, int64_t* errors, int64_t* results) {
  cnnviz_model_options options;
  cnnviz_model* model = NULL;
  cnnviz_tensors* feeds = NULL;
  cnnviz_result* result = NULL;
  cnnviz_targets* targets = NULL;
  cnnviz_tensor* first = NULL;
  char selector[1024];
  cnnviz_status status;
  int32_t i;
  cnnviz_model_options_init(&options, sizeof options);
  options.max_memory = kMemory;
  options.threads = 1;
  status = cnnviz_model_open_memory(&model, bytes, length, "unit", &options);
  check(status, errors, results);
  if (status != CNNVIZ_STATUS_OK) return;
  cnnviz_tensors_create(&feeds);
  for (i = 0; i < cnnviz_model_input_count(model); ++i) {
    cnnviz_tensor* tensor = make_input(model, i);
    if (tensor != NULL) cnnviz_tensors_add(feeds, cnnviz_model_input_name(model, i), tensor);
    if (i == 0) cnnviz_tensor_share(&first, tensor);
    cnnviz_tensor_free(tensor);
  }
  check(cnnviz_model_run(&result, model, feeds, NULL, NULL), errors, results);
  cnnviz_result_free(result);
  result = NULL;
  snprintf(selector, sizeof selector, "layer:\"%.900s\"", cnnviz_model_output_name(model, 0));
  if (first != NULL && cnnviz_targets_parse(&targets, model, selector) == CNNVIZ_STATUS_OK) {
    check(cnnviz_explain_saliency(&result, model, first, targets, NULL, NULL, NULL), errors,
          results);
    cnnviz_result_free(result);
  }
  cnnviz_targets_free(targets);
  cnnviz_tensor_free(first);
  cnnviz_tensors_free(feeds);
  cnnviz_model_free(model);
}

int main(void) {
  int64_t models = 0, errors = 0, results = 0;
  struct rusage usage;
  uint8_t head[8];
  signal(SIGSEGV, tell);
  signal(SIGABRT, tell);
  signal(SIGFPE, tell);
  signal(SIGALRM, tell);
  while (fread(head, 1, sizeof head, stdin) == sizeof head) {
    int64_t length = 0;
    uint8_t* bytes;
    int i;
    for (i = 7; i >= 0; --i) length = length << 8 | head[i];
    bytes = malloc((size_t)length); /* of exactly this size: a sanitizer sees reads beyond it */
    if (bytes == NULL || fgets(name, sizeof name, stdin) == NULL ||
        fread(bytes, 1, (size_t)length, stdin) != (size_t)length) {
      fprintf(stderr, "the models end in the middle\n");
      return 1;
    }
    name[strcspn(name, "\n")] = '\0';
    alarm(kSeconds);
    try_model(bytes, length, &errors, &results);
    free(bytes);
    ++models;
    getrusage(RUSAGE_SELF, &usage);
    if (usage.ru_maxrss * INT64_C(1024) > kProcess) {
      fprintf(stderr, "%s: %ld MB of memory\n", name, usage.ru_maxrss / 1024);
      return 1;
    }
  }
  printf("%" PRId64 " models: %" PRId64 " results, %" PRId64 " errors; at most %ld MB\n", models,
         results, errors, usage.ru_maxrss / 1024);
  return models > 0 && results > 0 && errors > 0 ? 0 : 1;
}
