package org.cnnviz;

/** Progress of a call, and a way to stop it: given to the call, watched by another thread. */
public final class Job extends Handle {
  /** A job that nothing has begun yet. */
  public Job() {
    super(Native.job_create(), Native::delete_cnnviz_job);
  }

  // C: cnnviz_job_cancel
  /**
   * Asks the running call, and every later one with this job, to stop: it returns CANCELLED, its
   * outputs NULL, after at most one operator's run. The model stays usable. Signal handlers may
   * call it: it sets a flag, and on success leaves alone what {@code Last.error} tells.
   */
  public void cancel() {
    try (Call call = new Call()) {
      Native.job_cancel(call.use(this));
    }
  }

  /** {@return whether {@link #cancel()} was called} */
  public boolean isCancelled() {
    try (Call call = new Call()) {
      return Native.job_cancelled(call.use(this)) != 0;
    }
  }

  /** {@return how much is done, of {@link #total()}} */
  public long done() {
    try (Call call = new Call()) {
      return Native.job_done(call.use(this));
    }
  }

  /** {@return how much there is to do; 0 before that is known} */
  public long total() {
    try (Call call = new Call()) {
      return Native.job_total(call.use(this));
    }
  }

  /** {@return what is being done} */
  public String stage() {
    try (Call call = new Call()) {
      return Native.job_stage(call.use(this));
    }
  }
}
