/* Collections: many images looked at once by a network, then asked. */
#ifndef CNNVIZ_CORPUS_H
#define CNNVIZ_CORPUS_H

#include <cnnviz/embed.h>
#include <cnnviz/explain.h>
#include <cnnviz/image.h>
#include <cnnviz/job.h>
#include <cnnviz/model.h>
#include <cnnviz/result.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A collection is one SQLite file (docs/collections.md has its schema) with, for every image: its
 * name, size, time and SHA-256, how the network's view lies in it, its five best classes, and
 * vectors of features; and for every channel of chosen layers the strongest responses, of an image
 * the first maximum of the channel, with value and place.
 *
 * Images are known by their names, the paths as they were given; relative ones are seen from the
 * collection's root, the current folder when it was begun. Wherever images have an order it is that
 * of their names, byte by byte; of equal responses the image of lesser name goes first. So the
 * answers are the same, bit for bit, whatever the number of threads, interruptions, the order in
 * which images were added, and the shards they were indexed in. */

typedef struct cnnviz_index_options {
  uint32_t struct_size;
  int32_t strongest; /* responses kept of each channel: 1 to 1000; 0 (default): 25, or as many as
                        the collection keeps */
  int32_t shard;     /* 1 (default) to shards: which share of the images is indexed; a hash of its
                        name puts an image into one of them */
  int32_t shards;    /* how many such shares there are; default 1 */
  int32_t refresh;   /* 1: images whose files have changed are indexed again, and those that have
                        vanished are taken out. Where one of them is in a list of strongest
                        responses, all images are looked at again. 0 (default): they are reported
                        and stay as they were */
} cnnviz_index_options;

/* What patches are cut from. */
typedef enum cnnviz_patch_source {
  CNNVIZ_PATCH_SOURCE_VIEW = 0,  /* what the network reads: resized and cropped */
  CNNVIZ_PATCH_SOURCE_PHOTO = 1, /* the original picture, at its full resolution */
  CNNVIZ_PATCH_SOURCE_ENUM_INT32 = CNNVIZ_ENUM_INT32
} cnnviz_patch_source;

typedef struct cnnviz_patches_options {
  uint32_t struct_size;
  int32_t count;              /* patches of a channel: 1 (default 9) to what the collection keeps */
  cnnviz_patch_source source; /* default VIEW */
  int32_t side;               /* of a patch's picture at most; 0 (default): as it is */
  int32_t signals;            /* whether signals are computed: 0 or 1 (default) */
  cnnviz_rule rule;           /* of the signals, not ALL; default GUIDED */
  cnnviz_rectifiers rectifiers; /* default RELU_LIKE */
} cnnviz_patches_options;

/* Fill a struct with the defaults; `struct_size` is the caller's sizeof. Errors:
 * INVALID_ARGUMENT. */
CNNVIZ_API cnnviz_status cnnviz_index_options_init(cnnviz_index_options* options,
                                                   uint32_t struct_size);
CNNVIZ_API cnnviz_status cnnviz_patches_options_init(cnnviz_patches_options* options,
                                                     uint32_t struct_size);

/* Indexes images into the collection `path`, which is made where it does not exist, else continued:
 * what is indexed already is not done again.
 * `images`: a list of picture files; folders, searched with all below them for .png, .jpg and .jpeg
 * files (hidden ones are left out); and "@FILE", a text file with one of these a line ("@-" is
 * standard input). NULL: none, only what an interrupted run has left.
 * `layers`: a list of tensors or nodes whose strongest responses are kept; NULL: those that the
 * collection has, or for a new one the model's last map. `features`: likewise the tensors whose
 * values are kept for each image, of maps the mean over all positions; NULL: the penultimate one.
 * The model must have been opened by its path. Every image is computed alone, on one thread;
 * several at once, as many as the model has threads (one under max_memory).
 * What is done is kept every few seconds: a call that fails or is cancelled, and a process that is
 * killed, lose no more than that. While it runs nobody else can read or write the collection.
 * Document: "collection"; in "parameters" layers, features, strongest, shard, shards, refresh, as
 * used; "found": pictures that `images` names; "indexed", "unreadable": by this call; "changed" and
 * "vanished": names of images whose files are others, or gone; "failures": [{"image", "error"}], at
 * most 1000 of the unreadable ones; "images": {"indexed", "pending", "unreadable"} of the
 * collection. Images that cannot be read are no error: the next call tries them again.
 * The job counts images. Errors: MISMATCH (the collection is of another model, or of other
 * settings), NOT_FOUND (a layer, a file or folder), INVALID_ARGUMENT (no picture anywhere; a tensor
 * without channels), IO (a collection that another process writes; no space left), CORRUPT,
 * UNSUPPORTED, LIMIT, OUT_OF_MEMORY, CANCELLED, FORKED. */
