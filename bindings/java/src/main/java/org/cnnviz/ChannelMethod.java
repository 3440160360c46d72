// Written by bindings/generate from the C headers: change those.
package org.cnnviz;

/** What is done to every channel of a layer. */
public enum ChannelMethod {
  /** it is set to zero */
  ABLATION(0),
  /** its map, laid over the picture, keeps parts of that */
  SCORE_CAM(1);

  final int number;

  ChannelMethod(int number) {
    this.number = number;
  }

  static ChannelMethod of(int number) {
    for (ChannelMethod value : values()) {
      if (value.number == number) {
        return value;
      }
    }
    throw new AssertionError("no ChannelMethod is " + number);
  }
}
