// Written by bindings/generate from the C headers: change those.
package org.cnnviz;

/** How the repulsion between a map's points is computed. */
public enum Forces {
  /** EXACT up to 1000 points, else BARNES_HUT */
  AUTO(0),
  /** of all pairs */
  EXACT(1),
  /** far cells of points act as one */
  BARNES_HUT(2);

  final int number;

  Forces(int number) {
    this.number = number;
  }

  static Forces of(int number) {
    for (Forces value : values()) {
      if (value.number == number) {
        return value;
      }
    }
    throw new AssertionError("no Forces is " + number);
  }
}
