// Written by bindings/generate from the C headers: change those.
package org.cnnviz;

/** How the axes of a layer's tensor are read as maps. */
public enum Layout {
  /**
   * as found by following the axes of convolutions through the network: vision transformers and
   * channels-last maps are recognized; a tensor of four axes of which nothing is known is read
   * channels first
   */
  AUTO(0),
  /** [N, K, h, w] */
  CHANNELS_FIRST(1),
  /** [N, h, w, K] */
  CHANNELS_LAST(2),
  /** [N, T, K]: the cells of a grid row by row, T = leading_tokens + token_rows * token_columns */
  TOKENS(3);

  final int number;

  Layout(int number) {
    this.number = number;
  }

  static Layout of(int number) {
    for (Layout value : values()) {
      if (value.number == number) {
        return value;
      }
    }
    throw new AssertionError("no Layout is " + number);
  }
}