CNNVIZ_API cnnviz_status cnnviz_corpus_index(cnnviz_result** result, const cnnviz_model* model,
                                             const char* path, const char* images,
                                             const char* layers, const char* features,
                                             const cnnviz_index_options* options, cnnviz_job* job);

/* Writes the collection of all images of `sources`, a list of collections indexed with the same
 * model and settings, to `path`; it appears complete or not at all. The answers are those of one
 * index of all images.
 * Document: "collection", "sources", "images" as above. The job counts sources. Errors: NOT_FOUND,
 * MISMATCH (other settings; an image that is not the same file in two of them), INVALID_ARGUMENT
 * (`path` is one of the sources), IO, CORRUPT, CANCELLED. */
CNNVIZ_API cnnviz_status cnnviz_corpus_merge(cnnviz_result** result, const char* path,
                                             const char* sources, cnnviz_job* job);

/* A collection opened for reading. Calls on one handle, or on handles that share it, wait for each
 * other. */
typedef struct cnnviz_corpus cnnviz_corpus;

CNNVIZ_API void cnnviz_corpus_free(cnnviz_corpus* corpus);
CNNVIZ_API cnnviz_status cnnviz_corpus_share(cnnviz_corpus** shared, const cnnviz_corpus* corpus);

/* Errors: NOT_FOUND, CORRUPT (no collection, or a damaged one), UNSUPPORTED (of a later version),
 * IO (another process writes it). */
CNNVIZ_API cnnviz_status cnnviz_corpus_open(cnnviz_corpus** corpus, const char* path);

/* About the collection when it was opened, as a JSON object, as long as the handle lives; NULL on
 * failure. Keys: "collection" (its path), "root", "model": {"path", "sha256"}, "preprocessing",
 * "strongest", "layers": [{"layer", "channels", "rows", "columns"}], "features": [{"tensor",
 * "width"}], "images": {"indexed", "pending", "unreadable"}, "labels": how many. */
CNNVIZ_API const char* cnnviz_corpus_json(const cnnviz_corpus* corpus);

/* How many images were indexed when it was opened; -1 on failure. They are numbered from 0. */
CNNVIZ_API int64_t cnnviz_corpus_image_count(const cnnviz_corpus* corpus);

/* The number of the image at `path`, given as for cnnviz_corpus_index(), or of the one whose name
 * in the collection that is; -1 on failure: NOT_FOUND where it is not in the collection. */
CNNVIZ_API int64_t cnnviz_corpus_find(const cnnviz_corpus* corpus, const char* path);

/* Images `first` to `first + count - 1`; `count` -1: to the last.
 * Document: "images": [{"number", "image" (its name), "path" (where its file is), "width",
 * "height", "bytes", "sha256", "classes": [{"class", "label", "probability", "logit"}]}].
 * Errors: INVALID_ARGUMENT (no such images). */
CNNVIZ_API cnnviz_status cnnviz_corpus_images(cnnviz_result** result, const cnnviz_corpus* corpus,
                                              int64_t first, int64_t count);

/* The picture of an image, read from its file. `root`: the folder that relative names are seen from
 * now; NULL: the collection's. Errors: INVALID_ARGUMENT (no such image), MISMATCH (the file is
 * another one than when it was indexed), NOT_FOUND and IO (it is gone). */
CNNVIZ_API cnnviz_status cnnviz_corpus_picture(cnnviz_image** image, const cnnviz_corpus* corpus,
                                               int64_t number, const char* root);

/* Tensor "features" [count, width] of these images, a row for each; `tensor` NULL: the collection's
 * only ones. Errors: NOT_FOUND (the collection has none of that tensor), INVALID_ARGUMENT (no such
 * images; several tensors), OUT_OF_MEMORY (ask for fewer at once), CORRUPT. */
