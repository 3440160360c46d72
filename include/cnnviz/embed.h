/* Features as points of many dimensions: which are near each other, and maps of them in the plane.
 *
 * `points` is a float32 matrix [n, d], a row for each point: features of a layer, pixels, any
 * numbers, all finite. The functions use no model; threads are those of their options. The same
 * points, options and threads give the same bytes. A job that is cancelled ends them with
 * CANCELLED.
 *
 * Documents have "method", "version", "parameters", "warnings", "seed" and "input", the shape of
 * the points. */
#ifndef CNNVIZ_EMBED_H
#define CNNVIZ_EMBED_H

#include <cnnviz/bytes.h>
#include <cnnviz/job.h>
#include <cnnviz/result.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum cnnviz_metric {
  CNNVIZ_METRIC_EUCLIDEAN = 0, /* |a - b| */
  CNNVIZ_METRIC_COSINE = 1,    /* 1 - a b / (|a| |b|); rows of zeros are at distance 1 from all */
  CNNVIZ_METRIC_ENUM_INT32 = CNNVIZ_ENUM_INT32
} cnnviz_metric;

typedef enum cnnviz_search {
  CNNVIZ_SEARCH_AUTO = 0,        /* exact unless that takes more than about a minute */
  CNNVIZ_SEARCH_EXACT = 1,       /* what a loop over all pairs in double precision finds */
  CNNVIZ_SEARCH_APPROXIMATE = 2, /* hierarchical navigable small worlds, its recall measured */
  CNNVIZ_SEARCH_ENUM_INT32 = CNNVIZ_ENUM_INT32
} cnnviz_search;

typedef struct cnnviz_neighbors_options {
  uint32_t struct_size;
  cnnviz_metric metric; /* default EUCLIDEAN */
  cnnviz_search search; /* default AUTO */
  int32_t count;        /* neighbors of each; 0 (default): 6, or as many as there are */
  int32_t threads;      /* 0 (default): the processors this process may use */
  int32_t recall_rows;  /* on which the recall of an approximate search is measured, 1 to 100000;
                           default 200 */
  int64_t seed;         /* of the approximate search; default 0 */
} cnnviz_neighbors_options;

/* How the repulsion between a map's points is computed. */
typedef enum cnnviz_forces {
  CNNVIZ_FORCES_AUTO = 0,       /* EXACT up to 1000 points, else BARNES_HUT */
  CNNVIZ_FORCES_EXACT = 1,      /* of all pairs */
  CNNVIZ_FORCES_BARNES_HUT = 2, /* far cells of points act as one */
  CNNVIZ_FORCES_ENUM_INT32 = CNNVIZ_ENUM_INT32
} cnnviz_forces;

typedef enum cnnviz_start {
  CNNVIZ_START_PRINCIPAL = 0, /* the first two principal components, their first deviation 1e-4 */
  CNNVIZ_START_RANDOM = 1,    /* normal, deviation 1e-4 */
  CNNVIZ_START_ENUM_INT32 = CNNVIZ_ENUM_INT32
} cnnviz_start;

typedef struct cnnviz_tsne_options {
  uint32_t struct_size;
  cnnviz_metric metric;            /* of the neighbors; default EUCLIDEAN */
  cnnviz_search search;            /* likewise; default AUTO */
  cnnviz_forces forces;            /* default AUTO */
  cnnviz_start start;              /* default PRINCIPAL */
  int32_t iterations;              /* in all, 1 to 1000000; default 750 */
  int32_t exaggeration_iterations; /* of these the first; default 250 */
  int32_t components;              /* principal components to keep before anything else, 1 to 256;
                                      0 (default): the points as they are */
  int32_t quality;                 /* whether the map is judged: 0 or 1 (default) */
  int32_t threads;                 /* 0 (default): the processors this process may use */
  double perplexity;               /* 1 to (n - 1) / 3; 0 (default): 30, or what n allows */
  double theta;                    /* of BARNES_HUT: a cell acts as one where its width is below
                                      theta times its distance; 0 to 1, default 0.5 */
  double exaggeration;             /* of attraction at first, 1 to 1000; default 12 */
  double learning_rate;            /* 0 (default): n / exaggeration, then n */
  double momentum;                 /* at first, 0 to 0.99; default 0.5 */
  double final_momentum;           /* default 0.8 */
  int64_t seed;                    /* default 0 */
} cnnviz_tsne_options;

/* Where a map's points go on a grid. */
typedef enum cnnviz_grid_rule {
  CNNVIZ_GRID_RULE_NEAREST = 0, /* each cell takes the nearest point that is left */
  CNNVIZ_GRID_RULE_OPTIMAL = 1, /* least sum of squared distances; up to 4096 points or cells */
  CNNVIZ_GRID_RULE_ENUM_INT32 = CNNVIZ_ENUM_INT32
} cnnviz_grid_rule;

typedef struct cnnviz_plot_options {
  uint32_t struct_size;
  int32_t side;      /* of the plot, in pixels, 64 to 8192; default 1000 */
  int32_t thumbnail; /* side of a picture in a mosaic or a page, 8 to 256; default 48 */
  int32_t legend;    /* whether classes are named beside the plot: 0 or 1 (default) */
  double radius;     /* of a point, in pixels, at most 100; 0 (default): by their number */
} cnnviz_plot_options;

