package org.cnnviz;

import static org.cnnviz.Fixture.CAT;
import static org.cnnviz.Fixture.DEMO;
import static org.cnnviz.Fixture.ROOT;
import static org.cnnviz.Fixture.SAMPLES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The example programs and the README's, run as a user runs them; the same words and pictures as C's. */
class ExamplesTest {
  private static final Path PROGRAMS = ROOT.resolve("examples/java");
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  @TempDir Path folder;

  private static List<String> java(Path program, List<String> words) {
    List<String> all = new ArrayList<>(List.of(JAVA, "-cp", classes(), program.toString()));
    all.addAll(words);
    return all;
  }

  private static String classes() {
    return System.getProperty("java.class.path");
  }

  /** C's program of the same question, built now. */
  private List<String> c(String question, List<String> words) {
    String library = System.getProperty("cnnviz.library");
    assertFalse(library.isEmpty(), "-Dcnnviz.library must name the library: C's programs need it");
    Path place = Path.of(library).toAbsolutePath().getParent();
    Path program = folder.resolve(question);
    Fixture.run(folder, List.of("cc", "-std=c99", "-D_POSIX_C_SOURCE=200809L",
        ROOT.resolve("examples/c/" + question + ".c").toString(), "-I" + ROOT.resolve("include"),
        "-L" + place, "-lcnnviz", "-lm", "-pthread", "-Wl,-rpath," + place, "-o",
        program.toString()));
    List<String> all = new ArrayList<>(List.of(program.toString()));
    all.addAll(words);
    return all;
  }

  private static List<String> words(String question, Path out) throws IOException {
    List<String> words = new ArrayList<>(List.of(DEMO.toString()));
    if (question.equals("neighbors")) {
      words.add(out + ".db");
    } else {
      words.add(SAMPLES.resolve("fish.png").toString());
    }
    words.add(out.toString());
    switch (question) {
      case "explain", "saliency_rules" -> words.add("class:fish");
      case "neurons" -> words.addAll(List.of("relu4", "0.5", "0.5"));
      case "dream" -> words.addAll(List.of("layer:relu4", "2"));
      default -> {
        words.add(SAMPLES.resolve("fish.png").toString());
        try (Stream<Path> files = Files.list(SAMPLES)) {
          files.map(Path::toString).filter(file -> file.endsWith(".png")).sorted()
              .forEach(words::add);
        }
      }
    }
    return words;
  }

  private static Path program(String question) {
    String name = Stream.of(question.split("_"))
        .map(part -> part.substring(0, 1).toUpperCase() + part.substring(1))
        .collect(Collectors.joining());
    return PROGRAMS.resolve(name + ".java");
  }

  @Test
  void allAreTried() throws IOException {
    try (Stream<Path> files = Files.list(PROGRAMS)) {
      assertEquals(
          Set.of("Dream.java", "Explain.java", "ExplainServer.java", "Neighbors.java",
              "Neurons.java", "SaliencyRules.java"),
          files.map(path -> path.getFileName().toString()).collect(Collectors.toSet()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"explain", "saliency_rules", "neurons", "dream", "neighbors"})
  void saysAndDrawsWhatTheProgramInCDoes(String question) throws IOException {
    Path drawn = folder.resolve("java.png");
    Path expected = folder.resolve("c.png");
    String said = Fixture.run(folder, java(program(question), words(question, drawn)));
    String saidByC = Fixture.run(folder, c(question, words(question, expected)));
    assertEquals(saidByC, said);
    assertTrue(said.lines().count() >= 1);
    assertEquals(new Image(expected).pixels(), new Image(drawn).pixels());
    String wrong = Fixture.run(folder, java(program(question), List.of()), 2);
    assertTrue(wrong.startsWith("usage: "), wrong);
  }

  @Test
  void anExampleSaysWhatIsWrong() {
    List<String> words =
        List.of(DEMO.toString(), CAT.toString(), folder.resolve("o.png").toString(), "class:catt");
    String said = Fixture.run(folder, java(PROGRAMS.resolve("Explain.java"), words), 1);
    assertTrue(said.contains("nearest: \"cat\"") && !said.contains("\tat "), said);
  }

  @Test
  void theReadmeProgram() throws IOException {
    String readme = Files.readString(ROOT.resolve("bindings/java/README.md"));
    Matcher program = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL).matcher(readme);
    assertTrue(program.find());
    String first = program.group(1).replace("squeezenet.onnx", DEMO.toString())
        .replace("cat.jpg", CAT.toString()).replace("class:tabby", "class:cat");
    Path file = folder.resolve("First.java");
    Files.writeString(file, first);
    assertTrue(Fixture.run(folder, java(file, List.of())).contains("cat"));
    assertEquals(448, new Image(folder.resolve("out.png")).width());
  }

  @Test
  void aServiceExplainsUploads() throws Exception {
    Path errors = folder.resolve("errors.txt");
    Process server =
        new ProcessBuilder(
                java(PROGRAMS.resolve("ExplainServer.java"), List.of(DEMO.toString(), "0")))
            .redirectError(errors.toFile())
            .start();
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))) {
      String address = output.readLine();
      assertNotNull(address, () -> "the service does not start: " + errors);
      HttpClient client = HttpClient.newHttpClient();
      HttpRequest.Builder cat =
          HttpRequest.newBuilder(URI.create(address + "?class:cat"))
              .POST(HttpRequest.BodyPublishers.ofFile(CAT));
      byte[] expected;
      try (Model model = Fixture.model(); Image photo = new Image(CAT)) {
        Tensor map = model.gradcam(photo, "class:cat").tensor("map").item(0);
        expected = Render.overlay(map, model.view(photo, 448)).encode(ImageFormat.PNG, null);
      }
      List<CompletableFuture<java.net.http.HttpResponse<byte[]>>> answers = new ArrayList<>();
      for (int i = 0; i < 12; ++i) {
        answers.add(client.sendAsync(cat.build(), BodyHandlers.ofByteArray()));
      }
      for (var answer : answers) {
        assertEquals(200, answer.get().statusCode());
        assertEquals(
            java.nio.ByteBuffer.wrap(expected), java.nio.ByteBuffer.wrap(answer.get().body()));
      }
      HttpRequest wrong =
          HttpRequest.newBuilder(URI.create(address + "?class:catt"))
              .POST(HttpRequest.BodyPublishers.ofFile(CAT))
              .build();
      var refused = client.send(wrong, BodyHandlers.ofString());
      assertEquals(400, refused.statusCode());
      assertTrue(refused.body().contains("nearest: \"cat\""), refused.body());
    } finally {
      server.destroy();
      server.waitFor();
    }
  }
}
