// Written by bindings/generate from the C headers: change those.
package org.cnnviz;

/** How the channels of a signed gradient w become one map. */
public enum Reduction {
  /** max |w|, as Simonyan et al. */
  MAX_ABS(0),
  /** sum |w| */
  SUM_ABS(1),
  /** sqrt(sum w^2) */
  L2(2),
  /** sum w, signed */
  SUM(3);

  final int number;

  Reduction(int number) {
    this.number = number;
  }

  static Reduction of(int number) {
    for (Reduction value : values()) {
      if (value.number == number) {
        return value;
      }
    }
    throw new AssertionError("no Reduction is " + number);
  }
}
