// Written by bindings/generate from the C headers: change those.
package org.cnnviz;

public enum ImageFormat {
  PNG(1),
  /** quality 92, no chroma subsampling; alpha is dropped */
  JPEG(2);

  final int number;

  ImageFormat(int number) {
    this.number = number;
  }

  static ImageFormat of(int number) {
    for (ImageFormat value : values()) {
      if (value.number == number) {
        return value;
      }
    }
    throw new AssertionError("no ImageFormat is " + number);
  }
}
