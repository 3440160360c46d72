package org.cnnviz;

import static org.cnnviz.Fixture.CAT;
import static org.cnnviz.Fixture.DEMO;
import static org.cnnviz.Fixture.SAMPLES;
import static org.cnnviz.Fixture.assertSame;
import static org.cnnviz.Fixture.raw;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every method once, its numbers those of the command line tool's --raw, bit for bit. */
class MethodsTest {
  private static Model model;
  private static Image cat;

  @BeforeAll
  static void open() {
    model = Fixture.model();
    cat = new Image(CAT);
  }

  @AfterAll
  static void close() {
    model.close();
    cat.close();
  }

  @Test
  void classify() {
    Result result = model.classify(cat, new ClassifyOptions().top(3), null);
    assertSame(raw("classify"), result.tensor("output"));
    assertEquals("cat", model.labels().get((int) result.tensor("classes").ints()[0]));
    assertEquals(List.of("classes", "scores", "logits", "output"), result.names());
    assertEquals(ResultKind.TENSOR, result.kind("scores"));
    assertTrue(result.json().contains("\"label\""));
    assertThrows(NotFoundException.class, () -> result.kind("score"));
  }

  @Test
  void run() {
    Tensor input = model.preprocess(cat);
    Result every = model.run(Map.of("input", input), List.of("relu5", "prob"), null);
    assertEquals(List.of("relu5", "prob"), every.names());
    Map<String, Tensor> inner = Map.of("relu5", every.tensor("relu5"));
    assertSame(every.tensor("prob"), model.run(inner, List.of("prob"), null).tensor("prob"));
    assertSame(every.tensor("prob"), model.run(Map.of("input", input), null, null).tensor("prob"));
  }

  @Test
  void saliency() {
    for (Rule rule : List.of(Rule.GRADIENT, Rule.DECONVNET, Rule.GUIDED)) {
      String name = rule.name().toLowerCase();
      Result result = model.saliency(cat, "class:cat", new SaliencyOptions().rule(rule));
      Tensor expected = raw("saliency", "--target", "class:cat", "--rule", name);
      assertSame(expected, result.tensor("gradient"));
      Result all = model.saliency(cat, "class:cat", new SaliencyOptions().rule(Rule.ALL));
      assertSame(expected, all.tensor(name));
    }
    List<Target> targets = List.of(model.target("class:cat"));
    Result inner = model.saliency(cat, targets, "relu3", null, null);
    assertEquals(64, inner.tensor("gradient").shape()[1]);
    assertSame(
        model.saliency(cat, "top").tensor("map"),
        model.saliency(model.preprocess(cat), (String) null).tensor("map"));
  }

  @Test
  void gradcam() {
    List<Target> targets = List.of(model.target("class:cat"));
    Result result = model.gradcam(cat, targets, "relu4", null, null);
    assertSame(
        raw("gradcam", "--target", "class:cat", "--layer", "relu4"), result.tensor("cam").item(0));
    Result guided = model.gradcam(cat, "top", new GradcamOptions().guided(true));
    assertSame(raw("gradcam", "--guided"), guided.tensor("guided"));
    assertFalse(model.gradcam(cat, "top").names().contains("guided"));
  }

  @Test
  void activationsAndFilters() {
    ActivationsOptions options = new ActivationsOptions().order(MapOrder.MAXIMUM);
    Result result = model.activations(cat, "relu3", options, null);
    assertSame(raw("activations", "--layer", "relu3"), result.tensor("activations"));
    assertEquals(Dtype.INT64, result.tensor("order").dtype());
    Result filters = model.filters(null, null, null);
    assertSame(raw(List.of(DEMO), "filters"), filters.tensor("weights"));
    assertTrue(Render.filters(filters, "gray", new GridOptions().magnify(2)).width() > 7);
  }

  @Test
  void occlusion() {
    OcclusionOptions options =
        new OcclusionOptions().windowHeight(32).windowWidth(32).strideY(24).strideX(24);
    Result result = model.occlusion(cat, "prob:cat", options);
    Tensor expected =
        raw("occlusion", "--target", "prob:cat", "--window", "32", "--stride", "24");
    assertSame(expected, result.tensor("drops").item(0).item(0));
    Tensor covered = model.occludedInputs(cat, options, 1, 2);
    assertArrayEquals(new long[] {2, 3, 128, 128}, covered.shape());
    List<Target> targets = List.of(model.target("prob:cat"));
    assertSame(
        result.tensor("drops"), model.occlusion(cat, targets, options, null).tensor("drops"));
  }

