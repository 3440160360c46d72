// Written by bindings/generate from the C headers: change those.
package org.cnnviz;

/** Where a map's points go on a grid. */
public enum GridRule {
  /** each cell takes the nearest point that is left */
  NEAREST(0),
  /** least sum of squared distances; up to 4096 points or cells */
  OPTIMAL(1);

  final int number;

  GridRule(int number) {
    this.number = number;
  }

  static GridRule of(int number) {
    for (GridRule value : values()) {
      if (value.number == number) {
        return value;
      }
    }
    throw new AssertionError("no GridRule is " + number);
  }
}
