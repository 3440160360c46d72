// Written by bindings/generate from the C headers: change those.
package org.cnnviz;

/** A file is not what it should be, or breaks off. */
public final class CorruptException extends CnnvizException {
  private static final long serialVersionUID = 1;

  CorruptException(String message) {
    super(Status.CORRUPT, message);
  }
}
