// Written by bindings/generate from the C headers: change those.
package org.cnnviz;

public enum Dtype {
  FLOAT32(1),
  INT64(2);

  final int number;

  Dtype(int number) {
    this.number = number;
  }

  static Dtype of(int number) {
    for (Dtype value : values()) {
      if (value.number == number) {
        return value;
      }
    }
    throw new AssertionError("no Dtype is " + number);
  }
}
