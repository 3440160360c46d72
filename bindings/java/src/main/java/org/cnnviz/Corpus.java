package org.cnnviz;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/**
 * A collection of images, opened for reading. Jobs, options and names may be null. (Java's SQLite
 * drivers must not have the file open in the same process: two copies of SQLite void each other's
 * locks.)
 */
public final class Corpus extends Handle {
  // C: cnnviz_corpus_open
  /**
   * Errors: {@link NotFoundException}, {@link CorruptException} (no collection, or a damaged one),
   * {@link UnsupportedException} (of a later version), {@link IoException} (another process writes
   * it).
   */
  public Corpus(Path path) {
    super(Native.corpus_open(path.toString()), Native::delete_cnnviz_corpus);
  }

  // C: cnnviz_corpus_index
  /**
   * Indexes images into the collection <code>path</code>, which is made where it does not exist,
   * else continued: what is indexed already is not done again. <code>images</code>: a list of
   * picture files; folders, searched with all below them for .png, .jpg and .jpeg files (hidden
   * ones are left out); and "&#64;FILE", a text file with one of these a line ("&#64;-" is standard
   * input). NULL: none, only what an interrupted run has left. <code>layers</code>: a list of
   * tensors or nodes whose strongest responses are kept; NULL: those that the collection has, or
   * for a new one the model's last map. <code>features</code>: likewise the tensors whose values
   * are kept for each image, of maps the mean over all positions; NULL: the penultimate one. The
   * model must have been opened by its path. Every image is computed alone, on one thread; several
   * at once, as many as the model has threads (one under max_memory). What is done is kept every
   * few seconds: a call that fails or is cancelled, and a process that is killed, lose no more than
   * that. While it runs nobody else can read or write the collection.
   * <p>Document: "collection"; in "parameters" layers, features, strongest, shard, shards, refresh,
   * as used; "found": pictures that <code>images</code> names; "indexed", "unreadable": by this
   * call; "changed" and "vanished": names of images whose files are others, or gone; "failures":
   * [&#123;"image", "error"&#125;], at most 1000 of the unreadable ones; "images": &#123;"indexed",
   * "pending", "unreadable"&#125; of the collection. Images that cannot be read are no error: the
   * next call tries them again. The job counts images.
   * <p>Errors: {@link MismatchException} (the collection is of another model, or of other
   * settings), {@link NotFoundException} (a layer, a file or folder), {@link
   * InvalidArgumentException} (no picture anywhere; a tensor without channels), {@link IoException}
   * (a collection that another process writes; no space left), {@link CorruptException}, {@link
   * UnsupportedException}, {@link LimitException}, {@link OutOfMemoryException}, {@link
   * CancelledException}, {@link ForkedException}.
   */
  public static Result index(
      Model model,
      Path path,
      Collection<?> images,
      Collection<String> layers,
      Collection<String> features,
      IndexOptions options,
      Job job) {
    try (Call call = new Call()) {
      return new Result(
          Native.corpus_index(
              call.use(model),
              path.toString(),
              Text.list(images),
              Text.list(layers),
              Text.list(features),
              call.use(options),
              call.use(job)));
    }
  }

  // C: cnnviz_corpus_merge
  /**
   * Writes the collection of all images of <code>sources</code>, a list of collections indexed with
   * the same model and settings, to <code>path</code>; it appears complete or not at all. The
   * answers are those of one index of all images.
   * <p>Document: "collection", "sources", "images" as above. The job counts sources.
   * <p>Errors: {@link NotFoundException}, {@link MismatchException} (other settings; an image that
   * is not the same file in two of them), {@link InvalidArgumentException} (<code>path</code> is
   * one of the sources), {@link IoException}, {@link CorruptException}, {@link CancelledException}.
   */
  public static Result merge(Path path, Collection<Path> sources, Job job) {
    try (Call call = new Call()) {
      return new Result(
          Native.corpus_merge(path.toString(), Text.list(sources), call.use(job)));
    }
  }

  // C: cnnviz_corpus_json
  /**
   * About the collection when it was opened, as a JSON object, as long as the handle lives; NULL on
   * failure. Keys: "collection" (its path), "root", "model": &#123;"path", "sha256"&#125;,
   * "preprocessing", "strongest", "layers": [&#123;"layer", "channels", "rows", "columns"&#125;],
   * "features": [&#123;"tensor", "width"&#125;], "images": &#123;"indexed", "pending",
   * "unreadable"&#125;, "labels": how many.
   */
  public String json() {
    try (Call call = new Call()) {
      return Native.corpus_json(call.use(this));
    }
  }

  // C: cnnviz_corpus_image_count
  /** How many images were indexed when it was opened; -1 on failure. They are numbered from 0. */
  public long imageCount() {
    try (Call call = new Call()) {
      return Native.corpus_image_count(call.use(this));
    }
  }

  // C: cnnviz_corpus_find
  /**
   * The number of the image at <code>path</code>, given as for {@code Corpus.index}, or of the one
   * whose name in the collection that is; -1 on failure: NOT_FOUND where it is not in the
   * collection.
   */
  public long find(Path path) {
    try (Call call = new Call()) {
      return Native.corpus_find(call.use(this), path.toString());
    }
  }

  // C: cnnviz_corpus_images
  /**
   * Images <code>first</code> to <code>first + count - 1</code>; <code>count</code> -1: to the
   * last.
   * <p>Document: "images": [&#123;"number", "image" (its name), "path" (where its file is),
   * "width", "height", "bytes", "sha256", "classes": [&#123;"class", "label", "probability",
   * "logit"&#125;]&#125;].
   * <p>Errors: {@link InvalidArgumentException} (no such images).
   */
  public Result images(long first, long count) {
    try (Call call = new Call()) {
      return new Result(Native.corpus_images(call.use(this), first, count));
    }
  }

