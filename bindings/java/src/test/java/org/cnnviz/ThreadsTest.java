package org.cnnviz;

import static org.cnnviz.Fixture.CAT;
import static org.cnnviz.Fixture.assertSame;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Threads and jobs. */
class ThreadsTest {
  @Test
  void eightThreadsOnOneModel() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try (Model model = Fixture.model(); Image cat = new Image(CAT);
        Tensor input = model.preprocess(cat)) {
      List<Future<Tensor>> maps = new ArrayList<>();
      for (int i = 0; i < 24; ++i) {
        String selector = "class:" + i % 8;
        maps.add(pool.submit(() -> model.saliency(input, selector).tensor("gradient")));
      }
      for (int i = 0; i < 24; ++i) {
        assertSame(model.saliency(input, "class:" + i % 8).tensor("gradient"), maps.get(i).get());
      }
    } finally {
      pool.shutdown();
    }
  }

  @Test
  void eachThreadHasItsMessage() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try (Model model = Fixture.model()) {
      List<Future<?>> done = new ArrayList<>();
      for (int thread = 0; thread < 8; ++thread) {
        String name = "nothing" + thread;
        done.add(pool.submit(() -> {
          for (int i = 0; i < 50; ++i) {
            String said =
                assertThrows(NotFoundException.class, () -> model.target("class:" + name))
                    .getMessage();
            assertTrue(said.contains(name), said);
          }
        }));
      }
      for (Future<?> future : done) {
        future.get();
      }
    } finally {
      pool.shutdown();
    }
  }

  private static void await(Job job) {
    while (job.done() < 1) {
      Thread.onSpinWait();
    }
  }

  @Test
  void cancelledFromAnotherThread() throws Exception {
    try (Model model = Fixture.model(); Image cat = new Image(CAT); Job job = new Job()) {
      AtomicLong asked = new AtomicLong();
      Thread watcher =
          new Thread(
              () -> {
                await(job);
                assertEquals(1_000_000, job.total());
                assertFalse(job.stage().isEmpty() || job.isCancelled());
                asked.set(System.nanoTime());
                job.cancel();
              });
      watcher.start();
      RiseOptions options = new RiseOptions().masks(1_000_000).batch(4);
      List<Target> top = List.of(model.target("prob:top"));
      assertThrows(CancelledException.class, () -> model.rise(cat, top, options, job));
      double late = (System.nanoTime() - asked.get()) / 1e9;
      watcher.join();
      assertTrue(late < 1, late + " s"); // an operator's run; other tests may have the processors
      assertTrue(job.isCancelled());
      assertEquals(5, model.classify(cat, null, null).tensor("classes").size());
    }
  }

  @Test
  void closedByAnotherThreadWhileACallRuns() throws Exception {
    Model model = Fixture.model();
    Job job = new Job();
    Image cat = new Image(CAT);
    List<Target> top = List.of(model.target("prob:top"));
    Thread closer =
        new Thread(
            () -> {
              await(job);
              model.close();
              cat.close();
              top.get(0).close();
              job.close();
            });
    closer.start();
    Tensor map = model.rise(cat, top, new RiseOptions().masks(200), job).tensor("map");
    closer.join();
    assertArrayEquals(new long[] {1, 1, 128, 128}, map.shape());
    assertThrows(IllegalStateException.class, () -> model.classify(cat, null, null));
  }
}
