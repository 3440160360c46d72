package org.cnnviz;

// C: cnnviz_figure_create
/** <code>title</code> is UTF-8 (as all texts here), NULL for none. */
public final class Figure extends Handle {
  /**
   * An empty figure.
   *
   * @param title above it, or null
   */
  public Figure(String title) {
    super(Native.figure_create(title), Native::delete_cnnviz_figure);
  }

  // C: cnnviz_figure_set
  /**
   * Puts a picture (the figure holds it; the handle stays the caller's) into the cell at
   * <code>row</code> and <code>column</code>, each from 0 to 255; cells without a picture stay
   * blank. <code>caption</code> (NULL: none) stands below it, and below that <code>warning</code>
   * (NULL: none) in red. Long texts are wrapped, then cut.
   */
  public Figure set(int row, int column, Image image, String caption, String warning) {
    try (Call call = new Call()) {
      Native.figure_set(call.use(this), row, column, call.use(image), caption, warning);
      return this;
    }
  }

  /**
   * A picture and its caption.
   *
   * @param row from 0
   * @param column from 0
   * @param image the picture
   * @param caption below it, or null
   * @return this figure
   */
  public Figure set(int row, int column, Image image, String caption) {
    return set(row, column, image, caption, null);
  }

  // C: cnnviz_figure_set_color_bar
  /**
   * A color bar from <code>low</code> to <code>high</code> below the picture of a cell; with row
   * and column -1, one for the whole figure, to its right.
   * <p>Errors also: {@link NotFoundException} (the cell has no picture).
   */
  public Figure setColorBar(int row, int column, double low, double high, String colorMap) {
    try (Call call = new Call()) {
      Native.figure_set_color_bar(call.use(this), row, column, low, high, colorMap);
      return this;
    }
  }

  // C: cnnviz_figure_add_legend
  /**
   * Says below the picture of a cell what a color in it stands for: <code>color</code> is 0xRRGGBB;
   * a line for each call. A cell with a color bar shows that instead.
   * <p>Errors also: {@link NotFoundException} (the cell has no picture).
   */
  public Figure addLegend(int row, int column, int color, String meaning) {
    try (Call call = new Call()) {
      Native.figure_add_legend(call.use(this), row, column, color, meaning);
      return this;
    }
  }

  // C: cnnviz_figure_label_row
  /** Labels left of a row, above a column. */
  public Figure labelRow(int row, String label) {
    try (Call call = new Call()) {
      Native.figure_label_row(call.use(this), row, label);
      return this;
    }
  }

  // C: cnnviz_figure_label_column
  /** Labels left of a row, above a column. */
  public Figure labelColumn(int column, String label) {
    try (Call call = new Call()) {
      Native.figure_label_column(call.use(this), column, label);
      return this;
    }
  }

  /** {@return the figure drawn with the defaults} */
  public Image draw() {
    return draw(null);
  }

  // C: cnnviz_figure_draw
  /**
   * Draws it (RGB).
   * <p>Errors: {@link InvalidArgumentException} (no picture yet), {@link LimitException}, {@link
   * OutOfMemoryException}.
   */
  public Image draw(FigureOptions options) {
    try (Call call = new Call()) {
      return new Image(Native.figure_draw(call.use(this), call.use(options)));
    }
  }
}
