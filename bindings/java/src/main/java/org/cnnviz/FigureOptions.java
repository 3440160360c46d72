// Written by bindings/generate from the C headers: change those.
package org.cnnviz;

/** Options; what is not set has the library's default. */
public final class FigureOptions extends Options {
  private int cellWidth;
  private int cellHeight;
  private int smallestWidth;

  /** Begins with the library's defaults. */
  public FigureOptions() {
    long made = Native.new_cnnviz_figure_options();
    try {
      read(made);
    } finally {
      free(made);
    }
  }

  /** Pictures are scaled to fit this many pixels, their proportions kept; 0 (default): no limit. */
  public FigureOptions cellWidth(int cellWidth) {
    this.cellWidth = cellWidth;
    return this;
  }

  /** {@return what is set} */
  public int cellWidth() {
    return cellWidth;
  }

  /** As {@code cellWidth}. */
  public FigureOptions cellHeight(int cellHeight) {
    this.cellHeight = cellHeight;
    return this;
  }

  /** {@return what is set} */
  public int cellHeight() {
    return cellHeight;
  }

  /**
   * Where no cell size is given, narrower pictures are magnified by a whole factor, so that their
   * captions find room: 1 to 4096, default 128.
   */
  public FigureOptions smallestWidth(int smallestWidth) {
    this.smallestWidth = smallestWidth;
    return this;
  }

  /** {@return what is set} */
  public int smallestWidth() {
    return smallestWidth;
  }

  private void read(long made) {
    cellWidth = Native.cnnviz_figure_options_cell_width_get(made);
    cellHeight = Native.cnnviz_figure_options_cell_height_get(made);
    smallestWidth = Native.cnnviz_figure_options_smallest_width_get(made);
  }

  @Override
  long make() {
    long made = Native.new_cnnviz_figure_options();
    Native.cnnviz_figure_options_cell_width_set(made, cellWidth);
    Native.cnnviz_figure_options_cell_height_set(made, cellHeight);
    Native.cnnviz_figure_options_smallest_width_set(made, smallestWidth);
    return made;
  }

  @Override
  void free(long made) {
    Native.delete_cnnviz_figure_options(made);
  }
}
