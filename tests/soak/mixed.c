/* Random operations of all kinds (tests/faults/operations.h) on one model.
 *
 *   mixed calls NUMBER            one thread; resident memory stays flat
 *   mixed seconds NUMBER THREADS  so many threads for so long, each with handles of its own; some
 *                                 calls are cancelled, models are opened anew
 *
 * Every call must succeed, or end cancelled where it was. Memory is compared as in soak.c: of the
 * calls after the first tenth, the second half must not need more than the first. */
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "operations.h"

enum { kMostThreads = 64 };

static const double kAllowedGrowth = 4e6; /* bytes */

static double seconds_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

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

static uint32_t random_number(uint64_t* state) { /* SplitMix64 */
  uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);
  z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
  z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
  return (uint32_t)((z ^ (z >> 31)) >> 32);
}

/* What took long before is chosen less often: many calls of many kinds in a given time. */
static const operation* choose(uint64_t* state, const double* seconds) {
  for (;;) {
    const uint32_t i = random_number(state) % (uint32_t)operation_count;
    const double share = seconds[i] > 0.005 ? 0.005 / seconds[i] : 1;
    if ((double)(random_number(state) % 1000) < 1000 * share) return &operations[i];
  }
}

static void measure(const world* at, double* seconds) {
  int i;
  for (i = 0; i < operation_count; ++i) {
    const double begin = seconds_now();
    must(operations[i].run(at, NULL), operations[i].name);
    seconds[i] = seconds_now() - begin;
  }
}

static int run_calls(world* at, int64_t calls) {
  const int64_t warm_up = calls / 10 > 200 ? calls / 10 : 200;
  double seconds[64], highest[2] = {0, 0};
  uint64_t state = (uint64_t)time(NULL);
  int64_t call;
  printf("seed %" PRIu64 "\n", state);
  measure(at, seconds);
  measure(at, seconds); /* nothing is planned any more */
  for (call = 0; call < warm_up + calls; ++call) {
    const operation* chosen = choose(&state, seconds);
    must(chosen->run(at, NULL), chosen->name);
    if (random_number(&state) % 200 == 0) must(reopen_model(at, 0), "the model");
    if (call >= warm_up && call % 10 == 0) {
      const double now = resident_bytes();
      double* half = &highest[(call - warm_up) * 2 >= calls];
      if (now > *half) *half = now;
    }
  }
  printf("%" PRId64 " calls after %" PRId64 ": at most %.2f MB, then %.2f MB\n", calls, warm_up,
         highest[0] / 1e6, highest[1] / 1e6);
  if (highest[1] - highest[0] > kAllowedGrowth) {
    fprintf(stderr, "memory has grown by more than %.1f MB\n", kAllowedGrowth / 1e6);
    return 1;
  }
  return 0;
}

typedef struct {
  world at;
  const double* seconds;
  double until;
  uint64_t state;
  int64_t calls, cancelled;
} worker;

static void* work(void* data) {
  worker* mine = data;
  while (seconds_now() < mine->until) {
    const operation* chosen = choose(&mine->state, mine->seconds);
    const uint32_t dice = random_number(&mine->state);
    cnnviz_job* job = NULL;
    cnnviz_status status;
    if (dice % 4 == 0) must(cnnviz_job_create(&job), "a job");
    if (dice % 8 == 0) must(cnnviz_job_cancel(job), "cancelling");
    status = chosen->run(&mine->at, job);
    if (status == CNNVIZ_STATUS_CANCELLED && dice % 8 == 0)
      ++mine->cancelled;
    else
      must(status, chosen->name);
    cnnviz_job_free(job);
    if (dice % 97 == 0) must(reopen_model(&mine->at, 0), "the model");
    ++mine->calls;
  }
  return NULL;
}

static int run_threads(const world* at, double duration, int threads) {
  static worker workers[kMostThreads];
  pthread_t started[kMostThreads];
  double seconds[64];
  const uint64_t seed = (uint64_t)time(NULL);
  int64_t calls = 0, cancelled = 0;
  int i;
  printf("seed %" PRIu64 "\n", seed);
  measure(at, seconds);
  measure(at, seconds);
  for (i = 0; i < threads; ++i) {
    share_world(&workers[i].at, at);
    workers[i].seconds = seconds;
    workers[i].until = seconds_now() + duration;
    workers[i].state = seed + (uint64_t)i * 1000003;
    if (pthread_create(&started[i], NULL, work, &workers[i]) != 0) {
      fprintf(stderr, "a thread cannot be started\n");
      return 1;
    }
  }
  for (i = 0; i < threads; ++i) {
    pthread_join(started[i], NULL);
    calls += workers[i].calls;
    cancelled += workers[i].cancelled;
    free_world(&workers[i].at);
  }
  printf("%" PRId64 " calls from %d threads in %.0f s, %" PRId64 " of them cancelled\n", calls,
         threads, duration, cancelled);
  return calls > threads ? 0 : 1;
}

int main(int argc, char** argv) {
  const char* job = argc >= 3 ? argv[1] : "";
  const int threads = argc == 4 ? atoi(argv[3]) : 1;
  world at;
  int result;
  if ((strcmp(job, "calls") != 0 && strcmp(job, "seconds") != 0) || threads < 1 ||
      threads > kMostThreads || operation_count > 64 || atoll(argv[2]) <= 0) {
    fprintf(stderr, "usage: mixed calls NUMBER | mixed seconds NUMBER THREADS\n");
    return 2;
  }
  make_world(&at, NULL, 1);
  if (strcmp(job, "calls") == 0)
    result = run_calls(&at, atoll(argv[2]));
  else
    result = run_threads(&at, atof(argv[2]), threads);
  free_world(&at);
  return result;
}