/* Fill a struct with the defaults; `struct_size` is the caller's sizeof. Errors:
 * INVALID_ARGUMENT. */
CNNVIZ_API cnnviz_status cnnviz_neighbors_options_init(cnnviz_neighbors_options* options,
                                                       uint32_t struct_size);
CNNVIZ_API cnnviz_status cnnviz_tsne_options_init(cnnviz_tsne_options* options,
                                                  uint32_t struct_size);
CNNVIZ_API cnnviz_status cnnviz_plot_options_init(cnnviz_plot_options* options,
                                                  uint32_t struct_size);

/* The nearest among `points` of each row of `queries` [q, d]; queries NULL: of each point among the
 * others (a duplicate is a neighbor at distance 0). Ordered by distance, equal ones by index.
 * Tensors: "indices" int64 [q, count]; "distances" [q, count].
 * Document: "exact"; "recall", the share of the true neighbors found, measured on "recall_rows"
 * rows where the search is approximate; in "parameters" count, metric, search.
 * Errors: INVALID_ARGUMENT (shapes, a count outside 1 to the number of points), NOT_FINITE, LIMIT,
 * OUT_OF_MEMORY, CANCELLED, FORKED. */
CNNVIZ_API cnnviz_status cnnviz_neighbors(cnnviz_result** result, const cnnviz_tensor* points,
                                          const cnnviz_tensor* queries,
                                          const cnnviz_neighbors_options* options, cnnviz_job* job);

/* t-SNE (van der Maaten & Hinton 2008; Barnes-Hut: van der Maaten 2014): a map of the points in the
 * plane on which near ones stay near. Affinities of the 3 * perplexity nearest neighbors, gradient
 * descent on the KL divergence with momentum and gains.
 * Tensors: "coordinates" [n, 2], their mean at the origin.
 * Document: "kl_divergence"; "forces", "neighbors" (of each point), "exact_neighbors" and
 * "graph_recall"; with `quality` "trustworthiness" and "recall", each {"value", "neighbors"}, of
 * "quality_rows" points (docs/tsne.md says what they mean); in "parameters" the options as used.
 * "warnings" tells of points that are all equal, and of duplicates that outnumber the perplexity.
 * Errors: INVALID_ARGUMENT (fewer than 4 points, a perplexity too large), NOT_FINITE (of the
 * points; a learning rate that makes the map diverge), OUT_OF_MEMORY, CANCELLED, FORKED. */
CNNVIZ_API cnnviz_status cnnviz_tsne(cnnviz_result** result, const cnnviz_tensor* points,
                                     const cnnviz_tsne_options* options, cnnviz_job* job);

/* A map's points [n, 2] moved to the cells of a grid: int64 [rows, columns], for each cell the
 * index of its point, or -1. The points are scaled by their bounding box to the grid's, the second
 * coordinate upward. No point is used twice; where there are more cells than points some stay
 * empty, where there are fewer some points are left out. Errors: INVALID_ARGUMENT, NOT_FINITE,
 * LIMIT (OPTIMAL beyond its limit), CANCELLED. */
CNNVIZ_API cnnviz_status cnnviz_embedding_grid(cnnviz_tensor** cells,
                                               const cnnviz_tensor* coordinates, int32_t rows,
                                               int32_t columns, cnnviz_grid_rule rule,
                                               cnnviz_job* job);

/* A picture of a map's points [n, 2]. `labels` (int64 [n], NULL: none) are their classes, 0 to
 * 9999, or -1 for none; each class has a color, and its name stands in the legend: `label_names`
 * lists them, separated by commas, by index (NULL: the numbers). Errors: INVALID_ARGUMENT,
 * NOT_FINITE. */
CNNVIZ_API cnnviz_status cnnviz_embedding_draw(cnnviz_image** image,
                                               const cnnviz_tensor* coordinates,
                                               const cnnviz_tensor* labels, const char* label_names,
                                               const cnnviz_plot_options* options);

/* Pictures side by side: `cells` as of cnnviz_embedding_grid, indices into `images`. Each shows the
 * middle square of its picture.
 * Errors: INVALID_ARGUMENT (an index that is not in the list), LIMIT. */
CNNVIZ_API cnnviz_status cnnviz_embedding_mosaic(cnnviz_image** image, const cnnviz_tensor* cells,
                                                 const cnnviz_images* images,
                                                 const cnnviz_plot_options* options);

/* A map as one HTML page (UTF-8) that loads nothing: zoom, drag, point at a point for its caption,
 * show and hide classes, find. Labels as of cnnviz_embedding_draw. `images` (NULL: none) has a
 * picture for each point, shown once there is room; small copies go into the page. `captions`
 * (NULL: none) has a text for each point, separated by commas; `title` and `note` (NULL: none)
 * stand above the map.
 * Errors: INVALID_ARGUMENT (another number of pictures, labels or captions), NOT_FINITE. */
CNNVIZ_API cnnviz_status cnnviz_embedding_page(cnnviz_bytes** page,
                                               const cnnviz_tensor* coordinates,
                                               const cnnviz_tensor* labels, const char* label_names,
                                               const cnnviz_images* images, const char* captions,
                                               const char* title, const char* note,
                                               const cnnviz_plot_options* options);

#ifdef __cplusplus
}
#endif
#endif
