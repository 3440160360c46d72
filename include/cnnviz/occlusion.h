/* Occlusion: what the network says of a picture when parts of it are covered, or channels left out.
 *
 * These functions need no backward pass: any target of any operator can be examined. `input`, N
 * images, as in explain.h; it must be a picture, float32 [N, C, H, W] or [N, H, W, C], of any
 * number of channels. Every one of the T targets of `targets` is examined for every image, in one
 * pass; NULL: "prob:top". Errors as in explain.h (never for want of a backward pass), and
 * INVALID_ARGUMENT where a target does not depend on the input.
 *
 * The job counts covered pictures. Where a job is cancelled and the option `keep_partial` is 1,
 * what is done so far is returned with status OK: NaN stands for scores that are missing, -1 for
 * classes, N counts the images that were begun, and the document says "completed": false,
 * "reason": "cancelled". Before the first image's own scores are known it is CANCELLED all the
 * same. */
#ifndef CNNVIZ_OCCLUSION_H
#define CNNVIZ_OCCLUSION_H

#include <cnnviz/explain.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What is seen in place of the picture where it is covered. "Model space" is what the network
 * reads, after normalization. */
typedef enum cnnviz_fill {
  CNNVIZ_FILL_ZERO = 0,  /* 0 in model space: the mean color, where a mean is subtracted */
  CNNVIZ_FILL_MEAN = 1,  /* the image's own mean, channel by channel */
  CNNVIZ_FILL_GRAY = 2,  /* pixels of level 127.5 of 255, before normalization */
  CNNVIZ_FILL_BLACK = 3, /* pixels of level 0, likewise */
  CNNVIZ_FILL_BLUR = 4,  /* the image blurred by a Gaussian: sigma a third of the window, for RISE
                            of a cell */
  CNNVIZ_FILL_NOISE = 5, /* normal noise with the image's mean and deviation in every channel */
  CNNVIZ_FILL_VALUE = 6, /* fill_value, in model space */
  CNNVIZ_FILL_ENUM_INT32 = CNNVIZ_ENUM_INT32
} cnnviz_fill;

/* Where the last window of a row (of n pixels, window w, stride s) is. */
typedef enum cnnviz_edge {
  CNNVIZ_EDGE_CLIP = 0,   /* ceil((n - w) / s) + 1 windows, the last cut off by the border */
  CNNVIZ_EDGE_INSIDE = 1, /* floor((n - w) / s) + 1, and one more at the border where pixels are
                             left over */
  CNNVIZ_EDGE_ENUM_INT32 = CNNVIZ_ENUM_INT32
} cnnviz_edge;

/* What is done to every channel of a layer. */
typedef enum cnnviz_channel_method {
  CNNVIZ_CHANNEL_METHOD_ABLATION = 0,  /* it is set to zero */
  CNNVIZ_CHANNEL_METHOD_SCORE_CAM = 1, /* its map, laid over the picture, keeps parts of that */
  CNNVIZ_CHANNEL_METHOD_ENUM_INT32 = CNNVIZ_ENUM_INT32
} cnnviz_channel_method;

typedef struct cnnviz_occlusion_options {
  uint32_t struct_size;
  cnnviz_fill fill;      /* default ZERO */
  cnnviz_edge edge;      /* default CLIP */
  int32_t window_height; /* of the occluder, in pixels of the network's input; 0 (default): a
                            seventh of the region's height */
  int32_t window_width;  /* likewise */
  int32_t stride_y;      /* between positions: 1 to the window's height; 0 (default): half of it */
  int32_t stride_x;      /* likewise, of its width */
  int32_t region_y;      /* first row of the part that is examined; default 0 */
  int32_t region_x;      /* its first column; default 0 */
  int32_t region_height; /* its rows; where all four are 0 (default) it is the whole picture */
  int32_t region_width;  /* its columns */
  int32_t classes;       /* whether the best class at every position is noted: 0 or 1 (default) */
  int32_t full;          /* 1: whole forward passes, to check against; 0 (default): only what an
                            occluder changes is computed again, which gives the same scores */
  int32_t adaptive;      /* 1: approximates (see below); default 0 */
  int32_t keep_partial;  /* 1: cancelled, it returns what is done; default 0 */
  int32_t batch;         /* positions computed at once; 0 (default): as is fastest */
  double fill_value;     /* of CNNVIZ_FILL_VALUE; default 0 */
  double softness;       /* sigma in pixels by which the occluder's edges are smoothed; default 0 */
  int64_t seed;          /* of CNNVIZ_FILL_NOISE; default 0 */
} cnnviz_occlusion_options;

typedef struct cnnviz_rise_options {
  uint32_t struct_size;
  cnnviz_fill fill;     /* default ZERO */
  int32_t masks;        /* 1 to 10000000; default 4000 */
  int32_t cells;        /* of a mask, along each side; default 7 */
  int32_t keep_partial; /* as above */
  int32_t batch;        /* masks computed at once; 0 (default): as is fastest */
  double probability;   /* that a cell is kept: between 0 and 1; default 0.5 */
  double fill_value;    /* of CNNVIZ_FILL_VALUE; default 0 */
  int64_t seed;         /* of the masks; default 0 */
} cnnviz_rise_options;

typedef struct cnnviz_channels_options {
  uint32_t struct_size;
  cnnviz_channel_method method; /* default ABLATION */
  cnnviz_layout layout;         /* of the layer, as for Grad-CAM, with the three below */
  int32_t token_rows;
  int32_t token_columns;
  int32_t leading_tokens;
  int32_t full;         /* as above */
  int32_t keep_partial; /* likewise */
  int32_t batch;        /* channels computed at once; 0 (default): as is fastest */
} cnnviz_channels_options;

