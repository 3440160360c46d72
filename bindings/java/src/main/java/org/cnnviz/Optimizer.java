// Written by bindings/generate from the C headers: change those.
package org.cnnviz;

/** How parameters x follow the gradient g, with step size s. */
public enum Optimizer {
  /** x + s g */
  ASCENT(0),
  /** x + min(max_step, s / |g|^2) g (Yosinski et al. 2015) */
  PROGRESS(1),
  /** x + s g / mean |g| (Mordvintsev et al. 2015) */
  NORMALIZED(2),
  /** Kingma &amp; Ba 2015 */
  ADAM(3),
  /** Dozat 2016 */
  NADAM(4);

  final int number;

  Optimizer(int number) {
    this.number = number;
  }

  static Optimizer of(int number) {
    for (Optimizer value : values()) {
      if (value.number == number) {
        return value;
      }
    }
    throw new AssertionError("no Optimizer is " + number);
  }
}
