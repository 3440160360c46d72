// Written by bindings/generate from the C headers: change those.
package org.cnnviz;

/** An error of this library; please report it. */
public final class InternalException extends CnnvizException {
  private static final long serialVersionUID = 1;

  InternalException(String message) {
    super(Status.INTERNAL, message);
  }
}
