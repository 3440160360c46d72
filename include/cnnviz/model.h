/* Models: a convolutional network opened from an ONNX file, its tensors, labels and
 * preprocessing. */
#ifndef CNNVIZ_MODEL_H
#define CNNVIZ_MODEL_H

#include <cnnviz/image.h>
#include <cnnviz/job.h>
#include <cnnviz/result.h>
#include <cnnviz/tensor.h>

#ifdef __cplusplus
extern "C" {
#endif

/* An opened model never changes and may be used by any number of threads at once; each running
 * call takes a workspace from a pool inside. */
typedef struct cnnviz_model cnnviz_model;

/* What the channels of the network's picture input mean. */
typedef enum cnnviz_color_order {
  CNNVIZ_COLOR_ORDER_OTHER = 0, /* no picture: only tensors can be fed */
  CNNVIZ_COLOR_ORDER_RGB = 1,
  CNNVIZ_COLOR_ORDER_BGR = 2,
  CNNVIZ_COLOR_ORDER_GRAY = 3,
  CNNVIZ_COLOR_ORDER_ENUM_INT32 = CNNVIZ_ENUM_INT32
} cnnviz_color_order;

typedef struct cnnviz_model_options {
  uint32_t struct_size;
  /* Threads that one call computes with; 0 (default): the processors this process may use. Up
   * to 1024. The number is set when a call begins and restored when it ends. The same model,
   * input and number of threads give the same bytes. */
  int32_t threads;
  /* Bytes that the model may use at any time for packed weights, live workspaces and
   * scratchpads (not for clean pages of the mapped file); 0 (default): as limits.h says. A
   * call that cannot fit fails with LIMIT before it starts and names the need. */
  int64_t max_memory;
  /* Whether cnnviz_model_open reads the sidecar NAME.cnnviz.json beside NAME.onnx where there
   * is one: 0 or 1 (default). */
  int32_t sidecar;
  /* Whether operators are timed: 0 (default) or 1. Documents then have "profile": for each
   * planned step {"node", "type", "implementation", "shape", "blocked", "forward_ms",
   * "backward_ms"}. Meant for one call at a time. */
  int32_t profile;
  /* Whether convolutions that two algorithms compute (Winograd's and the direct one, which differ
   * by rounding) are timed by both when they are first planned, once a process for each shape and
   * number of threads: 0 (default: a rule decides, measured on processors with AVX-512) or 1. With
   * 1 another process may choose otherwise, and so differ in the last digits. */
  int32_t tune;
  int32_t reserved; /* not used yet: 0 */
} cnnviz_model_options;

/* Fills a struct with the defaults; `struct_size` is the caller's sizeof. Errors:
 * INVALID_ARGUMENT. */
CNNVIZ_API cnnviz_status cnnviz_model_options_init(cnnviz_model_options* options,
                                                   uint32_t struct_size);

CNNVIZ_API void cnnviz_model_free(cnnviz_model* model);
CNNVIZ_API cnnviz_status cnnviz_model_share(cnnviz_model** shared, const cnnviz_model* model);

/* Opens an ONNX file (opsets 7 and newer) with its sidecar, if any. External data files are
 * read from below the model's folder only. The file stays mapped while the model lives: replace
 * model files, do not overwrite them.
 *
 * The network's input is x = (pixel * range / 255 - mean) / std for each channel, and
 * `settings` states how, or is NULL. It is one of
 *   the name of a preset: "imagenet" (RGB, range 1, mean 0.485 0.456 0.406, std 0.229 0.224
 *     0.225), "caffe" (BGR, range 255, mean 104 117 123), "tf" (RGB, range 255, mean 127.5, std
 *     127.5), "unit" (range 1), "raw" (range 255);
 *   the path of a JSON file in the form of a sidecar;
 *   such a JSON object itself, beginning with `{`.
 * A sidecar's keys, every one optional: "size": [H, W], "color": "RGB" | "BGR" | "GRAY",
 * "range": 1 | 255, "mean": [...], "std": [...], "resize": "shorter" | "stretch" | "letterbox",
 * "resize_to": n, "labels": a file with one class a line (relative to the JSON file's folder),
 * "penultimate": a tensor. An object in `settings` may also have "preset": the name of a preset
 * or the path of a file that the other keys change. What `settings` leave open comes from the
 * sidecar, then from the ONNX metadata. Where none of them states range, mean or std, the
 * preset "imagenet" is assumed, and the model's and all results' documents say so.
 *
 * Errors: NOT_FOUND (the file, a preset, a label file), IO, CORRUPT (no ONNX file, or a broken
 * one; a broken sidecar), UNSUPPORTED (one message with all unknown operators and the names of
 * their nodes), INVALID_ARGUMENT (settings out of range, or not fitting the model), LIMIT,
 * OUT_OF_MEMORY. */
CNNVIZ_API cnnviz_status cnnviz_model_open(cnnviz_model** model, const char* path,
                                           const char* settings,
                                           const cnnviz_model_options* options);

/* Opens the `length` bytes of an ONNX file, which are copied. External data is refused, and
 * there is no sidecar.
 * Errors: as cnnviz_model_open. */
CNNVIZ_API cnnviz_status cnnviz_model_open_memory(cnnviz_model** model, const uint8_t* bytes,
                                                  int64_t length, const char* settings,
                                                  const cnnviz_model_options* options);

/* The network's input [1, C, H, W] (or [1, H, W, C] where it is declared so) for a picture:
 * resized (antialiased bilinear) and cropped as the settings say, alpha dropped, gray and color
 * converted, normalized.
 * Errors: UNSUPPORTED (the model's input is no picture), OUT_OF_MEMORY. */
CNNVIZ_API cnnviz_status cnnviz_model_preprocess(cnnviz_tensor** input, const cnnviz_model* model,
                                                 const cnnviz_image* image);

/* The same for a list of N pictures: [N, C, H, W]. Errors: INVALID_ARGUMENT (an empty list),
 * and as above. */
CNNVIZ_API cnnviz_status cnnviz_model_preprocess_images(cnnviz_tensor** input,
                                                        const cnnviz_model* model,
                                                        const cnnviz_images* images);

/* The part of a picture that the network sees, in the proportions of its input, from the
 * picture's own pixels: what to lay a map over. `side` is the longer side of the view in
 * pixels, 0: the network's own size.
 * Errors: INVALID_ARGUMENT (a negative side), UNSUPPORTED, LIMIT, OUT_OF_MEMORY. */
CNNVIZ_API cnnviz_status cnnviz_model_view(cnnviz_image** view, const cnnviz_model* model,
                                           const cnnviz_image* image, int32_t side);

/* The picture (gray or RGB) that an input of the network stands for: normalization undone,
 * rounded and clipped to 0..255. `input` is [N, C, H, W] (or channels last), `index` the image,
 * 0 to N-1.
 * Errors: INVALID_ARGUMENT, UNSUPPORTED (not 1 or 3 channels). */
CNNVIZ_API cnnviz_status cnnviz_model_picture(cnnviz_image** picture, const cnnviz_model* model,
                                              const cnnviz_tensor* input, int64_t index);

/* How many channels mean what; CNNVIZ_COLOR_ORDER_ENUM_INT32 on failure. */
CNNVIZ_API cnnviz_color_order cnnviz_model_color_order(const cnnviz_model* model);

/* Runs the network forward from any tensors to any tensors. `feeds` (NULL or empty: none, for
 * graphs without inputs) are inputs or inner tensors by name; an inner one cuts the graph
 * there, and only what the wanted tensors need is computed. `wanted` is a comma-separated list
 * of tensor or node names ("..." quotes a name with commas); NULL: the graph's outputs. The
 * result has one tensor under each wanted name, in that order. Integer and boolean tensors come
 * as int64.
 * Errors: NOT_FOUND (a name), INVALID_ARGUMENT (a feed of a wrong type or shape, an input that
 * is needed but not fed, a name twice), UNSUPPORTED, LIMIT, OUT_OF_MEMORY, CANCELLED, FORKED. */
CNNVIZ_API cnnviz_status cnnviz_model_run(cnnviz_result** result, const cnnviz_model* model,
                                          const cnnviz_tensors* feeds, const char* wanted,
                                          cnnviz_job* job);

/* About the model as a JSON object, as long as the handle lives; NULL on failure. Keys: "path"
 * (null from memory), "producer", "opset", "ir_version", "parameters" (numbers in the weights),
 * "inputs" and "outputs" (lists of {"name", "dtype", "shape"}, open extents null; outputs have
 * names alone), "preprocessing" (as in results), "head" ({"output", "logits", "probabilities",
 * "kind": "none" | "softmax" | "log_softmax" | "sigmoid", "class_axis", "classes"}), "labels" (how
 * many), "default_layer" (what Grad-CAM takes), "penultimate", "warnings". */
CNNVIZ_API const char* cnnviz_model_json(const cnnviz_model* model);

/* The graph's real inputs (those without an initializer) and its outputs; -1, NULL on failure.
 * Names live as long as the handle. An extent is -1 where the file leaves it open; a rank is -1
 * where the file does not state it. */
CNNVIZ_API int32_t cnnviz_model_input_count(const cnnviz_model* model);
CNNVIZ_API const char* cnnviz_model_input_name(const cnnviz_model* model, int32_t index);
CNNVIZ_API cnnviz_dtype cnnviz_model_input_dtype(const cnnviz_model* model, int32_t index);
CNNVIZ_API int32_t cnnviz_model_input_rank(const cnnviz_model* model, int32_t index);
CNNVIZ_API int64_t cnnviz_model_input_extent(const cnnviz_model* model, int32_t index,
                                             int32_t axis);
CNNVIZ_API int32_t cnnviz_model_output_count(const cnnviz_model* model);
CNNVIZ_API const char* cnnviz_model_output_name(const cnnviz_model* model, int32_t index);

/* Class labels, by class. The count is 0 where there are none, -1 on failure; a label lives as
 * long as the handle, NULL on failure. */
CNNVIZ_API int64_t cnnviz_model_label_count(const cnnviz_model* model);
CNNVIZ_API const char* cnnviz_model_label(const cnnviz_model* model, int64_t index);

/* The tensors of a model for one input shape, in topological order, inputs first, weights left
 * out. Immutable. */
typedef struct cnnviz_layers cnnviz_layers;

CNNVIZ_API void cnnviz_layers_free(cnnviz_layers* layers);
CNNVIZ_API cnnviz_status cnnviz_layers_share(cnnviz_layers** shared, const cnnviz_layers* layers);

/* Lists them for the shape of `input`, or (NULL) for the size that the preprocessing states and
 * one image.
 * Errors: INVALID_ARGUMENT (the network cannot take that shape), UNSUPPORTED. */
CNNVIZ_API cnnviz_status cnnviz_model_layers(cnnviz_layers** layers, const cnnviz_model* model,
                                             const cnnviz_tensor* input);

/* One tensor's numbers. The receptive field, along an axis of the picture (y rows, x columns; a
 * third, outermost axis z for volumes): the unit at index i sees the pixels offset + i * stride
 * to offset + i * stride + size - 1, which may lie outside the picture. size = 0: no such axis;
 * stride = 0: every unit sees the whole axis. */
typedef struct cnnviz_layer_info {
  uint32_t struct_size; /* set by the caller: its sizeof. Nothing beyond it is written. */
  cnnviz_dtype dtype;
  int32_t rank; /* -1: not known for this input; then there are no extents and no receptive field */
  int32_t class_axis; /* the axis of classes, for the logits and probabilities; else -1 */
  int64_t parameters; /* numbers in the weights that its node reads */
  int64_t size_z, size_y, size_x;
  int64_t stride_z, stride_y, stride_x;
  int64_t offset_z, offset_y, offset_x;
} cnnviz_layer_info;

/* How many tensors; -1 on failure. */
CNNVIZ_API int32_t cnnviz_layers_count(const cnnviz_layers* layers);

/* Texts live as long as the handle; NULL on failure. The tensor's name; the operator that makes
 * it ("Conv"; "Input" for an input); its node: the node's name, or "#12 Conv -> fire2/squeeze"
 * where it has none ("" for an input); what it is to cnnviz: "input", "logits",
 * "probabilities", "penultimate", "maps" (the layer that Grad-CAM takes by default) or "". */
CNNVIZ_API const char* cnnviz_layers_name(const cnnviz_layers* layers, int32_t index);
CNNVIZ_API const char* cnnviz_layers_type(const cnnviz_layers* layers, int32_t index);
CNNVIZ_API const char* cnnviz_layers_node(const cnnviz_layers* layers, int32_t index);
CNNVIZ_API const char* cnnviz_layers_role(const cnnviz_layers* layers, int32_t index);

/* Axis 0 to rank-1 of tensor `index`; -1 on failure. */
CNNVIZ_API int64_t cnnviz_layers_extent(const cnnviz_layers* layers, int32_t index, int32_t axis);

/* Fills `info`, whose struct_size the caller has set. Errors: INVALID_ARGUMENT. */
CNNVIZ_API cnnviz_status cnnviz_layers_info(cnnviz_layer_info* info, const cnnviz_layers* layers,
                                            int32_t index);

#ifdef __cplusplus
}
#endif
#endif
