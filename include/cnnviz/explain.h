/* Methods: what a network answers to an image, and why.
 *
 * `input` is the network's first real input, exactly as declared, N images in the leading axis:
 * from cnnviz_model_preprocess(), or any tensor of the right shape. Where the file fixes the
 * batch at 1, the images are run one after another. Nothing mixes images, and every tensor of a
 * result keeps the leading N.
 * `targets` is one target for all images or one for each (any other number is INVALID_ARGUMENT);
 * NULL: "top".
 * `layer` is a tensor or node name, or NAME@pre, NAME@post (target.h).
 *
 * Errors of all of them: INVALID_ARGUMENT (an option out of range, a wrong shape or number of
 * targets), NOT_FOUND (a name; the nearest are given), UNSUPPORTED (an operator has no
 * backward), MISMATCH (a target of another model), NOT_FINITE (the input, or what is explained,
 * holds NaN or infinity), LIMIT, OUT_OF_MEMORY, CANCELLED, FORKED. */
#ifndef CNNVIZ_EXPLAIN_H
#define CNNVIZ_EXPLAIN_H

#include <cnnviz/target.h>

#ifdef __cplusplus
extern "C" {
#endif

/* How the signal R that arrives at the output of a rectifier goes on to its input x. */
typedef enum cnnviz_rule {
  CNNVIZ_RULE_GRADIENT = 0,  /* R [x > 0]: Simonyan, Vedaldi, Zisserman 2013 */
  CNNVIZ_RULE_DECONVNET = 1, /* max(R, 0): Zeiler & Fergus 2014 */
  CNNVIZ_RULE_GUIDED = 2,    /* max(R, 0) [x > 0]: Springenberg et al. 2014 */
  CNNVIZ_RULE_ALL = 3,       /* all three, one after another, after one forward pass */
  CNNVIZ_RULE_ENUM_INT32 = CNNVIZ_ENUM_INT32
} cnnviz_rule;

/* Which operators are rectifiers, that is, follow the rule; all others pass the plain gradient. */
typedef enum cnnviz_rectifiers {
  CNNVIZ_RECTIFIERS_RELU = 0,      /* Relu alone */
  CNNVIZ_RECTIFIERS_RELU_LIKE = 1, /* Relu, and Clip whose minimum is 0 (ReLU6) */
  CNNVIZ_RECTIFIERS_EXTENDED = 2,  /* also LeakyRelu, PRelu, Elu, Selu, HardSwish, Softplus and the
                                      like: deconvnet max(R, 0), guided max(R, 0) * max(f'(x), 0) */
  CNNVIZ_RECTIFIERS_ENUM_INT32 = CNNVIZ_ENUM_INT32
} cnnviz_rectifiers;

/* How local response normalization passes the signal. */
typedef enum cnnviz_lrn {
  CNNVIZ_LRN_AUTO = 0, /* unchanged under deconvnet, as Zeiler & Fergus did; by its gradient else */
  CNNVIZ_LRN_GRADIENT = 1, /* by its gradient */
  CNNVIZ_LRN_IDENTITY = 2, /* unchanged */
  CNNVIZ_LRN_ENUM_INT32 = CNNVIZ_ENUM_INT32
} cnnviz_lrn;

/* How the channels of a signed gradient w become one map. */
typedef enum cnnviz_reduction {
  CNNVIZ_REDUCTION_MAX_ABS = 0, /* max |w|, as Simonyan et al. */
  CNNVIZ_REDUCTION_SUM_ABS = 1, /* sum |w| */
  CNNVIZ_REDUCTION_L2 = 2,      /* sqrt(sum w^2) */
  CNNVIZ_REDUCTION_SUM = 3,     /* sum w, signed */
  CNNVIZ_REDUCTION_ENUM_INT32 = CNNVIZ_ENUM_INT32
} cnnviz_reduction;

/* How the axes of a layer's tensor are read as maps. */
typedef enum cnnviz_layout {
  CNNVIZ_LAYOUT_AUTO = 0, /* as found by following the axes of convolutions through the network:
                             vision transformers and channels-last maps are recognized; a tensor of
                             four axes of which nothing is known is read channels first */
  CNNVIZ_LAYOUT_CHANNELS_FIRST = 1, /* [N, K, h, w] */
  CNNVIZ_LAYOUT_CHANNELS_LAST = 2,  /* [N, h, w, K] */
  CNNVIZ_LAYOUT_TOKENS = 3, /* [N, T, K]: the cells of a grid row by row, T = leading_tokens +
                               token_rows * token_columns */
  CNNVIZ_LAYOUT_ENUM_INT32 = CNNVIZ_ENUM_INT32
} cnnviz_layout;

/* In which order the maps of a layer are listed; ties by channel. */
typedef enum cnnviz_map_order {
  CNNVIZ_MAP_ORDER_CHANNEL = 0, /* by channel number */
  CNNVIZ_MAP_ORDER_MAXIMUM = 1, /* the largest maximum first */
  CNNVIZ_MAP_ORDER_MEAN = 2,    /* the largest mean first */
  CNNVIZ_MAP_ORDER_ENUM_INT32 = CNNVIZ_ENUM_INT32
} cnnviz_map_order;

/* How weights w become display values t in 0..1. */
typedef enum cnnviz_filter_scale {
  CNNVIZ_FILTER_SCALE_SYMMETRIC = 0,        /* 1/2 + w / (2 max|w|), max over each filter */
  CNNVIZ_FILTER_SCALE_MIN_MAX = 1,          /* (w - min) / (max - min) over each filter */
  CNNVIZ_FILTER_SCALE_SHARED_SYMMETRIC = 2, /* as SYMMETRIC over all: keeps relative energy */
  CNNVIZ_FILTER_SCALE_SHARED_MIN_MAX = 3,   /* as MIN_MAX over all */
  CNNVIZ_FILTER_SCALE_ENUM_INT32 = CNNVIZ_ENUM_INT32
} cnnviz_filter_scale;

typedef struct cnnviz_classify_options {
  uint32_t struct_size;
  int32_t top;   /* how many classes: at least 1, default 5; cut to the number of classes */
  int32_t batch; /* images computed at once, at most; 0 (default): as is fastest */
} cnnviz_classify_options;

typedef struct cnnviz_saliency_options {
  uint32_t struct_size;
  cnnviz_rule rule;             /* default GRADIENT */
  cnnviz_rectifiers rectifiers; /* default RELU_LIKE */
  cnnviz_lrn lrn;               /* default AUTO */
  cnnviz_reduction reduction;   /* of the map; default MAX_ABS */
  int32_t batch;                /* images computed at once, at most; 0 (default): as is fastest */
} cnnviz_saliency_options;

typedef struct cnnviz_gradcam_options {
  uint32_t struct_size;
  int32_t guided;               /* 1: Guided Grad-CAM as well; default 0 */
  cnnviz_rectifiers rectifiers; /* of the guided pass; default RELU_LIKE */
  cnnviz_reduction reduction;   /* of the guided map; default MAX_ABS */
  int32_t batch;                /* as above */
  cnnviz_layout layout;         /* of the layer; default AUTO */
  int32_t token_rows;           /* of the grid: at least 1 with the layout TOKENS, else 0 */
  int32_t token_columns;        /* likewise */
  int32_t leading_tokens;       /* in front of the grid (class token, registers), left out; with the
                                   layout TOKENS alone; default 0 */
} cnnviz_gradcam_options;

typedef struct cnnviz_activations_options {
  uint32_t struct_size;
  cnnviz_map_order order; /* default CHANNEL */
  int32_t batch;          /* as above */
  cnnviz_layout layout;   /* as for Grad-CAM, with the three below */
  int32_t token_rows;
  int32_t token_columns;
  int32_t leading_tokens;
} cnnviz_activations_options;

typedef struct cnnviz_filters_options {
  uint32_t struct_size;
  cnnviz_filter_scale scale; /* default SYMMETRIC */
  int32_t color;    /* whether filters over three channels become color tiles: 0 or 1 (default) */
  int32_t reserved; /* not used yet: 0 */
  int64_t first_filter; /* the first output channel shown; default 0 */
  int64_t filter_count; /* output channels shown; 0 (default): as many as there are, at most
                           `most` */
  int64_t first_slice;  /* of input channels, where there are no color tiles; default 0 */
  int64_t slice_count;  /* input channels shown; 0 (default): likewise */
  int64_t most; /* rows and columns of slices at most, unless counts are given; default 64 */
} cnnviz_filters_options;

/* Fill a struct with the defaults; `struct_size` is the caller's sizeof. Errors:
 * INVALID_ARGUMENT. */
CNNVIZ_API cnnviz_status cnnviz_classify_options_init(cnnviz_classify_options* options,
                                                      uint32_t struct_size);
CNNVIZ_API cnnviz_status cnnviz_saliency_options_init(cnnviz_saliency_options* options,
                                                      uint32_t struct_size);
CNNVIZ_API cnnviz_status cnnviz_gradcam_options_init(cnnviz_gradcam_options* options,
                                                     uint32_t struct_size);
CNNVIZ_API cnnviz_status cnnviz_activations_options_init(cnnviz_activations_options* options,
                                                         uint32_t struct_size);
CNNVIZ_API cnnviz_status cnnviz_filters_options_init(cnnviz_filters_options* options,
                                                     uint32_t struct_size);

/* The best classes of each image: by probability (the graph's own Softmax or Sigmoid, else a
 * Softmax of the logits), then logit, then lower number. Where the classes are scored
 * at several positions (segmentation), by the share of positions that a class wins first; scores
 * and logits are then means over all positions.
 * Tensors: "classes" int64 [N, k]; "scores" [N, k], probabilities 0 to 1; "logits" [N, k]; of
 * several positions "shares" [N, k], 0 to 1; "output": the graph's first output, of any rank.
 * Document: "top": for each image [{"class", "label", "score", "logit"}, ...], of several positions
 * also "share"; label null where the model has none. */
CNNVIZ_API cnnviz_status cnnviz_explain_classify(cnnviz_result** result, const cnnviz_model* model,
                                                 const cnnviz_tensor* input,
                                                 const cnnviz_classify_options* options,
                                                 cnnviz_job* job);

/* The derivative of a target with respect to the input, or to the tensor named `wrt` (NULL: the
 * input), by a rule at the rectifiers. Max-pooling passes the signal to the first maximum of
 * each window, overlaps added up (the "switches" of deconvnet). Units: the target's per unit of
 * the network's input, after normalization.
 * Tensors: "gradient", signed, of the shape of `wrt`, and "map" [N, H, W] (of as many spatial
 * axes as there are, as CNNVIZ_LAYOUT_AUTO reads them), its channels reduced, absent where there
 * are no spatial axes. With the rule ALL "gradient", "deconvnet", "guided" and "gradient_map",
 * "deconvnet_map", "guided_map" in their place. "score" [N], the target's value. Document:
 * "targets", "rule", "rectifiers", "lrn", "wrt"; with the rule ALL "rule" is a list, and "governed"
 * in "rectifiers" a number for each. */
CNNVIZ_API cnnviz_status cnnviz_explain_saliency(cnnviz_result** result, const cnnviz_model* model,
                                                 const cnnviz_tensor* input,
                                                 const cnnviz_targets* targets, const char* wrt,
                                                 const cnnviz_saliency_options* options,
                                                 cnnviz_job* job);

/* Grad-CAM (Selvaraju et al. 2017): a_k = mean over positions of d(target)/dA_k; the map is
 * max(0, sum_k a_k A_k). A is the tensor `layer`, [N, K, h, w] or another `layout` of maps; NULL:
 * the last one with more than one position before the classes, after its activation. Of a vision
 * transformer whose classes are read from the class token that is the input of the last attention
 * (its block's first normalization): behind it the grid's tokens have no gradient any more. Of a
 * segmentation network it is what the last convolution reads. Guided Grad-CAM: the guided
 * gradient of the input times the map, upsampled.
 * Tensors: "cam" [N, h, w], at least 0, not normalized; "map" [N, H, W], the same upsampled
 * bilinearly to the input (pixel centers at halves, edges clamped); where guided: "guided",
 * signed, of the input's shape, and "guided_map" [N, H, W], its channels reduced.
 * Document: "layer", "layer_chosen" (true where it was NULL), "layout" ("channels_first",
 * "channels_last", "tokens"), of tokens "grid" [h, w] and "leading_tokens"; "targets", where guided
 * "rule" and "rectifiers"; "all_negative": for each image whether its map is zero because nothing
 * in the layer speaks for the target. Warnings name such maps, and those that are zero because the
 * target does not depend on the layer. Errors also: UNSUPPORTED (a layer without positions; usable
 * ones are named); INVALID_ARGUMENT too where the layer is not of the layout that is stated. */
CNNVIZ_API cnnviz_status cnnviz_explain_gradcam(cnnviz_result** result, const cnnviz_model* model,
                                                const cnnviz_tensor* input,
                                                const cnnviz_targets* targets, const char* layer,
                                                const cnnviz_gradcam_options* options,
                                                cnnviz_job* job);

/* The maps of a layer (NULL: as for Grad-CAM).
 * Tensors: "activations", as the network has them; "maps" [N, K, h, w], the same as `layout` reads
 * them, with h = w = 1 where there are no positions; "order" int64 [N, K], the
 * channels in the order asked for; "minimum", "maximum", "mean" [N, K], of each map.
 * Document: "layer", "layer_chosen", "layout", "grid", "leading_tokens", "shape". */
CNNVIZ_API cnnviz_status cnnviz_explain_activations(cnnviz_result** result,
                                                    const cnnviz_model* model,
                                                    const cnnviz_tensor* input, const char* layer,
                                                    const cnnviz_activations_options* options,
                                                    cnnviz_job* job);

/* The weights of a convolution or dense layer (by the name of its output, its node or the
 * weights; NULL: the first convolution), as tiles to look at (cnnviz_render_filters draws
 * them).
 * Tensors: "weights" [O, I/group, kh, kw] (or as the operator has them), as stored; "tiles" in
 * 0..1: color [n, kh, kw, 3] in RGB, slices [rows * columns, kh, kw] (a row for each filter, a
 * column for each input channel), or a matrix [rows, columns] for 1x1 and dense layers; "dead"
 * int64 [d]: the shown filters whose largest |w| is below a thousandth of the bank's.
 * Document: "layer", "weights", "kind": "color" | "slices" | "matrix", "rows", "columns",
 * "first_filter", "filter_count", "filters" (all), "first_slice", "slice_count", "slices"
 * (all), "minimum", "maximum", "centered" (true where a weight of 0 has the value 1/2). */
CNNVIZ_API cnnviz_status cnnviz_explain_filters(cnnviz_result** result, const cnnviz_model* model,
                                                const char* layer,
                                                const cnnviz_filters_options* options,
                                                cnnviz_job* job);

#ifdef __cplusplus
}
#endif
#endif
