// Written by bindings/generate from the C headers: change those.
package org.cnnviz;

/** The system refused a file. */
public final class IoException extends CnnvizException {
  private static final long serialVersionUID = 1;

  IoException(String message) {
    super(Status.IO, message);
  }
}
