// Written by bindings/generate from the C headers: change those.
package org.cnnviz;

/** What is optimized, and how pictures come of it. */
public enum Parameters {
  /** the pixels */
  PIXELS(0),
  /** spectra in decorrelated colors (Olah, Mordvintsev, Schubert 2017) */
  FOURIER(1),
  /** phases of spectra of fixed magnitude (MaCo, Fel et al. 2023) */
  PHASE(2);

  final int number;

  Parameters(int number) {
    this.number = number;
  }

  static Parameters of(int number) {
    for (Parameters value : values()) {
      if (value.number == number) {
        return value;
      }
    }
    throw new AssertionError("no Parameters is " + number);
  }
}
