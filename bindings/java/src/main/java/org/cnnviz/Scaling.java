// Written by bindings/generate from the C headers: change those.
package org.cnnviz;

/**
 * Which values the two ends of the color map stand for; "p" is the percentile of the options (by
 * linear interpolation).
 */
public enum Scaling {
  /** SYMMETRIC where a value is below zero, else MAGNITUDE */
  AUTO(0),
  /** 0 to the p-th percentile; values below 0 as 0 */
  MAGNITUDE(1),
  /** the minimum to the p-th percentile */
  MIN_MAX(2),
  /** -s to s, s the p-th percentile of |v|: zero in the middle */
  SYMMETRIC(3);

  final int number;

  Scaling(int number) {
    this.number = number;
  }

  static Scaling of(int number) {
    for (Scaling value : values()) {
      if (value.number == number) {
        return value;
      }
    }
    throw new AssertionError("no Scaling is " + number);
  }
}
