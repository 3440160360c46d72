package org.cnnviz;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A convolutional network, opened from an ONNX file. It never changes, and any number of threads may
 * use it at once.
 *
 * <p>Everything but the input may be null: a target (the best class), a layer (a sensible one), options
 * (the defaults), a job (none). Selectors of targets are described at {@link #target(String)}; a text
 * of several lines is a list of them.
 */
public final class Model extends Handle {
  /**
   * Opens a file with its sidecar, if any.
   *
   * @param path of the ONNX file
   */
  public Model(Path path) {
    this(path, null, null);
  }

  // C: cnnviz_model_open
  /**
   * Opens an ONNX file (opsets 7 and newer) with its sidecar, if any. External data files are read
   * from below the model's folder only. The file stays mapped while the model lives: replace model
   * files, do not overwrite them. The network's input is x = (pixel * range / 255 - mean) / std for
   * each channel, and <code>settings</code> states how, or is NULL. It is one of the name of a
   * preset: "imagenet" (RGB, range 1, mean 0.485 0.456 0.406, std 0.229 0.224 0.225), "caffe" (BGR,
   * range 255, mean 104 117 123), "tf" (RGB, range 255, mean 127.5, std 127.5), "unit" (range 1),
   * "raw" (range 255); the path of a JSON file in the form of a sidecar; such a JSON object itself,
   * beginning with <code>&#123;</code>. A sidecar's keys, every one optional: "size": [H, W],
   * "color": "RGB" | "BGR" | "GRAY", "range": 1 | 255, "mean": [...], "std": [...], "resize":
   * "shorter" | "stretch" | "letterbox", "resize_to": n, "labels": a file with one class a line
   * (relative to the JSON file's folder), "penultimate": a tensor. An object in
   * <code>settings</code> may also have "preset": the name of a preset or the path of a file that
   * the other keys change. What <code>settings</code> leave open comes from the sidecar, then from
   * the ONNX metadata. Where none of them states range, mean or std, the preset "imagenet" is
   * assumed, and the model's and all results' documents say so.
   * <p>Errors: {@link NotFoundException} (the file, a preset, a label file), {@link IoException},
   * {@link CorruptException} (no ONNX file, or a broken one; a broken sidecar), {@link
   * UnsupportedException} (one message with all unknown operators and the names of their nodes),
   * {@link InvalidArgumentException} (settings out of range, or not fitting the model), {@link
   * LimitException}, {@link OutOfMemoryException}.
   */
  public Model(Path path, String preprocessing, ModelOptions options) {
    this(open(path, preprocessing, options));
  }

  // C: cnnviz_model_open_memory
  /**
   * Opens the <code>length</code> bytes of an ONNX file, which are copied. External data is
   * refused, and there is no sidecar.
   * <p>Errors: as {@code Model.open}.
   */
  public Model(ByteBuffer file, String preprocessing, ModelOptions options) {
    this(openMemory(Buffers.lent(file), preprocessing, options));
  }

  private Model(long address) {
    super(address, Native::delete_cnnviz_model);
  }

  private static long open(Path path, String preprocessing, ModelOptions options) {
    try (Call call = new Call()) {
      return Native.model_open(path.toString(), preprocessing, call.use(options));
    }
  }

  private static long openMemory(Object file, String preprocessing, ModelOptions options) {
    try (Call call = new Call()) {
      return Native.model_open_memory(file, preprocessing, call.use(options));
    }
  }

  // C: cnnviz_model_json
  /**
   * About the model as a JSON object, as long as the handle lives; NULL on failure. Keys: "path"
   * (null from memory), "producer", "opset", "ir_version", "parameters" (numbers in the weights),
   * "inputs" and "outputs" (lists of &#123;"name", "dtype", "shape"&#125;, open extents null;
   * outputs have names alone), "preprocessing" (as in results), "head" (&#123;"output", "logits",
   * "probabilities", "kind": "none" | "softmax" | "log_softmax" | "sigmoid", "class_axis",
   * "classes"&#125;), "labels" (how many), "default_layer" (what Grad-CAM takes), "penultimate",
   * "warnings".
   */
  public String json() {
    try (Call call = new Call()) {
      return Native.model_json(call.use(this));
    }
  }

  /** {@return what the channels of the network's picture input mean} */
  public ColorOrder colorOrder() {
    try (Call call = new Call()) {
      return ColorOrder.of(Native.model_color_order(call.use(this)));
    }
  }

  /** {@return the graph's real inputs, those without an initializer} */
  public List<ModelInput> inputs() {
    try (Call call = new Call()) {
      long model = call.use(this);
      List<ModelInput> inputs = new ArrayList<>();
      for (int i = 0; i < Native.model_input_count(model); ++i) {
        int rank = Native.model_input_rank(model, i);
        List<Long> shape = new ArrayList<>();
        for (int axis = 0; axis < rank; ++axis) {
          shape.add(Native.model_input_extent(model, i, axis));
        }
        Dtype dtype = Dtype.of(Native.model_input_dtype(model, i));
        inputs.add(
            new ModelInput(Native.model_input_name(model, i), dtype, rank, List.copyOf(shape)));
      }
      return inputs;
    }
  }

  /** {@return the names of the graph's outputs} */
  public List<String> outputs() {
    try (Call call = new Call()) {
      long model = call.use(this);
      List<String> outputs = new ArrayList<>();
      for (int i = 0; i < Native.model_output_count(model); ++i) {
        outputs.add(Native.model_output_name(model, i));
      }
      return outputs;
    }
  }

  /** {@return class labels, by class; empty where there are none} */
  public List<String> labels() {
    try (Call call = new Call()) {
      long model = call.use(this);
      List<String> labels = new ArrayList<>();
      for (long i = 0; i < Native.model_label_count(model); ++i) {
        labels.add(Native.model_label(model, i));
      }
      return labels;
    }
  }

  // C: cnnviz_model_layers
  /**
   * Lists them for the shape of <code>input</code>, or (NULL) for the size that the preprocessing
   * states and one image.
   * <p>Errors: {@link InvalidArgumentException} (the network cannot take that shape), {@link
   * UnsupportedException}.
   */
  public List<Layer> layers(Input input) {
    try (Call call = new Call()) {
      return Layer.take(Native.model_layers(call.use(this), call.input(this, input)));
    }
  }

  // C: cnnviz_model_preprocess
  /**
   * The network's input [1, C, H, W] (or [1, H, W, C] where it is declared so) for a picture:
   * resized (antialiased bilinear) and cropped as the settings say, alpha dropped, gray and color
   * converted, normalized.
   * <p>Errors: {@link UnsupportedException} (the model's input is no picture), {@link
   * OutOfMemoryException}.
   */
  public Tensor preprocess(Image image) {
    try (Call call = new Call()) {
      return new Tensor(Native.model_preprocess(call.use(this), call.use(image)));
    }
  }

  // C: cnnviz_model_preprocess_images
  /**
   * The same for a list of N pictures: [N, C, H, W].
   * <p>Errors: {@link InvalidArgumentException} (an empty list), and as above.
   */
  public Tensor preprocess(List<Image> images) {
    try (Call call = new Call()) {
      return new Tensor(Native.model_preprocess_images(call.use(this), call.images(images)));
    }
  }

  // C: cnnviz_model_view
  /**
   * The part of a picture that the network sees, in the proportions of its input, from the
   * picture's own pixels: what to lay a map over. <code>side</code> is the longer side of the view
   * in pixels, 0: the network's own size.
   * <p>Errors: {@link InvalidArgumentException} (a negative side), {@link UnsupportedException},
   * {@link LimitException}, {@link OutOfMemoryException}.
   */
  public Image view(Image image, int side) {
    try (Call call = new Call()) {
      return new Image(Native.model_view(call.use(this), call.use(image), side));
    }
  }

  // C: cnnviz_model_picture
  /**
   * The picture (gray or RGB) that an input of the network stands for: normalization undone,
   * rounded and clipped to 0..255. <code>input</code> is [N, C, H, W] (or channels last),
   * <code>index</code> the image, 0 to N-1.
   * <p>Errors: {@link InvalidArgumentException}, {@link UnsupportedException} (not 1 or 3
   * channels).
   */
  public Image picture(Tensor input, long index) {
    try (Call call = new Call()) {
      return new Image(Native.model_picture(call.use(this), call.use(input), index));
    }
  }

  // C: cnnviz_target_parse
  /**
   * Parses a selector.
   * <p>Errors: {@link InvalidArgumentException} (not of these forms; an index out of range; several
   * classes match), {@link NotFoundException} (a layer, class or file; the nearest are named),
   * {@link IoException} and {@link CorruptException} (a file), {@link UnsupportedException} (the
   * model has no classes).
   */
  public Target target(String selector) {
    try (Call call = new Call()) {
      return new Target(Native.target_parse(call.use(this), selector));
    }
  }

  // C: cnnviz_target_from_seed
  /**
   * The target &lt;A, seed&gt; of a tensor A (by tensor or node name), whose derivative with
   * respect to A is the seed itself. <code>seed</code> has A's shape; its first axis is 1, or the
   * number of images.
   * <p>Errors: {@link NotFoundException}, {@link InvalidArgumentException}.
   */
  public Target target(String name, Tensor seed) {
    try (Call call = new Call()) {
      return new Target(Native.target_from_seed(call.use(this), name, call.use(seed)));
    }
  }

  // C: cnnviz_model_run
  /**
   * Runs the network forward from any tensors to any tensors. <code>feeds</code> (NULL or empty:
   * none, for graphs without inputs) are inputs or inner tensors by name; an inner one cuts the
   * graph there, and only what the wanted tensors need is computed. <code>wanted</code> is a
   * comma-separated list of tensor or node names ("..." quotes a name with commas); NULL: the
   * graph's outputs. The result has one tensor under each wanted name, in that order. Integer and
   * boolean tensors come as int64.
   * <p>Errors: {@link NotFoundException} (a name), {@link InvalidArgumentException} (a feed of a
   * wrong type or shape, an input that is needed but not fed, a name twice), {@link
   * UnsupportedException}, {@link LimitException}, {@link OutOfMemoryException}, {@link
   * CancelledException}, {@link ForkedException}.
   */
  public Result run(Map<String, Tensor> feeds, List<String> wanted, Job job) {
    try (Call call = new Call()) {
      return new Result(
          Native.model_run(
              call.use(this), call.tensors(feeds), Text.list(wanted), call.use(job)));
    }
  }

  // C: cnnviz_explain_classify
  /**
   * The best classes of each image: by probability (the graph's own Softmax or Sigmoid, else a
   * Softmax of the logits), then logit, then lower number. Where the classes are scored at several
   * positions (segmentation), by the share of positions that a class wins first; scores and logits
   * are then means over all positions.
   * <p>Tensors: "classes" int64 [N, k]; "scores" [N, k], probabilities 0 to 1; "logits" [N, k]; of
   * several positions "shares" [N, k], 0 to 1; "output": the graph's first output, of any rank.
   * <p>Document: "top": for each image [&#123;"class", "label", "score", "logit"&#125;, ...], of
   * several positions also "share"; label null where the model has none.
   */
  public Result classify(Input input, ClassifyOptions options, Job job) {
    try (Call call = new Call()) {
      return new Result(
          Native.explain_classify(
              call.use(this),
              call.input(this, input),
              call.use(options),
              call.use(job)));
    }
  }

  // C: cnnviz_explain_saliency
  /**
   * The derivative of a target with respect to the input, or to the tensor named <code>wrt</code>
   * (NULL: the input), by a rule at the rectifiers. Max-pooling passes the signal to the first
   * maximum of each window, overlaps added up (the "switches" of deconvnet). Units: the target's
   * per unit of the network's input, after normalization.
   * <p>Tensors: "gradient", signed, of the shape of <code>wrt</code>, and "map" [N, H, W] (of as
   * many spatial axes as there are, as {@link Layout#AUTO} reads them), its channels reduced,
   * absent where there are no spatial axes. With the rule ALL "gradient", "deconvnet", "guided" and
   * "gradient_map", "deconvnet_map", "guided_map" in their place. "score" [N], the target's value.
   * <p>Document: "targets", "rule", "rectifiers", "lrn", "wrt"; with the rule ALL "rule" is a list,
   * and "governed" in "rectifiers" a number for each.
   */
  public Result saliency(
      Input input, List<Target> targets, String wrt, SaliencyOptions options, Job job) {
    try (Call call = new Call()) {
      return new Result(
          Native.explain_saliency(
              call.use(this),
              call.input(this, input),
              call.targets(targets),
              wrt,
              call.use(options),
              call.use(job)));
    }
  }

  /**
   * The same for selectors of targets.
   *
   * @param input an image, or the network's input
   * @param selectors one a line, or null
   * @param options or null
   * @param job or null
   * @return the result
   */
  public Result saliency(Input input, String selectors, SaliencyOptions options, Job job) {
    try (Call call = new Call()) {
      return new Result(
          Native.explain_saliency(
              call.use(this),
              call.input(this, input),
              call.targets(this, selectors),
              null,
              call.use(options),
              call.use(job)));
    }
  }

  /**
   * The same without a job.
   *
   * @param input an image, or the network's input
   * @param selectors one a line, or null
   * @param options or null
   * @return the result
   */
  public Result saliency(Input input, String selectors, SaliencyOptions options) {
    return saliency(input, selectors, options, null);
  }

  /**
   * The same with the defaults.
   *
   * @param input an image, or the network's input
   * @param selectors one a line, or null
   * @return the result
   */
  public Result saliency(Input input, String selectors) {
    return saliency(input, selectors, null);
  }

  // C: cnnviz_explain_gradcam
  /**
   * Grad-CAM (Selvaraju et al. 2017): a_k = mean over positions of d(target)/dA_k; the map is
   * max(0, sum_k a_k A_k). A is the tensor <code>layer</code>, [N, K, h, w] or another
   * <code>layout</code> of maps; NULL: the last one with more than one position before the classes,
   * after its activation. Of a vision transformer whose classes are read from the class token that
   * is the input of the last attention (its block's first normalization): behind it the grid's
   * tokens have no gradient any more. Of a segmentation network it is what the last convolution
   * reads. Guided Grad-CAM: the guided gradient of the input times the map, upsampled.
   * <p>Tensors: "cam" [N, h, w], at least 0, not normalized; "map" [N, H, W], the same upsampled
   * bilinearly to the input (pixel centers at halves, edges clamped); where guided: "guided",
   * signed, of the input's shape, and "guided_map" [N, H, W], its channels reduced.
   * <p>Document: "layer", "layer_chosen" (true where it was NULL), "layout" ("channels_first",
   * "channels_last", "tokens"), of tokens "grid" [h, w] and "leading_tokens"; "targets", where
   * guided "rule" and "rectifiers"; "all_negative": for each image whether its map is zero because
   * nothing in the layer speaks for the target. Warnings name such maps, and those that are zero
   * because the target does not depend on the layer.
   * <p>Errors also: {@link UnsupportedException} (a layer without positions; usable ones are
   * named); {@link InvalidArgumentException} too where the layer is not of the layout that is
   * stated.
   */
  public Result gradcam(
      Input input, List<Target> targets, String layer, GradcamOptions options, Job job) {
    try (Call call = new Call()) {
      return new Result(
          Native.explain_gradcam(
              call.use(this),
              call.input(this, input),
              call.targets(targets),
              layer,
              call.use(options),
              call.use(job)));
    }
  }

  /**
   * The same for selectors of targets.
   *
   * @param input an image, or the network's input
   * @param selectors one a line, or null
   * @param options or null
   * @param job or null
   * @return the result
   */
  public Result gradcam(Input input, String selectors, GradcamOptions options, Job job) {
    try (Call call = new Call()) {
      return new Result(
          Native.explain_gradcam(
              call.use(this),
              call.input(this, input),
              call.targets(this, selectors),
              null,
              call.use(options),
              call.use(job)));
    }
  }

  /**
   * The same without a job.
   *
   * @param input an image, or the network's input
   * @param selectors one a line, or null
   * @param options or null
   * @return the result
   */
  public Result gradcam(Input input, String selectors, GradcamOptions options) {
    return gradcam(input, selectors, options, null);
  }

  /**
   * The same with the defaults.
   *
   * @param input an image, or the network's input
   * @param selectors one a line, or null
   * @return the result
   */
  public Result gradcam(Input input, String selectors) {
    return gradcam(input, selectors, null);
  }

  // C: cnnviz_explain_occlusion
  /**
   * Occlusion sensitivity (Zeiler &amp; Fergus 2014): an occluder slides over the picture; drop =
   * the target of the picture as it is - the target with the occluder there. A pixel's value in the
   * map is the mean drop of the occluders that cover it (weighted by how much they cover it, where
   * <code>softness</code> smooths their edges: the window convolved with a Gaussian along both
   * axes, cut off at 3 sigma). <code>adaptive</code> computes every second position along both
   * axes, then those beside the quarter of them where a target changes most; the rest is
   * interpolated.
   * <p>Tensors: "drops" [N, T, rows, columns]; "map" [N, T, H, W], NaN where no occluder was;
   * "classes" int64 [N, rows, columns], the best class with the occluder there (of segmentation
   * networks the one that wins the most positions), absent where the option is 0; "evaluated" int64
   * [N, rows, columns], 1 where the network was run; "score" [N, T], the targets of the pictures as
   * they are.
   * <p>Document: "targets": for each image a list, one for each target; "predicted": for each image
   * &#123;"class", "label"&#125;; in "parameters" window, stride, edge, fill, region, softness, as
   * used; "rows", "columns": where the windows begin; "positions", "evaluated": how many of all
   * images; "exact": false where <code>adaptive</code>; "completed"; where it is, "work":
   * &#123;"windows": whether only what an occluder changes was computed (networks that mix images
   * are run whole), "batch": occluders at once, "full_multiply_adds", "multiply_adds": of one
   * occluder by a whole pass, and as computed&#125;.
   * <p>Errors also: {@link InvalidArgumentException} (a window that does not fit, a stride that is
   * longer).
   */
  public Result occlusion(Input input, List<Target> targets, OcclusionOptions options, Job job) {
    try (Call call = new Call()) {
      return new Result(
          Native.explain_occlusion(
              call.use(this),
              call.input(this, input),
              call.targets(targets),
              call.use(options),
              call.use(job)));
    }
  }

  /**
   * The same for selectors of targets.
   *
   * @param input an image, or the network's input
   * @param selectors one a line, or null
   * @param options or null
   * @param job or null
   * @return the result
   */
  public Result occlusion(Input input, String selectors, OcclusionOptions options, Job job) {
    try (Call call = new Call()) {
      return new Result(
          Native.explain_occlusion(
              call.use(this),
              call.input(this, input),
              call.targets(this, selectors),
              call.use(options),
              call.use(job)));
    }
  }

  /**
   * The same without a job.
   *
   * @param input an image, or the network's input
   * @param selectors one a line, or null
   * @param options or null
   * @return the result
   */
  public Result occlusion(Input input, String selectors, OcclusionOptions options) {
    return occlusion(input, selectors, options, null);
  }

  /**
   * The same with the defaults.
   *
   * @param input an image, or the network's input
   * @param selectors one a line, or null
   * @return the result
   */
  public Result occlusion(Input input, String selectors) {
    return occlusion(input, selectors, null);
  }

  // C: cnnviz_explain_rise
  /**
   * RISE (Petsiuk, Das, Saenko 2018): random masks m keep parts of the picture; map = sum(score *
   * m) / (masks * probability), the mean score of the masks that kept a pixel. A mask is a grid of
   * <code>cells</code> x <code>cells</code> random zeros and ones, upsampled bilinearly and shifted
   * by less than a cell. Equal seeds give equal masks, whatever the batch.
   * <p>Tensors: "map" [N, T, H, W]; "mask_scores" [N, T, masks]; "score" [N, T].
   * <p>Document: "targets" as above, "seed", "evaluated", "completed"; in "parameters" masks,
   * cells, probability, fill.
   */
  public Result rise(Input input, List<Target> targets, RiseOptions options, Job job) {
    try (Call call = new Call()) {
      return new Result(
          Native.explain_rise(
              call.use(this),
              call.input(this, input),
              call.targets(targets),
              call.use(options),
              call.use(job)));
    }
  }

  /**
   * The same for selectors of targets.
   *
   * @param input an image, or the network's input
   * @param selectors one a line, or null
   * @param options or null
   * @param job or null
   * @return the result
   */
  public Result rise(Input input, String selectors, RiseOptions options, Job job) {
    try (Call call = new Call()) {
      return new Result(
          Native.explain_rise(
              call.use(this),
              call.input(this, input),
              call.targets(this, selectors),
              call.use(options),
              call.use(job)));
    }
  }

  /**
   * The same without a job.
   *
   * @param input an image, or the network's input
   * @param selectors one a line, or null
   * @param options or null
   * @return the result
   */
  public Result rise(Input input, String selectors, RiseOptions options) {
    return rise(input, selectors, options, null);
  }

  /**
   * The same with the defaults.
   *
   * @param input an image, or the network's input
   * @param selectors one a line, or null
   * @return the result
   */
  public Result rise(Input input, String selectors) {
    return rise(input, selectors, null);
  }

  // C: cnnviz_explain_channels
  /**
   * Which channels of a layer a target lives on. A is the tensor <code>layer</code>, of K channels
   * (NULL: the one that Grad-CAM chooses); s_0 the target of the picture x as it is. ABLATION
   * (Desai &amp; Ramaswamy 2020): drop_k = s_0 - the target with A_k zero; w_k = drop_k / |s_0|,
   * drop_k where s_0 is 0. The layer need not have positions: where it has none there are no maps.
   * SCORE_CAM (Wang et al. 2020): H_k is A_k upsampled bilinearly to the picture and rescaled to
   * 0..1; w_k = the target of x * H_k, 0 where A_k is constant. The map of both is max(0, sum_k w_k
   * A_k), as Grad-CAM's.
   * <p>Tensors: "drops" [N, T, K] (ABLATION) or "mask_scores" [N, T, K] (SCORE_CAM); "weights" [N,
   * T, K]; "cam" [N, T, h, w]; "map" [N, T, H, W], the same upsampled bilinearly to the input;
   * "score" [N, T].
   * <p>Document: "layer", "layer_chosen", "layout" as of Grad-CAM; "targets", "completed", "work"
   * as of occlusion; "strongest": for each image and target the ten channels of the largest drop or
   * score, [&#123;"channel", "value"&#125;, ...]. The job counts channels. <code>targets</code>
   * NULL: "top" for ABLATION, "prob:top" for SCORE_CAM, as in the papers.
   * <p>Errors also: {@link UnsupportedException} (SCORE_CAM of a layer without positions).
   */
  public Result channels(
      Input input, List<Target> targets, String layer, ChannelsOptions options, Job job) {
    try (Call call = new Call()) {
      return new Result(
          Native.explain_channels(
              call.use(this),
              call.input(this, input),
              call.targets(targets),
              layer,
              call.use(options),
              call.use(job)));
    }
  }

  /**
   * The same for selectors of targets.
   *
   * @param input an image, or the network's input
   * @param selectors one a line, or null
   * @param options or null
   * @param job or null
   * @return the result
   */
  public Result channels(Input input, String selectors, ChannelsOptions options, Job job) {
    try (Call call = new Call()) {
      return new Result(
          Native.explain_channels(
              call.use(this),
              call.input(this, input),
              call.targets(this, selectors),
              null,
              call.use(options),
              call.use(job)));
    }
  }

  /**
   * The same without a job.
   *
   * @param input an image, or the network's input
   * @param selectors one a line, or null
   * @param options or null
   * @return the result
   */
  public Result channels(Input input, String selectors, ChannelsOptions options) {
    return channels(input, selectors, options, null);
  }

  /**
   * The same with the defaults.
   *
   * @param input an image, or the network's input
   * @param selectors one a line, or null
   * @return the result
   */
  public Result channels(Input input, String selectors) {
    return channels(input, selectors, null);
  }

  // C: cnnviz_explain_activations
  /**
   * The maps of a layer (NULL: as for Grad-CAM).
   * <p>Tensors: "activations", as the network has them; "maps" [N, K, h, w], the same as
   * <code>layout</code> reads them, with h = w = 1 where there are no positions; "order" int64 [N,
   * K], the channels in the order asked for; "minimum", "maximum", "mean" [N, K], of each map.
   * <p>Document: "layer", "layer_chosen", "layout", "grid", "leading_tokens", "shape".
   */
  public Result activations(Input input, String layer, ActivationsOptions options, Job job) {
    try (Call call = new Call()) {
      return new Result(
          Native.explain_activations(
              call.use(this),
              call.input(this, input),
              layer,
              call.use(options),
              call.use(job)));
    }
  }

  // C: cnnviz_explain_filters
  /**
   * The weights of a convolution or dense layer (by the name of its output, its node or the
   * weights; NULL: the first convolution), as tiles to look at ({@code Render.filters} draws them).
   * <p>Tensors: "weights" [O, I/group, kh, kw] (or as the operator has them), as stored; "tiles" in
   * 0..1: color [n, kh, kw, 3] in RGB, slices [rows * columns, kh, kw] (a row for each filter, a
   * column for each input channel), or a matrix [rows, columns] for 1x1 and dense layers; "dead"
   * int64 [d]: the shown filters whose largest |w| is below a thousandth of the bank's.
   * <p>Document: "layer", "weights", "kind": "color" | "slices" | "matrix", "rows", "columns",
   * "first_filter", "filter_count", "filters" (all), "first_slice", "slice_count", "slices" (all),
   * "minimum", "maximum", "centered" (true where a weight of 0 has the value 1/2).
   */
  public Result filters(String layer, FiltersOptions options, Job job) {
    try (Call call = new Call()) {
      return new Result(
          Native.explain_filters(call.use(this), layer, call.use(options), call.use(job)));
    }
  }

  // C: cnnviz_occluded_inputs
  /**
   * What the network sees with the occluder of {@code Model.occlusion} at position
   * <code>first</code> and the <code>count</code> - 1 behind it, counted row by row from 0: [count,
   * ...] of the input's shape, for {@code Model.picture}. <code>input</code> holds one image. The
   * options are those of the explanation, of which <code>classes</code>, <code>full</code>,
   * <code>adaptive</code>, <code>keep_partial</code> and <code>batch</code> change nothing here.
   * <p>Errors also: {@link InvalidArgumentException} (positions that the occluder does not take,
   * several images).
   */
  public Tensor occludedInputs(Input input, OcclusionOptions options, long first, long count) {
    try (Call call = new Call()) {
      return new Tensor(
          Native.occluded_inputs(
              call.use(this), call.input(this, input), call.use(options), first, count));
    }
  }

  // C: cnnviz_synthesize
  /**
   * Makes pictures that maximize <code>targets</code> (one for all pictures, or one for each; NULL:
   * "top", the best class of what it starts from). Only the part of the network that the targets
   * need is run, at any size that it allows; a part that takes one size alone sees the pictures as
   * <code>fit</code> says. <code>start</code>: a picture to begin with, resized (NULL: the mean
   * color). <code>examples</code>: pictures whose mean magnitude PHASE takes (NULL: 1 / frequency);
   * of no use to others. The objective is maximized over random views of the pictures, minus
   * penalties; a class target's logit grows better than its probability, which falls with the other
   * classes too. The job counts steps of pictures. Equal seeds give equal pictures, at one number
   * of threads.
   * <p>Tensors: "input" [N, ...], the pictures as the network's input (numbers beyond what can be
   * shown included); "curve" [N, steps done], the target at each step; "importance" [N, H, W], the
   * sum over the steps of |d target / d pixel|, mean over the channels.
   * <p>Images: "picture_0" to "picture_&lt;N-1&gt;"; of snapshots
   * "snapshot_&lt;step&gt;_&lt;n&gt;".
   * <p>Document: in "parameters" all options, as used: with "targets" (of the pictures as they are,
   * without random views) and "seed" they are the recipe that makes the pictures again; "view": the
   * size that the network saw; "fit": null where it sees pictures of any size; "steps": done;
   * "snapshots": their steps; "completed", else "reason" ("cancelled", "not_finite") and "step".
   * Errors as in explain.h, and INVALID_ARGUMENT (a size too small for the target: the smallest
   * that does is named; a target that does not depend on the input), UNSUPPORTED (the input is no
   * picture), NOT_FINITE (naming the step).
   */
  public Result synthesize(
      List<Target> targets, Image start, List<Image> examples, SynthesizeOptions options, Job job) {
    try (Call call = new Call()) {
      return new Result(
          Native.synthesize(
              call.use(this),
              call.targets(targets),
              call.use(start),
              call.images(examples),
              call.use(options),
              call.use(job)));
    }
  }

  // C: cnnviz_dream
  /**
   * Deep dream (Mordvintsev, Olah, Tyka 2015): gradient ascent on the target, from the smallest
   * octave to the picture's own size: x = the picture at the octave's size + what was dreamed
   * before, enlarged each step: x rolled by a random offset; x &lt;- clip(x + step g / mean|g|, 0,
   * 255), g the gradient with respect to the levels; rolled back Only the layers up to the target
   * are computed, at the picture's own size: its preprocessing normalizes levels and orders colors,
   * but does not resize. <code>picture</code> may be of any size that limits.h allows; NULL: a
   * dream from noise, gray with a deviation of 10 levels. Pictures of more than a tile are seen
   * through tiles of one size, whose borders lie elsewhere in every step; a step is made of the
   * gradient of all of them. <code>target</code> is a sum of layer:LAYER, channel:LAYER:c and
   * direction:LAYER&#64;FILE.npy terms with weights; NULL: the middle one of the blocks whose maps
   * are a sixteenth as large as the picture. <code>guide</code> (NULL: none), preprocessed as for
   * the network: where the target is layers, each position is drawn towards the guide's activation
   * that it matches best (largest product), not towards its own.
   * <p>Tensors: "input", the dream as the network's input, [1, C, H, W] or [1, H, W, C], not
   * rounded; "objective" [steps done], the target before every step. Image: "picture", of the
   * picture's size.
   * <p>Document: in "parameters" the options as they were used, and "octaves_chosen", "start":
   * "picture" or "noise", "guide": its size or null; "size"; "octaves": their sizes, the smallest
   * first; "tiles": how many at the picture's own size; "exact": whether the overlap is as long as
   * the layers' units see, so that tiles give the gradient of the whole picture; "target_chosen";
   * "targets": one, with the score of the last step; "seed"; "completed", and where it is false
   * "reason": "cancelled" or "not finite", "octave" and "step", counted from 1. The job counts
   * tiles of all steps. Errors as in explain.h, and: INVALID_ARGUMENT (a target that is no sum over
   * positions, a layer that cannot be computed at the size of the picture or of an octave: the
   * message says which size would do), UNSUPPORTED (a network that takes no pictures), NOT_FINITE
   * (naming the step), LIMIT (the pictures of the dream count against max_memory).
   */
  public Result dream(Image picture, Image guide, Target target, DreamOptions options, Job job) {
    try (Call call = new Call()) {
      return new Result(
          Native.dream(
              call.use(this),
              call.use(picture),
              call.use(guide),
              call.use(target),
              call.use(options),
              call.use(job)));
    }
  }

  @Override
  public String toString() {
    return isClosed() ? "Model, closed" : "Model of " + inputs() + " to " + outputs();
  }
}
