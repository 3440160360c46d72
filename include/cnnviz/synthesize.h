/* Activation maximization: pictures that a target of the network grows on. */
#ifndef CNNVIZ_SYNTHESIZE_H
#define CNNVIZ_SYNTHESIZE_H

#include <cnnviz/explain.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What is optimized, and how pictures come of it. */
typedef enum cnnviz_parameters {
  CNNVIZ_PARAMETERS_PIXELS = 0,  /* the pixels */
  CNNVIZ_PARAMETERS_FOURIER = 1, /* spectra in decorrelated colors (Olah, Mordvintsev, Schubert
                                    2017) */
  CNNVIZ_PARAMETERS_PHASE = 2,   /* phases of spectra of fixed magnitude (MaCo, Fel et al. 2023) */
  CNNVIZ_PARAMETERS_ENUM_INT32 = CNNVIZ_ENUM_INT32
} cnnviz_parameters;

typedef enum cnnviz_range {
  CNNVIZ_RANGE_FREE = 0,     /* any number; what cannot be shown is cut off in the final picture */
  CNNVIZ_RANGE_CLIP = 1,     /* cut off after every step (pixels alone) */
  CNNVIZ_RANGE_LOGISTIC = 2, /* 1 / (1 + exp(-x)): between black and white (phases: always) */
  CNNVIZ_RANGE_ENUM_INT32 = CNNVIZ_ENUM_INT32
} cnnviz_range;

/* The numbers of pixels of the range FREE or CLIP, on which steps and regularizers act; all others
 * are UNIT. */
typedef enum cnnviz_units {
  CNNVIZ_UNITS_MODEL = 0,  /* as the network reads them */
  CNNVIZ_UNITS_LEVELS = 1, /* 0 to 255, the mean color subtracted */
  CNNVIZ_UNITS_UNIT = 2,   /* 0 to 1 */
  CNNVIZ_UNITS_ENUM_INT32 = CNNVIZ_ENUM_INT32
} cnnviz_units;

/* How parameters x follow the gradient g, with step size s. */
typedef enum cnnviz_optimizer {
  CNNVIZ_OPTIMIZER_ASCENT = 0,     /* x + s g */
  CNNVIZ_OPTIMIZER_PROGRESS = 1,   /* x + min(max_step, s / |g|^2) g (Yosinski et al. 2015) */
  CNNVIZ_OPTIMIZER_NORMALIZED = 2, /* x + s g / mean |g| (Mordvintsev et al. 2015) */
  CNNVIZ_OPTIMIZER_ADAM = 3,       /* Kingma & Ba 2015 */
  CNNVIZ_OPTIMIZER_NADAM = 4,      /* Dozat 2016 */
  CNNVIZ_OPTIMIZER_ENUM_INT32 = CNNVIZ_ENUM_INT32
} cnnviz_optimizer;

/* How a picture comes to a network that takes one size alone. */
typedef enum cnnviz_fit {
  CNNVIZ_FIT_RESIZE = 0, /* all of it, resized */
  CNNVIZ_FIT_CROP = 1,   /* its center, pixel by pixel */
  CNNVIZ_FIT_ENUM_INT32 = CNNVIZ_ENUM_INT32
} cnnviz_fit;

