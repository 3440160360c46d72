// Written by bindings/generate from the C headers: change those.
package org.cnnviz;

import java.util.Objects;

/** Options; what is not set has the library's default. */
public final class OcclusionOptions extends Options {
  private Fill fill;
  private Edge edge;
  private int windowHeight;
  private int windowWidth;
  private int strideY;
  private int strideX;
  private int regionY;
  private int regionX;
  private int regionHeight;
  private int regionWidth;
  private boolean classes;
  private boolean full;
  private boolean adaptive;
  private boolean keepPartial;
  private int batch;
  private double fillValue;
  private double softness;
  private long seed;

  /** Begins with the library's defaults. */
  public OcclusionOptions() {
    long made = Native.new_cnnviz_occlusion_options();
    try {
      read(made);
    } finally {
      free(made);
    }
  }

  /** default ZERO */
  public OcclusionOptions fill(Fill fill) {
    this.fill = Objects.requireNonNull(fill, "fill");
    return this;
  }

  /** {@return what is set} */
  public Fill fill() {
    return fill;
  }

  /** default CLIP */
  public OcclusionOptions edge(Edge edge) {
    this.edge = Objects.requireNonNull(edge, "edge");
    return this;
  }

  /** {@return what is set} */
  public Edge edge() {
    return edge;
  }

  /**
   * of the occluder, in pixels of the network's input; 0 (default): a seventh of the region's
   * height
   */
  public OcclusionOptions windowHeight(int windowHeight) {
    this.windowHeight = windowHeight;
    return this;
  }

  /** {@return what is set} */
  public int windowHeight() {
    return windowHeight;
  }

  /** likewise */
  public OcclusionOptions windowWidth(int windowWidth) {
    this.windowWidth = windowWidth;
    return this;
  }

  /** {@return what is set} */
  public int windowWidth() {
    return windowWidth;
  }

  /** between positions: 1 to the window's height; 0 (default): half of it */
  public OcclusionOptions strideY(int strideY) {
    this.strideY = strideY;
    return this;
  }

  /** {@return what is set} */
  public int strideY() {
    return strideY;
  }

  /** likewise, of its width */
  public OcclusionOptions strideX(int strideX) {
    this.strideX = strideX;
    return this;
  }

  /** {@return what is set} */
  public int strideX() {
    return strideX;
  }

  /** first row of the part that is examined; default 0 */
  public OcclusionOptions regionY(int regionY) {
    this.regionY = regionY;
    return this;
  }

  /** {@return what is set} */
  public int regionY() {
    return regionY;
  }

  /** its first column; default 0 */
  public OcclusionOptions regionX(int regionX) {
    this.regionX = regionX;
    return this;
  }

  /** {@return what is set} */
  public int regionX() {
    return regionX;
  }

  /** its rows; where all four are 0 (default) it is the whole picture */
  public OcclusionOptions regionHeight(int regionHeight) {
    this.regionHeight = regionHeight;
    return this;
  }

  /** {@return what is set} */
  public int regionHeight() {
    return regionHeight;
  }

  /** its columns */
  public OcclusionOptions regionWidth(int regionWidth) {
    this.regionWidth = regionWidth;
    return this;
  }

  /** {@return what is set} */
  public int regionWidth() {
    return regionWidth;
  }

  /** whether the best class at every position is noted: default true */
  public OcclusionOptions classes(boolean classes) {
    this.classes = classes;
    return this;
  }

  /** {@return what is set} */
  public boolean classes() {
    return classes;
  }

  /**
   * true: whole forward passes, to check against; false (default): only what an occluder changes is
   * computed again, which gives the same scores
   */
  public OcclusionOptions full(boolean full) {
    this.full = full;
    return this;
  }

  /** {@return what is set} */
  public boolean full() {
    return full;
  }

  /** true: approximates (see below); default false */
  public OcclusionOptions adaptive(boolean adaptive) {
    this.adaptive = adaptive;
    return this;
  }

  /** {@return what is set} */
  public boolean adaptive() {
    return adaptive;
  }

  /** true: cancelled, it returns what is done; default false */
  public OcclusionOptions keepPartial(boolean keepPartial) {
    this.keepPartial = keepPartial;
    return this;
  }

