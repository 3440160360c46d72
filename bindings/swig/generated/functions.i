/* Functions. Written by bindings/generate from the C headers: change those. */

%newobject bytes_share;
%inline %{
static cnnviz_bytes* bytes_share(const cnnviz_bytes* bytes) {
  cnnviz_bytes* made = NULL;
  cnnviz_bytes_share(&made, bytes);
  return made;
}
%}

%newobject bytes_create;
%inline %{
/** A copy of `length` bytes, or none at all (data may be NULL then). Errors: INVALID_ARGUMENT (a
 * negative length), OUT_OF_MEMORY. */
static cnnviz_bytes* bytes_create(const uint8_t* data, int64_t length) {
  cnnviz_bytes* made = NULL;
  cnnviz_bytes_create(&made, data, length);
  return made;
}
%}

%inline %{
/** Writes all bytes to a file, which appears under its name only when complete; "-" is standard
 * output. Errors: NOT_FOUND (no such folder), IO. */
static void bytes_write(const cnnviz_bytes* bytes, const char* path) {
  cnnviz_bytes_write(bytes, path);
}
%}

%inline %{
/** How many bytes; -1 on failure (bytes NULL). */
static int64_t bytes_size(const cnnviz_bytes* bytes) {
  return cnnviz_bytes_size(bytes);
}
%}

%inline %{
/** The bytes themselves, as long as the handle lives; NULL on failure. */
static const uint8_t* bytes_data(const cnnviz_bytes* bytes) {
  return cnnviz_bytes_data(bytes);
}
%}

%inline %{
/** Copies all bytes to `buffer`, whose `length` must equal cnnviz_bytes_size(). Errors:
 * INVALID_ARGUMENT for another length. */
static void bytes_copy(uint8_t* buffer, int64_t length, const cnnviz_bytes* bytes) {
  cnnviz_bytes_copy(buffer, length, bytes);
}
%}

%newobject corpus_index;
%inline %{
/** Indexes images into the collection `path`, which is made where it does not exist, else
 * continued: what is indexed already is not done again. `images`: a list of picture files;
 * folders, searched with all below them for .png, .jpg and .jpeg files (hidden ones are left
 * out); and "\@FILE", a text file with one of these a line ("\@-" is standard input). NULL:
 * none, only what an interrupted run has left. `layers`: a list of tensors or nodes whose
 * strongest responses are kept; NULL: those that the collection has, or for a new one the
 * model's last map. `features`: likewise the tensors whose values are kept for each image, of
 * maps the mean over all positions; NULL: the penultimate one. The model must have been opened
 * by its path. Every image is computed alone, on one thread; several at once, as many as the
 * model has threads (one under max_memory). What is done is kept every few seconds: a call that
 * fails or is cancelled, and a process that is killed, lose no more than that. While it runs
 * nobody else can read or write the collection. Document: "collection"; in "parameters" layers,
 * features, strongest, shard, shards, refresh, as used; "found": pictures that `images` names;
 * "indexed", "unreadable": by this call; "changed" and "vanished": names of images whose files
 * are others, or gone; "failures": [{"image", "error"}], at most 1000 of the unreadable ones;
 * "images": {"indexed", "pending", "unreadable"} of the collection. Images that cannot be read
 * are no error: the next call tries them again. The job counts images. Errors: MISMATCH (the
 * collection is of another model, or of other settings), NOT_FOUND (a layer, a file or folder),
 * INVALID_ARGUMENT (no picture anywhere; a tensor without channels), IO (a collection that
 * another process writes; no space left), CORRUPT, UNSUPPORTED, LIMIT, OUT_OF_MEMORY,
 * CANCELLED, FORKED. */
static cnnviz_result* corpus_index(const cnnviz_model* model, const char* path, const char* images, const char* layers, const char* features, const cnnviz_index_options* options, cnnviz_job* job) {
  cnnviz_result* made = NULL;
  cnnviz_corpus_index(&made, model, path, images, layers, features, options, job);
  return made;
}
%}

%newobject corpus_merge;
%inline %{
/** Writes the collection of all images of `sources`, a list of collections indexed with the same
 * model and settings, to `path`; it appears complete or not at all. The answers are those of
 * one index of all images. Document: "collection", "sources", "images" as above. The job counts
 * sources. Errors: NOT_FOUND, MISMATCH (other settings; an image that is not the same file in
 * two of them), INVALID_ARGUMENT (`path` is one of the sources), IO, CORRUPT, CANCELLED. */
static cnnviz_result* corpus_merge(const char* path, const char* sources, cnnviz_job* job) {
  cnnviz_result* made = NULL;
  cnnviz_corpus_merge(&made, path, sources, job);
  return made;
}
%}

%newobject corpus_share;
%inline %{
static cnnviz_corpus* corpus_share(const cnnviz_corpus* corpus) {
  cnnviz_corpus* made = NULL;
  cnnviz_corpus_share(&made, corpus);
  return made;
}
%}

%newobject corpus_open;
%inline %{
/** Errors: NOT_FOUND, CORRUPT (no collection, or a damaged one), UNSUPPORTED (of a later
 * version), IO (another process writes it). */
static cnnviz_corpus* corpus_open(const char* path) {
  cnnviz_corpus* made = NULL;
  cnnviz_corpus_open(&made, path);
  return made;
}
%}

%inline %{
/** About the collection when it was opened, as a JSON object, as long as the handle lives; NULL
 * on failure. Keys: "collection" (its path), "root", "model": {"path", "sha256"},
 * "preprocessing", "strongest", "layers": [{"layer", "channels", "rows", "columns"}],
 * "features": [{"tensor", "width"}], "images": {"indexed", "pending", "unreadable"}, "labels":
 * how many. */
static const char* corpus_json(const cnnviz_corpus* corpus) {
  return cnnviz_corpus_json(corpus);
}
%}

%inline %{
/** How many images were indexed when it was opened; -1 on failure. They are numbered from 0. */
static int64_t corpus_image_count(const cnnviz_corpus* corpus) {
  return cnnviz_corpus_image_count(corpus);
}
%}

%inline %{
/** The number of the image at `path`, given as for cnnviz_corpus_index(), or of the one whose
 * name in the collection that is; -1 on failure: NOT_FOUND where it is not in the collection. */
static int64_t corpus_find(const cnnviz_corpus* corpus, const char* path) {
  return cnnviz_corpus_find(corpus, path);
}
%}

%newobject corpus_images;
%inline %{
/** Images `first` to `first + count - 1`; `count` -1: to the last. Document: "images":
 * [{"number", "image" (its name), "path" (where its file is), "width", "height", "bytes",
 * "sha256", "classes": [{"class", "label", "probability", "logit"}]}]. Errors: INVALID_ARGUMENT
 * (no such images). */
static cnnviz_result* corpus_images(const cnnviz_corpus* corpus, int64_t first, int64_t count) {
  cnnviz_result* made = NULL;
  cnnviz_corpus_images(&made, corpus, first, count);
  return made;
}
%}

%newobject corpus_picture;
%inline %{
/** The picture of an image, read from its file. `root`: the folder that relative names are seen
 * from now; NULL: the collection's. Errors: INVALID_ARGUMENT (no such image), MISMATCH (the
 * file is another one than when it was indexed), NOT_FOUND and IO (it is gone). */
static cnnviz_image* corpus_picture(const cnnviz_corpus* corpus, int64_t number, const char* root) {
  cnnviz_image* made = NULL;
  cnnviz_corpus_picture(&made, corpus, number, root);
  return made;
}
%}

%newobject corpus_features;
%inline %{
/** Tensor "features" [count, width] of these images, a row for each; `tensor` NULL: the
 * collection's only ones. Errors: NOT_FOUND (the collection has none of that tensor),
 * INVALID_ARGUMENT (no such images; several tensors), OUT_OF_MEMORY (ask for fewer at once),
 * CORRUPT. */
static cnnviz_result* corpus_features(const cnnviz_corpus* corpus, const char* tensor, int64_t first, int64_t count) {
  cnnviz_result* made = NULL;
  cnnviz_corpus_features(&made, corpus, tensor, first, count);
  return made;
}
%}

%newobject corpus_embed;
%inline %{
/** The same for pictures that need not be in the collection: "features" [count, width] as an
 * index would store them, bit for bit, and what the network sees in them. `model` is the
 * collection's. Document: "tensor"; "images": [{"classes": as above}]. The job counts images.
 * Errors also: MISMATCH (another model, or other settings for pictures). */
static cnnviz_result* corpus_embed(const cnnviz_corpus* corpus, const cnnviz_model* model, const cnnviz_images* images, const char* tensor, cnnviz_job* job) {
  cnnviz_result* made = NULL;
  cnnviz_corpus_embed(&made, corpus, model, images, tensor, job);
  return made;
}
%}

