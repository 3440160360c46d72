// Written by bindings/generate from the C headers: change those.
package org.cnnviz;

public enum Start {
  /** the first two principal components, their first deviation 1e-4 */
  PRINCIPAL(0),
  /** normal, deviation 1e-4 */
  RANDOM(1);

  final int number;

  Start(int number) {
    this.number = number;
  }

  static Start of(int number) {
    for (Start value : values()) {
      if (value.number == number) {
        return value;
      }
    }
    throw new AssertionError("no Start is " + number);
  }
}
