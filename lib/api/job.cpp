// job.h
#include <cnnviz/job.h>

#include "api/handles.h"

using namespace cnnviz::api;

cnnviz_status cnnviz_job_create(cnnviz_job** job) {
  return guarded([&] {
    auto& made = output(job, "job");
    made = new cnnviz_job{std::make_shared<cnnviz::core::Progress>()};
  });
}

void cnnviz_job_free(cnnviz_job* job) {
  delete job;
}

cnnviz_status cnnviz_job_share(cnnviz_job** shared, const cnnviz_job* job) {
  return share(shared, job, "job");
}

// A signal handler may be in the midst of another call, also where that writes this thread's
// failure: but one flag is set.
cnnviz_status cnnviz_job_cancel(cnnviz_job* job) {
  if (job != nullptr) {
    job->progress->cancel();
    return CNNVIZ_STATUS_OK;
  }
  return guarded([&] { given(job, "job").progress->cancel(); });
}

int32_t cnnviz_job_cancelled(const cnnviz_job* job) {
  return guarded_value(int32_t{-1},
                       [&] { return int32_t{given(job, "job").progress->cancelled() ? 1 : 0}; });
}

int64_t cnnviz_job_done(const cnnviz_job* job) {
  return guarded_value(int64_t{-1}, [&] { return given(job, "job").progress->done(); });
}

int64_t cnnviz_job_total(const cnnviz_job* job) {
  return guarded_value(int64_t{-1}, [&] { return given(job, "job").progress->total(); });
}

const char* cnnviz_job_stage(const cnnviz_job* job) {
  return guarded_value(static_cast<const char*>(nullptr),
                       [&] { return given(job, "job").progress->stage(); });
}
