package org.cnnviz;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.nio.ByteBuffer;

/** Pictures of Java's as those of the library and back. */
final class Pictures {
  private Pictures() {}

  static long read(BufferedImage picture) {
    int width = picture.getWidth();
    int height = picture.getHeight();
    if (picture.getType() == BufferedImage.TYPE_BYTE_GRAY) {
      // The samples themselves: getRGB() would take them for linear light and brighten them.
      byte[] gray = new byte[Math.multiplyExact(width, height)];
      picture.getRaster().getDataElements(0, 0, width, height, gray);
      return Native.image_from_pixels(gray, width, height, 1);
    }
    int channels = picture.getColorModel().hasAlpha() ? 4 : 3;
    byte[] pixels = new byte[Math.multiplyExact(Math.multiplyExact(width, height), channels)];
    int[] row = new int[width];
    int at = 0;
    for (int y = 0; y < height; ++y) {
      picture.getRGB(0, y, width, 1, row, 0, width);
      for (int argb : row) {
        pixels[at++] = (byte) (argb >> 16);
        pixels[at++] = (byte) (argb >> 8);
        pixels[at++] = (byte) argb;
        if (channels == 4) {
          pixels[at++] = (byte) (argb >> 24);
        }
      }
    }
    return Native.image_from_pixels(pixels, width, height, channels);
  }

  static BufferedImage write(Image image) {
    int channels = image.channels();
    int type = switch (channels) {
      case 1 -> BufferedImage.TYPE_BYTE_GRAY;
      case 3 -> BufferedImage.TYPE_3BYTE_BGR;
      default -> BufferedImage.TYPE_4BYTE_ABGR;
    };
    BufferedImage picture = new BufferedImage(image.width(), image.height(), type);
    byte[] samples = ((DataBufferByte) picture.getRaster().getDataBuffer()).getData();
    ByteBuffer pixels = image.pixels();
    for (int at = 0; at < samples.length; at += channels) {
      for (int channel = 0; channel < channels; ++channel) {
        samples[at + channels - 1 - channel] = pixels.get(); // Java keeps them in reverse
      }
    }
    return picture;
  }
}
