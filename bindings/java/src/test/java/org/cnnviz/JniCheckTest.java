package org.cnnviz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** The same tests once more in a virtual machine that checks what native code asks of it. */
class JniCheckTest {
  /** Runs them. */
  static final class Suite {
    public static void main(String[] words) {
      LauncherDiscoveryRequest request =
          LauncherDiscoveryRequestBuilder.request()
              .selectors(
                  selectClass(MethodsTest.class), selectClass(ObjectsTest.class),
                  selectClass(ErrorsTest.class), selectClass(ThreadsTest.class))
              .build();
      SummaryGeneratingListener summary = new SummaryGeneratingListener();
      LauncherFactory.create().execute(request, summary);
      System.out.println("ran " + summary.getSummary().getTestsSucceededCount());
      summary.getSummary().getFailures().forEach(failure -> failure.getException().printStackTrace());
      System.exit(summary.getSummary().getTotalFailureCount() == 0 ? 0 : 1);
    }
  }

  @Test
  void clean(@TempDir Path folder) {
    String said =
        Fixture.run(
            folder,
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xcheck:jni",
                "-Xmx256m",
                "-Dcnnviz.root=" + System.getProperty("cnnviz.root"),
                "-cp",
                System.getProperty("java.class.path"),
                Suite.class.getName()));
    String[] lines = said.lines().toArray(String[]::new);
    int at = 0;
    while (at < lines.length && !lines[at].startsWith("ran ")) {
      // Java's own libraries are not free of warnings: those with our frames count.
      if (lines[at].startsWith("WARNING") || lines[at].contains("FATAL ERROR")) {
        StringBuilder report = new StringBuilder(lines[at]);
        while (++at < lines.length && lines[at].startsWith("\tat ")) {
          report.append('\n').append(lines[at]);
        }
        String first = report.toString().lines().skip(1).findFirst().orElse("");
        assertEquals(false, first.contains("org.cnnviz.Native"), report::toString);
      } else {
        ++at;
      }
    }
    assertTrue(at < lines.length && Integer.parseInt(lines[at].substring(4)) > 25, said);
  }
}
