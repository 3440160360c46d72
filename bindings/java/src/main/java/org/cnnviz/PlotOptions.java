// Written by bindings/generate from the C headers: change those.
package org.cnnviz;

/** Options; what is not set has the library's default. */
public final class PlotOptions extends Options {
  private int side;
  private int thumbnail;
  private boolean legend;
  private double radius;

  /** Begins with the library's defaults. */
  public PlotOptions() {
    long made = Native.new_cnnviz_plot_options();
    try {
      read(made);
    } finally {
      free(made);
    }
  }

  /** of the plot, in pixels, 64 to 8192; default 1000 */
  public PlotOptions side(int side) {
    this.side = side;
    return this;
  }

  /** {@return what is set} */
  public int side() {
    return side;
  }

  /** side of a picture in a mosaic or a page, 8 to 256; default 48 */
  public PlotOptions thumbnail(int thumbnail) {
    this.thumbnail = thumbnail;
    return this;
  }

  /** {@return what is set} */
  public int thumbnail() {
    return thumbnail;
  }

  /** whether classes are named beside the plot: default true */
  public PlotOptions legend(boolean legend) {
    this.legend = legend;
    return this;
  }

  /** {@return what is set} */
  public boolean legend() {
    return legend;
  }

  /** of a point, in pixels, at most 100; 0 (default): by their number */
  public PlotOptions radius(double radius) {
    this.radius = radius;
    return this;
  }

  /** {@return what is set} */
  public double radius() {
    return radius;
  }

  private void read(long made) {
    side = Native.cnnviz_plot_options_side_get(made);
    thumbnail = Native.cnnviz_plot_options_thumbnail_get(made);
    legend = Native.cnnviz_plot_options_legend_get(made) != 0;
    radius = Native.cnnviz_plot_options_radius_get(made);
  }

  @Override
  long make() {
    long made = Native.new_cnnviz_plot_options();
    Native.cnnviz_plot_options_side_set(made, side);
    Native.cnnviz_plot_options_thumbnail_set(made, thumbnail);
    Native.cnnviz_plot_options_legend_set(made, legend ? 1 : 0);
    Native.cnnviz_plot_options_radius_set(made, radius);
    return made;
  }

  @Override
  void free(long made) {
    Native.delete_cnnviz_plot_options(made);
  }
}
