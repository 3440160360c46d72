package org.cnnviz;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Pictures of Java's as those of the library and back. */
final class Pictures {
  private Pictures() {}

  static long read(BufferedImage picture) {
    int width = picture.getWidth();
    int height = picture.getHeight();
    boolean samples = hasPlainSamples(picture);
    int bands = samples ? picture.getRaster().getNumBands() : picture.getColorModel().hasAlpha() ? 4 : 3;
    boolean wide = samples && picture.getColorModel().getComponentSize(0) == 16;
    int channels = bands == 2 ? 4 : bands; // gray with alpha
    byte[] pixels = new byte[Math.multiplyExact(Math.multiplyExact(width, height), channels)];
    int[] row = new int[Math.multiplyExact(width, samples ? bands : 1)];
    int at = 0;
    for (int y = 0; y < height; ++y) {
      if (!samples) {
        picture.getRGB(0, y, width, 1, row, 0, width);
        for (int argb : row) {
          for (int channel = 0; channel < channels; ++channel) {
            pixels[at++] = (byte) (argb >> (channel == 3 ? 24 : 16 - 8 * channel));
          }
        }
        continue;
      }
      picture.getRaster().getPixels(0, y, width, 1, row);
      for (int x = 0; x < width; ++x) {
        for (int channel = 0; channel < channels; ++channel) {
          int sample = row[x * bands + (bands == 2 ? channel / 3 : channel)];
          // 16 bits to 8, rounded, as the library reads files.
          pixels[at++] = (byte) (wide ? (int) (sample * 255L + 32895 >> 16) : sample);
        }
      }
    }
    return Native.image_from_pixels(pixels, width, height, channels);
  }

  /**
   * Whether the samples are gray or sRGB levels as they stand. getRGB() would take gray ones for
   * linear light and brighten them.
   */
  private static boolean hasPlainSamples(BufferedImage picture) {
    ColorModel model = picture.getColorModel();
    ColorSpace space = model.getColorSpace();
    int type = model.getTransferType();
    int depth = type == DataBuffer.TYPE_BYTE ? 8 : type == DataBuffer.TYPE_USHORT ? 16 : 0;
    return model instanceof ComponentColorModel
        && (space.getType() == ColorSpace.TYPE_GRAY || space.isCS_sRGB())
        && !model.isAlphaPremultiplied()
        && Arrays.stream(model.getComponentSize()).allMatch(bits -> bits == depth);
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
