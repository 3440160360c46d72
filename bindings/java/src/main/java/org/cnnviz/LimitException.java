// Written by bindings/generate from the C headers: change those.
package org.cnnviz;

/** Over a limit that the message names. */
public final class LimitException extends CnnvizException {
  private static final long serialVersionUID = 1;

  LimitException(String message) {
    super(Status.LIMIT, message);
  }
}
