// Written by bindings/generate from the C headers: change those.
package org.cnnviz;

import java.util.Objects;

/** Options; what is not set has the library's default. */
public final class GradcamOptions extends Options {
  private boolean guided;
  private Rectifiers rectifiers;
  private Reduction reduction;
  private int batch;
  private Layout layout;
  private int tokenRows;
  private int tokenColumns;
  private int leadingTokens;

  /** Begins with the library's defaults. */
  public GradcamOptions() {
    long made = Native.new_cnnviz_gradcam_options();
    try {
      read(made);
    } finally {
      free(made);
    }
  }

  /** true: Guided Grad-CAM as well; default false */
  public GradcamOptions guided(boolean guided) {
    this.guided = guided;
    return this;
  }

  /** {@return what is set} */
  public boolean guided() {
    return guided;
  }

  /** of the guided pass; default RELU_LIKE */
  public GradcamOptions rectifiers(Rectifiers rectifiers) {
    this.rectifiers = Objects.requireNonNull(rectifiers, "rectifiers");
    return this;
  }

  /** {@return what is set} */
  public Rectifiers rectifiers() {
    return rectifiers;
  }

  /** of the guided map; default MAX_ABS */
  public GradcamOptions reduction(Reduction reduction) {
    this.reduction = Objects.requireNonNull(reduction, "reduction");
    return this;
  }

  /** {@return what is set} */
  public Reduction reduction() {
    return reduction;
  }

  /** as above */
  public GradcamOptions batch(int batch) {
    this.batch = batch;
    return this;
  }

  /** {@return what is set} */
  public int batch() {
    return batch;
  }

  /** of the layer; default AUTO */
  public GradcamOptions layout(Layout layout) {
    this.layout = Objects.requireNonNull(layout, "layout");
    return this;
  }

  /** {@return what is set} */
  public Layout layout() {
    return layout;
  }

  /** of the grid: at least 1 with the layout TOKENS, else 0 */
  public GradcamOptions tokenRows(int tokenRows) {
    this.tokenRows = tokenRows;
    return this;
  }

  /** {@return what is set} */
  public int tokenRows() {
    return tokenRows;
  }

  /** likewise */
  public GradcamOptions tokenColumns(int tokenColumns) {
    this.tokenColumns = tokenColumns;
    return this;
  }

  /** {@return what is set} */
  public int tokenColumns() {
    return tokenColumns;
  }

  /**
   * in front of the grid (class token, registers), left out; with the layout TOKENS alone; default
   * 0
   */
  public GradcamOptions leadingTokens(int leadingTokens) {
    this.leadingTokens = leadingTokens;
    return this;
  }

  /** {@return what is set} */
  public int leadingTokens() {
    return leadingTokens;
  }

  private void read(long made) {
    guided = Native.cnnviz_gradcam_options_guided_get(made) != 0;
    rectifiers = Rectifiers.of(Native.cnnviz_gradcam_options_rectifiers_get(made));
    reduction = Reduction.of(Native.cnnviz_gradcam_options_reduction_get(made));
    batch = Native.cnnviz_gradcam_options_batch_get(made);
    layout = Layout.of(Native.cnnviz_gradcam_options_layout_get(made));
    tokenRows = Native.cnnviz_gradcam_options_token_rows_get(made);
    tokenColumns = Native.cnnviz_gradcam_options_token_columns_get(made);
    leadingTokens = Native.cnnviz_gradcam_options_leading_tokens_get(made);
  }

  @Override
  long make() {
    long made = Native.new_cnnviz_gradcam_options();
    Native.cnnviz_gradcam_options_guided_set(made, guided ? 1 : 0);
    Native.cnnviz_gradcam_options_rectifiers_set(made, rectifiers.number);
    Native.cnnviz_gradcam_options_reduction_set(made, reduction.number);
    Native.cnnviz_gradcam_options_batch_set(made, batch);
    Native.cnnviz_gradcam_options_layout_set(made, layout.number);
    Native.cnnviz_gradcam_options_token_rows_set(made, tokenRows);
    Native.cnnviz_gradcam_options_token_columns_set(made, tokenColumns);
    Native.cnnviz_gradcam_options_leading_tokens_set(made, leadingTokens);
    return made;
  }

  @Override
  void free(long made) {
    Native.delete_cnnviz_gradcam_options(made);
  }
}