%newobject corpus_neighbors;
%inline %{
/** The nearest images of the collection by the features `tensor` (NULL: its only ones).
 * `queries`: numbers of images, int64 [q], each of which gets its neighbors among the others;
 * vectors of features, float32 [q, width], of any pictures; or NULL: all images ask. Tensors
 * and document as of cnnviz_neighbors() (embed.h), "indices" are numbers of images; also
 * "tensor". The exact search reads the features in blocks, once for about every 64 MB of those
 * that ask, and holds about 200 MB besides the answers; the approximate one holds all features
 * twice, and 150 bytes of links for each image. Errors: NOT_FOUND (no such features),
 * INVALID_ARGUMENT (an image that is not there, vectors of another width, a count outside 1 to
 * the number of images), NOT_FINITE (features that a network has left infinite or NaN),
 * CORRUPT, OUT_OF_MEMORY, CANCELLED, FORKED. */
static cnnviz_result* corpus_neighbors(const cnnviz_corpus* corpus, const char* tensor, const cnnviz_tensor* queries, const cnnviz_neighbors_options* options, cnnviz_job* job) {
  cnnviz_result* made = NULL;
  cnnviz_corpus_neighbors(&made, corpus, tensor, queries, options, job);
  return made;
}
%}

%newobject corpus_strongest;
%inline %{
/** The strongest responses of `channels` channels of a layer from `first_channel` on: at most
 * `count` (0: all that are kept), strongest first. `layer` NULL: the collection's only one.
 * Tensors: "values" [channels, count], NaN where there are fewer; "images" int64 [channels,
 * count], numbers of images, -1 likewise; "positions" int64 [channels, count, 2], row and
 * column in the layer's map. Errors: NOT_FOUND, INVALID_ARGUMENT. */
static cnnviz_result* corpus_strongest(const cnnviz_corpus* corpus, const char* layer, int64_t first_channel, int64_t channels, int64_t count) {
  cnnviz_result* made = NULL;
  cnnviz_corpus_strongest(&made, corpus, layer, first_channel, channels, count);
  return made;
}
%}

%newobject corpus_patches;
%inline %{
/** What the strongest responses of channels have seen: each cut out at the exact receptive field
 * of its unit (of a concatenation only of the branch that the channel comes from), gray where
 * it reaches beyond the picture; a field longer than the view gives the whole axis. `root`: the
 * folder that relative names are seen from now; NULL: the collection's. `model` is the
 * collection's. Tensors: "values", "images", "positions" as above; "boxes" int64 [channels,
 * count, 4]: x0, y0, x1, y1 of the field in the network's view, x1 and y1 not included, not
 * clipped; "photo_boxes" float32 [channels, count, 4]: the same edges in the original picture's
 * pixels; "signal/C/R" [planes, h, w] for channel C and rank R: d unit / d input under the
 * rule, over the patch. Pictures: "patch/C/R". Both are absent where the image's file is gone
 * or another one: the document says so. Document: "layer", "rule"; "patches": for each channel
 * [{"image", "path", "value", "position", "box", "photo_box", "width", "height" (of the whole
 * picture), "class", "label", "again" (the response, computed again)}] or {"image", "problem"}.
 * The job counts images. Errors also: MISMATCH (another model). */
static cnnviz_result* corpus_patches(const cnnviz_corpus* corpus, const cnnviz_model* model, const char* layer, int64_t first_channel, int64_t channels, const char* root, const cnnviz_patches_options* options, cnnviz_job* job) {
  cnnviz_result* made = NULL;
  cnnviz_corpus_patches(&made, corpus, model, layer, first_channel, channels, root, options, job);
  return made;
}
%}

%newobject dream;
%inline %{
/** Deep dream (Mordvintsev, Olah, Tyka 2015): gradient ascent on the target, from the smallest
 * octave to the picture's own size: x = the picture at the octave's size + what was dreamed
 * before, enlarged each step: x rolled by a random offset; x \<- clip(x + step g / mean|g|, 0,
 * 255), g the gradient with respect to the levels; rolled back Only the layers up to the target
 * are computed, at the picture's own size: its preprocessing normalizes levels and orders
 * colors, but does not resize. `picture` may be of any size that limits.h allows; NULL: a dream
 * from noise, gray with a deviation of 10 levels. Pictures of more than a tile are seen through
 * tiles of one size, whose borders lie elsewhere in every step; a step is made of the gradient
 * of all of them. `target` is a sum of layer:LAYER, channel:LAYER:c and
 * direction:LAYER\@FILE.npy terms with weights; NULL: the middle one of the blocks whose maps
 * are a sixteenth as large as the picture. `guide` (NULL: none), preprocessed as for the
 * network: where the target is layers, each position is drawn towards the guide's activation
 * that it matches best (largest product), not towards its own. Tensors: "input", the dream as
 * the network's input, [1, C, H, W] or [1, H, W, C], not rounded; "objective" [steps done], the
 * target before every step. Image: "picture", of the picture's size. Document: in "parameters"
 * the options as they were used, and "octaves_chosen", "start": "picture" or "noise", "guide":
 * its size or null; "size"; "octaves": their sizes, the smallest first; "tiles": how many at
 * the picture's own size; "exact": whether the overlap is as long as the layers' units see, so
 * that tiles give the gradient of the whole picture; "target_chosen"; "targets": one, with the
 * score of the last step; "seed"; "completed", and where it is false "reason": "cancelled" or
 * "not finite", "octave" and "step", counted from 1. The job counts tiles of all steps. Errors
 * as in explain.h, and: INVALID_ARGUMENT (a target that is no sum over positions, a layer that
 * cannot be computed at the size of the picture or of an octave: the message says which size
 * would do), UNSUPPORTED (a network that takes no pictures), NOT_FINITE (naming the step),
 * LIMIT (the pictures of the dream count against max_memory). */
static cnnviz_result* dream(const cnnviz_model* model, const cnnviz_image* picture, const cnnviz_image* guide, const cnnviz_target* target, const cnnviz_dream_options* options, cnnviz_job* job) {
  cnnviz_result* made = NULL;
  cnnviz_dream(&made, model, picture, guide, target, options, job);
  return made;
}
%}

%newobject neighbors;
%inline %{
/** The nearest among `points` of each row of `queries` [q, d]; queries NULL: of each point among
 * the others (a duplicate is a neighbor at distance 0). Ordered by distance, equal ones by
 * index. Tensors: "indices" int64 [q, count]; "distances" [q, count]. Document: "exact";
 * "recall", the share of the true neighbors found, measured on "recall_rows" rows where the
 * search is approximate; in "parameters" count, metric, search. Errors: INVALID_ARGUMENT
 * (shapes, a count outside 1 to the number of points), NOT_FINITE, LIMIT, OUT_OF_MEMORY,
 * CANCELLED, FORKED. */
static cnnviz_result* neighbors(const cnnviz_tensor* points, const cnnviz_tensor* queries, const cnnviz_neighbors_options* options, cnnviz_job* job) {
  cnnviz_result* made = NULL;
  cnnviz_neighbors(&made, points, queries, options, job);
  return made;
}
%}

%newobject tsne;
%inline %{
/** t-SNE (van der Maaten & Hinton 2008; Barnes-Hut: van der Maaten 2014): a map of the points in
 * the plane on which near ones stay near. Affinities of the 3 * perplexity nearest neighbors,
 * gradient descent on the KL divergence with momentum and gains. Tensors: "coordinates" [n, 2],
 * their mean at the origin. Document: "kl_divergence"; "forces", "neighbors" (of each point),
 * "exact_neighbors" and "graph_recall"; with `quality` "trustworthiness" and "recall", each
 * {"value", "neighbors"}, of "quality_rows" points (docs/tsne.md says what they mean); in
 * "parameters" the options as used. "warnings" tells of points that are all equal, and of
 * duplicates that outnumber the perplexity. Errors: INVALID_ARGUMENT (fewer than 4 points, a
 * perplexity too large), NOT_FINITE (of the points; a learning rate that makes the map
 * diverge), OUT_OF_MEMORY, CANCELLED, FORKED. */
static cnnviz_result* tsne(const cnnviz_tensor* points, const cnnviz_tsne_options* options, cnnviz_job* job) {
  cnnviz_result* made = NULL;
  cnnviz_tsne(&made, points, options, job);
  return made;
}
%}

%newobject embedding_grid;
%inline %{
/** A map's points [n, 2] moved to the cells of a grid: int64 [rows, columns], for each cell the
 * index of its point, or -1. The points are scaled by their bounding box to the grid's, the
 * second coordinate upward. No point is used twice; where there are more cells than points some
 * stay empty, where there are fewer some points are left out. Errors: INVALID_ARGUMENT,
 * NOT_FINITE, LIMIT (OPTIMAL beyond its limit), CANCELLED. */
static cnnviz_tensor* embedding_grid(const cnnviz_tensor* coordinates, int32_t rows, int32_t columns, cnnviz_grid_rule rule, cnnviz_job* job) {
  cnnviz_tensor* made = NULL;
  cnnviz_embedding_grid(&made, coordinates, rows, columns, rule, job);
  return made;
}
%}

%newobject embedding_draw;
%inline %{
/** A picture of a map's points [n, 2]. `labels` (int64 [n], NULL: none) are their classes, 0 to
 * 9999, or -1 for none; each class has a color, and its name stands in the legend:
 * `label_names` lists them, separated by commas, by index (NULL: the numbers). Errors:
 * INVALID_ARGUMENT, NOT_FINITE. */
static cnnviz_image* embedding_draw(const cnnviz_tensor* coordinates, const cnnviz_tensor* labels, const char* label_names, const cnnviz_plot_options* options) {
  cnnviz_image* made = NULL;
  cnnviz_embedding_draw(&made, coordinates, labels, label_names, options);
  return made;
}
%}