  @Test
  void riseAndChannels() {
    RiseOptions options = new RiseOptions().masks(20).seed(4);
    List<Target> top = List.of(model.target("prob:top"));
    assertSame(
        model.rise(cat, "prob:top", options).tensor("map"),
        model.rise(cat, top, options, null).tensor("map"));
    ChannelsOptions ablation = new ChannelsOptions().method(ChannelMethod.ABLATION);
    Result channels = model.channels(cat, top, "relu4", ablation, null);
    assertArrayEquals(new long[] {1, 1, 96}, channels.tensor("drops").shape());
    assertTrue(model.channels(cat, "prob:top", ablation).names().contains("drops"));
  }

  @Test
  void synthesizeAndDream() {
    SynthesizeOptions options =
        SynthesizeOptions.preset("simonyan").steps(3).height(128).width(128);
    List<Target> targets = List.of(model.target("class:cat"));
    Result made = model.synthesize(targets, null, null, options, null);
    assertSame(
        raw(List.of(DEMO), "synthesize", "--target", "class:cat", "--preset", "simonyan",
            "--steps", "3", "--size", "128"),
        made.tensor("input"));
    assertEquals(128, made.image("picture_0").width());
    Result dream =
        model.dream(
            cat, null, model.target("layer:relu4"), new DreamOptions().octaves(2).steps(2), null);
    assertSame(
        raw("dream", "--target", "layer:relu4", "--octaves", "2", "--steps", "2"),
        dream.tensor("input"));
    assertEquals(ResultKind.IMAGE, dream.kind("picture"));
  }

  @Test
  void embedding(@TempDir Path folder) {
    float[] numbers = new float[300];
    for (int i = 0; i < numbers.length; ++i) {
      numbers[i] = i * 7919 % 101;
    }
    Tensor points = Tensor.of(numbers, 60, 5);
    points.write(folder.resolve("points.npy"));
    TsneOptions options = new TsneOptions().iterations(300).threads(1);
    Tensor coordinates = Embedding.tsne(points, options, null).tensor("coordinates");
    List<Path> file = List.of(folder.resolve("points.npy"));
    assertSame(raw(file, "tsne", "--iterations", "300"), coordinates);
    NeighborsOptions one = new NeighborsOptions().count(1).metric(Metric.COSINE);
    Tensor query = points.item(4).reshape(1, 5);
    Result near = Embedding.neighbors(points, query, one, null);
    assertArrayEquals(new long[] {1, 1}, near.tensor("indices").shape());
    assertTrue(near.tensor("distances").floats()[0] < 1e-6);
    Tensor cells = Embedding.grid(coordinates, 8, 8, GridRule.OPTIMAL, null);
    assertEquals(61, java.util.Arrays.stream(cells.ints()).distinct().count());
    List<Image> pictures = Collections.nCopies(60, cat);
    assertTrue(Embedding.mosaic(cells, pictures, new PlotOptions().thumbnail(16)).width() > 0);
    long[] classes = new long[60];
    for (int i = 0; i < 60; ++i) {
      classes[i] = i % 2;
    }
    Tensor labels = Tensor.of(classes, 60);
    List<String> names = List.of("a", "b,c");
    assertEquals(
        200, Embedding.draw(coordinates, labels, names, new PlotOptions().side(200)).height());
    String page =
        Embedding.page(coordinates, labels, names, null, null, "Sixty points", null, null);
    assertTrue(page.contains("Sixty points") && page.contains("b,c"));
  }

