/* max_memory is kept by every operation on a model.
 *
 *   memory_limit [MODEL [OPERATION...]]
 *
 * Each operation runs in processes of its own, first with far too little memory: it fails with
 * LIMIT, before any progress, and names the need. Given what it asks for (again and again: needs
 * come one after another) it succeeds in the end, and the process has then never had more than the
 * limit and 64 MB resident. Exit code 77 (skipped) where the model is missing. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "operations.h"

enum { kSkipped = 77, kAttempts = 200 };
static const int64_t kSmallest = 100000, kAllowance = 64 << 20;

typedef struct {
  cnnviz_status status;
  int64_t need, done, peak; /* bytes; work done; bytes */
  char message[512];
} report;

/* The largest resident size of this process. */
static int64_t peak_bytes(void) {
  char line[256];
  int64_t peak = 0;
  FILE* file = fopen("/proc/self/status", "r");
  while (file != NULL && fgets(line, sizeof line, file) != NULL)
    if (sscanf(line, "VmHWM: %" SCNd64, &peak) == 1) break;
  if (file != NULL) fclose(file);
  return peak * 1024;
}

static report run_limited(const operation* tried, const char* model, int64_t limit) {
  report said;
  int ends[2], status = 0;
  pid_t child;
  memset(&said, 0, sizeof said);
  if (pipe(ends) != 0 || (child = fork()) < 0) {
    perror("no process can be made");
    exit(1);
  }
  if (child == 0) {
    const char* need;
    cnnviz_job* job = NULL;
    world at;
    make_world(&at, model, 2);
    must(cnnviz_job_create(&job), "a job");
    said.status = reopen_model(&at, limit);
    if (said.status == CNNVIZ_STATUS_OK) said.status = tried->run(&at, job);
    snprintf(said.message, sizeof said.message, "%s", cnnviz_last_error());
    need = strstr(said.message, "allow at least ");
    if (need != NULL) said.need = atoll(need + strlen("allow at least "));
    said.done = cnnviz_job_done(job);
    said.peak = peak_bytes();
    cnnviz_job_free(job);
    free_world(&at);
    _exit(write(ends[1], &said, sizeof said) == (ssize_t)sizeof said ? 0 : 1);
  }
  close(ends[1]);
  if (read(ends[0], &said, sizeof said) != (ssize_t)sizeof said) {
    fprintf(stderr, "%s with a limit of %" PRId64 ": the process ended\n", tried->name, limit);
    exit(1);
  }
  close(ends[0]);
  waitpid(child, &status, 0);
  return said;
}

/* Whether the operation keeps to its limits. */
static int check(const operation* tried, const char* model) {
  int64_t limit = kSmallest;
  int attempt;
  for (attempt = 0; attempt < kAttempts; ++attempt) {
    const report said = run_limited(tried, model, limit);
    if (said.peak > limit + kAllowance) {
      printf("%s: %.1f MB resident under a limit of %.1f MB\n", tried->name,
             (double)said.peak / 1e6, (double)limit / 1e6);
      return 0;
    }
    if (said.status == CNNVIZ_STATUS_OK) {
      printf("%-18s runs with %7.2f MB; at most %6.1f MB resident; %d limits were too small\n",
             tried->name, (double)limit / 1e6, (double)said.peak / 1e6, attempt);
      return 1;
    }
    if (said.status != CNNVIZ_STATUS_LIMIT || said.need <= limit ||
        strstr(said.message, "max_memory") == NULL || said.done > 0) {
      printf("%s, limit %" PRId64 ": %s after %" PRId64 " steps: %s\n", tried->name, limit,
             cnnviz_status_name(said.status), said.done, said.message);
      return 0;
    }
    limit = said.need;
  }
  printf("%s: %d times the need that was named was not enough\n", tried->name, kAttempts);
  return 0;
}

int main(int argc, char** argv) {
  const char* model = argc > 1 && argv[1][0] != '\0' ? argv[1] : NULL;
  int failed = 0, i, named;
  if (model != NULL && access(model, R_OK) != 0) {
    printf("SKIPPED: %s is missing\n", model);
    return kSkipped;
  }
  for (i = 0; i < operation_count; ++i) {
    int wanted = argc <= 2;
    for (named = 2; named < argc; ++named)
      wanted = wanted || strcmp(argv[named], operations[i].name) == 0;
    if (operations[i].needs_model && wanted && !check(&operations[i], model)) ++failed;
    fflush(stdout);
  }
  return failed == 0 ? 0 : 1;
}