%newobject embedding_mosaic;
%inline %{
/** Pictures side by side: `cells` as of cnnviz_embedding_grid, indices into `images`. Each shows
 * the middle square of its picture. Errors: INVALID_ARGUMENT (an index that is not in the
 * list), LIMIT. */
static cnnviz_image* embedding_mosaic(const cnnviz_tensor* cells, const cnnviz_images* images, const cnnviz_plot_options* options) {
  cnnviz_image* made = NULL;
  cnnviz_embedding_mosaic(&made, cells, images, options);
  return made;
}
%}

%newobject embedding_page;
%inline %{
/** A map as one HTML page (UTF-8) that loads nothing: zoom, drag, point at a point for its
 * caption, show and hide classes, find. Labels as of cnnviz_embedding_draw. `images` (NULL:
 * none) has a picture for each point, shown once there is room; small copies go into the page.
 * `captions` (NULL: none) has a text for each point, separated by commas; `title` and `note`
 * (NULL: none) stand above the map. Errors: INVALID_ARGUMENT (another number of pictures,
 * labels or captions), NOT_FINITE. */
static cnnviz_bytes* embedding_page(const cnnviz_tensor* coordinates, const cnnviz_tensor* labels, const char* label_names, const cnnviz_images* images, const char* captions, const char* title, const char* note, const cnnviz_plot_options* options) {
  cnnviz_bytes* made = NULL;
  cnnviz_embedding_page(&made, coordinates, labels, label_names, images, captions, title, note, options);
  return made;
}
%}

%newobject explain_classify;
%inline %{
/** The best classes of each image: by probability (the graph's own Softmax or Sigmoid, else a
 * Softmax of the logits), then logit, then lower number. Where the classes are scored at
 * several positions (segmentation), by the share of positions that a class wins first; scores
 * and logits are then means over all positions. Tensors: "classes" int64 [N, k]; "scores" [N,
 * k], probabilities 0 to 1; "logits" [N, k]; of several positions "shares" [N, k], 0 to 1;
 * "output": the graph's first output, of any rank. Document: "top": for each image [{"class",
 * "label", "score", "logit"}, ...], of several positions also "share"; label null where the
 * model has none. */
static cnnviz_result* explain_classify(const cnnviz_model* model, const cnnviz_tensor* input, const cnnviz_classify_options* options, cnnviz_job* job) {
  cnnviz_result* made = NULL;
  cnnviz_explain_classify(&made, model, input, options, job);
  return made;
}
%}

%newobject explain_saliency;
%inline %{
/** The derivative of a target with respect to the input, or to the tensor named `wrt` (NULL: the
 * input), by a rule at the rectifiers. Max-pooling passes the signal to the first maximum of
 * each window, overlaps added up (the "switches" of deconvnet). Units: the target's per unit of
 * the network's input, after normalization. Tensors: "gradient", signed, of the shape of `wrt`,
 * and "map" [N, H, W] (of as many spatial axes as there are, as CNNVIZ_LAYOUT_AUTO reads them),
 * its channels reduced, absent where there are no spatial axes. With the rule ALL "gradient",
 * "deconvnet", "guided" and "gradient_map", "deconvnet_map", "guided_map" in their place.
 * "score" [N], the target's value. Document: "targets", "rule", "rectifiers", "lrn", "wrt";
 * with the rule ALL "rule" is a list, and "governed" in "rectifiers" a number for each. */
static cnnviz_result* explain_saliency(const cnnviz_model* model, const cnnviz_tensor* input, const cnnviz_targets* targets, const char* wrt, const cnnviz_saliency_options* options, cnnviz_job* job) {
  cnnviz_result* made = NULL;
  cnnviz_explain_saliency(&made, model, input, targets, wrt, options, job);
  return made;
}
%}

%newobject explain_gradcam;
%inline %{
/** Grad-CAM (Selvaraju et al. 2017): a_k = mean over positions of d(target)/dA_k; the map is
 * max(0, sum_k a_k A_k). A is the tensor `layer`, [N, K, h, w] or another `layout` of maps;
 * NULL: the last one with more than one position before the classes, after its activation. Of a
 * vision transformer whose classes are read from the class token that is the input of the last
 * attention (its block's first normalization): behind it the grid's tokens have no gradient any
 * more. Of a segmentation network it is what the last convolution reads. Guided Grad-CAM: the
 * guided gradient of the input times the map, upsampled. Tensors: "cam" [N, h, w], at least 0,
 * not normalized; "map" [N, H, W], the same upsampled bilinearly to the input (pixel centers at
 * halves, edges clamped); where guided: "guided", signed, of the input's shape, and
 * "guided_map" [N, H, W], its channels reduced. Document: "layer", "layer_chosen" (true where
 * it was NULL), "layout" ("channels_first", "channels_last", "tokens"), of tokens "grid" [h, w]
 * and "leading_tokens"; "targets", where guided "rule" and "rectifiers"; "all_negative": for
 * each image whether its map is zero because nothing in the layer speaks for the target.
 * Warnings name such maps, and those that are zero because the target does not depend on the
 * layer. Errors also: UNSUPPORTED (a layer without positions; usable ones are named);
 * INVALID_ARGUMENT too where the layer is not of the layout that is stated. */
static cnnviz_result* explain_gradcam(const cnnviz_model* model, const cnnviz_tensor* input, const cnnviz_targets* targets, const char* layer, const cnnviz_gradcam_options* options, cnnviz_job* job) {
  cnnviz_result* made = NULL;
  cnnviz_explain_gradcam(&made, model, input, targets, layer, options, job);
  return made;
}
%}

%newobject explain_activations;
%inline %{
/** The maps of a layer (NULL: as for Grad-CAM). Tensors: "activations", as the network has them;
 * "maps" [N, K, h, w], the same as `layout` reads them, with h = w = 1 where there are no
 * positions; "order" int64 [N, K], the channels in the order asked for; "minimum", "maximum",
 * "mean" [N, K], of each map. Document: "layer", "layer_chosen", "layout", "grid",
 * "leading_tokens", "shape". */
static cnnviz_result* explain_activations(const cnnviz_model* model, const cnnviz_tensor* input, const char* layer, const cnnviz_activations_options* options, cnnviz_job* job) {
  cnnviz_result* made = NULL;
  cnnviz_explain_activations(&made, model, input, layer, options, job);
  return made;
}
%}

%newobject explain_filters;
%inline %{
/** The weights of a convolution or dense layer (by the name of its output, its node or the
 * weights; NULL: the first convolution), as tiles to look at (cnnviz_render_filters draws
 * them). Tensors: "weights" [O, I/group, kh, kw] (or as the operator has them), as stored;
 * "tiles" in 0..1: color [n, kh, kw, 3] in RGB, slices [rows * columns, kh, kw] (a row for each
 * filter, a column for each input channel), or a matrix [rows, columns] for 1x1 and dense
 * layers; "dead" int64 [d]: the shown filters whose largest |w| is below a thousandth of the
 * bank's. Document: "layer", "weights", "kind": "color" | "slices" | "matrix", "rows",
 * "columns", "first_filter", "filter_count", "filters" (all), "first_slice", "slice_count",
 * "slices" (all), "minimum", "maximum", "centered" (true where a weight of 0 has the value
 * 1/2). */
static cnnviz_result* explain_filters(const cnnviz_model* model, const char* layer, const cnnviz_filters_options* options, cnnviz_job* job) {
  cnnviz_result* made = NULL;
  cnnviz_explain_filters(&made, model, layer, options, job);
  return made;
}
%}

%newobject figure_create;
%inline %{
/** `title` is UTF-8 (as all texts here), NULL for none. */
static cnnviz_figure* figure_create(const char* title) {
  cnnviz_figure* made = NULL;
  cnnviz_figure_create(&made, title);
  return made;
}
%}

%newobject figure_share;
%inline %{
/** A second, independent figure with the same cells. */
static cnnviz_figure* figure_share(const cnnviz_figure* figure) {
  cnnviz_figure* made = NULL;
  cnnviz_figure_share(&made, figure);
  return made;
}
%}

%inline %{
/** Puts a picture (the figure holds it; the handle stays the caller's) into the cell at `row`
 * and `column`, each from 0 to 255; cells without a picture stay blank. `caption` (NULL: none)
 * stands below it, and below that `warning` (NULL: none) in red. Long texts are wrapped, then
 * cut. */
static void figure_set(cnnviz_figure* figure, int32_t row, int32_t column, const cnnviz_image* image, const char* caption, const char* warning) {
  cnnviz_figure_set(figure, row, column, image, caption, warning);
}
%}

%inline %{
/** A color bar from `low` to `high` below the picture of a cell; with row and column -1, one for
 * the whole figure, to its right. Errors also: NOT_FOUND (the cell has no picture). */
static void figure_set_color_bar(cnnviz_figure* figure, int32_t row, int32_t column, double low, double high, const char* color_map) {
  cnnviz_figure_set_color_bar(figure, row, column, low, high, color_map);
}
%}

