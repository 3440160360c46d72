/* Drawing: numbers to pictures.
 *
 * Color maps go by matplotlib's names: viridis, magma, inferno, plasma, turbo, gray, seismic,
 * bwr, RdBu, PiYG, coolwarm, jet, each reversed with the suffix _r (RdBu_r has red at the high
 * end). NULL: RdBu_r where the scale is symmetric about zero, else viridis. Unknown names are
 * NOT_FOUND with the nearest.
 *
 * A map that is constant is drawn in one color under stripes, and values that are NaN or infinite
 * as gray stripes; cnnviz_render_measure tells of both. Nothing is ever stretched to noise. */
#ifndef CNNVIZ_RENDER_H
#define CNNVIZ_RENDER_H

#include <cnnviz/result.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Which values the two ends of the color map stand for; "p" is the percentile of the options
 * (by linear interpolation). */
typedef enum cnnviz_scaling {
  CNNVIZ_SCALING_AUTO = 0,      /* SYMMETRIC where a value is below zero, else MAGNITUDE */
  CNNVIZ_SCALING_MAGNITUDE = 1, /* 0 to the p-th percentile; values below 0 as 0 */
  CNNVIZ_SCALING_MIN_MAX = 2,   /* the minimum to the p-th percentile */
  CNNVIZ_SCALING_SYMMETRIC = 3, /* -s to s, s the p-th percentile of |v|: zero in the middle */
  CNNVIZ_SCALING_ENUM_INT32 = CNNVIZ_ENUM_INT32
} cnnviz_scaling;

/* How a map is brought to another size, before it is colored. */
typedef enum cnnviz_interpolation {
  CNNVIZ_INTERPOLATION_BILINEAR = 0, /* pixel centers at halves, edges clamped */
  CNNVIZ_INTERPOLATION_NEAREST = 1,  /* every value stays visible */
  CNNVIZ_INTERPOLATION_ENUM_INT32 = CNNVIZ_ENUM_INT32
} cnnviz_interpolation;

typedef struct cnnviz_map_options {
  uint32_t struct_size;
  cnnviz_scaling scaling;             /* default AUTO */
  cnnviz_interpolation interpolation; /* default BILINEAR */
  int32_t alpha_by_value; /* overlays: 1: opacity grows with distance from zero; default 0 */
  int32_t width;          /* of the picture in pixels; 0 (default): the map's or the photo's */
  int32_t height;
  double percentile; /* above 0, to 100; default 99 */
  /* low < high: a scale that several pictures share, in place of scaling and percentile. Both 0
   * (default): from the values. */
  double low;
  double high;
  double alpha; /* overlays: opacity of the map, 0 to 1; default 0.5 */
} cnnviz_map_options;

typedef struct cnnviz_grid_options {
  uint32_t struct_size;
  cnnviz_scaling scaling; /* default AUTO */
  int32_t each;           /* 1: a scale for each map; 0 (default): one for all, so they compare */
  int32_t columns;        /* 0 (default): so that the grid is about square */
  int32_t magnify;        /* side of a value in pixels, to 64; 0 (default): about 760 in all */
  int32_t padding;        /* pixels between maps, 0 to 64; default 1 */
  int32_t numbers;        /* whether index numbers stand above and left: 0 or 1 (default) */
  int32_t reserved;       /* not used yet: 0 */
  double percentile;      /* above 0, to 100; default 100 */
  double low;             /* as in cnnviz_map_options */
  double high;
} cnnviz_grid_options;

/* What a map holds, and what a picture of it shows. */
typedef struct cnnviz_map_info {
  uint32_t struct_size; /* set by the caller: its sizeof. Nothing beyond it is written. */
  int32_t constant;     /* 1 where all finite values are equal (up to rounding) */
  int64_t count;        /* of values */
  int64_t not_finite;   /* of them NaN or infinite */
  double minimum;       /* of the finite values */
  double maximum;
  double low; /* the values that the ends of the color map stand for */
  double high;
} cnnviz_map_info;

/* Fill a struct with the defaults; `struct_size` is the caller's sizeof. Errors:
 * INVALID_ARGUMENT. */
CNNVIZ_API cnnviz_status cnnviz_map_options_init(cnnviz_map_options* options, uint32_t struct_size);
CNNVIZ_API cnnviz_status cnnviz_grid_options_init(cnnviz_grid_options* options,
                                                  uint32_t struct_size);

/* A map in colors (RGB). `map` is [h, w], or [1, h, w]. Errors: INVALID_ARGUMENT, NOT_FOUND (a
 * color map), LIMIT, OUT_OF_MEMORY; so too for all functions below. */
CNNVIZ_API cnnviz_status cnnviz_render_map(cnnviz_image** image, const cnnviz_tensor* map,
                                           const char* color_map,
                                           const cnnviz_map_options* options);

/* A map in colors laid over a photo, which is brought to the size of the picture; both show the
 * same part of the scene (cnnviz_model_view makes that photo). color = alpha * map + (1 -
 * alpha) * photo in sRGB bytes. */
CNNVIZ_API cnnviz_status cnnviz_render_overlay(cnnviz_image** image, const cnnviz_tensor* map,
                                               const cnnviz_image* photo, const char* color_map,
                                               const cnnviz_map_options* options);

/* A signed gradient as a picture in its own colors, zero mid-gray: 1/2 + v / (2 s), s the
 * percentile of |v| over all channels. `values` is [C, H, W] or [1, C, H, W] with C = 1 or 3
 * (or channels last with C = 3); `reversed` is 1 where the channels are blue, green, red
 * (cnnviz_model_color_order), so that the picture is RGB. */
CNNVIZ_API cnnviz_status cnnviz_render_signed(cnnviz_image** image, const cnnviz_tensor* values,
                                              int32_t reversed, const cnnviz_map_options* options);

/* What is in a map (of any shape), and the scale that a picture of it with these options has: the
 * numbers for a color bar. */
CNNVIZ_API cnnviz_status cnnviz_render_measure(cnnviz_map_info* info, const cnnviz_tensor* map,
                                               const cnnviz_map_options* options);

/* A grid of maps [K, h, w] in colors. `order` (int64 [n], NULL: all) lists the maps to draw, row
 * by row; index numbers are left out where it is given. */
CNNVIZ_API cnnviz_status cnnviz_render_grid(cnnviz_image** image, const cnnviz_tensor* maps,
                                            const cnnviz_tensor* order, const char* color_map,
                                            const cnnviz_grid_options* options);

/* The tiles of cnnviz_explain_filters: color tiles as they are, slices and matrices by
 * `color_map` (NULL: gray for slices, RdBu_r for a matrix). The scales are the result's:
 * scaling, percentile, low and high of the options do not count. */
CNNVIZ_API cnnviz_status cnnviz_render_filters(cnnviz_image** image, const cnnviz_result* filters,
                                               const char* color_map,
                                               const cnnviz_grid_options* options);

/* A color bar with numbers, from `low` to `high`, `length` pixels long: lying (numbers below), or
 * `standing` (1; numbers to the right). */
CNNVIZ_API cnnviz_status cnnviz_render_color_bar(cnnviz_image** image, double low, double high,
                                                 const char* color_map, int32_t length,
                                                 int32_t standing);

#ifdef __cplusplus
}
#endif
#endif
