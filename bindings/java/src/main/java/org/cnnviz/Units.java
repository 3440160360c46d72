// Written by bindings/generate from the C headers: change those.
package org.cnnviz;

/**
 * The numbers of pixels of the range FREE or CLIP, on which steps and regularizers act; all others
 * are UNIT.
 */
public enum Units {
  /** as the network reads them */
  MODEL(0),
  /** 0 to 255, the mean color subtracted */
  LEVELS(1),
  /** 0 to 1 */
  UNIT(2);

  final int number;

  Units(int number) {
    this.number = number;
  }

  static Units of(int number) {
    for (Units value : values()) {
      if (value.number == number) {
        return value;
      }
    }
    throw new AssertionError("no Units is " + number);
  }
}