  @Test
  void collections(@TempDir Path folder) {
    List<Path> halves = List.of(folder.resolve("1.db"), folder.resolve("2.db"));
    for (int shard = 1; shard <= 2; ++shard) {
      IndexOptions options = new IndexOptions().strongest(4).shard(shard).shards(2);
      Result indexed =
          Corpus.index(
              model, halves.get(shard - 1), List.of(SAMPLES), List.of("relu5"), null, options, null);
      assertTrue(indexed.json().contains("\"unreadable\":"));
    }
    Corpus.merge(folder.resolve("all.db"), halves, null);
    try (Corpus corpus = new Corpus(folder.resolve("all.db"))) {
      long number = corpus.find(CAT);
      assertEquals(15, corpus.imageCount());
      assertTrue(corpus.images(number, 1).json().contains(CAT.toString()));
      Tensor features = corpus.features(null, 0, -1).tensor("features");
      Tensor input = model.preprocess(cat);
      Tensor expected = model.run(Map.of("input", input), List.of("features"), null)
          .tensor("features");
      assertSame(expected.item(0), features.item(number));
      Tensor embedded = corpus.embed(model, List.of(cat), null, null).tensor("features");
      assertSame(features.item(number), embedded.item(0));
      assertEquals(cat.width(), corpus.picture(number, null).width());
      NeighborsOptions two = new NeighborsOptions().count(2);
      Result near = corpus.neighbors(null, embedded, two, null);
      assertEquals(number, near.tensor("indices").ints()[0]);
      assertArrayEquals(
          new long[] {2, 4}, corpus.strongest("relu5", 0, 2, 0).tensor("values").shape());
      PatchesOptions patch = new PatchesOptions().count(1).source(PatchSource.PHOTO);
      Result patches = corpus.patches(model, "relu5", 3, 1, null, patch, null);
      assertTrue(patches.image("patch/3/0").width() > 1);
      assertTrue(corpus.json().contains("\"relu5\""));
      Path nowhere = Path.of("nowhere.png");
      assertTrue(
          assertThrows(NotFoundException.class, () -> corpus.find(nowhere))
              .getMessage()
              .contains("nowhere.png"));
    }
  }

  @Test
  void drawing(@TempDir Path folder) {
    Tensor map = model.gradcam(cat, "top").tensor("map").item(0);
    MapOptions size = new MapOptions().width(40).height(30);
    assertEquals(30, Render.map(map, "magma", size).height());
    assertEquals(128, Render.map(map).height());
    Image view = model.view(cat, 200);
    assertEquals(200, Render.overlay(map, view, null, new MapOptions().alpha(0.4)).width());
    assertEquals(200, Render.overlay(map, view).width());
    Tensor gradient = model.saliency(cat, "top").tensor("gradient").item(0);
    boolean reversed = model.colorOrder() == ColorOrder.BGR;
    assertEquals(3, Render.signed(gradient, reversed, null).channels());
    MapInfo info = Render.measure(map, null);
    assertTrue(info.count() == map.size() && info.maximum() > 0 && !info.constant());
    Result maps = model.activations(cat, "relu1", null, null);
    GridOptions columns = new GridOptions().columns(8);
    Tensor first = maps.tensor("maps").item(0);
    assertTrue(Render.grid(first, maps.tensor("order").item(0), null, columns).width() > 64);
    Figure figure = new Figure("A cat").set(0, 0, cat, "photo").set(0, 1, view, "map", "a warning");
    figure.setColorBar(0, 1, 0, 1, null).addLegend(0, 0, 0xff0000, "red").labelRow(0, "row");
    Image drawn = figure.labelColumn(1, "column").draw(new FigureOptions().cellWidth(150));
    drawn.write(folder.resolve("figure.png"), "a note");
    assertEquals(drawn.pixels(), new Image(folder.resolve("figure.png")).pixels());
    assertTrue(figure.draw().width() > 0);
    assertTrue(Render.colorBar(0, 1, "gray", 100, true).height() >= 100);
  }

  @Test
  void layersAndInfo() {
    List<Layer> layers = model.layers(null);
    Layer first = layers.get(1);
    assertEquals("conv1 Conv", first.name() + " " + first.type());
    assertEquals(List.of(1L, 32L, 64L, 64L), first.shape());
    assertEquals(7, first.info().sizeY());
    assertEquals("input", layers.get(0).role());
    Tensor both = model.preprocess(List.of(cat, cat));
    assertEquals(2, model.layers(both).get(1).shape().get(0));
    ModelInput input = model.inputs().get(0);
    assertTrue(input.name().equals("input") && input.dtype() == Dtype.FLOAT32 && input.rank() == 4);
    assertEquals(List.of("prob"), model.outputs());
    assertTrue(model.json().contains("\"opset\""));
    assertEquals(128, model.picture(both, 1).width());
    assertTrue(CnnViz.version().matches("\\d+\\.\\d+\\.\\d+"));
  }
}
