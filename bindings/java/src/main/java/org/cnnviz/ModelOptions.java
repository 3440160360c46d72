// Written by bindings/generate from the C headers: change those.
package org.cnnviz;

/** Options; what is not set has the library's default. */
public final class ModelOptions extends Options {
  private int threads;
  private long maxMemory;
  private boolean sidecar;
  private boolean profile;
  private boolean tune;

  /** Begins with the library's defaults. */
  public ModelOptions() {
    long made = Native.new_cnnviz_model_options();
    try {
      read(made);
    } finally {
      free(made);
    }
  }

  /**
   * Threads that one call computes with; 0 (default): the processors this process may use. Up to
   * 1024. The number is set when a call begins and restored when it ends. The same model, input and
   * number of threads give the same bytes.
   */
  public ModelOptions threads(int threads) {
    this.threads = threads;
    return this;
  }

  /** {@return what is set} */
  public int threads() {
    return threads;
  }

  /**
   * Bytes that the model may use at any time for packed weights, live workspaces and scratchpads
   * (not for clean pages of the mapped file); 0 (default): as limits.h says. A call that cannot fit
   * fails with LIMIT before it starts and names the need.
   */
  public ModelOptions maxMemory(long maxMemory) {
    this.maxMemory = maxMemory;
    return this;
  }

  /** {@return what is set} */
  public long maxMemory() {
    return maxMemory;
  }

  /**
   * Whether {@code Model.open} reads the sidecar NAME.cnnviz.json beside NAME.onnx where there is
   * one: default true.
   */
  public ModelOptions sidecar(boolean sidecar) {
    this.sidecar = sidecar;
    return this;
  }

  /** {@return what is set} */
  public boolean sidecar() {
    return sidecar;
  }

  /**
   * Whether operators are timed: default false. Documents then have "profile": for each planned
   * step &#123;"node", "type", "implementation", "shape", "blocked", "forward_ms",
   * "backward_ms"&#125;. Meant for one call at a time.
   */
  public ModelOptions profile(boolean profile) {
    this.profile = profile;
    return this;
  }

  /** {@return what is set} */
  public boolean profile() {
    return profile;
  }

  /**
   * Whether convolutions that two algorithms compute (Winograd's and the direct one, which differ
   * by rounding) are timed by both when they are first planned, once a process for each shape and
   * number of threads: 0 (default: a rule decides, measured on processors with AVX-512) or 1. With
   * 1 another process may choose otherwise, and so differ in the last digits.
   */
  public ModelOptions tune(boolean tune) {
    this.tune = tune;
    return this;
  }

  /** {@return what is set} */
  public boolean tune() {
    return tune;
  }

  private void read(long made) {
    threads = Native.cnnviz_model_options_threads_get(made);
    maxMemory = Native.cnnviz_model_options_max_memory_get(made);
    sidecar = Native.cnnviz_model_options_sidecar_get(made) != 0;
    profile = Native.cnnviz_model_options_profile_get(made) != 0;
    tune = Native.cnnviz_model_options_tune_get(made) != 0;
  }

  @Override
  long make() {
    long made = Native.new_cnnviz_model_options();
    Native.cnnviz_model_options_threads_set(made, threads);
    Native.cnnviz_model_options_max_memory_set(made, maxMemory);
    Native.cnnviz_model_options_sidecar_set(made, sidecar ? 1 : 0);
    Native.cnnviz_model_options_profile_set(made, profile ? 1 : 0);
    Native.cnnviz_model_options_tune_set(made, tune ? 1 : 0);
    return made;
  }

  @Override
  void free(long made) {
    Native.delete_cnnviz_model_options(made);
  }
}
