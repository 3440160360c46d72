// Written by bindings/generate from the C headers: change those.
package org.cnnviz;

public enum Range {
  /** any number; what cannot be shown is cut off in the final picture */
  FREE(0),
  /** cut off after every step (pixels alone) */
  CLIP(1),
  /** 1 / (1 + exp(-x)): between black and white (phases: always) */
  LOGISTIC(2);

  final int number;

  Range(int number) {
    this.number = number;
  }

  static Range of(int number) {
    for (Range value : values()) {
      if (value.number == number) {
        return value;
      }
    }
    throw new AssertionError("no Range is " + number);
  }
}
