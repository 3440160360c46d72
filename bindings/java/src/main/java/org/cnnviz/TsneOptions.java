// Written by bindings/generate from the C headers: change those.
package org.cnnviz;

import java.util.Objects;

/** Options; what is not set has the library's default. */
public final class TsneOptions extends Options {
  private Metric metric;
  private Search search;
  private Forces forces;
  private Start start;
  private int iterations;
  private int exaggerationIterations;
  private int components;
  private boolean quality;
  private int threads;
  private double perplexity;
  private double theta;
  private double exaggeration;
  private double learningRate;
  private double momentum;
  private double finalMomentum;
  private long seed;

  /** Begins with the library's defaults. */
  public TsneOptions() {
    long made = Native.new_cnnviz_tsne_options();
    try {
      read(made);
    } finally {
      free(made);
    }
  }

  /** of the neighbors; default EUCLIDEAN */
  public TsneOptions metric(Metric metric) {
    this.metric = Objects.requireNonNull(metric, "metric");
    return this;
  }

  /** {@return what is set} */
  public Metric metric() {
    return metric;
  }

  /** likewise; default AUTO */
  public TsneOptions search(Search search) {
    this.search = Objects.requireNonNull(search, "search");
    return this;
  }

  /** {@return what is set} */
  public Search search() {
    return search;
  }

  /** default AUTO */
  public TsneOptions forces(Forces forces) {
    this.forces = Objects.requireNonNull(forces, "forces");
    return this;
  }

  /** {@return what is set} */
  public Forces forces() {
    return forces;
  }

  /** default PRINCIPAL */
  public TsneOptions start(Start start) {
    this.start = Objects.requireNonNull(start, "start");
    return this;
  }

  /** {@return what is set} */
  public Start start() {
    return start;
  }

  /** in all, 1 to 1000000; default 750 */
  public TsneOptions iterations(int iterations) {
    this.iterations = iterations;
    return this;
  }

  /** {@return what is set} */
  public int iterations() {
    return iterations;
  }

  /** of these the first; default 250 */
  public TsneOptions exaggerationIterations(int exaggerationIterations) {
    this.exaggerationIterations = exaggerationIterations;
    return this;
  }

  /** {@return what is set} */
  public int exaggerationIterations() {
    return exaggerationIterations;
  }

  /**
   * principal components to keep before anything else, 1 to 256; 0 (default): the points as they
   * are
   */
  public TsneOptions components(int components) {
    this.components = components;
    return this;
  }

  /** {@return what is set} */
  public int components() {
    return components;
  }

  /** whether the map is judged: default true */
  public TsneOptions quality(boolean quality) {
    this.quality = quality;
    return this;
  }

  /** {@return what is set} */
  public boolean quality() {
    return quality;
  }

  /** 0 (default): the processors this process may use */
  public TsneOptions threads(int threads) {
    this.threads = threads;
    return this;
  }

  /** {@return what is set} */
  public int threads() {
    return threads;
  }

  /** 1 to (n - 1) / 3; 0 (default): 30, or what n allows */
  public TsneOptions perplexity(double perplexity) {
    this.perplexity = perplexity;
    return this;
  }

  /** {@return what is set} */
  public double perplexity() {
    return perplexity;
  }

  /**
   * of BARNES_HUT: a cell acts as one where its width is below theta times its distance; 0 to 1,
   * default 0.5
   */
  public TsneOptions theta(double theta) {
    this.theta = theta;
    return this;
  }

  /** {@return what is set} */
  public double theta() {
    return theta;
  }

  /** of attraction at first, 1 to 1000; default 12 */
  public TsneOptions exaggeration(double exaggeration) {
    this.exaggeration = exaggeration;
    return this;
  }

  /** {@return what is set} */
  public double exaggeration() {
    return exaggeration;
  }

  /** 0 (default): n / exaggeration, then n */
  public TsneOptions learningRate(double learningRate) {
    this.learningRate = learningRate;
    return this;
  }

  /** {@return what is set} */
  public double learningRate() {
    return learningRate;
  }

  /** at first, 0 to 0.99; default 0.5 */
  public TsneOptions momentum(double momentum) {
    this.momentum = momentum;
    return this;
  }

  /** {@return what is set} */
  public double momentum() {
    return momentum;
  }

  /** default 0.8 */
  public TsneOptions finalMomentum(double finalMomentum) {
    this.finalMomentum = finalMomentum;
    return this;
  }

  /** {@return what is set} */
  public double finalMomentum() {
    return finalMomentum;
  }

  /** default 0 */
  public TsneOptions seed(long seed) {
    this.seed = seed;
    return this;
  }

  /** {@return what is set} */
  public long seed() {
    return seed;
  }

  private void read(long made) {
    metric = Metric.of(Native.cnnviz_tsne_options_metric_get(made));
    search = Search.of(Native.cnnviz_tsne_options_search_get(made));
    forces = Forces.of(Native.cnnviz_tsne_options_forces_get(made));
    start = Start.of(Native.cnnviz_tsne_options_start_get(made));
    iterations = Native.cnnviz_tsne_options_iterations_get(made);
    exaggerationIterations = Native.cnnviz_tsne_options_exaggeration_iterations_get(made);
    components = Native.cnnviz_tsne_options_components_get(made);
    quality = Native.cnnviz_tsne_options_quality_get(made) != 0;
    threads = Native.cnnviz_tsne_options_threads_get(made);
    perplexity = Native.cnnviz_tsne_options_perplexity_get(made);
    theta = Native.cnnviz_tsne_options_theta_get(made);
    exaggeration = Native.cnnviz_tsne_options_exaggeration_get(made);
    learningRate = Native.cnnviz_tsne_options_learning_rate_get(made);
    momentum = Native.cnnviz_tsne_options_momentum_get(made);
    finalMomentum = Native.cnnviz_tsne_options_final_momentum_get(made);
    seed = Native.cnnviz_tsne_options_seed_get(made);
  }

  @Override
  long make() {
    long made = Native.new_cnnviz_tsne_options();
    Native.cnnviz_tsne_options_metric_set(made, metric.number);
    Native.cnnviz_tsne_options_search_set(made, search.number);
    Native.cnnviz_tsne_options_forces_set(made, forces.number);
    Native.cnnviz_tsne_options_start_set(made, start.number);
    Native.cnnviz_tsne_options_iterations_set(made, iterations);
    Native.cnnviz_tsne_options_exaggeration_iterations_set(made, exaggerationIterations);
    Native.cnnviz_tsne_options_components_set(made, components);
    Native.cnnviz_tsne_options_quality_set(made, quality ? 1 : 0);
    Native.cnnviz_tsne_options_threads_set(made, threads);
    Native.cnnviz_tsne_options_perplexity_set(made, perplexity);
    Native.cnnviz_tsne_options_theta_set(made, theta);
    Native.cnnviz_tsne_options_exaggeration_set(made, exaggeration);
    Native.cnnviz_tsne_options_learning_rate_set(made, learningRate);
    Native.cnnviz_tsne_options_momentum_set(made, momentum);
    Native.cnnviz_tsne_options_final_momentum_set(made, finalMomentum);
    Native.cnnviz_tsne_options_seed_set(made, seed);
    return made;
  }

  @Override
  void free(long made) {
    Native.delete_cnnviz_tsne_options(made);
  }
}
