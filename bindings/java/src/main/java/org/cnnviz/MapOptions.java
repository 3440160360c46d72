// Written by bindings/generate from the C headers: change those.
package org.cnnviz;

import java.util.Objects;

/** Options; what is not set has the library's default. */
public final class MapOptions extends Options {
  private Scaling scaling;
  private Interpolation interpolation;
  private boolean alphaByValue;
  private int width;
  private int height;
  private double percentile;
  private double low;
  private double high;
  private double alpha;

  /** Begins with the library's defaults. */
  public MapOptions() {
    long made = Native.new_cnnviz_map_options();
    try {
      read(made);
    } finally {
      free(made);
    }
  }

  /** default AUTO */
  public MapOptions scaling(Scaling scaling) {
    this.scaling = Objects.requireNonNull(scaling, "scaling");
    return this;
  }

  /** {@return what is set} */
  public Scaling scaling() {
    return scaling;
  }

  /** default BILINEAR */
  public MapOptions interpolation(Interpolation interpolation) {
    this.interpolation = Objects.requireNonNull(interpolation, "interpolation");
    return this;
  }

  /** {@return what is set} */
  public Interpolation interpolation() {
    return interpolation;
  }

  /** overlays: true: opacity grows with distance from zero; default false */
  public MapOptions alphaByValue(boolean alphaByValue) {
    this.alphaByValue = alphaByValue;
    return this;
  }

  /** {@return what is set} */
  public boolean alphaByValue() {
    return alphaByValue;
  }

  /** of the picture in pixels; 0 (default): the map's or the photo's */
  public MapOptions width(int width) {
    this.width = width;
    return this;
  }

  /** {@return what is set} */
  public int width() {
    return width;
  }

  /** As {@code width}. */
  public MapOptions height(int height) {
    this.height = height;
    return this;
  }

  /** {@return what is set} */
  public int height() {
    return height;
  }

  /** above 0, to 100; default 99 */
  public MapOptions percentile(double percentile) {
    this.percentile = percentile;
    return this;
  }

  /** {@return what is set} */
  public double percentile() {
    return percentile;
  }

  /**
   * low &lt; high: a scale that several pictures share, in place of scaling and percentile. Both 0
   * (default): from the values.
   */
  public MapOptions low(double low) {
    this.low = low;
    return this;
  }

  /** {@return what is set} */
  public double low() {
    return low;
  }

  /** As {@code low}. */
  public MapOptions high(double high) {
    this.high = high;
    return this;
  }

  /** {@return what is set} */
  public double high() {
    return high;
  }

  /** overlays: opacity of the map, 0 to 1; default 0.5 */
  public MapOptions alpha(double alpha) {
    this.alpha = alpha;
    return this;
  }

  /** {@return what is set} */
  public double alpha() {
    return alpha;
  }

  private void read(long made) {
    scaling = Scaling.of(Native.cnnviz_map_options_scaling_get(made));
    interpolation = Interpolation.of(Native.cnnviz_map_options_interpolation_get(made));
    alphaByValue = Native.cnnviz_map_options_alpha_by_value_get(made) != 0;
    width = Native.cnnviz_map_options_width_get(made);
    height = Native.cnnviz_map_options_height_get(made);
    percentile = Native.cnnviz_map_options_percentile_get(made);
    low = Native.cnnviz_map_options_low_get(made);
    high = Native.cnnviz_map_options_high_get(made);
    alpha = Native.cnnviz_map_options_alpha_get(made);
  }

  @Override
  long make() {
    long made = Native.new_cnnviz_map_options();
    Native.cnnviz_map_options_scaling_set(made, scaling.number);
    Native.cnnviz_map_options_interpolation_set(made, interpolation.number);
    Native.cnnviz_map_options_alpha_by_value_set(made, alphaByValue ? 1 : 0);
    Native.cnnviz_map_options_width_set(made, width);
    Native.cnnviz_map_options_height_set(made, height);
    Native.cnnviz_map_options_percentile_set(made, percentile);
    Native.cnnviz_map_options_low_set(made, low);
    Native.cnnviz_map_options_high_set(made, high);
    Native.cnnviz_map_options_alpha_set(made, alpha);
    return made;
  }

  @Override
  void free(long made) {
    Native.delete_cnnviz_map_options(made);
  }
}
