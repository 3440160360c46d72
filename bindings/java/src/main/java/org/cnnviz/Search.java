// Written by bindings/generate from the C headers: change those.
package org.cnnviz;

public enum Search {
  /** exact unless that takes more than about a minute */
  AUTO(0),
  /** what a loop over all pairs in double precision finds */
  EXACT(1),
  /** hierarchical navigable small worlds, its recall measured */
  APPROXIMATE(2);

  final int number;

  Search(int number) {
    this.number = number;
  }

  static Search of(int number) {
    for (Search value : values()) {
      if (value.number == number) {
        return value;
      }
    }
    throw new AssertionError("no Search is " + number);
  }
}
