package org.cnnviz;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Points of many dimensions: their neighbors, and maps of them. Options and jobs may be null. */
public final class Embedding {
  private Embedding() {}

  // C: cnnviz_neighbors
  /**
   * The nearest among <code>points</code> of each row of <code>queries</code> [q, d]; queries NULL:
   * of each point among the others (a duplicate is a neighbor at distance 0). Ordered by distance,
   * equal ones by index.
   * <p>Tensors: "indices" int64 [q, count]; "distances" [q, count].
   * <p>Document: "exact"; "recall", the share of the true neighbors found, measured on
   * "recall_rows" rows where the search is approximate; in "parameters" count, metric, search.
   * <p>Errors: {@link InvalidArgumentException} (shapes, a count outside 1 to the number of
   * points), {@link NotFiniteException}, {@link LimitException}, {@link OutOfMemoryException},
   * {@link CancelledException}, {@link ForkedException}.
   */
  public static Result neighbors(
      Tensor points, Tensor queries, NeighborsOptions options, Job job) {
    try (Call call = new Call()) {
      return new Result(
          Native.neighbors(
              call.use(points), call.use(queries), call.use(options), call.use(job)));
    }
  }

  // C: cnnviz_tsne
  /**
   * t-SNE (van der Maaten &amp; Hinton 2008; Barnes-Hut: van der Maaten 2014): a map of the points
   * in the plane on which near ones stay near. Affinities of the 3 * perplexity nearest neighbors,
   * gradient descent on the KL divergence with momentum and gains.
   * <p>Tensors: "coordinates" [n, 2], their mean at the origin.
   * <p>Document: "kl_divergence"; "forces", "neighbors" (of each point), "exact_neighbors" and
   * "graph_recall"; with <code>quality</code> "trustworthiness" and "recall", each &#123;"value",
   * "neighbors"&#125;, of "quality_rows" points (docs/tsne.md says what they mean); in "parameters"
   * the options as used. "warnings" tells of points that are all equal, and of duplicates that
   * outnumber the perplexity.
   * <p>Errors: {@link InvalidArgumentException} (fewer than 4 points, a perplexity too large),
   * {@link NotFiniteException} (of the points; a learning rate that makes the map diverge), {@link
   * OutOfMemoryException}, {@link CancelledException}, {@link ForkedException}.
   */
  public static Result tsne(Tensor points, TsneOptions options, Job job) {
    try (Call call = new Call()) {
      return new Result(Native.tsne(call.use(points), call.use(options), call.use(job)));
    }
  }

  // C: cnnviz_embedding_grid
  /**
   * A map's points [n, 2] moved to the cells of a grid: int64 [rows, columns], for each cell the
   * index of its point, or -1. The points are scaled by their bounding box to the grid's, the
   * second coordinate upward. No point is used twice; where there are more cells than points some
   * stay empty, where there are fewer some points are left out.
   * <p>Errors: {@link InvalidArgumentException}, {@link NotFiniteException}, {@link LimitException}
   * (OPTIMAL beyond its limit), {@link CancelledException}.
   */
  public static Tensor grid(Tensor coordinates, int rows, int columns, GridRule rule, Job job) {
    try (Call call = new Call()) {
      return new Tensor(
          Native.embedding_grid(
              call.use(coordinates), rows, columns, rule.number, call.use(job)));
    }
  }

  // C: cnnviz_embedding_draw
  /**
   * A picture of a map's points [n, 2]. <code>labels</code> (int64 [n], NULL: none) are their
   * classes, 0 to 9999, or -1 for none; each class has a color, and its name stands in the legend:
   * <code>label_names</code> lists them, separated by commas, by index (NULL: the numbers).
   * <p>Errors: {@link InvalidArgumentException}, {@link NotFiniteException}.
   */
  public static Image draw(
      Tensor coordinates, Tensor labels, List<String> labelNames, PlotOptions options) {
    try (Call call = new Call()) {
      return new Image(
          Native.embedding_draw(
              call.use(coordinates), call.use(labels), Text.list(labelNames), call.use(options)));
    }
  }

  // C: cnnviz_embedding_mosaic
  /**
   * Pictures side by side: <code>cells</code> as of {@code Embedding.grid}, indices into
   * <code>images</code>. Each shows the middle square of its picture.
   * <p>Errors: {@link InvalidArgumentException} (an index that is not in the list), {@link
   * LimitException}.
   */
  public static Image mosaic(Tensor cells, List<Image> images, PlotOptions options) {
    try (Call call = new Call()) {
      return new Image(
          Native.embedding_mosaic(call.use(cells), call.images(images), call.use(options)));
    }
  }

  // C: cnnviz_embedding_page
  /**
   * A map as one HTML page (UTF-8) that loads nothing: zoom, drag, point at a point for its
   * caption, show and hide classes, find. Labels as of {@code Embedding.draw}. <code>images</code>
   * (NULL: none) has a picture for each point, shown once there is room; small copies go into the
   * page. <code>captions</code> (NULL: none) has a text for each point, separated by commas;
   * <code>title</code> and <code>note</code> (NULL: none) stand above the map.
   * <p>Errors: {@link InvalidArgumentException} (another number of pictures, labels or captions),
   * {@link NotFiniteException}.
   */
  public static String page(
      Tensor coordinates,
      Tensor labels,
      List<String> labelNames,
      List<Image> images,
      List<String> captions,
      String title,
      String note,
      PlotOptions options) {
    try (Call call = new Call()) {
      long page =
          Native.embedding_page(
              call.use(coordinates),
              call.use(labels),
              Text.list(labelNames),
              call.images(images),
              Text.list(captions),
              title,
              note,
              call.use(options));
      return new String(Buffers.take(page), StandardCharsets.UTF_8);
    }
  }
}
