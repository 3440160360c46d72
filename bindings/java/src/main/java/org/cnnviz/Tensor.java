package org.cnnviz;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;

/** A dense array of float32 or int64 numbers, which never changes; extents outermost first. */
public final class Tensor extends Handle implements Input {
  Tensor(long address) {
    super(address, Native::delete_cnnviz_tensor);
  }

  // C: cnnviz_tensor_from_floats
  /**
   * A tensor of copied numbers. <code>count</code> must be the product of the <code>rank</code>
   * extents of <code>shape</code>.
   * <p>Errors: {@link InvalidArgumentException} (another count, a negative extent, a rank outside 0
   * to 8), {@link LimitException}, {@link OutOfMemoryException}.
   */
  public static Tensor of(float[] values, long... shape) {
    return new Tensor(Native.tensor_from_floats(values, shape));
  }

  /**
   * The same from a buffer's remaining numbers; those of a direct buffer in native order are copied once.
   *
   * @param values row by row
   * @param shape extents, whose product is the number of values
   * @return the tensor
   */
  public static Tensor of(FloatBuffer values, long... shape) {
    return new Tensor(Native.tensor_from_floats(Buffers.lent(values), shape));
  }

  /**
   * A tensor of int64 numbers.
   *
   * @param values row by row
   * @param shape extents, whose product is the number of values
   * @return the tensor
   */
  public static Tensor of(long[] values, long... shape) {
    return new Tensor(Native.tensor_from_ints(values, shape));
  }

  /**
   * The same from a buffer's remaining numbers.
   *
   * @param values row by row
   * @param shape extents, whose product is the number of values
   * @return the tensor
   */
  public static Tensor of(LongBuffer values, long... shape) {
    return new Tensor(Native.tensor_from_ints(Buffers.lent(values), shape));
  }

  // C: cnnviz_tensor_zeros
  /**
   * A tensor of zeros.
   * <p>Errors: as {@code Tensor.fromFloats}.
   */
  public static Tensor zeros(Dtype dtype, long... shape) {
    return new Tensor(Native.tensor_zeros(dtype.number, shape));
  }

  // C: cnnviz_tensor_read
  /**
   * Reads a NumPy .npy file ("-": standard input). float16, float32 and float64 become float32;
   * int8 to int64, uint8 to uint32 and bool become int64; Fortran order is transposed.
   * <p>Errors: {@link NotFoundException}, {@link IoException}, {@link CorruptException}, {@link
   * UnsupportedException} (uint64, complex, text, objects), {@link LimitException}, {@link
   * OutOfMemoryException}.
   */
  public static Tensor read(Path path) {
    return new Tensor(Native.tensor_read(path.toString()));
  }

  // C: cnnviz_tensor_write
  /**
   * Writes a NumPy .npy file (format 1.0, C order, '&lt;f4' or '&lt;i8'; "-": standard output),
   * complete or not at all.
   * <p>Errors: {@link NotFoundException} (the folder), {@link IoException}.
   */
  public void write(Path path) {
    try (Call call = new Call()) {
      Native.tensor_write(call.use(this), path.toString());
    }
  }

  /** {@return the type of its numbers} */
  public Dtype dtype() {
    try (Call call = new Call()) {
      return Dtype.of(Native.tensor_dtype(call.use(this)));
    }
  }

  /** {@return the extents} */
  public long[] shape() {
    try (Call call = new Call()) {
      long tensor = call.use(this);
      long[] shape = new long[Native.tensor_rank(tensor)];
      for (int axis = 0; axis < shape.length; ++axis) {
        shape[axis] = Native.tensor_extent(tensor, axis);
      }
      return shape;
    }
  }

  /** {@return how many numbers it has} */
  public long size() {
    try (Call call = new Call()) {
      return Native.tensor_size(call.use(this));
    }
  }

  // C: cnnviz_tensor_item
  /**
   * Item <code>index</code> of the first axis, without that axis: [N, C, H, W] -&gt; [C, H, W].
   * <p>Errors: {@link InvalidArgumentException} (rank 0, an index outside 0 to N-1).
   */
  public Tensor item(long index) {
    try (Call call = new Call()) {
      return new Tensor(Native.tensor_item(call.use(this), index));
    }
  }

