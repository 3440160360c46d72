// Written by bindings/generate from the C headers: change those.
package org.cnnviz;

/** How weights w become display values t in 0..1. */
public enum FilterScale {
  /** 1/2 + w / (2 max|w|), max over each filter */
  SYMMETRIC(0),
  /** (w - min) / (max - min) over each filter */
  MIN_MAX(1),
  /** as SYMMETRIC over all: keeps relative energy */
  SHARED_SYMMETRIC(2),
  /** as MIN_MAX over all */
  SHARED_MIN_MAX(3);

  final int number;

  FilterScale(int number) {
    this.number = number;
  }

  static FilterScale of(int number) {
    for (FilterScale value : values()) {
      if (value.number == number) {
        return value;
      }
    }
    throw new AssertionError("no FilterScale is " + number);
  }
}
