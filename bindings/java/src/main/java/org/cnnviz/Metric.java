// Written by bindings/generate from the C headers: change those.
package org.cnnviz;

public enum Metric {
  /** |a - b| */
  EUCLIDEAN(0),
  /** 1 - a b / (|a| |b|); rows of zeros are at distance 1 from all */
  COSINE(1);

  final int number;

  Metric(int number) {
    this.number = number;
  }

  static Metric of(int number) {
    for (Metric value : values()) {
      if (value.number == number) {
        return value;
      }
    }
    throw new AssertionError("no Metric is " + number);
  }
}
