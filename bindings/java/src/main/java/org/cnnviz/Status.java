// Written by bindings/generate from the C headers: change those.
package org.cnnviz;

/** What a call came to. The command line tool's exit code for each is given in parentheses. */
public enum Status {
  /** (0) */
  OK(0),
  /** (2) an argument or option out of range, shapes that differ */
  INVALID_ARGUMENT(1),
  /** (2) no file, tensor, class, ... of that name */
  NOT_FOUND(2),
  /** (3 reading, 1 writing) the system refused a file */
  IO(3),
  /** (3) a file is not what it should be, or breaks off */
  CORRUPT(4),
  /** (4) valid, but beyond this library: an operator, say */
  UNSUPPORTED(5),
  /** (5) over a limit that the message names */
  LIMIT(6),
  /** (5) the system has no memory left */
  OUT_OF_MEMORY(7),
  /** (130) {@code Job.cancel} was called */
  CANCELLED(8),
  /** (1) things that do not belong together: another's target */
  MISMATCH(9),
  /** (1) forked from a process that computed with threads */
  FORKED(10),
  /** (1) NaN or infinity where numbers are needed */
  NOT_FINITE(11),
  /** (1) an error of this library; please report it */
  INTERNAL(12);

  final int number;

  Status(int number) {
    this.number = number;
  }

  static Status of(int number) {
    for (Status value : values()) {
      if (value.number == number) {
        return value;
      }
    }
    throw new AssertionError("no Status is " + number);
  }
}
