// Written by bindings/generate from the C headers: change those.
package org.cnnviz;

/** What patches are cut from. */
public enum PatchSource {
  /** what the network reads: resized and cropped */
  VIEW(0),
  /** the original picture, at its full resolution */
  PHOTO(1);

  final int number;

  PatchSource(int number) {
    this.number = number;
  }

  static PatchSource of(int number) {
    for (PatchSource value : values()) {
      if (value.number == number) {
        return value;
      }
    }
    throw new AssertionError("no PatchSource is " + number);
  }
}
