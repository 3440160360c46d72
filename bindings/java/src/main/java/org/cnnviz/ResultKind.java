// Written by bindings/generate from the C headers: change those.
package org.cnnviz;

public enum ResultKind {
  TENSOR(1),
  IMAGE(2);

  final int number;

  ResultKind(int number) {
    this.number = number;
  }

  static ResultKind of(int number) {
    for (ResultKind value : values()) {
      if (value.number == number) {
        return value;
      }
    }
    throw new AssertionError("no ResultKind is " + number);
  }
}
