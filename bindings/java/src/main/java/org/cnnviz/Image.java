package org.cnnviz;

import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** A picture of 8-bit pixels (gray, RGB or RGBA), which never changes. */
public final class Image extends Handle implements Input {
  Image(long address) {
    super(address, Native::delete_cnnviz_image);
  }

  // C: cnnviz_image_read
  /**
   * Reads a PNG or JPEG file ("-": standard input); the content decides which, not the name. The
   * EXIF orientation is applied, so that the picture stands upright. Palettes are expanded, 16-bit
   * samples reduced to 8, CMYK converted to RGB, gray with alpha to RGBA. Color profiles and gamma
   * are not applied. How large pictures may be: limits.h.
   * <p>Errors: {@link NotFoundException}, {@link IoException}, {@link CorruptException} (broken,
   * truncated, unknown), {@link UnsupportedException} (another kind of file), {@link
   * LimitException}, {@link OutOfMemoryException}.
   */
  public Image(Path path) {
    this(Native.image_read(path.toString()));
  }

  /**
   * The pixels of a picture of Java's, copied: gray ones as gray, with alpha where it has it, all
   * others as RGB; samples of 16 bits are rounded to 8. What a camera's file says of its position
   * is not in a BufferedImage: such photos stay turned, while those that the library reads itself
   * stand upright.
   *
   * @param picture of any type
   */
  public Image(BufferedImage picture) {
    this(Pictures.read(picture));
  }

  // C: cnnviz_image_decode
  /** The same from <code>length</code> bytes in memory, which are not kept. */
  public static Image decode(byte[] encoded) {
    return new Image(Native.image_decode(encoded));
  }

  /**
   * The same from a buffer's remaining bytes; those of a direct one are read where they are.
   *
   * @param encoded a PNG or JPEG file
   * @return the picture
   */
  public static Image decode(ByteBuffer encoded) {
    return new Image(Native.image_decode(Buffers.lent(encoded)));
  }

  // C: cnnviz_image_from_pixels
  /**
   * A picture of copied pixels; <code>length</code> must be width * height * channels, channels 1,
   * 3 or 4.
   * <p>Errors: {@link InvalidArgumentException}, {@link LimitException}, {@link
   * OutOfMemoryException}.
   */
  public static Image of(byte[] pixels, int width, int height, int channels) {
    return new Image(Native.image_from_pixels(pixels, width, height, channels));
  }

  /**
   * The same from a buffer's remaining bytes; those of a direct one are copied once.
   *
   * @param pixels row by row, the channels of each together
   * @param width in pixels
   * @param height in pixels
   * @param channels 1, 3 or 4
   * @return the picture
   */
  public static Image of(ByteBuffer pixels, int width, int height, int channels) {
    return new Image(Native.image_from_pixels(Buffers.lent(pixels), width, height, channels));
  }

  /**
   * Writes a PNG or JPEG file by the ending of its name.
   *
   * @param path of the file
   */
  public void write(Path path) {
    write(path, null);
  }

  // C: cnnviz_image_write
  /**
   * Writes a picture file, complete or not at all: PNG or JPEG by the ending of the name (.png,
   * .jpg, .jpeg); "-" is standard output, PNG. <code>note</code> (UTF-8, NULL: none) is kept in PNG
   * files as a text chunk with the keyword "cnnviz": a result's document, say, so that a picture
   * tells how it was made.
   * <p>Errors: {@link InvalidArgumentException} (another ending), {@link NotFoundException} (the
   * folder), {@link IoException}.
   */
  public void write(Path path, String note) {
    try (Call call = new Call()) {
      Native.image_write(call.use(this), path.toString(), note);
    }
  }

  /**
   * The bytes of such a file.
   *
   * @param format of the file
   * @param note that a PNG file keeps, or null
   * @return its bytes
   */
  public byte[] encode(ImageFormat format, String note) {
    try (Call call = new Call()) {
      return Buffers.take(Native.image_encode(call.use(this), format.number, note));
    }
  }

  /**
   * The same without a note.
   *
   * @param format of the file
   * @return its bytes
   */
  public byte[] encode(ImageFormat format) {
    return encode(format, null);
  }

  // C: cnnviz_image_crop
  /**
   * The rectangle of <code>width</code> x <code>height</code> pixels whose top left pixel is (x,
   * y).
   * <p>Errors: {@link InvalidArgumentException} (empty, or not inside the picture).
   */
  public Image crop(int x, int y, int width, int height) {
    try (Call call = new Call()) {
      return new Image(Native.image_crop(call.use(this), x, y, width, height));
    }
  }

  // C: cnnviz_image_resize
  /**
   * Another size, by antialiased bilinear interpolation (a triangle filter, widened where the
   * picture shrinks).
   * <p>Errors: {@link InvalidArgumentException} (a side below 1), {@link LimitException}, {@link
   * OutOfMemoryException}.
   */
  public Image resize(int width, int height) {
    try (Call call = new Call()) {
      return new Image(Native.image_resize(call.use(this), width, height));
    }
  }

  /** {@return the width in pixels} */
  public int width() {
    try (Call call = new Call()) {
      return Native.image_width(call.use(this));
    }
  }

  /** {@return the height in pixels} */
  public int height() {
    try (Call call = new Call()) {
      return Native.image_height(call.use(this));
    }
  }

  /** {@return 1 (gray), 3 (RGB) or 4 (RGBA)} */
  public int channels() {
    try (Call call = new Call()) {
      return Native.image_channels(call.use(this));
    }
  }

  /**
   * The pixels row by row, the channels of each together, without a copy. The view may be used as
   * long as there is a reference to it, whatever is closed.
   *
   * @return a read-only view
   */
  public ByteBuffer pixels() {
    try (Call call = new Call()) {
      long image = call.use(this);
      long length = (long) Native.image_width(image) * Native.image_height(image)
          * Native.image_channels(image);
      if (length > Integer.MAX_VALUE) {
        throw new LimitException("a buffer cannot hold " + length + " bytes; crop the picture");
      }
      return Buffers.view(Native.image_pixels(image), length, Native.image_share(image),
          Native::delete_cnnviz_image);
    }
  }

  // C: cnnviz_image_copy_pixels
  /**
   * Copies all pixels to <code>pixels</code>, whose <code>length</code> must be width * height *
   * channels.
   * <p>Errors: {@link InvalidArgumentException}.
   */
  public void copyTo(byte[] pixels) {
    try (Call call = new Call()) {
      Native.image_copy_pixels(pixels, call.use(this));
    }
  }

  /**
   * The same into the remaining bytes of a direct buffer.
   *
   * @param pixels width * height * channels bytes
   */
  public void copyTo(ByteBuffer pixels) {
    try (Call call = new Call()) {
      Native.image_copy_pixels(
          Buffers.writable(pixels, java.nio.ByteOrder.nativeOrder()).slice(), call.use(this));
    }
  }

  /** {@return the same as a picture of Java's} */
  public BufferedImage toBufferedImage() {
    return Pictures.write(this);
  }

  @Override
  public String toString() {
    return isClosed()
        ? "Image, closed"
        : "Image " + width() + " x " + height() + ", " + channels() + " channels";
  }
}
