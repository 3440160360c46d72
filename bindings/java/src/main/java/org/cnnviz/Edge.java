// Written by bindings/generate from the C headers: change those.
package org.cnnviz;

/** Where the last window of a row (of n pixels, window w, stride s) is. */
public enum Edge {
  /** ceil((n - w) / s) + 1 windows, the last cut off by the border */
  CLIP(0),
  /** floor((n - w) / s) + 1, and one more at the border where pixels are left over */
  INSIDE(1);

  final int number;

  Edge(int number) {
    this.number = number;
  }

  static Edge of(int number) {
    for (Edge value : values()) {
      if (value.number == number) {
        return value;
      }
    }
    throw new AssertionError("no Edge is " + number);
  }
}