%inline %{
/** Says below the picture of a cell what a color in it stands for: `color` is 0xRRGGBB; a line
 * for each call. A cell with a color bar shows that instead. Errors also: NOT_FOUND (the cell
 * has no picture). */
static void figure_add_legend(cnnviz_figure* figure, int32_t row, int32_t column, int32_t color, const char* meaning) {
  cnnviz_figure_add_legend(figure, row, column, color, meaning);
}
%}

%inline %{
/** Labels left of a row, above a column. */
static void figure_label_row(cnnviz_figure* figure, int32_t row, const char* label) {
  cnnviz_figure_label_row(figure, row, label);
}
%}

%inline %{
/** Labels left of a row, above a column. */
static void figure_label_column(cnnviz_figure* figure, int32_t column, const char* label) {
  cnnviz_figure_label_column(figure, column, label);
}
%}

%newobject figure_draw;
%inline %{
/** Draws it (RGB). Errors: INVALID_ARGUMENT (no picture yet), LIMIT, OUT_OF_MEMORY. */
static cnnviz_image* figure_draw(const cnnviz_figure* figure, const cnnviz_figure_options* options) {
  cnnviz_image* made = NULL;
  cnnviz_figure_draw(&made, figure, options);
  return made;
}
%}

%newobject image_share;
%inline %{
static cnnviz_image* image_share(const cnnviz_image* image) {
  cnnviz_image* made = NULL;
  cnnviz_image_share(&made, image);
  return made;
}
%}

%newobject image_read;
%inline %{
/** Reads a PNG or JPEG file ("-": standard input); the content decides which, not the name. The
 * EXIF orientation is applied, so that the picture stands upright. Palettes are expanded,
 * 16-bit samples reduced to 8, CMYK converted to RGB, gray with alpha to RGBA. Color profiles
 * and gamma are not applied. How large pictures may be: limits.h. Errors: NOT_FOUND, IO,
 * CORRUPT (broken, truncated, unknown), UNSUPPORTED (another kind of file), LIMIT,
 * OUT_OF_MEMORY. */
static cnnviz_image* image_read(const char* path) {
  cnnviz_image* made = NULL;
  cnnviz_image_read(&made, path);
  return made;
}
%}

%newobject image_decode;
%inline %{
/** The same from `length` bytes in memory, which are not kept. */
static cnnviz_image* image_decode(const uint8_t* bytes, int64_t length) {
  cnnviz_image* made = NULL;
  cnnviz_image_decode(&made, bytes, length);
  return made;
}
%}

%newobject image_from_pixels;
%inline %{
/** A picture of copied pixels; `length` must be width * height * channels, channels 1, 3 or 4.
 * Errors: INVALID_ARGUMENT, LIMIT, OUT_OF_MEMORY. */
static cnnviz_image* image_from_pixels(const uint8_t* pixels, int64_t length, int32_t width, int32_t height, int32_t channels) {
  cnnviz_image* made = NULL;
  cnnviz_image_from_pixels(&made, pixels, length, width, height, channels);
  return made;
}
%}

%inline %{
/** Writes a picture file, complete or not at all: PNG or JPEG by the ending of the name (.png,
 * .jpg, .jpeg); "-" is standard output, PNG. `note` (UTF-8, NULL: none) is kept in PNG files as
 * a text chunk with the keyword "cnnviz": a result's document, say, so that a picture tells how
 * it was made. Errors: INVALID_ARGUMENT (another ending), NOT_FOUND (the folder), IO. */
static void image_write(const cnnviz_image* image, const char* path, const char* note) {
  cnnviz_image_write(image, path, note);
}
%}

%newobject image_encode;
%inline %{
/** The bytes that such a file would hold. */
static cnnviz_bytes* image_encode(const cnnviz_image* image, cnnviz_image_format format, const char* note) {
  cnnviz_bytes* made = NULL;
  cnnviz_image_encode(&made, image, format, note);
  return made;
}
%}

%newobject image_crop;
%inline %{
/** The rectangle of `width` x `height` pixels whose top left pixel is (x, y). Errors:
 * INVALID_ARGUMENT (empty, or not inside the picture). */
static cnnviz_image* image_crop(const cnnviz_image* image, int32_t x, int32_t y, int32_t width, int32_t height) {
  cnnviz_image* made = NULL;
  cnnviz_image_crop(&made, image, x, y, width, height);
  return made;
}
%}

%newobject image_resize;
%inline %{
/** Another size, by antialiased bilinear interpolation (a triangle filter, widened where the
 * picture shrinks). Errors: INVALID_ARGUMENT (a side below 1), LIMIT, OUT_OF_MEMORY. */
static cnnviz_image* image_resize(const cnnviz_image* image, int32_t width, int32_t height) {
  cnnviz_image* made = NULL;
  cnnviz_image_resize(&made, image, width, height);
  return made;
}
%}

%inline %{
/** In pixels; -1 on failure (image NULL). */
static int32_t image_width(const cnnviz_image* image) {
  return cnnviz_image_width(image);
}
%}

%inline %{
/** In pixels; -1 on failure (image NULL). */
static int32_t image_height(const cnnviz_image* image) {
  return cnnviz_image_height(image);
}
%}

%inline %{
/** 1, 3 or 4; -1 on failure. */
static int32_t image_channels(const cnnviz_image* image) {
  return cnnviz_image_channels(image);
}
%}

%inline %{
/** The pixels, width * height * channels bytes, as long as the handle lives; NULL on failure. */
static const uint8_t* image_pixels(const cnnviz_image* image) {
  return cnnviz_image_pixels(image);
}
%}

%inline %{
/** Copies all pixels to `pixels`, whose `length` must be width * height * channels. Errors:
 * INVALID_ARGUMENT. */
static void image_copy_pixels(uint8_t* pixels, int64_t length, const cnnviz_image* image) {
  cnnviz_image_copy_pixels(pixels, length, image);
}
%}

%newobject images_create;
%inline %{
static cnnviz_images* images_create(void) {
  cnnviz_images* made = NULL;
  cnnviz_images_create(&made);
  return made;
}
%}

%newobject images_share;
%inline %{
static cnnviz_images* images_share(const cnnviz_images* images) {
  cnnviz_images* made = NULL;
  cnnviz_images_share(&made, images);
  return made;
}
%}

%inline %{
/** Appends a picture (the list holds it; the handle stays the caller's). */
static void images_add(cnnviz_images* images, const cnnviz_image* image) {
  cnnviz_images_add(images, image);
}
%}

%inline %{
/** How many; -1 on failure. */
static int32_t images_count(const cnnviz_images* images) {
  return cnnviz_images_count(images);
}
%}

%newobject job_create;
%inline %{
static cnnviz_job* job_create(void) {
  cnnviz_job* made = NULL;
  cnnviz_job_create(&made);
  return made;
}
%}

%newobject job_share;
%inline %{
static cnnviz_job* job_share(const cnnviz_job* job) {
  cnnviz_job* made = NULL;
  cnnviz_job_share(&made, job);
  return made;
}
%}

%exception job_cancel {
  $action
}
%inline %{
/** Asks the running call, and every later one with this job, to stop: it returns CANCELLED, its
 * outputs NULL, after at most one operator's run. The model stays usable. Signal handlers may
 * call it: it sets a flag, and on success leaves alone what cnnviz_last_error tells. */
static void job_cancel(cnnviz_job* job) {
  cnnviz_job_cancel(job);
}
%}

%inline %{
/** 1 once cancelled, else 0; -1 on failure (job NULL). */
static int32_t job_cancelled(const cnnviz_job* job) {
  return cnnviz_job_cancelled(job);
}
%}

%inline %{
/** Images (of occlusion covered ones, of dreams tiles) done and to be done by the call that
 * runs, or ran last. -1 on failure. */
static int64_t job_done(const cnnviz_job* job) {
  return cnnviz_job_done(job);
}
%}

%inline %{
/** Images (of occlusion covered ones, of dreams tiles) done and to be done by the call that
 * runs, or ran last. -1 on failure. */
static int64_t job_total(const cnnviz_job* job) {
  return cnnviz_job_total(job);
}
%}

%inline %{
/** What it does, for people: "saliency", "forward". "" before the first call; NULL on failure.
 * Lives for ever. */
static const char* job_stage(const cnnviz_job* job) {
  return cnnviz_job_stage(job);
}
%}

%inline %{
/** Sets the limits of this process, for all calls that begin from now on; NULL: the defaults.
 * Meant to be called once, before files are read. Errors: INVALID_ARGUMENT (a number below -1;
 * nothing is set). */
static void limits_set(const cnnviz_limits_options* options) {
  cnnviz_limits_set(options);
}
%}

%newobject model_share;
%inline %{
static cnnviz_model* model_share(const cnnviz_model* model) {
  cnnviz_model* made = NULL;
  cnnviz_model_share(&made, model);
  return made;
}
%}

