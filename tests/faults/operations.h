/* Every public operation once, small, for tests that do something to all of them: let allocations
 * fail, run them from many threads, thousands of times, under a limit of memory.
 *
 * An operation frees whatever it made, also where it fails. */
#ifndef CNNVIZ_TESTS_OPERATIONS_H
#define CNNVIZ_TESTS_OPERATIONS_H

#include <cnnviz/cnnviz.h>

/* What operations work on; of one thread. */
typedef struct {
  cnnviz_model* model;   /* opened by its path */
  cnnviz_tensor* input;  /* of the first picture */
  cnnviz_image* picture; /* likewise */
  cnnviz_tensor* points; /* for neighbors and maps */
  int32_t threads;       /* of the operations that use no model */
  char model_path[512];
  char picture_path[512];
  char pictures[1536]; /* a list of three */
  char folder[256];    /* of its own, to write to */
  char corpus[300];    /* an indexed collection */
} world;

typedef struct {
  const char* name;
  cnnviz_status (*run)(const world* at, cnnviz_job* job);
  int needs_model;   /* whether world.model is used */
  int needs_classes; /* whether it is of use only with a network of classes and positions */
} operation;

extern const operation operations[];
extern const int operation_count;

/* A world in a new folder: `model_path` NULL for the demo's. The environment variable CNNVIZ_SOURCE
 * names the source tree. Ends the process where something is missing. */
void make_world(world* at, const char* model_path, int32_t threads);
/* Opens world.model anew, as the world was made. */
cnnviz_status reopen_model(world* at, int64_t max_memory);
/* A world of its own folder on the same model (another handle) and inputs. */
void share_world(world* copy, const world* at);
void free_world(world* at);

/* Ends the process with the message of a call that had to succeed. */
void must(cnnviz_status status, const char* what);

#endif
