// Written by bindings/generate from the C headers: change those.
package org.cnnviz;

/** The system has no memory left. */
public final class OutOfMemoryException extends CnnvizException {
  private static final long serialVersionUID = 1;

  OutOfMemoryException(String message) {
    super(Status.OUT_OF_MEMORY, message);
  }
}