/* Fill a struct with the defaults; `struct_size` is the caller's sizeof. Errors:
 * INVALID_ARGUMENT. */
CNNVIZ_API cnnviz_status cnnviz_occlusion_options_init(cnnviz_occlusion_options* options,
                                                       uint32_t struct_size);
CNNVIZ_API cnnviz_status cnnviz_rise_options_init(cnnviz_rise_options* options,
                                                  uint32_t struct_size);
CNNVIZ_API cnnviz_status cnnviz_channels_options_init(cnnviz_channels_options* options,
                                                      uint32_t struct_size);

/* Occlusion sensitivity (Zeiler & Fergus 2014): an occluder slides over the picture; drop = the
 * target of the picture as it is - the target with the occluder there. A pixel's value in the map
 * is the mean drop of the occluders that cover it (weighted by how much they cover it, where
 * `softness` smooths their edges: the window convolved with a Gaussian along both axes, cut off at
 * 3 sigma).
 * `adaptive` computes every second position along both axes, then those beside the quarter of them
 * where a target changes most; the rest is interpolated.
 * Tensors: "drops" [N, T, rows, columns]; "map" [N, T, H, W], NaN where no occluder was;
 * "classes" int64 [N, rows, columns], the best class with the occluder there (of segmentation
 * networks the one that wins the most positions), absent where the option is 0; "evaluated" int64
 * [N, rows, columns], 1 where the network was run; "score" [N, T], the targets of the pictures as
 * they are.
 * Document: "targets": for each image a list, one for each target; "predicted": for each image
 * {"class", "label"}; in "parameters" window, stride, edge, fill, region, softness, as used;
 * "rows", "columns": where the windows begin; "positions", "evaluated": how many of all images;
 * "exact": false where `adaptive`; "completed"; where it is, "work": {"windows": whether only what
 * an occluder changes was computed (networks that mix images are run whole), "batch": occluders at
 * once, "full_multiply_adds", "multiply_adds": of one occluder by a whole pass, and as computed}.
 * Errors also: INVALID_ARGUMENT (a window that does not fit, a stride that is longer). */
CNNVIZ_API cnnviz_status cnnviz_explain_occlusion(cnnviz_result** result, const cnnviz_model* model,
                                                  const cnnviz_tensor* input,
                                                  const cnnviz_targets* targets,
                                                  const cnnviz_occlusion_options* options,
                                                  cnnviz_job* job);

/* What the network sees with the occluder of cnnviz_explain_occlusion at position `first` and the
 * `count` - 1 behind it, counted row by row from 0: [count, ...] of the input's shape, for
 * cnnviz_model_picture. `input` holds one image. The options are those of the explanation, of which
 * `classes`, `full`, `adaptive`, `keep_partial` and `batch` change nothing here.
 * Errors also: INVALID_ARGUMENT (positions that the occluder does not take, several images). */
CNNVIZ_API cnnviz_status cnnviz_occluded_inputs(cnnviz_tensor** inputs, const cnnviz_model* model,
                                                const cnnviz_tensor* input,
                                                const cnnviz_occlusion_options* options,
                                                int64_t first, int64_t count);

/* RISE (Petsiuk, Das, Saenko 2018): random masks m keep parts of the picture; map = sum(score * m)
 * / (masks * probability), the mean score of the masks that kept a pixel. A mask is a grid of
 * `cells` x `cells` random zeros and ones, upsampled bilinearly and shifted by less than a cell.
 * Equal seeds give equal masks, whatever the batch.
 * Tensors: "map" [N, T, H, W]; "mask_scores" [N, T, masks]; "score" [N, T].
 * Document: "targets" as above, "seed", "evaluated", "completed"; in "parameters" masks, cells,
 * probability, fill. */
CNNVIZ_API cnnviz_status cnnviz_explain_rise(cnnviz_result** result, const cnnviz_model* model,
                                             const cnnviz_tensor* input,
                                             const cnnviz_targets* targets,
                                             const cnnviz_rise_options* options, cnnviz_job* job);

/* Which channels of a layer a target lives on. A is the tensor `layer`, of K channels (NULL: the
 * one that Grad-CAM chooses); s_0 the target of the picture x as it is. ABLATION (Desai & Ramaswamy
 * 2020): drop_k = s_0 - the target with A_k zero; w_k = drop_k / |s_0|, drop_k where s_0 is 0. The
 * layer need not have positions: where it has none there are no maps. SCORE_CAM (Wang et al. 2020):
 * H_k is A_k upsampled bilinearly to the picture and rescaled to 0..1; w_k = the target of x * H_k,
 * 0 where A_k is constant. The map of both is max(0, sum_k w_k A_k), as Grad-CAM's. Tensors:
 * "drops" [N, T, K] (ABLATION) or "mask_scores" [N, T, K] (SCORE_CAM); "weights" [N, T, K]; "cam"
 * [N, T, h, w]; "map" [N, T, H, W], the same upsampled bilinearly to the input; "score" [N, T].
 * Document: "layer", "layer_chosen", "layout" as of Grad-CAM; "targets", "completed", "work" as of
 * occlusion; "strongest": for each image and target the ten channels of the largest drop or score,
 * [{"channel", "value"}, ...]. The
 * job counts channels. `targets` NULL: "top" for ABLATION, "prob:top" for SCORE_CAM, as in the
 * papers. Errors also: UNSUPPORTED (SCORE_CAM of a layer without positions). */
CNNVIZ_API cnnviz_status cnnviz_explain_channels(cnnviz_result** result, const cnnviz_model* model,
                                                 const cnnviz_tensor* input,
                                                 const cnnviz_targets* targets, const char* layer,
                                                 const cnnviz_channels_options* options,
                                                 cnnviz_job* job);

#ifdef __cplusplus
}
#endif
#endif
