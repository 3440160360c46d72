/* Deep dreams: what layers see in a picture, drawn into it. */
#ifndef CNNVIZ_DREAM_H
#define CNNVIZ_DREAM_H

#include <cnnviz/explain.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct cnnviz_dream_options {
  uint32_t struct_size;
  int32_t octaves;     /* sizes of the picture, 1 to 64; 0 (default): as many as leave the smallest
                          one's shorter side at half of the network's own or more */
  int32_t steps;       /* in each octave, 0 to 100000; default 10 */
  int32_t jitter;      /* largest random offset along both axes, in pixels, 0 to 4096; default 32 */
  int32_t tile;        /* longest side of a tile in pixels; 0 (default): at most 1024, less where
                          memory is short */
  int32_t tile_memory; /* MiB of workspace that a tile may take where `tile` is 0; 0 (default):
                          1024 */
  int32_t overlap;     /* of a tile beyond what it is answerable for, on every side, 0 to 4096; -1
                          (default): what the target's units see, up to an eighth of the tile */
  int32_t height;      /* of the noise that a dream without a picture begins with; 0 (default): the
                          network's own */
  int32_t width;       /* likewise */
  int32_t keep_partial; /* 1: cancelled or not finite, it returns what there is; default 0 */
  double octave_scale;  /* of the sides of an octave to those of the next smaller one, 1.1 to 8;
                           default 1.4 */
  double step;          /* mean change of a level (0 to 255) in a step; default 1.5. Below 0: away
                           from what the layers see */
  double zoom;          /* the picture is enlarged by this about its center first, and keeps its
                           size: for the frames of a film; 1 (default) to 4 */
  int64_t seed;         /* of offsets, tiles and noise; default 0 */
} cnnviz_dream_options;

/* Fills a struct with the defaults; `struct_size` is the caller's sizeof. Errors:
 * INVALID_ARGUMENT. */
CNNVIZ_API cnnviz_status cnnviz_dream_options_init(cnnviz_dream_options* options,
                                                   uint32_t struct_size);

/* Deep dream (Mordvintsev, Olah, Tyka 2015): gradient ascent on the target, from the smallest
 * octave to the picture's own size:
 *   x = the picture at the octave's size + what was dreamed before, enlarged
 *   each step: x rolled by a random offset; x <- clip(x + step g / mean|g|, 0, 255), g the
 *   gradient with respect to the levels; rolled back
 * Only the layers up to the target are computed, at the picture's own size: its preprocessing
 * normalizes levels and orders colors, but does not resize. `picture` may be of any size that
 * limits.h allows; NULL: a dream from noise, gray with a deviation of 10 levels. Pictures of more
 * than a tile are seen through tiles of one size, whose borders lie elsewhere in every step; a step
 * is made of the gradient of all of them.
 * `target` is a sum of layer:LAYER, channel:LAYER:c and direction:LAYER@FILE.npy terms with
 * weights; NULL: the middle one of the blocks whose maps are a sixteenth as large as the picture.
 * `guide` (NULL: none), preprocessed as for the network: where the target is layers, each position
 * is drawn towards the guide's activation that it matches best (largest product), not towards its
 * own.
 * Tensors: "input", the dream as the network's input, [1, C, H, W] or [1, H, W, C], not rounded;
 * "objective" [steps done], the target before every step. Image: "picture", of the picture's size.
 * Document: in "parameters" the options as they were used, and "octaves_chosen", "start": "picture"
 * or "noise", "guide": its size or null; "size"; "octaves": their sizes, the smallest first;
 * "tiles": how many at the picture's own size; "exact": whether the overlap is as long as the
 * layers' units see, so that tiles give the gradient of the whole picture; "target_chosen";
 * "targets": one, with the score of the last step; "seed"; "completed", and where it is false
 * "reason": "cancelled" or "not finite", "octave" and "step", counted from 1.
 * The job counts tiles of all steps.
 * Errors as in explain.h, and: INVALID_ARGUMENT (a target that is no sum over positions, a layer
 * that cannot be computed at the size of the picture or of an octave: the message says which size
 * would do), UNSUPPORTED (a network that takes no pictures), NOT_FINITE (naming the step), LIMIT
 * (the pictures of the dream count against max_memory). */
CNNVIZ_API cnnviz_status cnnviz_dream(cnnviz_result** result, const cnnviz_model* model,
                                      const cnnviz_image* picture, const cnnviz_image* guide,
                                      const cnnviz_target* target,
                                      const cnnviz_dream_options* options, cnnviz_job* job);

#ifdef __cplusplus
}
#endif
#endif
