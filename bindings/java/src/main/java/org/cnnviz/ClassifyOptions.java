// Written by bindings/generate from the C headers: change those.
package org.cnnviz;

/** Options; what is not set has the library's default. */
public final class ClassifyOptions extends Options {
  private int top;
  private int batch;

  /** Begins with the library's defaults. */
  public ClassifyOptions() {
    long made = Native.new_cnnviz_classify_options();
    try {
      read(made);
    } finally {
      free(made);
    }
  }

  /** how many classes: at least 1, default 5; cut to the number of classes */
  public ClassifyOptions top(int top) {
    this.top = top;
    return this;
  }

  /** {@return what is set} */
  public int top() {
    return top;
  }

  /** images computed at once, at most; 0 (default): as is fastest */
  public ClassifyOptions batch(int batch) {
    this.batch = batch;
    return this;
  }

  /** {@return what is set} */
  public int batch() {
    return batch;
  }

  private void read(long made) {
    top = Native.cnnviz_classify_options_top_get(made);
    batch = Native.cnnviz_classify_options_batch_get(made);
  }

  @Override
  long make() {
    long made = Native.new_cnnviz_classify_options();
    Native.cnnviz_classify_options_top_set(made, top);
    Native.cnnviz_classify_options_batch_set(made, batch);
    return made;
  }

  @Override
  void free(long made) {
    Native.delete_cnnviz_classify_options(made);
  }
}
