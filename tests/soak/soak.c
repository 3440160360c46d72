/* Whether resident memory stays flat over thousands of calls.
 *
 *   soak same MODEL CALLS       saliency of one input, by all three rules
 *   soak changing MODEL CALLS   saliency of inputs whose sizes hardly ever come twice
 *   soak models MODEL CALLS     open, explain, close
 *
 * Memory grows while caches fill and the allocator keeps what it got: a tenth of the calls, at
 * least 200, go before the measuring; 4000 where sizes change, until oneDNN's cache of 1024
 * primitives has been renewed many times over. Of the others, the second half must not need more
 * memory at its highest than the first half.
 * Exit code 77 (skipped) where the model is missing. */
#include <cnnviz/cnnviz.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { kSkipped = 77, kSmallest = 33, kSizes = 32 };

static const double kAllowedGrowth = 1.5e6; /* bytes */

static void check(cnnviz_status status) {
  if (status == CNNVIZ_STATUS_OK) return;
  fprintf(stderr, "%s: %s\n", cnnviz_status_name(status), cnnviz_last_error());
  exit(1);
}

/* Pages that are in memory and not of files: the mapped model's pages come and go. */
static double resident_bytes(void) {
  unsigned long total = 0, resident = 0, shared = 0;
  FILE* file = fopen("/proc/self/statm", "r");
  if (file == NULL || fscanf(file, "%lu %lu %lu", &total, &resident, &shared) != 3) {
    fprintf(stderr, "/proc/self/statm cannot be read\n");
    exit(1);
  }
  fclose(file);
  return (double)(resident - shared) * (double)sysconf(_SC_PAGESIZE);
}

static cnnviz_tensor* make_input(const cnnviz_model* model, int64_t height, int64_t width) {
  const int64_t channels = cnnviz_model_input_extent(model, 0, 1);
  const int64_t shape[4] = {1, channels, height, width};
  const int64_t count = channels * height * width;
  float* values = malloc((size_t)count * sizeof *values);
  if (channels <= 0 || values == NULL) {
    fprintf(stderr, "no memory for an input of %" PRId64 " numbers\n", count);
    exit(1);
  }
  for (int64_t i = 0; i < count; ++i) values[i] = (float)((i * 7919) % 1000) / 500 - 1;
  cnnviz_tensor* input = NULL;
  check(cnnviz_tensor_from_floats(&input, values, count, shape, 4));
  free(values);
  return input;
}

static void explain(const cnnviz_model* model, const cnnviz_tensor* input, int64_t call) {
  cnnviz_saliency_options options;
  check(cnnviz_saliency_options_init(&options, sizeof options));
  options.rule = (cnnviz_rule)(call % 3);
  cnnviz_targets* targets = NULL;
  check(cnnviz_targets_parse(&targets, model, call % 2 == 0 ? "top" : "prob:1"));
  cnnviz_result* result = NULL;
  check(cnnviz_explain_saliency(&result, model, input, targets, NULL, &options, NULL));
  cnnviz_tensor* gradient = NULL;
  check(cnnviz_result_tensor(&gradient, result, "gradient"));
  if (cnnviz_tensor_size(gradient) != cnnviz_tensor_size(input)) {
    fprintf(stderr, "a gradient of another size than its input\n");
    exit(1);
  }
  cnnviz_tensor_free(gradient);
  cnnviz_result_free(result);
  cnnviz_targets_free(targets);
}

static cnnviz_model* open_model(const char* path) {
  cnnviz_model* model = NULL;
  check(cnnviz_model_open(&model, path, "imagenet", NULL));
  return model;
}

int main(int argc, char** argv) {
  const char* job = argc == 4 ? argv[1] : "";
  const int64_t calls = argc == 4 ? atoll(argv[3]) : 0;
  if (calls <= 0 ||
      (strcmp(job, "same") != 0 && strcmp(job, "changing") != 0 && strcmp(job, "models") != 0)) {
    fprintf(stderr, "usage: soak same|changing|models MODEL CALLS\n");
    return 2;
  }
  const char* path = argv[2];
  if (access(path, R_OK) != 0) {
    printf("SKIPPED: %s is missing\n", path);
    return kSkipped;
  }

  cnnviz_model* model = open_model(path);
  int64_t height = cnnviz_model_input_extent(model, 0, 2);
  int64_t width = cnnviz_model_input_extent(model, 0, 3);
  if (height <= 0) height = kSmallest;
  if (width <= 0) width = kSmallest;
  cnnviz_tensor* input = make_input(model, height, width);
  int64_t warm_up = calls / 10 > 200 ? calls / 10 : 200;
  if (strcmp(job, "changing") == 0) warm_up = 4000;
  double highest[2] = {0, 0}; /* of each half */
  for (int64_t call = 0; call < warm_up + calls; ++call) {
    if (strcmp(job, "changing") == 0) {
      cnnviz_tensor* sized =
          make_input(model, kSmallest + call % kSizes, kSmallest + call / kSizes % kSizes);
      explain(model, sized, call);
      cnnviz_tensor_free(sized);
    } else if (strcmp(job, "models") == 0) {
      cnnviz_model* another = open_model(path);
      explain(another, input, call);
      cnnviz_model_free(another);
    } else {
      explain(model, input, call);
    }
    if (call >= warm_up && call % 10 == 0) {
      const double now = resident_bytes();
      double* half = &highest[(call - warm_up) * 2 >= calls];
      if (now > *half) *half = now;
    }
  }
  const double growth = highest[1] - highest[0];
  printf("%s, %" PRId64 " calls after %" PRId64 ": at most %.2f MB, then %.2f MB\n", job, calls,
         warm_up, highest[0] / 1e6, highest[1] / 1e6);
  cnnviz_tensor_free(input);
  cnnviz_model_free(model);
  if (growth > kAllowedGrowth) {
    fprintf(stderr, "memory has grown by more than %.1f MB\n", kAllowedGrowth / 1e6);
    return 1;
  }
  return 0;
}
