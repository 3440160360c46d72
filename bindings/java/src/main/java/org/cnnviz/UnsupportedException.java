// Written by bindings/generate from the C headers: change those.
package org.cnnviz;

/** Valid, but beyond this library: an operator, say. */
public final class UnsupportedException extends CnnvizException {
  private static final long serialVersionUID = 1;

  UnsupportedException(String message) {
    super(Status.UNSUPPORTED, message);
  }
}
