/* Jobs: watch and cancel a running call from another thread. */
#ifndef CNNVIZ_JOB_H
#define CNNVIZ_JOB_H

#include <cnnviz/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Calls are synchronous. A long one takes a job (NULL: none) that other threads poll and may
 * cancel meanwhile: everything about a job is atomic, and no function here ever blocks. One job
 * may serve several calls one after another; each call sets done, total and stage anew, a
 * cancelled job stays cancelled. */
typedef struct cnnviz_job cnnviz_job;

CNNVIZ_API cnnviz_status cnnviz_job_create(cnnviz_job** job);
CNNVIZ_API void cnnviz_job_free(cnnviz_job* job);
CNNVIZ_API cnnviz_status cnnviz_job_share(cnnviz_job** shared, const cnnviz_job* job);

/* Asks the running call, and every later one with this job, to stop: it returns CANCELLED, its
 * outputs NULL, after at most one operator's run. The model stays usable. Signal handlers may call
 * it: it sets a flag, and on success leaves alone what cnnviz_last_error tells. */
CNNVIZ_API cnnviz_status cnnviz_job_cancel(cnnviz_job* job);

/* 1 once cancelled, else 0; -1 on failure (job NULL). */
CNNVIZ_API int32_t cnnviz_job_cancelled(const cnnviz_job* job);

/* Images (of occlusion covered ones, of dreams tiles) done and to be done by the call that runs, or
 * ran last. -1 on failure. */
CNNVIZ_API int64_t cnnviz_job_done(const cnnviz_job* job);
CNNVIZ_API int64_t cnnviz_job_total(const cnnviz_job* job);

/* What it does, for people: "saliency", "forward". "" before the first call; NULL on failure. Lives
 * for ever. */
CNNVIZ_API const char* cnnviz_job_stage(const cnnviz_job* job);

#ifdef __cplusplus
}
#endif
#endif
