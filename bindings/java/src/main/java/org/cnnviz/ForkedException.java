// Written by bindings/generate from the C headers: change those.
package org.cnnviz;

/** Forked from a process that computed with threads. */
public final class ForkedException extends CnnvizException {
  private static final long serialVersionUID = 1;

  ForkedException(String message) {
    super(Status.FORKED, message);
  }
}
