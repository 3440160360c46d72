// Written by bindings/generate from the C headers: change those.
package org.cnnviz;

/** No file, tensor, class, ... of that name. */
public final class NotFoundException extends CnnvizException {
  private static final long serialVersionUID = 1;

  NotFoundException(String message) {
    super(Status.NOT_FOUND, message);
  }
}
