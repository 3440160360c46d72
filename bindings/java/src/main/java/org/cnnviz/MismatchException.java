// Written by bindings/generate from the C headers: change those.
package org.cnnviz;

/** Things that do not belong together: another's target. */
public final class MismatchException extends CnnvizException {
  private static final long serialVersionUID = 1;

  MismatchException(String message) {
    super(Status.MISMATCH, message);
  }
}
