// Written by bindings/generate from the C headers: change those.
package org.cnnviz;

/** An argument or option out of range, shapes that differ. */
public final class InvalidArgumentException extends CnnvizException {
  private static final long serialVersionUID = 1;

  InvalidArgumentException(String message) {
    super(Status.INVALID_ARGUMENT, message);
  }
}