%newobject model_open;
%inline %{
/** Opens an ONNX file (opsets 7 and newer) with its sidecar, if any. External data files are
 * read from below the model's folder only. The file stays mapped while the model lives: replace
 * model files, do not overwrite them. The network's input is x = (pixel * range / 255 - mean) /
 * std for each channel, and `settings` states how, or is NULL. It is one of the name of a
 * preset: "imagenet" (RGB, range 1, mean 0.485 0.456 0.406, std 0.229 0.224 0.225), "caffe"
 * (BGR, range 255, mean 104 117 123), "tf" (RGB, range 255, mean 127.5, std 127.5), "unit"
 * (range 1), "raw" (range 255); the path of a JSON file in the form of a sidecar; such a JSON
 * object itself, beginning with `{`. A sidecar's keys, every one optional: "size": [H, W],
 * "color": "RGB" | "BGR" | "GRAY", "range": 1 | 255, "mean": [...], "std": [...], "resize":
 * "shorter" | "stretch" | "letterbox", "resize_to": n, "labels": a file with one class a line
 * (relative to the JSON file's folder), "penultimate": a tensor. An object in `settings` may
 * also have "preset": the name of a preset or the path of a file that the other keys change.
 * What `settings` leave open comes from the sidecar, then from the ONNX metadata. Where none of
 * them states range, mean or std, the preset "imagenet" is assumed, and the model's and all
 * results' documents say so. Errors: NOT_FOUND (the file, a preset, a label file), IO, CORRUPT
 * (no ONNX file, or a broken one; a broken sidecar), UNSUPPORTED (one message with all unknown
 * operators and the names of their nodes), INVALID_ARGUMENT (settings out of range, or not
 * fitting the model), LIMIT, OUT_OF_MEMORY. */
static cnnviz_model* model_open(const char* path, const char* settings, const cnnviz_model_options* options) {
  cnnviz_model* made = NULL;
  cnnviz_model_open(&made, path, settings, options);
  return made;
}
%}

%newobject model_open_memory;
%inline %{
/** Opens the `length` bytes of an ONNX file, which are copied. External data is refused, and
 * there is no sidecar. Errors: as cnnviz_model_open. */
static cnnviz_model* model_open_memory(const uint8_t* bytes, int64_t length, const char* settings, const cnnviz_model_options* options) {
  cnnviz_model* made = NULL;
  cnnviz_model_open_memory(&made, bytes, length, settings, options);
  return made;
}
%}

%newobject model_preprocess;
%inline %{
/** The network's input [1, C, H, W] (or [1, H, W, C] where it is declared so) for a picture:
 * resized (antialiased bilinear) and cropped as the settings say, alpha dropped, gray and color
 * converted, normalized. Errors: UNSUPPORTED (the model's input is no picture), OUT_OF_MEMORY. */
static cnnviz_tensor* model_preprocess(const cnnviz_model* model, const cnnviz_image* image) {
  cnnviz_tensor* made = NULL;
  cnnviz_model_preprocess(&made, model, image);
  return made;
}
%}

%newobject model_preprocess_images;
%inline %{
/** The same for a list of N pictures: [N, C, H, W]. Errors: INVALID_ARGUMENT (an empty list),
 * and as above. */
static cnnviz_tensor* model_preprocess_images(const cnnviz_model* model, const cnnviz_images* images) {
  cnnviz_tensor* made = NULL;
  cnnviz_model_preprocess_images(&made, model, images);
  return made;
}
%}

%newobject model_view;
%inline %{
/** The part of a picture that the network sees, in the proportions of its input, from the
 * picture's own pixels: what to lay a map over. `side` is the longer side of the view in
 * pixels, 0: the network's own size. Errors: INVALID_ARGUMENT (a negative side), UNSUPPORTED,
 * LIMIT, OUT_OF_MEMORY. */
static cnnviz_image* model_view(const cnnviz_model* model, const cnnviz_image* image, int32_t side) {
  cnnviz_image* made = NULL;
  cnnviz_model_view(&made, model, image, side);
  return made;
}
%}

%newobject model_picture;
%inline %{
/** The picture (gray or RGB) that an input of the network stands for: normalization undone,
 * rounded and clipped to 0..255. `input` is [N, C, H, W] (or channels last), `index` the image,
 * 0 to N-1. Errors: INVALID_ARGUMENT, UNSUPPORTED (not 1 or 3 channels). */
static cnnviz_image* model_picture(const cnnviz_model* model, const cnnviz_tensor* input, int64_t index) {
  cnnviz_image* made = NULL;
  cnnviz_model_picture(&made, model, input, index);
  return made;
}
%}

%inline %{
/** How many channels mean what; CNNVIZ_COLOR_ORDER_ENUM_INT32 on failure. */
static cnnviz_color_order model_color_order(const cnnviz_model* model) {
  return cnnviz_model_color_order(model);
}
%}

%newobject model_run;
%inline %{
/** Runs the network forward from any tensors to any tensors. `feeds` (NULL or empty: none, for
 * graphs without inputs) are inputs or inner tensors by name; an inner one cuts the graph
 * there, and only what the wanted tensors need is computed. `wanted` is a comma-separated list
 * of tensor or node names ("..." quotes a name with commas); NULL: the graph's outputs. The
 * result has one tensor under each wanted name, in that order. Integer and boolean tensors come
 * as int64. Errors: NOT_FOUND (a name), INVALID_ARGUMENT (a feed of a wrong type or shape, an
 * input that is needed but not fed, a name twice), UNSUPPORTED, LIMIT, OUT_OF_MEMORY,
 * CANCELLED, FORKED. */
static cnnviz_result* model_run(const cnnviz_model* model, const cnnviz_tensors* feeds, const char* wanted, cnnviz_job* job) {
  cnnviz_result* made = NULL;
  cnnviz_model_run(&made, model, feeds, wanted, job);
  return made;
}
%}

%inline %{
/** About the model as a JSON object, as long as the handle lives; NULL on failure. Keys: "path"
 * (null from memory), "producer", "opset", "ir_version", "parameters" (numbers in the weights),
 * "inputs" and "outputs" (lists of {"name", "dtype", "shape"}, open extents null; outputs have
 * names alone), "preprocessing" (as in results), "head" ({"output", "logits", "probabilities",
 * "kind": "none" | "softmax" | "log_softmax" | "sigmoid", "class_axis", "classes"}), "labels"
 * (how many), "default_layer" (what Grad-CAM takes), "penultimate", "warnings". */
static const char* model_json(const cnnviz_model* model) {
  return cnnviz_model_json(model);
}
%}

%inline %{
/** The graph's real inputs (those without an initializer) and its outputs; -1, NULL on failure.
 * Names live as long as the handle. An extent is -1 where the file leaves it open; a rank is -1
 * where the file does not state it. */
static int32_t model_input_count(const cnnviz_model* model) {
  return cnnviz_model_input_count(model);
}
%}

%inline %{
/** The graph's real inputs (those without an initializer) and its outputs; -1, NULL on failure.
 * Names live as long as the handle. An extent is -1 where the file leaves it open; a rank is -1
 * where the file does not state it. */
static const char* model_input_name(const cnnviz_model* model, int32_t index) {
  return cnnviz_model_input_name(model, index);
}
%}

%inline %{
/** The graph's real inputs (those without an initializer) and its outputs; -1, NULL on failure.
 * Names live as long as the handle. An extent is -1 where the file leaves it open; a rank is -1
 * where the file does not state it. */
static cnnviz_dtype model_input_dtype(const cnnviz_model* model, int32_t index) {
  return cnnviz_model_input_dtype(model, index);
}
%}

%inline %{
/** The graph's real inputs (those without an initializer) and its outputs; -1, NULL on failure.
 * Names live as long as the handle. An extent is -1 where the file leaves it open; a rank is -1
 * where the file does not state it. */
static int32_t model_input_rank(const cnnviz_model* model, int32_t index) {
  return cnnviz_model_input_rank(model, index);
}
%}

%inline %{
/** The graph's real inputs (those without an initializer) and its outputs; -1, NULL on failure.
 * Names live as long as the handle. An extent is -1 where the file leaves it open; a rank is -1
 * where the file does not state it. */
static int64_t model_input_extent(const cnnviz_model* model, int32_t index, int32_t axis) {
  return cnnviz_model_input_extent(model, index, axis);
}
%}

%inline %{
/** The graph's real inputs (those without an initializer) and its outputs; -1, NULL on failure.
 * Names live as long as the handle. An extent is -1 where the file leaves it open; a rank is -1
 * where the file does not state it. */
static int32_t model_output_count(const cnnviz_model* model) {
  return cnnviz_model_output_count(model);
}
%}

%inline %{
/** The graph's real inputs (those without an initializer) and its outputs; -1, NULL on failure.
 * Names live as long as the handle. An extent is -1 where the file leaves it open; a rank is -1
 * where the file does not state it. */
static const char* model_output_name(const cnnviz_model* model, int32_t index) {
  return cnnviz_model_output_name(model, index);
}
%}

%inline %{
/** Class labels, by class. The count is 0 where there are none, -1 on failure; a label lives as
 * long as the handle, NULL on failure. */
static int64_t model_label_count(const cnnviz_model* model) {
  return cnnviz_model_label_count(model);
}
%}

