// Written by bindings/generate from the C headers: change those.
package org.cnnviz;

/** How a picture comes to a network that takes one size alone. */
public enum Fit {
  /** all of it, resized */
  RESIZE(0),
  /** its center, pixel by pixel */
  CROP(1);

  final int number;

  Fit(int number) {
    this.number = number;
  }

  static Fit of(int number) {
    for (Fit value : values()) {
      if (value.number == number) {
        return value;
      }
    }
    throw new AssertionError("no Fit is " + number);
  }
}
