// Written by bindings/generate from the C headers: change those.
package org.cnnviz;

import java.util.Objects;

/** Options; what is not set has the library's default. */
public final class GridOptions extends Options {
  private Scaling scaling;
  private boolean each;
  private int columns;
  private int magnify;
  private int padding;
  private boolean numbers;
  private double percentile;
  private double low;
  private double high;

  /** Begins with the library's defaults. */
  public GridOptions() {
    long made = Native.new_cnnviz_grid_options();
    try {
      read(made);
    } finally {
      free(made);
    }
  }

  /** default AUTO */
  public GridOptions scaling(Scaling scaling) {
    this.scaling = Objects.requireNonNull(scaling, "scaling");
    return this;
  }

  /** {@return what is set} */
  public Scaling scaling() {
    return scaling;
  }

  /** true: a scale for each map; false (default): one for all, so they compare */
  public GridOptions each(boolean each) {
    this.each = each;
    return this;
  }

  /** {@return what is set} */
  public boolean each() {
    return each;
  }

  /** 0 (default): so that the grid is about square */
  public GridOptions columns(int columns) {
    this.columns = columns;
    return this;
  }

  /** {@return what is set} */
  public int columns() {
    return columns;
  }

  /** side of a value in pixels, to 64; 0 (default): about 760 in all */
  public GridOptions magnify(int magnify) {
    this.magnify = magnify;
    return this;
  }

  /** {@return what is set} */
  public int magnify() {
    return magnify;
  }

  /** pixels between maps, 0 to 64; default 1 */
  public GridOptions padding(int padding) {
    this.padding = padding;
    return this;
  }

  /** {@return what is set} */
  public int padding() {
    return padding;
  }

  /** whether index numbers stand above and left: default true */
  public GridOptions numbers(boolean numbers) {
    this.numbers = numbers;
    return this;
  }

  /** {@return what is set} */
  public boolean numbers() {
    return numbers;
  }

  /** above 0, to 100; default 100 */
  public GridOptions percentile(double percentile) {
    this.percentile = percentile;
    return this;
  }

  /** {@return what is set} */
  public double percentile() {
    return percentile;
  }

  /** as in {@code Map.options} */
  public GridOptions low(double low) {
    this.low = low;
    return this;
  }

  /** {@return what is set} */
  public double low() {
    return low;
  }

  /** As {@code low}. */
  public GridOptions high(double high) {
    this.high = high;
    return this;
  }

  /** {@return what is set} */
  public double high() {
    return high;
  }

  private void read(long made) {
    scaling = Scaling.of(Native.cnnviz_grid_options_scaling_get(made));
    each = Native.cnnviz_grid_options_each_get(made) != 0;
    columns = Native.cnnviz_grid_options_columns_get(made);
    magnify = Native.cnnviz_grid_options_magnify_get(made);
    padding = Native.cnnviz_grid_options_padding_get(made);
    numbers = Native.cnnviz_grid_options_numbers_get(made) != 0;
    percentile = Native.cnnviz_grid_options_percentile_get(made);
    low = Native.cnnviz_grid_options_low_get(made);
    high = Native.cnnviz_grid_options_high_get(made);
  }

  @Override
  long make() {
    long made = Native.new_cnnviz_grid_options();
    Native.cnnviz_grid_options_scaling_set(made, scaling.number);
    Native.cnnviz_grid_options_each_set(made, each ? 1 : 0);
    Native.cnnviz_grid_options_columns_set(made, columns);
    Native.cnnviz_grid_options_magnify_set(made, magnify);
    Native.cnnviz_grid_options_padding_set(made, padding);
    Native.cnnviz_grid_options_numbers_set(made, numbers ? 1 : 0);
    Native.cnnviz_grid_options_percentile_set(made, percentile);
    Native.cnnviz_grid_options_low_set(made, low);
    Native.cnnviz_grid_options_high_set(made, high);
    return made;
  }

  @Override
  void free(long made) {
    Native.delete_cnnviz_grid_options(made);
  }
}
