// Written by bindings/generate from the C headers: change those.
package org.cnnviz;

import java.util.Objects;

/** Options; what is not set has the library's default. */
public final class RiseOptions extends Options {
  private Fill fill;
  private int masks;
  private int cells;
  private boolean keepPartial;
  private int batch;
  private double probability;
  private double fillValue;
  private long seed;

  /** Begins with the library's defaults. */
  public RiseOptions() {
    long made = Native.new_cnnviz_rise_options();
    try {
      read(made);
    } finally {
      free(made);
    }
  }

  /** default ZERO */
  public RiseOptions fill(Fill fill) {
    this.fill = Objects.requireNonNull(fill, "fill");
    return this;
  }

  /** {@return what is set} */
  public Fill fill() {
    return fill;
  }

  /** 1 to 10000000; default 4000 */
  public RiseOptions masks(int masks) {
    this.masks = masks;
    return this;
  }

  /** {@return what is set} */
  public int masks() {
    return masks;
  }

  /** of a mask, along each side; default 7 */
  public RiseOptions cells(int cells) {
    this.cells = cells;
    return this;
  }

  /** {@return what is set} */
  public int cells() {
    return cells;
  }

  /** as above */
  public RiseOptions keepPartial(boolean keepPartial) {
    this.keepPartial = keepPartial;
    return this;
  }

  /** {@return what is set} */
  public boolean keepPartial() {
    return keepPartial;
  }

  /** masks computed at once; 0 (default): as is fastest */
  public RiseOptions batch(int batch) {
    this.batch = batch;
    return this;
  }

  /** {@return what is set} */
  public int batch() {
    return batch;
  }

  /** that a cell is kept: between 0 and 1; default 0.5 */
  public RiseOptions probability(double probability) {
    this.probability = probability;
    return this;
  }

  /** {@return what is set} */
  public double probability() {
    return probability;
  }

  /** of {@link Fill#VALUE}; default 0 */
  public RiseOptions fillValue(double fillValue) {
    this.fillValue = fillValue;
    return this;
  }

  /** {@return what is set} */
  public double fillValue() {
    return fillValue;
  }

  /** of the masks; default 0 */
  public RiseOptions seed(long seed) {
    this.seed = seed;
    return this;
  }

  /** {@return what is set} */
  public long seed() {
    return seed;
  }

  private void read(long made) {
    fill = Fill.of(Native.cnnviz_rise_options_fill_get(made));
    masks = Native.cnnviz_rise_options_masks_get(made);
    cells = Native.cnnviz_rise_options_cells_get(made);
    keepPartial = Native.cnnviz_rise_options_keep_partial_get(made) != 0;
    batch = Native.cnnviz_rise_options_batch_get(made);
    probability = Native.cnnviz_rise_options_probability_get(made);
    fillValue = Native.cnnviz_rise_options_fill_value_get(made);
    seed = Native.cnnviz_rise_options_seed_get(made);
  }

  @Override
  long make() {
    long made = Native.new_cnnviz_rise_options();
    Native.cnnviz_rise_options_fill_set(made, fill.number);
    Native.cnnviz_rise_options_masks_set(made, masks);
    Native.cnnviz_rise_options_cells_set(made, cells);
    Native.cnnviz_rise_options_keep_partial_set(made, keepPartial ? 1 : 0);
    Native.cnnviz_rise_options_batch_set(made, batch);
    Native.cnnviz_rise_options_probability_set(made, probability);
    Native.cnnviz_rise_options_fill_value_set(made, fillValue);
    Native.cnnviz_rise_options_seed_set(made, seed);
    return made;
  }

  @Override
  void free(long made) {
    Native.delete_cnnviz_rise_options(made);
  }
}