/* Defaults are those of the preset "distill". */
typedef struct cnnviz_synthesize_options {
  uint32_t struct_size;
  cnnviz_parameters parameters; /* default FOURIER */
  cnnviz_range range;           /* default LOGISTIC */
  cnnviz_units units;           /* default UNIT */
  cnnviz_optimizer optimizer;   /* default ADAM */
  cnnviz_fit fit;               /* default RESIZE */
  int32_t height; /* of the pictures; 0 (default): the network's own for targets that are classes,
                     128 for others */
  int32_t width;  /* likewise */
  int32_t count;  /* of pictures; 0 (default): one for each target */
  int32_t steps;  /* 0 to 10000000; default 512 */
  int32_t decorrelate; /* 1 (default): spectra are of decorrelated colors, 0: of red, green, blue */
  int32_t redirect_steps; /* in so many first steps a ReLU that blocks all of a picture's signal
                             lets pass what would open it; default 16 */
  int32_t keep_best;    /* 1: the picture of the best step is the result, not the last; default 0 */
  int32_t keep_partial; /* 1: cancelled, or no longer finite, it returns what there is; default 0 */
  int32_t snapshot_every; /* steps between pictures on the way; 0 (default): none */
  int32_t pad;    /* random views: pixels of gray added on each side of the picture; default 16 */
  int32_t jitter; /* random views: shifts by -jitter/2 to jitter/2 pixels; default 16 */
  int32_t second_jitter; /* random views: the same after scaling and rotation; default 8 */
  int32_t crops;         /* views of a picture in each step; default 1 */
  int32_t blur_every;    /* steps from one blur to the next; default 1 */
  double step_size;      /* s; default 0.05 */
  double max_step;       /* of PROGRESS; default 100 */
  double
      start_noise; /* deviation of the normal noise that the parameters begin with; default 0.01 */
  double scale;    /* random views: one of 5 factors from 1 - scale to 1 + scale; default 0.05 */
  double rotation; /* random views: one of 11 angles from -rotation to rotation, in degrees; default
                      5 */
  double crop_first; /* above 0: views are squares at random places, at the first step of this share
                        of the picture's shorter side; default 0 */
  double crop_last;  /* the share at the last step; default 0 */
  double noise; /* of views: deviation as a share of the range from black to white; default 0 */
  double l2;    /* penalty l2 sum x^2, x being pixels minus the mean color; default 0 */
  double total_variation; /* penalty: times sum (dx^2 + dy^2)^(variation_beta / 2); default 0 */
  double variation_beta;  /* its exponent; default 2 */
  double alpha_norm;      /* penalty: times sum |x|^alpha; default 0 */
  double alpha;           /* its exponent; default 6 */
  double decay;           /* after each step: x (1 - decay); default 0 */
  double blur;            /* sigma in pixels of a blur every blur_every steps; default 0 */
  double norm_percentile; /* after each step this share of the pixels, in percent, those of smallest
                             norm, becomes the mean color; default 0 */
  double contribution_percentile; /* pixels of small |x df/dx| likewise; default 0 */
  double diversity; /* what likeness of the pictures in the target's layer costs; default 0 */
  int64_t seed;     /* of all random numbers; default 0 */
} cnnviz_synthesize_options;

/* Fill the options with the defaults, or with the published numbers of a preset, `struct_size` the
 * caller's sizeof:
 *   distill     spectra, random views, Adam (Olah, Mordvintsev, Schubert 2017)
 *   simonyan    x + s df/dx - 2 s l2 x from the mean color on (Simonyan, Vedaldi, Zisserman 2013)
 *   yosinski-a  to yosinski-d: the four regularizations of Yosinski et al. 2015
 *   maco        phases (Fel et al. 2023)
 * Errors: INVALID_ARGUMENT (another name). */
CNNVIZ_API cnnviz_status cnnviz_synthesize_options_init(cnnviz_synthesize_options* options,
                                                        uint32_t struct_size);
CNNVIZ_API cnnviz_status cnnviz_synthesize_options_preset(cnnviz_synthesize_options* options,
                                                          uint32_t struct_size, const char* preset);

/* Makes pictures that maximize `targets` (one for all pictures, or one for each; NULL: "top", the
 * best class of what it starts from). Only the part of the network that the targets need is run, at
 * any size that it allows; a part that takes one size alone sees the pictures as `fit` says.
 * `start`: a picture to begin with, resized (NULL: the mean color). `examples`: pictures whose mean
 * magnitude PHASE takes (NULL: 1 / frequency); of no use to others.
 *
 * The objective is maximized over random views of the pictures, minus penalties; a class target's
 * logit grows better than its probability, which falls with the other classes too.
 * The job counts steps of pictures. Equal seeds give equal pictures, at one number of threads.
 * Tensors: "input" [N, ...], the pictures as the network's input (numbers beyond what can be shown
 * included); "curve" [N, steps done], the target at each step; "importance" [N, H, W], the sum over
 * the steps of |d target / d pixel|, mean over the channels.
 * Images: "picture_0" to "picture_<N-1>"; of snapshots "snapshot_<step>_<n>".
 * Document: in "parameters" all options, as used: with "targets" (of the pictures as they are,
 * without random views) and "seed" they are the recipe that makes the pictures again; "view": the
 * size that the network saw; "fit": null where it sees pictures of any size; "steps": done;
 * "snapshots": their steps; "completed", else "reason" ("cancelled", "not_finite") and "step".
 * Errors as in explain.h, and INVALID_ARGUMENT (a size too small for the target: the smallest that
 * does is named; a target that does not depend on the input), UNSUPPORTED (the input is no
 * picture), NOT_FINITE (naming the step). */
CNNVIZ_API cnnviz_status cnnviz_synthesize(cnnviz_result** result, const cnnviz_model* model,
                                           const cnnviz_targets* targets, const cnnviz_image* start,
                                           const cnnviz_images* examples,
                                           const cnnviz_synthesize_options* options,
                                           cnnviz_job* job);

#ifdef __cplusplus
}
#endif
#endif
