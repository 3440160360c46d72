// Written by bindings/generate from the C headers: change those.
package org.cnnviz;

/** How a map is brought to another size, before it is colored. */
public enum Interpolation {
  /** pixel centers at halves, edges clamped */
  BILINEAR(0),
  /** every value stays visible */
  NEAREST(1);

  final int number;

  Interpolation(int number) {
    this.number = number;
  }

  static Interpolation of(int number) {
    for (Interpolation value : values()) {
      if (value.number == number) {
        return value;
      }
    }
    throw new AssertionError("no Interpolation is " + number);
  }
}