  /** {@return what is set} */
  public boolean keepPartial() {
    return keepPartial;
  }

  /** positions computed at once; 0 (default): as is fastest */
  public OcclusionOptions batch(int batch) {
    this.batch = batch;
    return this;
  }

  /** {@return what is set} */
  public int batch() {
    return batch;
  }

  /** of {@link Fill#VALUE}; default 0 */
  public OcclusionOptions fillValue(double fillValue) {
    this.fillValue = fillValue;
    return this;
  }

  /** {@return what is set} */
  public double fillValue() {
    return fillValue;
  }

  /** sigma in pixels by which the occluder's edges are smoothed; default 0 */
  public OcclusionOptions softness(double softness) {
    this.softness = softness;
    return this;
  }

  /** {@return what is set} */
  public double softness() {
    return softness;
  }

  /** of {@link Fill#NOISE}; default 0 */
  public OcclusionOptions seed(long seed) {
    this.seed = seed;
    return this;
  }

  /** {@return what is set} */
  public long seed() {
    return seed;
  }

  private void read(long made) {
    fill = Fill.of(Native.cnnviz_occlusion_options_fill_get(made));
    edge = Edge.of(Native.cnnviz_occlusion_options_edge_get(made));
    windowHeight = Native.cnnviz_occlusion_options_window_height_get(made);
    windowWidth = Native.cnnviz_occlusion_options_window_width_get(made);
    strideY = Native.cnnviz_occlusion_options_stride_y_get(made);
    strideX = Native.cnnviz_occlusion_options_stride_x_get(made);
    regionY = Native.cnnviz_occlusion_options_region_y_get(made);
    regionX = Native.cnnviz_occlusion_options_region_x_get(made);
    regionHeight = Native.cnnviz_occlusion_options_region_height_get(made);
    regionWidth = Native.cnnviz_occlusion_options_region_width_get(made);
    classes = Native.cnnviz_occlusion_options_classes_get(made) != 0;
    full = Native.cnnviz_occlusion_options_full_get(made) != 0;
    adaptive = Native.cnnviz_occlusion_options_adaptive_get(made) != 0;
    keepPartial = Native.cnnviz_occlusion_options_keep_partial_get(made) != 0;
    batch = Native.cnnviz_occlusion_options_batch_get(made);
    fillValue = Native.cnnviz_occlusion_options_fill_value_get(made);
    softness = Native.cnnviz_occlusion_options_softness_get(made);
    seed = Native.cnnviz_occlusion_options_seed_get(made);
  }

  @Override
  long make() {
    long made = Native.new_cnnviz_occlusion_options();
    Native.cnnviz_occlusion_options_fill_set(made, fill.number);
    Native.cnnviz_occlusion_options_edge_set(made, edge.number);
    Native.cnnviz_occlusion_options_window_height_set(made, windowHeight);
    Native.cnnviz_occlusion_options_window_width_set(made, windowWidth);
    Native.cnnviz_occlusion_options_stride_y_set(made, strideY);
    Native.cnnviz_occlusion_options_stride_x_set(made, strideX);
    Native.cnnviz_occlusion_options_region_y_set(made, regionY);
    Native.cnnviz_occlusion_options_region_x_set(made, regionX);
    Native.cnnviz_occlusion_options_region_height_set(made, regionHeight);
    Native.cnnviz_occlusion_options_region_width_set(made, regionWidth);
    Native.cnnviz_occlusion_options_classes_set(made, classes ? 1 : 0);
    Native.cnnviz_occlusion_options_full_set(made, full ? 1 : 0);
    Native.cnnviz_occlusion_options_adaptive_set(made, adaptive ? 1 : 0);
    Native.cnnviz_occlusion_options_keep_partial_set(made, keepPartial ? 1 : 0);
    Native.cnnviz_occlusion_options_batch_set(made, batch);
    Native.cnnviz_occlusion_options_fill_value_set(made, fillValue);
    Native.cnnviz_occlusion_options_softness_set(made, softness);
    Native.cnnviz_occlusion_options_seed_set(made, seed);
    return made;
  }

  @Override
  void free(long made) {
    Native.delete_cnnviz_occlusion_options(made);
  }
}
