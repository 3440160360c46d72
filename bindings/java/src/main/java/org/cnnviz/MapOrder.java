// Written by bindings/generate from the C headers: change those.
package org.cnnviz;

/** In which order the maps of a layer are listed; ties by channel. */
public enum MapOrder {
  /** by channel number */
  CHANNEL(0),
  /** the largest maximum first */
  MAXIMUM(1),
  /** the largest mean first */
  MEAN(2);

  final int number;

  MapOrder(int number) {
    this.number = number;
  }

  static MapOrder of(int number) {
    for (MapOrder value : values()) {
      if (value.number == number) {
        return value;
      }
    }
    throw new AssertionError("no MapOrder is " + number);
  }
}
