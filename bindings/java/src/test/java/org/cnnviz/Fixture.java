package org.cnnviz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What the tests share: the demo model and its pictures, and the numbers of the command line tool. */
final class Fixture {
  static final Path ROOT = Path.of(System.getProperty("cnnviz.root")).normalize();
  static final Path DEMO = ROOT.resolve("examples/demo_model/demo.onnx");
  static final Path SAMPLES = ROOT.resolve("examples/demo_model/samples");
  static final Path CAT = SAMPLES.resolve("cat.png");

  private Fixture() {}

  /** The demo model, computing with one thread. */
  static Model model() {
    return new Model(DEMO, null, new ModelOptions().threads(1));
  }

  /** What the tool's --raw writes for a command on these files. */
  static Tensor raw(List<Path> inputs, String command, String... flags) {
    String tool = System.getenv("CNNVIZ_TOOL");
    assertNotNull(tool, "CNNVIZ_TOOL must name the command line tool: numbers are compared with its");
    try {
      Path file = Files.createTempFile("raw", ".npy");
      List<String> words = new ArrayList<>(List.of(tool, command));
      inputs.forEach(path -> words.add(path.toString()));
      words.addAll(List.of(flags));
      words.addAll(List.of("--raw", file.toString(), "--threads", "1", "--quiet"));
      Path folder = Files.createTempDirectory("raw");
      run(folder, words);
      Tensor numbers = Tensor.read(file);
      Files.delete(file);
      return numbers;
    } catch (IOException error) {
      throw new UncheckedIOException(error);
    }
  }

  static Tensor raw(String command, String... flags) {
    return raw(List.of(DEMO, CAT), command, flags);
  }

  /** What a program says on standard output; it must end well. */
  static String run(Path folder, List<String> words) {
    return run(folder, words, 0);
  }

  static String run(Path folder, List<String> words, int code) {
    try {
      Path output = Files.createTempFile("output", ".txt");
      Path errors = Files.createTempFile("errors", ".txt");
      Process process =
          new ProcessBuilder(words)
              .directory(folder.toFile())
              .redirectOutput(output.toFile())
              .redirectError(errors.toFile())
              .start();
      if (!process.waitFor(300, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      String wrong = Files.readString(errors);
      assertEquals(code, process.waitFor(), () -> words + ": " + wrong);
      String said = Files.readString(output);
      Files.delete(output);
      Files.delete(errors);
      return code == 0 ? said : wrong;
    } catch (IOException error) {
      throw new UncheckedIOException(error);
    } catch (InterruptedException error) {
      throw new AssertionError(error);
    }
  }

  /** Bit for bit. */
  static void assertSame(Tensor expected, Tensor actual) {
    assertArrayEquals(expected.shape(), actual.shape());
    assertEquals(expected.dtype(), actual.dtype());
    if (expected.dtype() == Dtype.INT64) {
      assertArrayEquals(expected.ints(), actual.ints());
      return;
    }
    float[] a = expected.floats();
    float[] b = actual.floats();
    for (int i = 0; i < a.length; ++i) {
      if (Float.floatToRawIntBits(a[i]) != Float.floatToRawIntBits(b[i])) {
        throw new AssertionError("number " + i + ": " + a[i] + " is not " + b[i]);
      }
    }
  }

  /** Memory of this process that is in use, in bytes. */
  static long resident() {
    try {
      return Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ")[1]) * 4096;
    } catch (IOException error) {
      throw new UncheckedIOException(error);
    }
  }
}