  // C: cnnviz_tensor_reshape
  /**
   * The same numbers under another shape of equal element count.
   * <p>Errors: {@link InvalidArgumentException}.
   */
  public Tensor reshape(long... shape) {
    try (Call call = new Call()) {
      return new Tensor(Native.tensor_reshape(call.use(this), shape));
    }
  }

  /** {@return all numbers of a float32 tensor, copied} */
  public float[] floats() {
    FloatBuffer view = floatBuffer();
    float[] copy = new float[view.remaining()];
    view.get(copy);
    return copy;
  }

  /** {@return all numbers of an int64 tensor, copied} */
  public long[] ints() {
    LongBuffer view = intBuffer();
    long[] copy = new long[view.remaining()];
    view.get(copy);
    return copy;
  }

  /**
   * All numbers of a float32 tensor, without a copy. The view may be used as long as there is a
   * reference to it, whatever is closed.
   *
   * @return a read-only view
   */
  public FloatBuffer floatBuffer() {
    return floatBuffer(0, size());
  }

  /**
   * A part of the numbers, for tensors of more than a buffer can hold (2^29 - 1 numbers).
   *
   * @param first of the numbers
   * @param count of them
   * @return a read-only view
   */
  public FloatBuffer floatBuffer(long first, long count) {
    try (Call call = new Call()) {
      long tensor = call.use(this);
      return part(tensor, Native.tensor_floats(tensor), Float.BYTES, first, count).asFloatBuffer();
    }
  }

  /**
   * All numbers of an int64 tensor, without a copy.
   *
   * @return a read-only view
   */
  public LongBuffer intBuffer() {
    return intBuffer(0, size());
  }

  /**
   * A part of the numbers.
   *
   * @param first of the numbers
   * @param count of them
   * @return a read-only view
   */
  public LongBuffer intBuffer(long first, long count) {
    try (Call call = new Call()) {
      long tensor = call.use(this);
      return part(tensor, Native.tensor_ints(tensor), Long.BYTES, first, count).asLongBuffer();
    }
  }

  private static ByteBuffer part(long tensor, long address, int bytes, long first, long count) {
    long size = Native.tensor_size(tensor);
    if (first < 0 || count < 0 || first > size - count) {
      throw new InvalidArgumentException(
          "numbers " + first + " to " + (first + count - 1) + " of a tensor of " + size);
    }
    if (count > Integer.MAX_VALUE / bytes) {
      throw new LimitException(
          "a buffer holds " + Integer.MAX_VALUE / bytes + " numbers, not " + count + "; ask for parts");
    }
    return Buffers.view(
        address + first * bytes, count * bytes, Native.tensor_share(tensor),
        Native::delete_cnnviz_tensor);
  }

  // C: cnnviz_tensor_copy_floats
  /**
   * Copies all elements to <code>values</code>, whose <code>count</code> must equal {@code
   * Tensor.size}.
   * <p>Errors: {@link InvalidArgumentException} (another count, a tensor of the other type).
   */
  public void copyTo(float[] values) {
    try (Call call = new Call()) {
      Native.tensor_copy_floats(values, call.use(this));
    }
  }

  /**
   * The same into the remaining numbers of a direct buffer in native order.
   *
   * @param values as many as the tensor has
   */
  public void copyTo(FloatBuffer values) {
    try (Call call = new Call()) {
      Native.tensor_copy_floats(Buffers.writable(values, values.order()).slice(), call.use(this));
    }
  }

  /**
   * Copies all numbers of an int64 tensor.
   *
   * @param values as many as the tensor has
   */
  public void copyTo(long[] values) {
    try (Call call = new Call()) {
      Native.tensor_copy_ints(values, call.use(this));
    }
  }

  @Override
  public String toString() {
    return isClosed() ? "Tensor, closed" : "Tensor " + dtype() + " " + Buffers.shown(shape());
  }
}
