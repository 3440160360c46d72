// Written by bindings/generate from the C headers: change those.
package org.cnnviz;

import java.util.Objects;

/** Options; what is not set has the library's default. */
public final class ActivationsOptions extends Options {
  private MapOrder order;
  private int batch;
  private Layout layout;
  private int tokenRows;
  private int tokenColumns;
  private int leadingTokens;

  /** Begins with the library's defaults. */
  public ActivationsOptions() {
    long made = Native.new_cnnviz_activations_options();
    try {
      read(made);
    } finally {
      free(made);
    }
  }

  /** default CHANNEL */
  public ActivationsOptions order(MapOrder order) {
    this.order = Objects.requireNonNull(order, "order");
    return this;
  }

  /** {@return what is set} */
  public MapOrder order() {
    return order;
  }

  /** as above */
  public ActivationsOptions batch(int batch) {
    this.batch = batch;
    return this;
  }

  /** {@return what is set} */
  public int batch() {
    return batch;
  }

  /** as for Grad-CAM, with the three below */
  public ActivationsOptions layout(Layout layout) {
    this.layout = Objects.requireNonNull(layout, "layout");
    return this;
  }

  /** {@return what is set} */
  public Layout layout() {
    return layout;
  }

  /** As {@code layout}. */
  public ActivationsOptions tokenRows(int tokenRows) {
    this.tokenRows = tokenRows;
    return this;
  }

  /** {@return what is set} */
  public int tokenRows() {
    return tokenRows;
  }

  /** As {@code layout}. */
  public ActivationsOptions tokenColumns(int tokenColumns) {
    this.tokenColumns = tokenColumns;
    return this;
  }

  /** {@return what is set} */
  public int tokenColumns() {
    return tokenColumns;
  }

  /** As {@code layout}. */
  public ActivationsOptions leadingTokens(int leadingTokens) {
    this.leadingTokens = leadingTokens;
    return this;
  }

  /** {@return what is set} */
  public int leadingTokens() {
    return leadingTokens;
  }

  private void read(long made) {
    order = MapOrder.of(Native.cnnviz_activations_options_order_get(made));
    batch = Native.cnnviz_activations_options_batch_get(made);
    layout = Layout.of(Native.cnnviz_activations_options_layout_get(made));
    tokenRows = Native.cnnviz_activations_options_token_rows_get(made);
    tokenColumns = Native.cnnviz_activations_options_token_columns_get(made);
    leadingTokens = Native.cnnviz_activations_options_leading_tokens_get(made);
  }

  @Override
  long make() {
    long made = Native.new_cnnviz_activations_options();
    Native.cnnviz_activations_options_order_set(made, order.number);
    Native.cnnviz_activations_options_batch_set(made, batch);
    Native.cnnviz_activations_options_layout_set(made, layout.number);
    Native.cnnviz_activations_options_token_rows_set(made, tokenRows);
    Native.cnnviz_activations_options_token_columns_set(made, tokenColumns);
    Native.cnnviz_activations_options_leading_tokens_set(made, leadingTokens);
    return made;
  }

  @Override
  void free(long made) {
    Native.delete_cnnviz_activations_options(made);
  }
}
