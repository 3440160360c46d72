// Written by bindings/generate from the C headers: change those.
package org.cnnviz;

import java.util.Objects;

/** Options; what is not set has the library's default. */
public final class NeighborsOptions extends Options {
  private Metric metric;
  private Search search;
  private int count;
  private int threads;
  private int recallRows;
  private long seed;

  /** Begins with the library's defaults. */
  public NeighborsOptions() {
    long made = Native.new_cnnviz_neighbors_options();
    try {
      read(made);
    } finally {
      free(made);
    }
  }

  /** default EUCLIDEAN */
  public NeighborsOptions metric(Metric metric) {
    this.metric = Objects.requireNonNull(metric, "metric");
    return this;
  }

  /** {@return what is set} */
  public Metric metric() {
    return metric;
  }

  /** default AUTO */
  public NeighborsOptions search(Search search) {
    this.search = Objects.requireNonNull(search, "search");
    return this;
  }

  /** {@return what is set} */
  public Search search() {
    return search;
  }

  /** neighbors of each; 0 (default): 6, or as many as there are */
  public NeighborsOptions count(int count) {
    this.count = count;
    return this;
  }

  /** {@return what is set} */
  public int count() {
    return count;
  }

  /** 0 (default): the processors this process may use */
  public NeighborsOptions threads(int threads) {
    this.threads = threads;
    return this;
  }

  /** {@return what is set} */
  public int threads() {
    return threads;
  }

  /** on which the recall of an approximate search is measured, 1 to 100000; default 200 */
  public NeighborsOptions recallRows(int recallRows) {
    this.recallRows = recallRows;
    return this;
  }

  /** {@return what is set} */
  public int recallRows() {
    return recallRows;
  }

  /** of the approximate search; default 0 */
  public NeighborsOptions seed(long seed) {
    this.seed = seed;
    return this;
  }

  /** {@return what is set} */
  public long seed() {
    return seed;
  }

  private void read(long made) {
    metric = Metric.of(Native.cnnviz_neighbors_options_metric_get(made));
    search = Search.of(Native.cnnviz_neighbors_options_search_get(made));
    count = Native.cnnviz_neighbors_options_count_get(made);
    threads = Native.cnnviz_neighbors_options_threads_get(made);
    recallRows = Native.cnnviz_neighbors_options_recall_rows_get(made);
    seed = Native.cnnviz_neighbors_options_seed_get(made);
  }

  @Override
  long make() {
    long made = Native.new_cnnviz_neighbors_options();
    Native.cnnviz_neighbors_options_metric_set(made, metric.number);
    Native.cnnviz_neighbors_options_search_set(made, search.number);
    Native.cnnviz_neighbors_options_count_set(made, count);
    Native.cnnviz_neighbors_options_threads_set(made, threads);
    Native.cnnviz_neighbors_options_recall_rows_set(made, recallRows);
    Native.cnnviz_neighbors_options_seed_set(made, seed);
    return made;
  }

  @Override
  void free(long made) {
    Native.delete_cnnviz_neighbors_options(made);
  }
}