%inline %{
/** Class labels, by class. The count is 0 where there are none, -1 on failure; a label lives as
 * long as the handle, NULL on failure. */
static const char* model_label(const cnnviz_model* model, int64_t index) {
  return cnnviz_model_label(model, index);
}
%}

%newobject layers_share;
%inline %{
static cnnviz_layers* layers_share(const cnnviz_layers* layers) {
  cnnviz_layers* made = NULL;
  cnnviz_layers_share(&made, layers);
  return made;
}
%}

%newobject model_layers;
%inline %{
/** Lists them for the shape of `input`, or (NULL) for the size that the preprocessing states and
 * one image. Errors: INVALID_ARGUMENT (the network cannot take that shape), UNSUPPORTED. */
static cnnviz_layers* model_layers(const cnnviz_model* model, const cnnviz_tensor* input) {
  cnnviz_layers* made = NULL;
  cnnviz_model_layers(&made, model, input);
  return made;
}
%}

%inline %{
/** How many tensors; -1 on failure. */
static int32_t layers_count(const cnnviz_layers* layers) {
  return cnnviz_layers_count(layers);
}
%}

%inline %{
/** Texts live as long as the handle; NULL on failure. The tensor's name; the operator that makes
 * it ("Conv"; "Input" for an input); its node: the node's name, or "#12 Conv -> fire2/squeeze"
 * where it has none ("" for an input); what it is to cnnviz: "input", "logits",
 * "probabilities", "penultimate", "maps" (the layer that Grad-CAM takes by default) or "". */
static const char* layers_name(const cnnviz_layers* layers, int32_t index) {
  return cnnviz_layers_name(layers, index);
}
%}

%inline %{
/** Texts live as long as the handle; NULL on failure. The tensor's name; the operator that makes
 * it ("Conv"; "Input" for an input); its node: the node's name, or "#12 Conv -> fire2/squeeze"
 * where it has none ("" for an input); what it is to cnnviz: "input", "logits",
 * "probabilities", "penultimate", "maps" (the layer that Grad-CAM takes by default) or "". */
static const char* layers_type(const cnnviz_layers* layers, int32_t index) {
  return cnnviz_layers_type(layers, index);
}
%}

%inline %{
/** Texts live as long as the handle; NULL on failure. The tensor's name; the operator that makes
 * it ("Conv"; "Input" for an input); its node: the node's name, or "#12 Conv -> fire2/squeeze"
 * where it has none ("" for an input); what it is to cnnviz: "input", "logits",
 * "probabilities", "penultimate", "maps" (the layer that Grad-CAM takes by default) or "". */
static const char* layers_node(const cnnviz_layers* layers, int32_t index) {
  return cnnviz_layers_node(layers, index);
}
%}

%inline %{
/** Texts live as long as the handle; NULL on failure. The tensor's name; the operator that makes
 * it ("Conv"; "Input" for an input); its node: the node's name, or "#12 Conv -> fire2/squeeze"
 * where it has none ("" for an input); what it is to cnnviz: "input", "logits",
 * "probabilities", "penultimate", "maps" (the layer that Grad-CAM takes by default) or "". */
static const char* layers_role(const cnnviz_layers* layers, int32_t index) {
  return cnnviz_layers_role(layers, index);
}
%}

%inline %{
/** Axis 0 to rank-1 of tensor `index`; -1 on failure. */
static int64_t layers_extent(const cnnviz_layers* layers, int32_t index, int32_t axis) {
  return cnnviz_layers_extent(layers, index, axis);
}
%}

%newobject layers_info;
%inline %{
/** Fills `info`, whose struct_size the caller has set. Errors: INVALID_ARGUMENT. */
static cnnviz_layer_info* layers_info(const cnnviz_layers* layers, int32_t index) {
  cnnviz_layer_info* made = (cnnviz_layer_info*)calloc(1, sizeof *made);
  if (made == NULL) return NULL;
  made->struct_size = sizeof *made;
  if (cnnviz_layers_info(made, layers, index) != CNNVIZ_STATUS_OK) {
    free(made);
    made = NULL;
  }
  return made;
}
%}

%newobject explain_occlusion;
%inline %{
/** Occlusion sensitivity (Zeiler & Fergus 2014): an occluder slides over the picture; drop = the
 * target of the picture as it is - the target with the occluder there. A pixel's value in the
 * map is the mean drop of the occluders that cover it (weighted by how much they cover it,
 * where `softness` smooths their edges: the window convolved with a Gaussian along both axes,
 * cut off at 3 sigma). `adaptive` computes every second position along both axes, then those
 * beside the quarter of them where a target changes most; the rest is interpolated. Tensors:
 * "drops" [N, T, rows, columns]; "map" [N, T, H, W], NaN where no occluder was; "classes" int64
 * [N, rows, columns], the best class with the occluder there (of segmentation networks the one
 * that wins the most positions), absent where the option is 0; "evaluated" int64 [N, rows,
 * columns], 1 where the network was run; "score" [N, T], the targets of the pictures as they
 * are. Document: "targets": for each image a list, one for each target; "predicted": for each
 * image {"class", "label"}; in "parameters" window, stride, edge, fill, region, softness, as
 * used; "rows", "columns": where the windows begin; "positions", "evaluated": how many of all
 * images; "exact": false where `adaptive`; "completed"; where it is, "work": {"windows":
 * whether only what an occluder changes was computed (networks that mix images are run whole),
 * "batch": occluders at once, "full_multiply_adds", "multiply_adds": of one occluder by a whole
 * pass, and as computed}. Errors also: INVALID_ARGUMENT (a window that does not fit, a stride
 * that is longer). */
static cnnviz_result* explain_occlusion(const cnnviz_model* model, const cnnviz_tensor* input, const cnnviz_targets* targets, const cnnviz_occlusion_options* options, cnnviz_job* job) {
  cnnviz_result* made = NULL;
  cnnviz_explain_occlusion(&made, model, input, targets, options, job);
  return made;
}
%}

%newobject occluded_inputs;
%inline %{
/** What the network sees with the occluder of cnnviz_explain_occlusion at position `first` and
 * the `count` - 1 behind it, counted row by row from 0: [count, ...] of the input's shape, for
 * cnnviz_model_picture. `input` holds one image. The options are those of the explanation, of
 * which `classes`, `full`, `adaptive`, `keep_partial` and `batch` change nothing here. Errors
 * also: INVALID_ARGUMENT (positions that the occluder does not take, several images). */
static cnnviz_tensor* occluded_inputs(const cnnviz_model* model, const cnnviz_tensor* input, const cnnviz_occlusion_options* options, int64_t first, int64_t count) {
  cnnviz_tensor* made = NULL;
  cnnviz_occluded_inputs(&made, model, input, options, first, count);
  return made;
}
%}

%newobject explain_rise;
%inline %{
/** RISE (Petsiuk, Das, Saenko 2018): random masks m keep parts of the picture; map = sum(score *
 * m) / (masks * probability), the mean score of the masks that kept a pixel. A mask is a grid
 * of `cells` x `cells` random zeros and ones, upsampled bilinearly and shifted by less than a
 * cell. Equal seeds give equal masks, whatever the batch. Tensors: "map" [N, T, H, W];
 * "mask_scores" [N, T, masks]; "score" [N, T]. Document: "targets" as above, "seed",
 * "evaluated", "completed"; in "parameters" masks, cells, probability, fill. */
static cnnviz_result* explain_rise(const cnnviz_model* model, const cnnviz_tensor* input, const cnnviz_targets* targets, const cnnviz_rise_options* options, cnnviz_job* job) {
  cnnviz_result* made = NULL;
  cnnviz_explain_rise(&made, model, input, targets, options, job);
  return made;
}
%}

%newobject explain_channels;
%inline %{
/** Which channels of a layer a target lives on. A is the tensor `layer`, of K channels (NULL:
 * the one that Grad-CAM chooses); s_0 the target of the picture x as it is. ABLATION (Desai &
 * Ramaswamy 2020): drop_k = s_0 - the target with A_k zero; w_k = drop_k / |s_0|, drop_k where
 * s_0 is 0. The layer need not have positions: where it has none there are no maps. SCORE_CAM
 * (Wang et al. 2020): H_k is A_k upsampled bilinearly to the picture and rescaled to 0..1; w_k
 * = the target of x * H_k, 0 where A_k is constant. The map of both is max(0, sum_k w_k A_k),
 * as Grad-CAM's. Tensors: "drops" [N, T, K] (ABLATION) or "mask_scores" [N, T, K] (SCORE_CAM);
 * "weights" [N, T, K]; "cam" [N, T, h, w]; "map" [N, T, H, W], the same upsampled bilinearly to
 * the input; "score" [N, T]. Document: "layer", "layer_chosen", "layout" as of Grad-CAM;
 * "targets", "completed", "work" as of occlusion; "strongest": for each image and target the
 * ten channels of the largest drop or score, [{"channel", "value"}, ...]. The job counts
 * channels. `targets` NULL: "top" for ABLATION, "prob:top" for SCORE_CAM, as in the papers.
 * Errors also: UNSUPPORTED (SCORE_CAM of a layer without positions). */
static cnnviz_result* explain_channels(const cnnviz_model* model, const cnnviz_tensor* input, const cnnviz_targets* targets, const char* layer, const cnnviz_channels_options* options, cnnviz_job* job) {
  cnnviz_result* made = NULL;
  cnnviz_explain_channels(&made, model, input, targets, layer, options, job);
  return made;
}
%}

