package org.cnnviz;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

/**
 * Loads the native library. The jar holds it with all that it needs but glibc and libstdc++; the files
 * are extracted into a folder that only this user can see, loaded, and removed at once, which Linux
 * allows. The system property {@code cnnviz.native.path} names a folder to load from instead.
 */
final class NativeLibrary {
  private static final String PLACE = "/org/cnnviz/native/linux-x86_64/";
  private static final String MODULE = "libcnnviz_jni.so";
  private static boolean loaded;

  private NativeLibrary() {}

  static synchronized void load() {
    if (loaded) {
      return;
    }
    String given = System.getProperty("cnnviz.native.path");
    if (given != null) {
      Path module = Path.of(given).toAbsolutePath().resolve(MODULE);
      if (!Files.exists(module)) {
        throw new UnsatisfiedLinkError(
            "cnnviz.native.path is \"" + given + "\", but there is no " + MODULE + " in it");
      }
      loadFile(module);
    } else {
      requirePlatform(System.getProperty("os.name"), System.getProperty("os.arch"));
      try {
        loadFromJar();
      } catch (IOException error) {
        throw (Error)
            new UnsatisfiedLinkError(
                    "the native library of cnnviz could not be extracted into "
                        + System.getProperty("java.io.tmpdir") + " (" + error
                        + "); -Djava.io.tmpdir=FOLDER or -Dcnnviz.native.path=FOLDER names another")
                .initCause(error);
      }
    }
    loaded = true;
  }

  static void requirePlatform(String system, String processor) {
    if (!system.equals("Linux") || !(processor.equals("amd64") || processor.equals("x86_64"))) {
      throw new UnsatisfiedLinkError(
          "cnnviz runs on Linux x86-64, not on " + system + " " + processor
              + "; -Dcnnviz.native.path=FOLDER names a folder with a build for this platform");
    }
  }

  private static void loadFromJar() throws IOException {
    Properties about = new Properties();
    try (InputStream stream = open("about.properties")) {
      about.load(stream);
    }
    Path folder = Files.createTempDirectory("cnnviz-" + about.getProperty("version") + "-");
    List<String> files = List.of(about.getProperty("files").split(" "));
    try {
      for (String file : files) {
        try (InputStream stream = open(file)) {
          Files.copy(stream, folder.resolve(file));
        }
      }
      // What the others need comes first, so that none is looked for anywhere else.
      for (String file : files) {
        loadFile(folder.resolve(file));
      }
    } finally {
      for (String file : files) {
        Files.deleteIfExists(folder.resolve(file));
      }
      Files.deleteIfExists(folder);
    }
  }

  private static InputStream open(String file) throws IOException {
    InputStream stream = NativeLibrary.class.getResourceAsStream(PLACE + file);
    if (stream == null) {
      throw new IOException("the jar holds no " + PLACE + file);
    }
    return stream;
  }

  private static void loadFile(Path file) {
    try {
      System.load(file.toString());
    } catch (UnsatisfiedLinkError error) {
      throw (Error) new UnsatisfiedLinkError(explained(file, error.getMessage())).initCause(error);
    }
  }

  /** What the system's loader says, and what to do about it. */
  static String explained(Path file, String said) {
    String advice = "";
    if (said.contains("failed to map segment") || said.contains("Operation not permitted")) {
      advice = "; the folder is mounted noexec, it seems: -Djava.io.tmpdir=FOLDER or"
          + " -Dcnnviz.native.path=FOLDER names another";
    } else if (said.contains("cannot open shared object file")) {
      advice = "; a library that it needs is missing: install the one named";
    } else if (said.contains("GLIBC") || said.contains("CXXABI")) {
      advice = "; the system is too old: glibc 2.36 and the libstdc++ of GCC 12 are needed";
    }
    return "cannot load " + file + ": " + said.replace(file + ": ", "") + advice;
  }
}
