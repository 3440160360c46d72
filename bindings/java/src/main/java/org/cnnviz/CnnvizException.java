// Written by bindings/generate from the C headers: change those.
package org.cnnviz;

import java.nio.charset.StandardCharsets;

/**
 * What every failed call throws, one type for each status, with the library's message: what was wrong,
 * what was given, what is allowed.
 */
public abstract class CnnvizException extends RuntimeException {
  private static final long serialVersionUID = 1;
  private final Status status;

  CnnvizException(Status status, String message) {
    super(message);
    this.status = status;
  }

  /** {@return the status that this type stands for} */
  public Status status() {
    return status;
  }

  /** Called by native code, in the call that failed. */
  static CnnvizException of(int status, byte[] message) {
    String said = new String(message, StandardCharsets.UTF_8);
    return switch (Status.of(status)) {
      case OK -> new InternalException(said);
      case INVALID_ARGUMENT -> new InvalidArgumentException(said);
      case NOT_FOUND -> new NotFoundException(said);
      case IO -> new IoException(said);
      case CORRUPT -> new CorruptException(said);
      case UNSUPPORTED -> new UnsupportedException(said);
      case LIMIT -> new LimitException(said);
      case OUT_OF_MEMORY -> new OutOfMemoryException(said);
      case CANCELLED -> new CancelledException(said);
      case MISMATCH -> new MismatchException(said);
      case FORKED -> new ForkedException(said);
      case NOT_FINITE -> new NotFiniteException(said);
      case INTERNAL -> new InternalException(said);
    };
  }
}
