/* Models shared by threads, jobs cancelled from another thread, children of fork(). */
#include "support.h"

#include <pthread.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { kThreads = 8, kRounds = 3, kForks = 100 };

/* The gradient for one class, as bytes. */
static cnnviz_tensor* gradient(const cnnviz_model* model, const cnnviz_tensor* input, int klass) {
  char selector[] = "class:0";
  cnnviz_targets* targets = NULL;
  cnnviz_result* result = NULL;
  cnnviz_tensor* tensor = NULL;
  selector[6] = (char)('0' + klass);
  if (cnnviz_targets_parse(&targets, model, selector) == CNNVIZ_STATUS_OK &&
      cnnviz_explain_saliency(&result, model, input, targets, NULL, NULL, NULL) == CNNVIZ_STATUS_OK)
    cnnviz_result_tensor(&tensor, result, "gradient");
  cnnviz_targets_free(targets);
  cnnviz_result_free(result);
  return tensor;
}

static int same(const cnnviz_tensor* a, const cnnviz_tensor* b) {
  return a != NULL && b != NULL && cnnviz_tensor_size(a) == cnnviz_tensor_size(b) &&
         memcmp(cnnviz_tensor_floats(a), cnnviz_tensor_floats(b),
                (size_t)cnnviz_tensor_size(a) * sizeof(float)) == 0;
}

typedef struct {
  cnnviz_model* model; /* the thread's own handle; it frees it */
  const cnnviz_tensor* input;
  const cnnviz_tensor* expected[kThreads];
  int first;
  int equal;
} work;

static void* explain_classes(void* argument) {
  work* mine = argument;
  int i;
  mine->equal = 1;
  for (i = 0; i < kRounds; ++i) {
    const int klass = (mine->first + i) % kThreads;
    cnnviz_tensor* got = gradient(mine->model, mine->input, klass);
    if (!same(got, mine->expected[klass])) mine->equal = 0;
    cnnviz_tensor_free(got);
  }
  cnnviz_model_free(mine->model);
  return NULL;
}

/* Eight threads on one model, each with a handle of its own, give the bytes that one thread gives.
 */
static void run_shared(int32_t threads_of_a_call) {
  cnnviz_model* model = open_demo(threads_of_a_call);
  cnnviz_tensor *input = demo_input(model), *expected[kThreads];
  pthread_t threads[kThreads];
  work works[kThreads];
  int i, j;
  for (i = 0; i < kThreads; ++i) {
    expected[i] = gradient(model, input, i);
    assert_non_null(expected[i]);
  }
  assert_false(same(expected[0], expected[1]));
  for (i = 0; i < kThreads; ++i) {
    works[i].input = input;
    works[i].first = i;
    for (j = 0; j < kThreads; ++j) works[i].expected[j] = expected[j];
    assert_ok(cnnviz_model_share(&works[i].model, model));
  }
  for (i = 0; i < kThreads; ++i)
    assert_int_equal(pthread_create(&threads[i], NULL, explain_classes, &works[i]), 0);
  /* The first handle goes while the others run. */
  cnnviz_model_free(model);
  for (i = 0; i < kThreads; ++i) pthread_join(threads[i], NULL);
  for (i = 0; i < kThreads; ++i) assert_int_equal(works[i].equal, 1);
  for (i = 0; i < kThreads; ++i) cnnviz_tensor_free(expected[i]);
  cnnviz_tensor_free(input);
}

static void test_api_threads__share_a_model(void** state) {
  (void)state;
  run_shared(1);
}

static void test_api_threads__share_a_model_of_two_threads(void** state) {
  (void)state;
  run_shared(2);
}

typedef struct {
  const cnnviz_model* model;
  const cnnviz_tensor* input;
  cnnviz_tensor* got;
} first_use;

static void* use_first(void* argument) {
  first_use* use = argument;
  use->got = gradient(use->model, use->input, 0);
  return NULL;
}

/* What is made on one thread runs on another after the first has ended. */
static void test_api_threads__first_used_on_a_thread_that_ended(void** state) {
  first_use use = {NULL, NULL, NULL};
  cnnviz_model* model = open_demo(0);
  cnnviz_tensor *input = demo_input(model), *again;
  pthread_t thread;
  (void)state;
  use.model = model;
  use.input = input;
  assert_int_equal(pthread_create(&thread, NULL, use_first, &use), 0);
  pthread_join(thread, NULL);
  again = gradient(model, input, 0);
  assert_true(same(use.got, again));
  cnnviz_tensor_free(use.got);
  cnnviz_tensor_free(again);
  cnnviz_tensor_free(input);
  cnnviz_model_free(model);
}

static void test_api_jobs__cancelled_before(void** state) {
  cnnviz_model* model = open_demo(1);
  cnnviz_tensor* input = demo_input(model);
  cnnviz_result* result = NULL;
  cnnviz_job *job = NULL, *shared = NULL;
  (void)state;
  assert_ok(cnnviz_job_create(&job));
  assert_string_equal(cnnviz_job_stage(job), "");
  assert_int_equal(cnnviz_job_cancelled(job), 0);
  assert_ok(cnnviz_job_share(&shared, job));
  assert_ok(cnnviz_job_cancel(shared));
  assert_int_equal(cnnviz_job_cancelled(job), 1);
  assert_fails(cnnviz_explain_saliency(&result, model, input, NULL, NULL, NULL, job), CANCELLED,
               "cancelled");
  assert_null(result);
  assert_fails(cnnviz_explain_filters(&result, model, NULL, NULL, job), CANCELLED, "cancelled");
  /* The model is as good as before. */
  assert_ok(cnnviz_explain_saliency(&result, model, input, NULL, NULL, NULL, NULL));
  cnnviz_result_free(result);
  cnnviz_job_free(job);
  cnnviz_job_free(shared);
  cnnviz_tensor_free(input);
  cnnviz_model_free(model);
}

