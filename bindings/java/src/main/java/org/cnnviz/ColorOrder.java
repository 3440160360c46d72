// Written by bindings/generate from the C headers: change those.
package org.cnnviz;

/** What the channels of the network's picture input mean. */
public enum ColorOrder {
  /** no picture: only tensors can be fed */
  OTHER(0),
  RGB(1),
  BGR(2),
  GRAY(3);

  final int number;

  ColorOrder(int number) {
    this.number = number;
  }

  static ColorOrder of(int number) {
    for (ColorOrder value : values()) {
      if (value.number == number) {
        return value;
      }
    }
    throw new AssertionError("no ColorOrder is " + number);
  }
}
