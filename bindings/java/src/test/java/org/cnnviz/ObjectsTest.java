package org.cnnviz;

import static org.cnnviz.Fixture.CAT;
import static org.cnnviz.Fixture.DEMO;
import static org.cnnviz.Fixture.assertSame;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values, arrays and buffers, pictures, options. */
class ObjectsTest {
  private static FloatBuffer direct(float... values) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(values.length * 4).order(ByteOrder.nativeOrder());
    return bytes.asFloatBuffer().put(values).flip();
  }

  @Test
  void tensors(@TempDir Path folder) {
    float[] numbers = {0, 1, 2, 3, 4, 5};
    Tensor tensor = Tensor.of(numbers, 2, 3);
    assertEquals("Tensor FLOAT32 [2, 3]", tensor.toString());
    assertEquals(6, tensor.size());
    assertArrayEquals(numbers, tensor.floats());
    assertArrayEquals(new float[] {3, 4, 5}, tensor.item(1).floats());
    assertArrayEquals(new long[] {3, 2}, tensor.reshape(3, 2).shape());
    assertArrayEquals(new float[] {4, 5}, values(tensor.floatBuffer(4, 2)));
    assertArrayEquals(new long[0], Tensor.of(new float[] {2.5f}).shape());
    assertEquals(0, Tensor.zeros(Dtype.FLOAT32, 0, 3).floatBuffer().remaining());
    tensor.write(folder.resolve("t.npy"));
    assertSame(tensor, Tensor.read(folder.resolve("t.npy")));
    float[] copy = new float[6];
    tensor.copyTo(copy);
    assertArrayEquals(numbers, copy);
    FloatBuffer buffer = direct(new float[8]).position(2);
    tensor.copyTo(buffer);
    assertEquals(5, buffer.get(7));
    assertEquals(0, buffer.get(1));
    assertThrows(InvalidArgumentException.class, () -> tensor.copyTo(new float[5]));
    assertThrows(InvalidArgumentException.class, () -> tensor.copyTo(FloatBuffer.allocate(6)));
    assertThrows(InvalidArgumentException.class, () -> tensor.floatBuffer(5, 2));
    assertThrows(InvalidArgumentException.class, tensor::ints);
  }

  @Test
  void lengthsHave64Bits() {
    Tensor large = Tensor.of(new long[] {1L << 40, -1}, 2);
    assertArrayEquals(new long[] {1L << 40, -1}, large.ints());
    long[] copy = new long[2];
    large.copyTo(copy);
    assertEquals(1L << 40, copy[0]);
    assertEquals(-1, large.intBuffer(1, 1).get());
    assertArrayEquals(new long[] {0, 1L << 40}, Tensor.zeros(Dtype.INT64, 0, 1L << 40).shape());
    String said =
        assertThrows(InvalidArgumentException.class, () -> large.item(1L << 40)).getMessage();
    assertTrue(said.contains(Long.toString(1L << 40)), said);
    assertEquals(1L << 40, new RiseOptions().seed(1L << 40).seed());
  }

  private static float[] values(FloatBuffer buffer) {
    float[] copy = new float[buffer.remaining()];
    buffer.get(copy);
    return copy;
  }

  @Test
  void buffersOfEveryKind() {
    float[] expected = {1, 2, 3};
    FloatBuffer other = ByteBuffer.allocateDirect(12).order(ByteOrder.BIG_ENDIAN).asFloatBuffer();
    other.put(expected).flip();
    FloatBuffer part = direct(9, 1, 2, 3, 9).position(1).limit(4);
    for (FloatBuffer buffer : List.of(FloatBuffer.wrap(expected), other, part)) {
      assertArrayEquals(expected, Tensor.of(buffer, 3).floats());
      assertEquals(3, buffer.remaining());
    }
    LongBuffer longs = LongBuffer.wrap(new long[] {7, 8});
    assertArrayEquals(new long[] {7, 8}, Tensor.of(longs, 2).ints());
    ByteBuffer bytes = ByteBuffer.allocateDirect(16).order(ByteOrder.nativeOrder());
    LongBuffer directLongs = bytes.asLongBuffer().put(new long[] {7, 8}).flip();
    assertArrayEquals(new long[] {7, 8}, Tensor.of(directLongs, 2).ints());
  }

  @Test
  void viewsOutliveEverything() throws Exception {
    FloatBuffer view;
    float[] expected;
    try (Model model = Fixture.model(); Image cat = new Image(CAT);
        Result result = model.saliency(cat, "top"); Tensor tensor = result.tensor("gradient")) {
      view = tensor.floatBuffer();
      expected = tensor.floats();
    }
    for (int i = 0; i < 20; ++i) {
      System.gc();
      Tensor.zeros(Dtype.FLOAT32, 3, 128, 128).close();
    }
    Thread.sleep(50);
    assertArrayEquals(expected, values(view));
    assertTrue(view.isReadOnly() && view.isDirect());
  }

  @Test
  void pictures(@TempDir Path folder) throws IOException {
    Image image = new Image(CAT);
    assertEquals("Image 128 x 128, 3 channels", image.toString());
    byte[] file = Files.readAllBytes(CAT);
    ByteBuffer direct = ByteBuffer.allocateDirect(file.length).put(file).flip();
    byte[] pixels = new byte[128 * 128 * 3];
    image.copyTo(pixels);
    ByteBuffer lent = ByteBuffer.allocateDirect(pixels.length);
    image.copyTo(lent);
    for (Image same : List.of(Image.decode(file), Image.decode(direct),
        Image.decode(ByteBuffer.wrap(file)), Image.of(pixels, 128, 128, 3),
        Image.of(lent, 128, 128, 3), new Image(ImageIO.read(CAT.toFile())),
        new Image(image.toBufferedImage()), Image.decode(image.encode(ImageFormat.PNG, null)))) {
      assertEquals(image.pixels(), same.pixels());
    }
    assertEquals(ByteBuffer.wrap(pixels), image.pixels());
    assertEquals(8, image.crop(3, 4, 5, 6).resize(9, 8).height());
    assertEquals((byte) 0xff, image.encode(ImageFormat.JPEG, null)[0]);
    image.write(folder.resolve("figure.jpeg"), null);
    assertEquals(128, new Image(folder.resolve("figure.jpeg")).width());
  }


  @Test
  void picturesOfEveryTypeOfJava() throws IOException {
    BufferedImage gray = new BufferedImage(3, 2, BufferedImage.TYPE_BYTE_GRAY);
    gray.getRaster().setSample(1, 1, 0, 100);
    Image image = new Image(gray);
    assertEquals(1, image.channels());
    assertEquals(100, image.pixels().get(4));
    assertEquals(100, image.toBufferedImage().getRaster().getSample(1, 1, 0));
    for (int type : new int[] {BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_3BYTE_BGR,
        BufferedImage.TYPE_INT_ARGB, BufferedImage.TYPE_4BYTE_ABGR}) {
      BufferedImage picture = new BufferedImage(3, 2, type);
      picture.setRGB(2, 1, 0xff102030);
      Image read = new Image(picture);
      ByteBuffer pixels = read.pixels();
      int at = 5 * read.channels();
      assertArrayEquals(new int[] {0x10, 0x20, 0x30},
          new int[] {pixels.get(at), pixels.get(at + 1), pixels.get(at + 2)});
      assertEquals(0xff102030, read.toBufferedImage().getRGB(2, 1));
    }
  }

  @Test
  void samplesOf16BitsAndGrayOnesWithAlphaKeepTheirLevels() {
    BufferedImage wide = new BufferedImage(3, 2, BufferedImage.TYPE_USHORT_GRAY);
    wide.getRaster().setSample(1, 1, 0, 100 * 257);
    wide.getRaster().setSample(2, 1, 0, 65535);
    Image image = new Image(wide);
    assertEquals(1, image.channels());
    assertEquals(100, image.pixels().get(4));
    assertEquals((byte) 255, image.pixels().get(5));

    for (int type : new int[] {DataBuffer.TYPE_BYTE, DataBuffer.TYPE_USHORT}) {
      int unit = type == DataBuffer.TYPE_BYTE ? 1 : 257;
      ColorModel model = new ComponentColorModel(ColorSpace.getInstance(ColorSpace.CS_GRAY), true,
          false, Transparency.TRANSLUCENT, type);
      BufferedImage gray =
          new BufferedImage(model, model.createCompatibleWritableRaster(3, 2), false, null);
      gray.getRaster().setPixel(1, 1, new int[] {100 * unit, 50 * unit});
      ByteBuffer pixels = new Image(gray).pixels();
      assertEquals(4 * 6, pixels.remaining());
      assertEquals(List.of(100, 100, 100, 50), List.of((int) pixels.get(16), (int) pixels.get(17),
          (int) pixels.get(18), (int) pixels.get(19)));

      ColorModel colors = new ComponentColorModel(ColorSpace.getInstance(ColorSpace.CS_sRGB), false,
          false, Transparency.OPAQUE, type);
      BufferedImage rgb =
          new BufferedImage(colors, colors.createCompatibleWritableRaster(3, 2), false, null);
      rgb.getRaster().setPixel(1, 1, new int[] {10 * unit, 20 * unit, 30 * unit});
      Image read = new Image(rgb);
      assertEquals(3, read.channels());
      assertEquals(20, read.pixels().get(13));
    }
  }

  @Test
  void modelsFromMemory() throws IOException {
    String settings = "{\"size\": [128, 128], \"range\": 1}";
    ModelOptions options = new ModelOptions().threads(1).sidecar(false);
    byte[] file = Files.readAllBytes(DEMO);
    try (Model memory = new Model(ByteBuffer.wrap(file), settings, options);
        Model opened = new Model(DEMO, settings, options); Image cat = new Image(CAT)) {
      assertSame(
          opened.saliency(cat, "top").tensor("map"), memory.saliency(cat, "top").tensor("map"));
      assertEquals(List.of(), memory.labels());
    }
  }

  @Test
  void targets() {
    try (Model model = Fixture.model(); Image cat = new Image(CAT)) {
      Target target = model.target("class:2 - 0.5*class:3");
      assertEquals("Target class:2 - 0.5*class:3", target.toString());
      float[] seed = new float[12];
      seed[2] = 1;
      List<Target> seeded = List.of(model.target("logits", Tensor.of(seed, 1, 12)));
      float[] a = model.saliency(cat, seeded, null, null, null).tensor("gradient").floats();
      float[] b = model.saliency(cat, "class:2").tensor("gradient").floats();
      assertArrayEquals(b, a, 1e-6f);
      Tensor both = model.preprocess(List.of(cat, cat));
      Result result = model.saliency(both, "class:2\nclass:3");
      assertEquals(2, result.tensor("gradient").shape()[0]);
    }
  }

  /** Every option of every method: begins with the library's default, is kept, and arrives. */
  @Test
  void everyOption() throws ReflectiveOperationException {
    int options = 0;
    File[] sources =
        Fixture.ROOT.resolve("bindings/java/src/main/java/org/cnnviz").toFile().listFiles();
    for (File source : sources) {
      String name = source.getName().replace(".java", "");
      if (!name.endsWith("Options") || name.equals("Options")) {
        continue;
      }
      Class<?> type = Class.forName("org.cnnviz." + name);
      Object made = type.getDeclaredConstructor().newInstance();
      for (Method method : type.getDeclaredMethods()) {
        if (method.getParameterCount() == 0 || method.getReturnType() != type
            || method.getName().equals("preset")) {
          continue;
        }
        ++options;
        Object initial = type.getMethod(method.getName()).invoke(made);
        Object other = different(initial);
        assertSame(made, method.invoke(made, other));
        assertEquals(other, type.getMethod(method.getName()).invoke(made));
        long address = ((Options) made).make();
        Method read = type.getDeclaredMethod("read", long.class);
        read.setAccessible(true);
        method.invoke(made, initial);
        read.invoke(made, address);
        assertEquals(other, type.getMethod(method.getName()).invoke(made), name + method);
        ((Options) made).free(address);
      }
    }
    assertTrue(options > 120, options + " options");
  }

  private static Object different(Object value) {
    if (value instanceof Integer number) {
      return number + 7;
    } else if (value instanceof Long number) {
      return number + (1L << 40);
    } else if (value instanceof Double number) {
      return number + 0.125;
    } else if (value instanceof Boolean flag) {
      return !flag;
    }
    Object[] all = value.getClass().getEnumConstants();
    return all[(((Enum<?>) value).ordinal() + 1) % all.length];
  }

  /** Java's own UTF-8 of native code has other bytes for what lies beyond 16 bits. */
  @Test
  void textsOfEveryKind() {
    try (Model model = Fixture.model()) {
      String name = "class:K\u00e4\u20ac\ud83d\udc08";
      String said = assertThrows(NotFoundException.class, () -> model.target(name)).getMessage();
      assertTrue(said.contains("K\u00e4\u20ac\ud83d\udc08"), said);
      assertThrows(InvalidArgumentException.class, () -> model.target("class:1\0"));
    }
    assertEquals("\"a,b\",\"c\\\"\"", Text.list(List.of("a,b", "c\"")));
  }

  @Test
  void presets() {
    assertEquals(Parameters.PHASE, SynthesizeOptions.preset("maco").parameters());
    assertThrows(InvalidArgumentException.class, () -> SynthesizeOptions.preset("macro"));
    assertThrows(NullPointerException.class, () -> new SaliencyOptions().rule(null));
  }
}
