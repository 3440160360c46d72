package org.cnnviz;

import static org.cnnviz.Fixture.CAT;
import static org.cnnviz.Fixture.resident;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Closing in any order, twice, not at all; memory that stays flat. */
class LifetimesTest {
  @Test
  void useAfterCloseIsAnException() {
    Model model = Fixture.model();
    Image cat = new Image(CAT);
    Target target = model.target("top");
    Result result = model.saliency(cat, List.of(target), null, null, null);
    List<Handle> things =
        List.of(model, cat, target, result, result.tensor("map"), new Job(), new Figure(null));
    for (Handle thing : things) {
      assertEquals(false, thing.isClosed());
      thing.close();
      thing.close(); // a second time
      assertTrue(thing.isClosed());
      String said = assertThrows(IllegalStateException.class, thing::enter).getMessage();
      assertEquals("this " + thing.getClass().getSimpleName() + " is closed", said);
    }
    assertEquals("Model, closed", model.toString());
    assertEquals("Image, closed", cat.toString());
    assertThrows(IllegalStateException.class, () -> model.classify(cat, null, null));
    assertThrows(IllegalStateException.class, () -> result.tensor("map"));
    try (Model open = Fixture.model()) {
      assertThrows(IllegalStateException.class, () -> open.saliency(cat, "top"));
    }
  }

  @Test
  void closedInAnyOrder() {
    for (int[] order : new int[][] {{0, 1, 2, 3, 4}, {4, 3, 2, 1, 0}, {2, 0, 4, 1, 3}}) {
      Model model = Fixture.model();
      Image cat = new Image(CAT);
      Target target = model.target("class:cat");
      Result result = model.saliency(cat, List.of(target), null, null, null);
      Tensor map = result.tensor("map");
      FloatBuffer view = map.floatBuffer();
      Handle[] things = {model, cat, target, result, map};
      for (int i : order) {
        things[i].close();
      }
      float sum = 0;
      while (view.hasRemaining()) {
        sum += view.get();
      }
      assertTrue(sum > 0);
    }
  }

  private static void cycle(int times, float[] numbers) {
    for (int i = 0; i < times; ++i) {
      try (Tensor tensor = Tensor.of(numbers, 1000); Job job = new Job()) {
        assertEquals(1000, tensor.size());
        assertEquals(0, job.done());
      }
    }
  }

  @Test
  void openedAndClosed100000TimesWithFlatMemory() {
    float[] numbers = new float[1000];
    cycle(100_000, numbers); // Java's own heap reaches its size
    System.gc();
    long before = resident();
    cycle(100_000, numbers);
    System.gc();
    long grown = resident() - before;
    assertTrue(grown < 16 << 20, grown + " bytes"); // 400 MB of tensors went through
  }

  @Test
  void modelsOpenedAndClosedWithFlatMemory() {
    try (Image cat = new Image(CAT)) {
      long before = 0;
      for (int i = 0; i < 40; ++i) {
        if (i == 10) {
          before = resident();
        }
        try (Model model = Fixture.model(); Result result = model.saliency(cat, "top")) {
          assertEquals(3, result.tensor("map").shape().length);
        }
      }
      long grown = resident() - before;
      assertTrue(grown < 32 << 20, grown + " bytes");
    }
  }

  @Test
  void droppedWithoutClose() throws InterruptedException {
    float[] numbers = new float[100_000];
    long before = resident();
    for (int i = 0; i < 4000; ++i) { // 1.6 GB in all
      Tensor dropped = Tensor.of(numbers, numbers.length);
      FloatBuffer view = dropped.floatBuffer();
      assertEquals(numbers.length, view.remaining());
      if (i % 100 == 0) {
        System.gc();
        Thread.sleep(5);
      }
    }
    long grown = resident() - before;
    assertTrue(grown < 400 << 20, grown + " bytes");
  }

  @Test
  void garbageCollectionUnderPressure() throws InterruptedException {
    Thread collector =
        new Thread(
            () -> {
              while (!Thread.interrupted()) {
                System.gc();
              }
            });
    collector.start();
    try (Model model = Fixture.model()) {
      for (int i = 0; i < 10; ++i) {
        // Nothing holds the picture, the targets, the result and the tensor but the calls themselves.
        FloatBuffer view =
            model
                .saliency(new Image(CAT), List.of(model.target("class:cat")), null, null, new Job())
                .tensor("map")
                .floatBuffer();
        while (view.hasRemaining()) {
          assertTrue(view.get() >= 0);
        }
      }
    } finally {
      collector.interrupt();
      collector.join();
    }
  }
}
