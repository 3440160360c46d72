// Written by bindings/generate from the C headers: change those.
package org.cnnviz;

/** Which operators are rectifiers, that is, follow the rule; all others pass the plain gradient. */
public enum Rectifiers {
  /** Relu alone */
  RELU(0),
  /** Relu, and Clip whose minimum is 0 (ReLU6) */
  RELU_LIKE(1),
  /**
   * also LeakyRelu, PRelu, Elu, Selu, HardSwish, Softplus and the like: deconvnet max(R, 0), guided
   * max(R, 0) * max(f'(x), 0)
   */
  EXTENDED(2);

  final int number;

  Rectifiers(int number) {
    this.number = number;
  }

  static Rectifiers of(int number) {
    for (Rectifiers value : values()) {
      if (value.number == number) {
        return value;
      }
    }
    throw new AssertionError("no Rectifiers is " + number);
  }
}