  // C: cnnviz_corpus_picture
  /**
   * The picture of an image, read from its file. <code>root</code>: the folder that relative names
   * are seen from now; NULL: the collection's.
   * <p>Errors: {@link InvalidArgumentException} (no such image), {@link MismatchException} (the
   * file is another one than when it was indexed), {@link NotFoundException} and {@link
   * IoException} (it is gone).
   */
  public Image picture(long number, Path root) {
    try (Call call = new Call()) {
      return new Image(Native.corpus_picture(call.use(this), number, text(root)));
    }
  }

  // C: cnnviz_corpus_features
  /**
   * Tensor "features" [count, width] of these images, a row for each; <code>tensor</code> NULL: the
   * collection's only ones.
   * <p>Errors: {@link NotFoundException} (the collection has none of that tensor), {@link
   * InvalidArgumentException} (no such images; several tensors), {@link OutOfMemoryException} (ask
   * for fewer at once), {@link CorruptException}.
   */
  public Result features(String tensor, long first, long count) {
    try (Call call = new Call()) {
      return new Result(Native.corpus_features(call.use(this), tensor, first, count));
    }
  }

  // C: cnnviz_corpus_embed
  /**
   * The same for pictures that need not be in the collection: "features" [count, width] as an index
   * would store them, bit for bit, and what the network sees in them. <code>model</code> is the
   * collection's.
   * <p>Document: "tensor"; "images": [&#123;"classes": as above&#125;]. The job counts images.
   * <p>Errors also: {@link MismatchException} (another model, or other settings for pictures).
   */
  public Result embed(Model model, List<Image> images, String tensor, Job job) {
    try (Call call = new Call()) {
      return new Result(
          Native.corpus_embed(
              call.use(this), call.use(model), call.images(images), tensor, call.use(job)));
    }
  }

  // C: cnnviz_corpus_neighbors
  /**
   * The nearest images of the collection by the features <code>tensor</code> (NULL: its only ones).
   * <code>queries</code>: numbers of images, int64 [q], each of which gets its neighbors among the
   * others; vectors of features, float32 [q, width], of any pictures; or NULL: all images ask.
   * Tensors and document as of {@code neighbors} (embed.h), "indices" are numbers of images; also
   * "tensor". The exact search reads the features in blocks, once for about every 64 MB of those
   * that ask, and holds about 200 MB besides the answers; the approximate one holds all features
   * twice, and 150 bytes of links for each image.
   * <p>Errors: {@link NotFoundException} (no such features), {@link InvalidArgumentException} (an
   * image that is not there, vectors of another width, a count outside 1 to the number of images),
   * {@link NotFiniteException} (features that a network has left infinite or NaN), {@link
   * CorruptException}, {@link OutOfMemoryException}, {@link CancelledException}, {@link
   * ForkedException}.
   */
  public Result neighbors(String tensor, Tensor queries, NeighborsOptions options, Job job) {
    try (Call call = new Call()) {
      return new Result(
          Native.corpus_neighbors(
              call.use(this), tensor, call.use(queries), call.use(options), call.use(job)));
    }
  }

  // C: cnnviz_corpus_strongest
  /**
   * The strongest responses of <code>channels</code> channels of a layer from
   * <code>first_channel</code> on: at most <code>count</code> (0: all that are kept), strongest
   * first. <code>layer</code> NULL: the collection's only one.
   * <p>Tensors: "values" [channels, count], NaN where there are fewer; "images" int64 [channels,
   * count], numbers of images, -1 likewise; "positions" int64 [channels, count, 2], row and column
   * in the layer's map.
   * <p>Errors: {@link NotFoundException}, {@link InvalidArgumentException}.
   */
  public Result strongest(String layer, long firstChannel, long channels, long count) {
    try (Call call = new Call()) {
      return new Result(
          Native.corpus_strongest(call.use(this), layer, firstChannel, channels, count));
    }
  }

  // C: cnnviz_corpus_patches
  /**
   * What the strongest responses of channels have seen: each cut out at the exact receptive field
   * of its unit (of a concatenation only of the branch that the channel comes from), gray where it
   * reaches beyond the picture; a field longer than the view gives the whole axis.
   * <code>root</code>: the folder that relative names are seen from now; NULL: the collection's.
   * <code>model</code> is the collection's.
   * <p>Tensors: "values", "images", "positions" as above; "boxes" int64 [channels, count, 4]: x0,
   * y0, x1, y1 of the field in the network's view, x1 and y1 not included, not clipped;
   * "photo_boxes" float32 [channels, count, 4]: the same edges in the original picture's pixels;
   * "signal/C/R" [planes, h, w] for channel C and rank R: d unit / d input under the rule, over the
   * patch. Pictures: "patch/C/R". Both are absent where the image's file is gone or another one:
   * the document says so.
   * <p>Document: "layer", "rule"; "patches": for each channel [&#123;"image", "path", "value",
   * "position", "box", "photo_box", "width", "height" (of the whole picture), "class", "label",
   * "again" (the response, computed again)&#125;] or &#123;"image", "problem"&#125;. The job counts
   * images.
   * <p>Errors also: {@link MismatchException} (another model).
   */
  public Result patches(
      Model model,
      String layer,
      long firstChannel,
      long channels,
      Path root,
      PatchesOptions options,
      Job job) {
    try (Call call = new Call()) {
      return new Result(
          Native.corpus_patches(
              call.use(this),
              call.use(model),
              layer,
              firstChannel,
              channels,
              text(root),
              call.use(options),
              call.use(job)));
    }
  }

  private static String text(Path path) {
    return path == null ? null : path.toString();
  }
}
