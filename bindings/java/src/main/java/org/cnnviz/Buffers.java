package org.cnnviz;

import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;

/** Buffers as native code takes them: direct ones in the machine's order as they are, others copied. */
final class Buffers {
  private Buffers() {}

  static Object lent(ByteBuffer buffer) {
    if (buffer == null || buffer.isDirect()) {
      return buffer == null ? null : buffer.slice();
    }
    byte[] copy = new byte[buffer.remaining()];
    buffer.duplicate().get(copy);
    return copy;
  }

  static Object lent(FloatBuffer buffer) {
    if (buffer == null || usable(buffer, buffer.order())) {
      return buffer == null ? null : buffer.slice();
    }
    float[] copy = new float[buffer.remaining()];
    buffer.duplicate().get(copy);
    return copy;
  }

  static Object lent(LongBuffer buffer) {
    if (buffer == null || usable(buffer, buffer.order())) {
      return buffer == null ? null : buffer.slice();
    }
    long[] copy = new long[buffer.remaining()];
    buffer.duplicate().get(copy);
    return copy;
  }

  private static boolean usable(Buffer buffer, ByteOrder order) {
    return buffer.isDirect() && order == ByteOrder.nativeOrder();
  }

  /** Fails for buffers that the library cannot write to. */
  static <B extends Buffer> B writable(B buffer, ByteOrder order) {
    if (buffer.isReadOnly() || !usable(buffer, order)) {
      throw new InvalidArgumentException(
          "a direct buffer in native order that can be written is needed, not " + buffer);
    }
    return buffer;
  }

  /**
   * A read-only view of the library's memory. `shared` is a handle that holds the memory: it is freed
   * with `free` when the view, and all that was derived from it, is out of reach.
   */
  static ByteBuffer view(long address, long length, long shared, java.util.function.LongConsumer free) {
    if (length == 0) {
      free.accept(shared);
      return ByteBuffer.allocateDirect(0).asReadOnlyBuffer();
    }
    ByteBuffer whole = (ByteBuffer) Native.native_view(address, length);
    Handle.CLEANER.register(whole, () -> free.accept(shared));
    return whole.asReadOnlyBuffer().order(ByteOrder.nativeOrder());
  }

  /** The bytes of a native block, which is freed. */
  static byte[] take(long bytes) {
    try {
      byte[] copy = new byte[Math.toIntExact(Native.bytes_size(bytes))];
      Native.bytes_copy(copy, bytes);
      return copy;
    } finally {
      Native.delete_cnnviz_bytes(bytes);
    }
  }

  /** Extents of a shape as texts show them. */
  static String shown(long[] shape) {
    return Arrays.toString(shape);
  }
}
