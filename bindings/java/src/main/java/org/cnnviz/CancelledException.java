// Written by bindings/generate from the C headers: change those.
package org.cnnviz;

/** {@code Job.cancel} was called. */
public final class CancelledException extends CnnvizException {
  private static final long serialVersionUID = 1;

  CancelledException(String message) {
    super(Status.CANCELLED, message);
  }
}
