package org.cnnviz;

import static org.cnnviz.Fixture.CAT;
import static org.cnnviz.Fixture.DEMO;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** One exception type for each status, with the library's message. */
class ErrorsTest {
  private static <E extends CnnvizException> void fails(Class<E> type, String said, Executable call) {
    E error = assertThrows(type, call);
    assertTrue(error.getMessage().contains(said), error.getMessage());
    String name = error.status().name().replace("_", "") + "EXCEPTION";
    assertEquals(name, type.getSimpleName().toUpperCase());
  }

  @Test
  void everyStatusHasItsType() {
    for (Status status : Status.values()) {
      if (status != Status.OK) {
        byte[] text = "a reason".getBytes(StandardCharsets.UTF_8);
        CnnvizException made = CnnvizException.of(status.number, text);
        assertEquals(status, made.status());
        assertEquals("a reason", made.getMessage());
      }
    }
  }

  @Test
  void ofCalls(@TempDir Path folder) throws Exception {
    try (Model model = Fixture.model(); Image cat = new Image(CAT)) {
      fails(NotFoundException.class, "/nowhere.onnx", () -> new Model(Path.of("/nowhere.onnx")));
      fails(NotFoundException.class, "nearest: \"cat\"", () -> model.target("class:catt"));
      fails(
          InvalidArgumentException.class, "top",
          () -> model.classify(cat, new ClassifyOptions().top(0), null));
      fails(IoException.class, "/proc/self/mem", () -> Tensor.read(Path.of("/proc/self/mem")));
      Path broken = folder.resolve("broken.onnx");
      Files.write(broken, new byte[] {8, 7, 0x12, -1, -1});
      fails(CorruptException.class, "broken.onnx", () -> new Model(broken));
      byte[] gif = "GIF89a".getBytes(StandardCharsets.UTF_8);
      fails(UnsupportedException.class, "", () -> Image.decode(gif));
      fails(LimitException.class, "", () -> cat.resize(1 << 20, 1 << 20));
      ModelOptions little = new ModelOptions().maxMemory(1000);
      fails(
          LimitException.class, "memory",
          () -> new Model(DEMO, null, little).classify(cat, null, null));
      Job job = new Job();
      job.cancel();
      fails(CancelledException.class, "", () -> model.classify(cat, null, job));
      fails(CancelledException.class, "", () -> model.saliency(cat, "class:cat", null, job));
      fails(CancelledException.class, "", () -> model.gradcam(cat, "class:cat", null, job));
      fails(CancelledException.class, "", () -> model.occlusion(cat, "class:cat", null, job));
      fails(CancelledException.class, "", () -> model.rise(cat, "class:cat", null, job));
      fails(CancelledException.class, "", () -> model.channels(cat, "class:cat", null, job));
      List<Target> others = List.of(new Model(DEMO).target("top"));
      fails(
          MismatchException.class, "",
          () -> model.saliency(cat, others, null, null, null));
      float[] numbers = model.preprocess(cat).floats();
      numbers[7] = Float.NaN;
      Tensor input = Tensor.of(numbers, 1, 3, 128, 128);
      fails(NotFiniteException.class, "", () -> model.saliency(input, "top"));
      fails(InvalidArgumentException.class, "image", () -> model.preprocess((Image) null));
    }
  }

  @Test
  void limits() throws Exception {
    try {
      CnnViz.setLimits(new LimitsOptions().maxPixels(1000));
      fails(LimitException.class, "max_pixels = 1000", () -> new Image(CAT));
      fails(
          InvalidArgumentException.class, "max_nodes is -2",
          () -> CnnViz.setLimits(new LimitsOptions().maxNodes(-2)));
    } finally {
      CnnViz.setLimits(null);
    }
    new Image(CAT).close();
  }

  @Test
  void aFailureSaysNothingOfLaterCalls() {
    try (Model model = Fixture.model()) {
      assertThrows(NotFoundException.class, () -> model.target("class:nothing"));
      assertEquals(Rule.GUIDED, new SaliencyOptions().rule(Rule.GUIDED).rule());
      assertEquals("top", model.target("top").selector());
      assertTrue(CnnViz.version().length() > 2);
    }
  }
}