%newobject render_map;
%inline %{
/** A map in colors (RGB). `map` is [h, w], or [1, h, w]. Errors: INVALID_ARGUMENT, NOT_FOUND (a
 * color map), LIMIT, OUT_OF_MEMORY; so too for all functions below. */
static cnnviz_image* render_map(const cnnviz_tensor* map, const char* color_map, const cnnviz_map_options* options) {
  cnnviz_image* made = NULL;
  cnnviz_render_map(&made, map, color_map, options);
  return made;
}
%}

%newobject render_overlay;
%inline %{
/** A map in colors laid over a photo, which is brought to the size of the picture; both show the
 * same part of the scene (cnnviz_model_view makes that photo). color = alpha * map + (1 -
 * alpha) * photo in sRGB bytes. */
static cnnviz_image* render_overlay(const cnnviz_tensor* map, const cnnviz_image* photo, const char* color_map, const cnnviz_map_options* options) {
  cnnviz_image* made = NULL;
  cnnviz_render_overlay(&made, map, photo, color_map, options);
  return made;
}
%}

%newobject render_signed;
%inline %{
/** A signed gradient as a picture in its own colors, zero mid-gray: 1/2 + v / (2 s), s the
 * percentile of |v| over all channels. `values` is [C, H, W] or [1, C, H, W] with C = 1 or 3
 * (or channels last with C = 3); `reversed` is 1 where the channels are blue, green, red
 * (cnnviz_model_color_order), so that the picture is RGB. */
static cnnviz_image* render_signed(const cnnviz_tensor* values, int32_t reversed, const cnnviz_map_options* options) {
  cnnviz_image* made = NULL;
  cnnviz_render_signed(&made, values, reversed, options);
  return made;
}
%}

%newobject render_measure;
%inline %{
/** What is in a map (of any shape), and the scale that a picture of it with these options has:
 * the numbers for a color bar. */
static cnnviz_map_info* render_measure(const cnnviz_tensor* map, const cnnviz_map_options* options) {
  cnnviz_map_info* made = (cnnviz_map_info*)calloc(1, sizeof *made);
  if (made == NULL) return NULL;
  made->struct_size = sizeof *made;
  if (cnnviz_render_measure(made, map, options) != CNNVIZ_STATUS_OK) {
    free(made);
    made = NULL;
  }
  return made;
}
%}

%newobject render_grid;
%inline %{
/** A grid of maps [K, h, w] in colors. `order` (int64 [n], NULL: all) lists the maps to draw,
 * row by row; index numbers are left out where it is given. */
static cnnviz_image* render_grid(const cnnviz_tensor* maps, const cnnviz_tensor* order, const char* color_map, const cnnviz_grid_options* options) {
  cnnviz_image* made = NULL;
  cnnviz_render_grid(&made, maps, order, color_map, options);
  return made;
}
%}

%newobject render_filters;
%inline %{
/** The tiles of cnnviz_explain_filters: color tiles as they are, slices and matrices by
 * `color_map` (NULL: gray for slices, RdBu_r for a matrix). The scales are the result's:
 * scaling, percentile, low and high of the options do not count. */
static cnnviz_image* render_filters(const cnnviz_result* filters, const char* color_map, const cnnviz_grid_options* options) {
  cnnviz_image* made = NULL;
  cnnviz_render_filters(&made, filters, color_map, options);
  return made;
}
%}

%newobject render_color_bar;
%inline %{
/** A color bar with numbers, from `low` to `high`, `length` pixels long: lying (numbers below),
 * or `standing` (1; numbers to the right). */
static cnnviz_image* render_color_bar(double low, double high, const char* color_map, int32_t length, int32_t standing) {
  cnnviz_image* made = NULL;
  cnnviz_render_color_bar(&made, low, high, color_map, length, standing);
  return made;
}
%}

%newobject result_share;
%inline %{
static cnnviz_result* result_share(const cnnviz_result* result) {
  cnnviz_result* made = NULL;
  cnnviz_result_share(&made, result);
  return made;
}
%}

%inline %{
/** The number of entries; -1 on failure. */
static int32_t result_count(const cnnviz_result* result) {
  return cnnviz_result_count(result);
}
%}

%inline %{
/** The name of entry `index` (0 to count-1), as long as the handle lives; NULL on failure. */
static const char* result_name(const cnnviz_result* result, int32_t index) {
  return cnnviz_result_name(result, index);
}
%}

%inline %{
/** Which of the two entry `index` is; CNNVIZ_RESULT_KIND_ENUM_INT32 on failure. */
static cnnviz_result_kind result_entry_kind(const cnnviz_result* result, int32_t index) {
  return cnnviz_result_entry_kind(result, index);
}
%}

%newobject result_tensor;
%inline %{
/** A new handle of the entry of that name. Errors: NOT_FOUND (the message lists the names),
 * INVALID_ARGUMENT (the entry is a picture, or a tensor). */
static cnnviz_tensor* result_tensor(const cnnviz_result* result, const char* name) {
  cnnviz_tensor* made = NULL;
  cnnviz_result_tensor(&made, result, name);
  return made;
}
%}

%newobject result_image;
%inline %{
/** A new handle of the entry of that name. Errors: NOT_FOUND (the message lists the names),
 * INVALID_ARGUMENT (the entry is a picture, or a tensor). */
static cnnviz_image* result_image(const cnnviz_result* result, const char* name) {
  cnnviz_image* made = NULL;
  cnnviz_result_image(&made, result, name);
  return made;
}
%}

%inline %{
/** The JSON document (UTF-8, one object), as long as the handle lives; NULL on failure. */
static const char* result_json(const cnnviz_result* result) {
  return cnnviz_result_json(result);
}
%}

%exception status_name {
  $action
}
%inline %{
/** "OK", "INVALID_ARGUMENT", ...; "UNKNOWN" for a number that is no status. Never NULL, lives
 * for ever. */
static const char* status_name(cnnviz_status status) {
  return cnnviz_status_name(status);
}
%}

%exception version {
  $action
}
%inline %{
/** The library's version, "0.1.0". Never NULL, lives for ever. */
static const char* version(void) {
  return cnnviz_version();
}
%}

%newobject synthesize;
%inline %{
/** Makes pictures that maximize `targets` (one for all pictures, or one for each; NULL: "top",
 * the best class of what it starts from). Only the part of the network that the targets need is
 * run, at any size that it allows; a part that takes one size alone sees the pictures as `fit`
 * says. `start`: a picture to begin with, resized (NULL: the mean color). `examples`: pictures
 * whose mean magnitude PHASE takes (NULL: 1 / frequency); of no use to others. The objective is
 * maximized over random views of the pictures, minus penalties; a class target's logit grows
 * better than its probability, which falls with the other classes too. The job counts steps of
 * pictures. Equal seeds give equal pictures, at one number of threads. Tensors: "input" [N,
 * ...], the pictures as the network's input (numbers beyond what can be shown included);
 * "curve" [N, steps done], the target at each step; "importance" [N, H, W], the sum over the
 * steps of |d target / d pixel|, mean over the channels. Images: "picture_0" to
 * "picture_\<N-1>"; of snapshots "snapshot_\<step>_\<n>". Document: in "parameters" all
 * options, as used: with "targets" (of the pictures as they are, without random views) and
 * "seed" they are the recipe that makes the pictures again; "view": the size that the network
 * saw; "fit": null where it sees pictures of any size; "steps": done; "snapshots": their steps;
 * "completed", else "reason" ("cancelled", "not_finite") and "step". Errors as in explain.h,
 * and INVALID_ARGUMENT (a size too small for the target: the smallest that does is named; a
 * target that does not depend on the input), UNSUPPORTED (the input is no picture), NOT_FINITE
 * (naming the step). */
static cnnviz_result* synthesize(const cnnviz_model* model, const cnnviz_targets* targets, const cnnviz_image* start, const cnnviz_images* examples, const cnnviz_synthesize_options* options, cnnviz_job* job) {
  cnnviz_result* made = NULL;
  cnnviz_synthesize(&made, model, targets, start, examples, options, job);
  return made;
}
%}

%newobject target_share;
%inline %{
static cnnviz_target* target_share(const cnnviz_target* target) {
  cnnviz_target* made = NULL;
  cnnviz_target_share(&made, target);
  return made;
}
%}

%newobject target_parse;
%inline %{
/** Parses a selector. Errors: INVALID_ARGUMENT (not of these forms; an index out of range;
 * several classes match), NOT_FOUND (a layer, class or file; the nearest are named), IO and
 * CORRUPT (a file), UNSUPPORTED (the model has no classes). */
static cnnviz_target* target_parse(const cnnviz_model* model, const char* selector) {
  cnnviz_target* made = NULL;
  cnnviz_target_parse(&made, model, selector);
  return made;
}
%}

