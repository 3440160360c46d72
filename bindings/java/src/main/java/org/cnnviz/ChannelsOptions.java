// Written by bindings/generate from the C headers: change those.
package org.cnnviz;

import java.util.Objects;

/** Options; what is not set has the library's default. */
public final class ChannelsOptions extends Options {
  private ChannelMethod method;
  private Layout layout;
  private int tokenRows;
  private int tokenColumns;
  private int leadingTokens;
  private boolean full;
  private boolean keepPartial;
  private int batch;

  /** Begins with the library's defaults. */
  public ChannelsOptions() {
    long made = Native.new_cnnviz_channels_options();
    try {
      read(made);
    } finally {
      free(made);
    }
  }

  /** default ABLATION */
  public ChannelsOptions method(ChannelMethod method) {
    this.method = Objects.requireNonNull(method, "method");
    return this;
  }

  /** {@return what is set} */
  public ChannelMethod method() {
    return method;
  }

  /** of the layer, as for Grad-CAM, with the three below */
  public ChannelsOptions layout(Layout layout) {
    this.layout = Objects.requireNonNull(layout, "layout");
    return this;
  }

  /** {@return what is set} */
  public Layout layout() {
    return layout;
  }

  /** As {@code layout}. */
  public ChannelsOptions tokenRows(int tokenRows) {
    this.tokenRows = tokenRows;
    return this;
  }

  /** {@return what is set} */
  public int tokenRows() {
    return tokenRows;
  }

  /** As {@code layout}. */
  public ChannelsOptions tokenColumns(int tokenColumns) {
    this.tokenColumns = tokenColumns;
    return this;
  }

  /** {@return what is set} */
  public int tokenColumns() {
    return tokenColumns;
  }

  /** As {@code layout}. */
  public ChannelsOptions leadingTokens(int leadingTokens) {
    this.leadingTokens = leadingTokens;
    return this;
  }

  /** {@return what is set} */
  public int leadingTokens() {
    return leadingTokens;
  }

  /** as above */
  public ChannelsOptions full(boolean full) {
    this.full = full;
    return this;
  }

  /** {@return what is set} */
  public boolean full() {
    return full;
  }

  /** likewise */
  public ChannelsOptions keepPartial(boolean keepPartial) {
    this.keepPartial = keepPartial;
    return this;
  }

  /** {@return what is set} */
  public boolean keepPartial() {
    return keepPartial;
  }

  /** channels computed at once; 0 (default): as is fastest */
  public ChannelsOptions batch(int batch) {
    this.batch = batch;
    return this;
  }

  /** {@return what is set} */
  public int batch() {
    return batch;
  }

  private void read(long made) {
    method = ChannelMethod.of(Native.cnnviz_channels_options_method_get(made));
    layout = Layout.of(Native.cnnviz_channels_options_layout_get(made));
    tokenRows = Native.cnnviz_channels_options_token_rows_get(made);
    tokenColumns = Native.cnnviz_channels_options_token_columns_get(made);
    leadingTokens = Native.cnnviz_channels_options_leading_tokens_get(made);
    full = Native.cnnviz_channels_options_full_get(made) != 0;
    keepPartial = Native.cnnviz_channels_options_keep_partial_get(made) != 0;
    batch = Native.cnnviz_channels_options_batch_get(made);
  }

  @Override
  long make() {
    long made = Native.new_cnnviz_channels_options();
    Native.cnnviz_channels_options_method_set(made, method.number);
    Native.cnnviz_channels_options_layout_set(made, layout.number);
    Native.cnnviz_channels_options_token_rows_set(made, tokenRows);
    Native.cnnviz_channels_options_token_columns_set(made, tokenColumns);
    Native.cnnviz_channels_options_leading_tokens_set(made, leadingTokens);
    Native.cnnviz_channels_options_full_set(made, full ? 1 : 0);
    Native.cnnviz_channels_options_keep_partial_set(made, keepPartial ? 1 : 0);
    Native.cnnviz_channels_options_batch_set(made, batch);
    return made;
  }

  @Override
  void free(long made) {
    Native.delete_cnnviz_channels_options(made);
  }
}
