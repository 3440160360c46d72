package org.cnnviz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the native library comes from, and what is said where it does not. */
class NativeLibraryTest {
  /** A process of its own that asks for the version. */
  private static String version(Path folder, int code, String... options) {
    List<String> words = new java.util.ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(List.of(options));
    words.addAll(List.of("-cp", System.getProperty("java.class.path"), Version.class.getName()));
    return Fixture.run(folder, words, code);
  }

  /** The program that it runs. */
  static final class Version {
    public static void main(String[] words) throws Exception {
      System.out.println(CnnViz.version());
      String maps = Files.readString(Path.of("/proc/self/maps"));
      maps.lines()
          .filter(line -> line.contains(".so") && line.contains("r-xp"))
          .forEach(line -> System.out.println(line.replaceFirst(".*? (/.*)", "$1")));
    }
  }

  private static Path resources() throws Exception {
    return Path.of(
            NativeLibraryTest.class
                .getResource("/org/cnnviz/native/linux-x86_64/about.properties")
                .toURI())
        .getParent();
  }

  @Test
  void extractedWithAllThatItNeeds(@TempDir Path folder) throws Exception {
    String said = version(folder, 0, "-Djava.io.tmpdir=" + folder);
    assertEquals(CnnViz.version(), said.lines().findFirst().orElseThrow());
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(List.of(), left.filter(path -> path.toString().contains("cnnviz-")).toList());
    }
    try (Stream<Path> bundled = Files.list(resources())) {
      for (Path file : bundled.toList()) {
        String name = file.getFileName().toString();
        if (!name.endsWith(".properties")) {
          String mapped = "cnnviz-" + CnnViz.version() + "-";
          assertTrue(
              said.lines().anyMatch(line -> line.contains(mapped) && line.contains("/" + name)),
              () -> name + " is not the jar's:\n" + said);
        }
      }
    }
  }

  @Test
  void fromAFolder(@TempDir Path folder) throws Exception {
    String said = version(folder, 0, "-Dcnnviz.native.path=" + resources());
    assertTrue(said.contains(resources() + "/libcnnviz_jni.so"), said);
    assertTrue(
        version(folder, 1, "-Dcnnviz.native.path=" + folder)
            .contains("there is no libcnnviz_jni.so in it"));
  }

  @Test
  void whatIsMissingIsNamed(@TempDir Path folder) throws Exception {
    assertTrue(
        version(folder, 1, "-Djava.io.tmpdir=" + folder.resolve("nowhere"))
            .contains("could not be extracted into " + folder.resolve("nowhere")));
    Path module = folder.resolve("libcnnviz_jni.so");
    Files.write(module, new byte[] {127, 'E', 'L', 'F'});
    assertTrue(
        version(folder, 1, "-Dcnnviz.native.path=" + folder).contains("cannot load " + module));
    Path file = Path.of("/tmp/x/libcnnviz_jni.so");
    assertEquals(
        "cannot load /tmp/x/libcnnviz_jni.so: failed to map segment; the folder is mounted noexec, it"
            + " seems: -Djava.io.tmpdir=FOLDER or -Dcnnviz.native.path=FOLDER names another",
        NativeLibrary.explained(file, file + ": " + file + ": failed to map segment"));
    assertTrue(
        NativeLibrary.explained(file, "libfoo.so.1: cannot open shared object file: No such file")
            .contains("libfoo.so.1"));
    assertTrue(
        NativeLibrary.explained(file, "version `GLIBC_2.36' not found").contains("glibc 2.36"));
    NativeLibrary.requirePlatform("Linux", "amd64");
    String other =
        assertThrows(
                UnsatisfiedLinkError.class,
                () -> NativeLibrary.requirePlatform("Mac OS X", "aarch64"))
            .getMessage();
    assertTrue(other.contains("Mac OS X aarch64"), other);
  }
}
