// Written by bindings/generate from the C headers: change those.
package org.cnnviz;

/** How local response normalization passes the signal. */
public enum Lrn {
  /** unchanged under deconvnet, as Zeiler &amp; Fergus did; by its gradient else */
  AUTO(0),
  /** by its gradient */
  GRADIENT(1),
  /** unchanged */
  IDENTITY(2);

  final int number;

  Lrn(int number) {
    this.number = number;
  }

  static Lrn of(int number) {
    for (Lrn value : values()) {
      if (value.number == number) {
        return value;
      }
    }
    throw new AssertionError("no Lrn is " + number);
  }
}