%newobject target_from_seed;
%inline %{
/** The target \<A, seed> of a tensor A (by tensor or node name), whose derivative with respect
 * to A is the seed itself. `seed` has A's shape; its first axis is 1, or the number of images.
 * Errors: NOT_FOUND, INVALID_ARGUMENT. */
static cnnviz_target* target_from_seed(const cnnviz_model* model, const char* name, const cnnviz_tensor* seed) {
  cnnviz_target* made = NULL;
  cnnviz_target_from_seed(&made, model, name, seed);
  return made;
}
%}

%inline %{
/** The selector as it was given, as long as the handle lives ("seed:NAME" for a seed); NULL on
 * failure. */
static const char* target_selector(const cnnviz_target* target) {
  return cnnviz_target_selector(target);
}
%}

%newobject targets_create;
%inline %{
static cnnviz_targets* targets_create(void) {
  cnnviz_targets* made = NULL;
  cnnviz_targets_create(&made);
  return made;
}
%}

%newobject targets_share;
%inline %{
static cnnviz_targets* targets_share(const cnnviz_targets* targets) {
  cnnviz_targets* made = NULL;
  cnnviz_targets_share(&made, targets);
  return made;
}
%}

%newobject targets_parse;
%inline %{
/** A list of parsed selectors, one a line: with "class:281" a list of one. Errors: as
 * cnnviz_target_parse. */
static cnnviz_targets* targets_parse(const cnnviz_model* model, const char* selectors) {
  cnnviz_targets* made = NULL;
  cnnviz_targets_parse(&made, model, selectors);
  return made;
}
%}

%inline %{
/** Appends a target (the list holds it; the handle stays the caller's). Errors: MISMATCH (the
 * list holds targets of another model). */
static void targets_add(cnnviz_targets* targets, const cnnviz_target* target) {
  cnnviz_targets_add(targets, target);
}
%}

%inline %{
/** How many; -1 on failure. */
static int32_t targets_count(const cnnviz_targets* targets) {
  return cnnviz_targets_count(targets);
}
%}

%newobject tensor_share;
%inline %{
static cnnviz_tensor* tensor_share(const cnnviz_tensor* tensor) {
  cnnviz_tensor* made = NULL;
  cnnviz_tensor_share(&made, tensor);
  return made;
}
%}

%newobject tensor_from_floats;
%inline %{
/** A tensor of copied numbers. `count` must be the product of the `rank` extents of `shape`.
 * Errors: INVALID_ARGUMENT (another count, a negative extent, a rank outside 0 to 8), LIMIT,
 * OUT_OF_MEMORY. */
static cnnviz_tensor* tensor_from_floats(const float* values, int64_t count, const int64_t* shape, int32_t rank) {
  cnnviz_tensor* made = NULL;
  cnnviz_tensor_from_floats(&made, values, count, shape, rank);
  return made;
}
%}

%newobject tensor_from_ints;
%inline %{
/** A tensor of copied numbers. `count` must be the product of the `rank` extents of `shape`.
 * Errors: INVALID_ARGUMENT (another count, a negative extent, a rank outside 0 to 8), LIMIT,
 * OUT_OF_MEMORY. */
static cnnviz_tensor* tensor_from_ints(const int64_t* values, int64_t count, const int64_t* shape, int32_t rank) {
  cnnviz_tensor* made = NULL;
  cnnviz_tensor_from_ints(&made, values, count, shape, rank);
  return made;
}
%}

%newobject tensor_zeros;
%inline %{
/** A tensor of zeros. Errors: as cnnviz_tensor_from_floats. */
static cnnviz_tensor* tensor_zeros(cnnviz_dtype dtype, const int64_t* shape, int32_t rank) {
  cnnviz_tensor* made = NULL;
  cnnviz_tensor_zeros(&made, dtype, shape, rank);
  return made;
}
%}

%newobject tensor_read;
%inline %{
/** Reads a NumPy .npy file ("-": standard input). float16, float32 and float64 become float32;
 * int8 to int64, uint8 to uint32 and bool become int64; Fortran order is transposed. Errors:
 * NOT_FOUND, IO, CORRUPT, UNSUPPORTED (uint64, complex, text, objects), LIMIT, OUT_OF_MEMORY. */
static cnnviz_tensor* tensor_read(const char* path) {
  cnnviz_tensor* made = NULL;
  cnnviz_tensor_read(&made, path);
  return made;
}
%}

%inline %{
/** Writes a NumPy .npy file (format 1.0, C order, '\<f4' or '\<i8'; "-": standard output),
 * complete or not at all. Errors: NOT_FOUND (the folder), IO. */
static void tensor_write(const cnnviz_tensor* tensor, const char* path) {
  cnnviz_tensor_write(tensor, path);
}
%}

%newobject tensor_item;
%inline %{
/** Item `index` of the first axis, without that axis: [N, C, H, W] -> [C, H, W]. Errors:
 * INVALID_ARGUMENT (rank 0, an index outside 0 to N-1). */
static cnnviz_tensor* tensor_item(const cnnviz_tensor* tensor, int64_t index) {
  cnnviz_tensor* made = NULL;
  cnnviz_tensor_item(&made, tensor, index);
  return made;
}
%}

%newobject tensor_reshape;
%inline %{
/** The same numbers under another shape of equal element count. Errors: INVALID_ARGUMENT. */
static cnnviz_tensor* tensor_reshape(const cnnviz_tensor* tensor, const int64_t* shape, int32_t rank) {
  cnnviz_tensor* made = NULL;
  cnnviz_tensor_reshape(&made, tensor, shape, rank);
  return made;
}
%}

%inline %{
/** On failure (tensor NULL, an axis outside 0 to rank-1): CNNVIZ_DTYPE_ENUM_INT32, and -1 for
 * the others. */
static cnnviz_dtype tensor_dtype(const cnnviz_tensor* tensor) {
  return cnnviz_tensor_dtype(tensor);
}
%}

%inline %{
/** On failure (tensor NULL, an axis outside 0 to rank-1): CNNVIZ_DTYPE_ENUM_INT32, and -1 for
 * the others. */
static int32_t tensor_rank(const cnnviz_tensor* tensor) {
  return cnnviz_tensor_rank(tensor);
}
%}

%inline %{
/** On failure (tensor NULL, an axis outside 0 to rank-1): CNNVIZ_DTYPE_ENUM_INT32, and -1 for
 * the others. */
static int64_t tensor_extent(const cnnviz_tensor* tensor, int32_t axis) {
  return cnnviz_tensor_extent(tensor, axis);
}
%}

%inline %{
/** The number of elements. */
static int64_t tensor_size(const cnnviz_tensor* tensor) {
  return cnnviz_tensor_size(tensor);
}
%}

%inline %{
/** The elements, cnnviz_tensor_size() of them, as long as the handle lives; NULL on failure
 * (INVALID_ARGUMENT for a tensor of the other type). Nothing is converted. */
static const float* tensor_floats(const cnnviz_tensor* tensor) {
  return cnnviz_tensor_floats(tensor);
}
%}

%inline %{
/** The elements, cnnviz_tensor_size() of them, as long as the handle lives; NULL on failure
 * (INVALID_ARGUMENT for a tensor of the other type). Nothing is converted. */
static const int64_t* tensor_ints(const cnnviz_tensor* tensor) {
  return cnnviz_tensor_ints(tensor);
}
%}

%inline %{
/** Copies all elements to `values`, whose `count` must equal cnnviz_tensor_size(). Errors:
 * INVALID_ARGUMENT (another count, a tensor of the other type). */
static void tensor_copy_floats(float* values, int64_t count, const cnnviz_tensor* tensor) {
  cnnviz_tensor_copy_floats(values, count, tensor);
}
%}

%inline %{
/** Copies all elements to `values`, whose `count` must equal cnnviz_tensor_size(). Errors:
 * INVALID_ARGUMENT (another count, a tensor of the other type). */
static void tensor_copy_ints(int64_t* values, int64_t count, const cnnviz_tensor* tensor) {
  cnnviz_tensor_copy_ints(values, count, tensor);
}
%}

%newobject tensors_create;
%inline %{
static cnnviz_tensors* tensors_create(void) {
  cnnviz_tensors* made = NULL;
  cnnviz_tensors_create(&made);
  return made;
}
%}

%newobject tensors_share;
%inline %{
static cnnviz_tensors* tensors_share(const cnnviz_tensors* tensors) {
  cnnviz_tensors* made = NULL;
  cnnviz_tensors_share(&made, tensors);
  return made;
}
%}

%inline %{
/** Appends a tensor under a name (the list holds it; the handle stays the caller's). Errors:
 * INVALID_ARGUMENT (an empty name, or one that the list already has). */
static void tensors_add(cnnviz_tensors* tensors, const char* name, const cnnviz_tensor* tensor) {
  cnnviz_tensors_add(tensors, name, tensor);
}
%}

%inline %{
/** How many; -1 on failure. */
static int32_t tensors_count(const cnnviz_tensors* tensors) {
  return cnnviz_tensors_count(tensors);
}
%}
