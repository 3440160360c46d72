// Written by bindings/generate from the C headers: change those.
package org.cnnviz;

/** NaN or infinity where numbers are needed. */
public final class NotFiniteException extends CnnvizException {
  private static final long serialVersionUID = 1;

  NotFiniteException(String message) {
    super(Status.NOT_FINITE, message);
  }
}