CNNVIZ_API cnnviz_status cnnviz_corpus_features(cnnviz_result** result, const cnnviz_corpus* corpus,
                                                const char* tensor, int64_t first, int64_t count);

/* The same for pictures that need not be in the collection: "features" [count, width] as an index
 * would store them, bit for bit, and what the network sees in them. `model` is the collection's.
 * Document: "tensor"; "images": [{"classes": as above}]. The job counts images. Errors also:
 * MISMATCH (another model, or other settings for pictures). */
CNNVIZ_API cnnviz_status cnnviz_corpus_embed(cnnviz_result** result, const cnnviz_corpus* corpus,
                                             const cnnviz_model* model, const cnnviz_images* images,
                                             const char* tensor, cnnviz_job* job);

/* The nearest images of the collection by the features `tensor` (NULL: its only ones). `queries`:
 * numbers of images, int64 [q], each of which gets its neighbors among the others; vectors of
 * features, float32 [q, width], of any pictures; or NULL: all images ask.
 * Tensors and document as of cnnviz_neighbors() (embed.h), "indices" are numbers of images; also
 * "tensor". The exact search reads the features in blocks, once for about every 64 MB of those that
 * ask, and holds about 200 MB besides the answers; the approximate one holds all features
 * twice, and 150 bytes of links for each image.
 * Errors: NOT_FOUND (no such features), INVALID_ARGUMENT (an image that is not there, vectors of
 * another width, a count outside 1 to the number of images), NOT_FINITE (features that a network
 * has left infinite or NaN), CORRUPT, OUT_OF_MEMORY, CANCELLED, FORKED. */
CNNVIZ_API cnnviz_status cnnviz_corpus_neighbors(cnnviz_result** result,
                                                 const cnnviz_corpus* corpus, const char* tensor,
                                                 const cnnviz_tensor* queries,
                                                 const cnnviz_neighbors_options* options,
                                                 cnnviz_job* job);

/* The strongest responses of `channels` channels of a layer from `first_channel` on: at most
 * `count` (0: all that are kept), strongest first. `layer` NULL: the collection's only one.
 * Tensors: "values" [channels, count], NaN where there are fewer; "images" int64 [channels, count],
 * numbers of images, -1 likewise; "positions" int64 [channels, count, 2], row and column in the
 * layer's map. Errors: NOT_FOUND, INVALID_ARGUMENT. */
CNNVIZ_API cnnviz_status cnnviz_corpus_strongest(cnnviz_result** result,
                                                 const cnnviz_corpus* corpus, const char* layer,
                                                 int64_t first_channel, int64_t channels,
                                                 int64_t count);

/* What the strongest responses of channels have seen: each cut out at the exact receptive field of
 * its unit (of a concatenation only of the branch that the channel comes from), gray where it
 * reaches beyond the picture; a field longer than the view gives the whole axis. `root`: the folder
 * that relative names are seen from now; NULL: the collection's. `model` is the collection's.
 * Tensors: "values", "images", "positions" as above; "boxes" int64 [channels, count, 4]: x0, y0,
 * x1, y1 of the field in the network's view, x1 and y1 not included, not clipped; "photo_boxes"
 * float32 [channels, count, 4]: the same edges in the original picture's pixels; "signal/C/R"
 * [planes, h, w] for channel C and rank R: d unit / d input under the rule, over the patch.
 * Pictures: "patch/C/R". Both are absent where the image's file is gone or another one: the
 * document says so. Document: "layer", "rule"; "patches": for each channel [{"image", "path",
 * "value", "position", "box", "photo_box", "width", "height" (of the whole picture), "class",
 * "label", "again" (the response, computed again)}] or {"image", "problem"}. The job counts images.
 * Errors also: MISMATCH (another model). */
CNNVIZ_API cnnviz_status cnnviz_corpus_patches(cnnviz_result** result, const cnnviz_corpus* corpus,
                                               const cnnviz_model* model, const char* layer,
                                               int64_t first_channel, int64_t channels,
                                               const char* root,
                                               const cnnviz_patches_options* options,
                                               cnnviz_job* job);

#ifdef __cplusplus
}
#endif
#endif
