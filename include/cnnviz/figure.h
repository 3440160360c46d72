/* Figures: rows and columns of pictures with a title, labels, captions and color bars. */
#ifndef CNNVIZ_FIGURE_H
#define CNNVIZ_FIGURE_H

#include <cnnviz/image.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct cnnviz_figure_options {
  uint32_t struct_size;
  /* Pictures are scaled to fit this many pixels, their proportions kept; 0 (default): no limit. */
  int32_t cell_width;
  int32_t cell_height;
  /* Where no cell size is given, narrower pictures are magnified by a whole factor, so that their
   * captions find room: 1 to 4096, default 128. */
  int32_t smallest_width;
} cnnviz_figure_options;

/* Fills a struct with the defaults; `struct_size` is the caller's sizeof. Errors:
 * INVALID_ARGUMENT. */
CNNVIZ_API cnnviz_status cnnviz_figure_options_init(cnnviz_figure_options* options,
                                                    uint32_t struct_size);

/* A figure being put together: a title, and rows and columns of pictures on white, with labels,
 * captions and color bars. One thread fills and draws it. */
typedef struct cnnviz_figure cnnviz_figure;

/* `title` is UTF-8 (as all texts here), NULL for none. */
CNNVIZ_API cnnviz_status cnnviz_figure_create(cnnviz_figure** figure, const char* title);
CNNVIZ_API void cnnviz_figure_free(cnnviz_figure* figure);
/* A second, independent figure with the same cells. */
CNNVIZ_API cnnviz_status cnnviz_figure_share(cnnviz_figure** shared, const cnnviz_figure* figure);

/* Puts a picture (the figure holds it; the handle stays the caller's) into the cell at `row` and
 * `column`, each from 0 to 255; cells without a picture stay blank. `caption` (NULL: none) stands
 * below it, and below that `warning` (NULL: none) in red. Long texts are wrapped, then cut. */
CNNVIZ_API cnnviz_status cnnviz_figure_set(cnnviz_figure* figure, int32_t row, int32_t column,
                                           const cnnviz_image* image, const char* caption,
                                           const char* warning);

/* A color bar from `low` to `high` below the picture of a cell; with row and column -1, one for
 * the whole figure, to its right. Errors also: NOT_FOUND (the cell has no picture). */
CNNVIZ_API cnnviz_status cnnviz_figure_set_color_bar(cnnviz_figure* figure, int32_t row,
                                                     int32_t column, double low, double high,
                                                     const char* color_map);

/* Says below the picture of a cell what a color in it stands for: `color` is 0xRRGGBB; a line for
 * each call. A cell with a color bar shows that instead. Errors also: NOT_FOUND (the cell has no
 * picture). */
CNNVIZ_API cnnviz_status cnnviz_figure_add_legend(cnnviz_figure* figure, int32_t row,
                                                  int32_t column, int32_t color,
                                                  const char* meaning);

/* Labels left of a row, above a column. */
CNNVIZ_API cnnviz_status cnnviz_figure_label_row(cnnviz_figure* figure, int32_t row,
                                                 const char* label);
CNNVIZ_API cnnviz_status cnnviz_figure_label_column(cnnviz_figure* figure, int32_t column,
                                                    const char* label);

/* Draws it (RGB). Errors: INVALID_ARGUMENT (no picture yet), LIMIT, OUT_OF_MEMORY. */
CNNVIZ_API cnnviz_status cnnviz_figure_draw(cnnviz_image** image, const cnnviz_figure* figure,
                                            const cnnviz_figure_options* options);

#ifdef __cplusplus
}
#endif
#endif