static void test_api_jobs__progress(void** state) {
  cnnviz_model* model = open_demo(1);
  cnnviz_tensor* input = demo_input(model);
  cnnviz_result* result = NULL;
  cnnviz_job* job = NULL;
  (void)state;
  assert_ok(cnnviz_job_create(&job));
  assert_ok(cnnviz_explain_saliency(&result, model, input, NULL, NULL, NULL, job));
  assert_true(cnnviz_job_total(job) > 0);
  assert_int_equal(cnnviz_job_done(job), cnnviz_job_total(job));
  assert_true(strlen(cnnviz_job_stage(job)) > 0);
  cnnviz_result_free(result);
  cnnviz_job_free(job);
  cnnviz_tensor_free(input);
  cnnviz_model_free(model);
}

static void* cancel_soon(void* argument) {
  cnnviz_job* job = argument;
  const struct timespec moment = {0, 100000};
  while (cnnviz_job_done(job) == 0) nanosleep(&moment, NULL);
  cnnviz_job_cancel(job);
  return NULL;
}

/* Work for seconds ends when another thread cancels it. */
static void test_api_jobs__cancelled_from_another_thread(void** state) {
  const int64_t many[] = {256, 3, 128, 128};
  cnnviz_model* model = open_demo(1);
  cnnviz_tensor* input = NULL;
  cnnviz_result* result = NULL;
  cnnviz_saliency_options options;
  cnnviz_job* job = NULL;
  pthread_t thread;
  (void)state;
  assert_ok(cnnviz_tensor_zeros(&input, CNNVIZ_DTYPE_FLOAT32, many, 4));
  assert_ok(cnnviz_job_create(&job));
  assert_ok(cnnviz_saliency_options_init(&options, sizeof options));
  options.batch = 1;
  assert_int_equal(pthread_create(&thread, NULL, cancel_soon, job), 0);
  assert_fails(cnnviz_explain_saliency(&result, model, input, NULL, NULL, &options, job), CANCELLED,
               "cancelled");
  pthread_join(thread, NULL);
  assert_null(result);
  cnnviz_job_free(job);
  cnnviz_tensor_free(input);
  cnnviz_model_free(model);
}

/* Exit code of a child that looks for neighbors with so many threads. */
static int search_in_child(const cnnviz_tensor* points, int32_t threads) {
  int status = 0;
  const pid_t child = fork();
  assert_true(child >= 0);
  if (child == 0) {
    cnnviz_neighbors_options options;
    cnnviz_result* result = NULL;
    alarm(60);
    cnnviz_neighbors_options_init(&options, sizeof options);
    options.threads = threads;
    _exit((int)cnnviz_neighbors(&result, points, NULL, &options, NULL));
  }
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_true(WIFEXITED(status));
  return WEXITSTATUS(status);
}

/* Exit code of a child that explains with a model of so many threads. */
static int explain_in_child(const cnnviz_model* model, const cnnviz_tensor* input) {
  int status = 0;
  const pid_t child = fork();
  assert_true(child >= 0);
  if (child == 0) {
    cnnviz_result* result = NULL;
    alarm(60); /* a hang is a failure */
    _exit((int)cnnviz_explain_saliency(&result, model, input, NULL, NULL, NULL, NULL));
  }
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_true(WIFEXITED(status));
  return WEXITSTATUS(status);
}

static void test_api_fork__children_get_an_error(void** state) {
  const int64_t shape[] = {20, 3};
  cnnviz_tensor* points = NULL;
  cnnviz_model *one = open_demo(1), *two = open_demo(2);
  cnnviz_tensor *input = demo_input(two), *used = gradient(two, input, 0), *again;
  (void)state;
  assert_non_null(used);
  assert_int_equal(explain_in_child(two, input), CNNVIZ_STATUS_FORKED);
  assert_int_equal(explain_in_child(one, input), CNNVIZ_STATUS_OK);
  for (int i = 0; i < kForks; ++i)
    assert_int_equal(explain_in_child(i % 2 == 0 ? one : two, input),
                     i % 2 == 0 ? CNNVIZ_STATUS_OK : CNNVIZ_STATUS_FORKED);
  assert_ok(cnnviz_tensor_zeros(&points, CNNVIZ_DTYPE_FLOAT32, shape, 2));
  assert_int_equal(search_in_child(points, 2), CNNVIZ_STATUS_FORKED);
  assert_int_equal(search_in_child(points, 1), CNNVIZ_STATUS_OK);
  cnnviz_tensor_free(points);
  /* The parent goes on. */
  again = gradient(two, input, 0);
  assert_true(same(used, again));
  cnnviz_tensor_free(again);
  cnnviz_tensor_free(used);
  cnnviz_tensor_free(input);
  cnnviz_model_free(one);
  cnnviz_model_free(two);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_api_threads__first_used_on_a_thread_that_ended),
      cmocka_unit_test(test_api_threads__share_a_model),
      cmocka_unit_test(test_api_threads__share_a_model_of_two_threads),
      cmocka_unit_test(test_api_jobs__cancelled_before),
      cmocka_unit_test(test_api_jobs__progress),
      cmocka_unit_test(test_api_jobs__cancelled_from_another_thread),
      cmocka_unit_test(test_api_fork__children_get_an_error),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
