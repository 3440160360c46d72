// Written by bindings/generate from the C headers: change those.
package org.cnnviz;

/** How the signal R that arrives at the output of a rectifier goes on to its input x. */
public enum Rule {
  /** R [x &gt; 0]: Simonyan, Vedaldi, Zisserman 2013 */
  GRADIENT(0),
  /** max(R, 0): Zeiler &amp; Fergus 2014 */
  DECONVNET(1),
  /** max(R, 0) [x &gt; 0]: Springenberg et al. 2014 */
  GUIDED(2),
  /** all three, one after another, after one forward pass */
  ALL(3);

  final int number;

  Rule(int number) {
    this.number = number;
  }

  static Rule of(int number) {
    for (Rule value : values()) {
      if (value.number == number) {
        return value;
      }
    }
    throw new AssertionError("no Rule is " + number);
  }
}
