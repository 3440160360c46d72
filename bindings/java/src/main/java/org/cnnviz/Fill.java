// Written by bindings/generate from the C headers: change those.
package org.cnnviz;

/**
 * What is seen in place of the picture where it is covered. "Model space" is what the network
 * reads, after normalization.
 */
public enum Fill {
  /** 0 in model space: the mean color, where a mean is subtracted */
  ZERO(0),
  /** the image's own mean, channel by channel */
  MEAN(1),
  /** pixels of level 127.5 of 255, before normalization */
  GRAY(2),
  /** pixels of level 0, likewise */
  BLACK(3),
  /** the image blurred by a Gaussian: sigma a third of the window, for RISE of a cell */
  BLUR(4),
  /** normal noise with the image's mean and deviation in every channel */
  NOISE(5),
  /** fill_value, in model space */
  VALUE(6);

  final int number;

  Fill(int number) {
    this.number = number;
  }

  static Fill of(int number) {
    for (Fill value : values()) {
      if (value.number == number) {
        return value;
      }
    }
    throw new AssertionError("no Fill is " + number);
  }
}
