/* What happens when memory runs out: every public operation while one allocation of the library
 * fails, or that one and all behind it, for each allocation that the operation makes.
 *
 *   allocation_faults [all | MOST] [OPERATION...]
 *
 * An operation then has failed with OUT_OF_MEMORY and a message, or has done without that memory;
 * everything it made can be freed, nothing stays allocated, and the same call on the same model,
 * with memory, succeeds. With MOST (default 60) only so many allocations of each operation fail,
 * spread evenly from a random one on.
 *
 *   allocation_faults --library NAME [all | MOST] [OPERATION...]
 *
 * reports what comes of failures inside another library, each in a process of its own: errors,
 * successes, ends by a signal. Nothing is expected.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "allocations.h"
#include "operations.h"

static char underway[128];

/* A crash says where: no cleaning up. */
static void tell(int number) {
  static const char text[] = "ended by a signal at: ";
  ssize_t written = write(2, text, sizeof text - 1);
  written += write(2, underway, strlen(underway));
  if (written > 0) written = write(2, "\n", 1);
  signal(number, SIG_DFL);
  raise(number);
}

typedef struct {
  int64_t errors, successes, others, signals;
  int64_t losses, most_lost; /* failures after which bytes stayed, and how many at most */
} outcome;

/* The operation while allocation `number` fails, on a newly opened model. */
static cnnviz_status run_failing(const operation* tried, world* at, const char* library,
                                 int64_t number, int for_ever) {
  cnnviz_status status;
  must(reopen_model(at, 0), "the model");
  allocations_arm(library, number, for_ever);
  status = tried->run(at, NULL);
  allocations_disarm();
  return status;
}

/* One failure and what follows; how many bytes then stay. */
static int64_t fail_and_free(const operation* tried, world* at, int64_t number, int for_ever,
                             outcome* seen) {
  const int64_t before = allocations_live();
  const cnnviz_status status = run_failing(tried, at, "libcnnviz", number, for_ever);
  if (status == CNNVIZ_STATUS_OK) {
    ++seen->successes;
  } else if (status == CNNVIZ_STATUS_OUT_OF_MEMORY && cnnviz_last_error()[0] != '\0') {
    ++seen->errors;
  } else {
    ++seen->others;
    printf("%s: %s: %s\n", underway, cnnviz_status_name(status), cnnviz_last_error());
  }
  must(tried->run(at, NULL), underway);
  cnnviz_model_free(at->model);
  at->model = NULL;
  return allocations_live() - before;
}

/* What constructors of the JSON library (an object begun, a list of what it was to hold) and a
 * search of hnswlib (its list of visited points) lose where memory ends within them. */
enum { kKnownLoss = 8192 };

static void fail_once(const operation* tried, world* at, int64_t number, int for_ever,
                      outcome* seen) {
  int64_t lost;
  snprintf(underway, sizeof underway, "%s, allocation %lld%s", tried->name, (long long)number,
           for_ever ? " and all behind it" : "");
  if (fail_and_free(tried, at, number, for_ever, seen) > 0) {
    /* What is made once a process, and only where memory is short, is not made again. */
    outcome again = {0, 0, 0, 0, 0, 0};
    lost = fail_and_free(tried, at, number, for_ever, &again);
    if (lost > 0) ++seen->losses;
    if (lost > seen->most_lost) seen->most_lost = lost;
    if (lost > kKnownLoss) {
      printf("%s: %lld bytes are not freed\n", underway, (long long)lost);
      ++seen->others;
    }
  }
}

static void report_in_child(const operation* tried, world* at, const char* library, int64_t number,
                            int for_ever, outcome* seen) {
  int status = 0;
  const pid_t child = fork();
  if (child == 0) {
    if (freopen("/dev/null", "w", stderr) == NULL) _exit(99);
    alarm(60);
    _exit((int)run_failing(tried, at, library, number, for_ever));
  }
  waitpid(child, &status, 0);
  if (WIFSIGNALED(status)) {
    ++seen->signals;
  } else if (WEXITSTATUS(status) == CNNVIZ_STATUS_OK) {
    ++seen->successes;
  } else if (WEXITSTATUS(status) == CNNVIZ_STATUS_OUT_OF_MEMORY) {
    ++seen->errors;
  } else {
    ++seen->others;
  }
}

static int is_wanted(const char* name, int names, char** wanted) {
  int i;
  for (i = 0; i < names; ++i)
    if (strcmp(name, wanted[i]) == 0) return 1;
  return names == 0;
}

int main(int argc, char** argv) {
  const char* library = "libcnnviz";
  outcome all = {0, 0, 0, 0, 0, 0};
  int64_t most = 60, counted = 0;
  world at;
  int i, first = 1;
  if (argc > 2 && strcmp(argv[1], "--library") == 0) {
    library = argv[2];
    first = 3;
  }
  if (argc > first) {
    most = strcmp(argv[first], "all") == 0 ? INT64_MAX : atoll(argv[first]);
    if (most > 0)
      ++first;
    else
      most = 60;
  }
  srand((unsigned)time(NULL));
  signal(SIGSEGV, tell);
  signal(SIGABRT, tell);
  make_world(&at, NULL, 1);
  for (i = 0; i < operation_count; ++i) {
    const operation* tried = &operations[i];
    outcome seen = {0, 0, 0, 0, 0, 0};
    int64_t total, stride, number;
    int for_ever;
    if (!is_wanted(tried->name, argc - first, argv + first)) continue;
    snprintf(underway, sizeof underway, "%s, no failure", tried->name);
    must(reopen_model(&at, 0), "the model");
    must(tried->run(&at, NULL), tried->name); /* what is made once a process is made now */
    must(reopen_model(&at, 0), "the model");
    allocations_arm(library, 0, 0);
    must(tried->run(&at, NULL), tried->name);
    total = allocations_disarm();
    counted += total;
    stride = total / most + 1;
    for (for_ever = 0; for_ever < 2; ++for_ever)
      for (number = 1 + (stride > 1 ? rand() % stride : 0); number <= total; number += stride) {
        if (strcmp(library, "libcnnviz") == 0)
          fail_once(tried, &at, number, for_ever, &seen);
        else
          report_in_child(tried, &at, library, number, for_ever, &seen);
      }
    printf(
        "%-22s %7lld allocations; of those that failed %lld gave OUT_OF_MEMORY, %lld no error, "
        "%lld something else, %lld a signal\n",
        tried->name, (long long)total, (long long)seen.errors, (long long)seen.successes,
        (long long)seen.others, (long long)seen.signals);
    fflush(stdout);
    all.errors += seen.errors;
    all.successes += seen.successes;
    all.others += seen.others;
    all.signals += seen.signals;
  }
  free_world(&at);
  printf(
      "%lld allocations of %s, %lld failures: %lld OUT_OF_MEMORY, %lld no error, %lld something "
      "else, %lld a signal\n",
      (long long)counted, library,
      (long long)(all.errors + all.successes + all.others + all.signals), (long long)all.errors,
      (long long)all.successes, (long long)all.others, (long long)all.signals);
  if (strcmp(library, "libcnnviz") != 0) return 0;
  return all.errors > 0 && all.others == 0 ? 0 : 1;
}
