/* Targets: the number that is being explained. */
#ifndef CNNVIZ_TARGET_H
#define CNNVIZ_TARGET_H

#include <cnnviz/model.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A target is a scalar function of the network's tensors, parsed against an opened model and valid
 * for that model alone; with another one calls fail with MISMATCH. Immutable.
 *
 * A selector is one of
 *   top                       the logit of the class that is best for the image, decided once, on
 *                             the unmodified image; of a segmentation network the class that wins
 *                             the most positions
 *   class:281  class:tabby    the logit of a class, by number or label (a whole label, or one of
 *                             the comma-separated synonyms in it; several matches are an error
 *                             that lists them)
 *   prob:281  prob:top        its probability: the graph's own Softmax or Sigmoid, else a Softmax
 *                             over the class axis
 *   class:15@predicted        of a segmentation network: the mean of the class's logit over the
 *                             positions that it wins on the unmodified image (Seg-Grad-CAM,
 *                             Vinogradova et al. 2020, up to their number); 0 where it wins none.
 *                             Likewise top@predicted, prob:15@predicted. Without @predicted the
 *                             mean over all positions; one position is neuron:OUTPUT:15,y,x
 *   neuron:LAYER:c,y,x        one unit; without y,x the center (of an even extent the second one)
 *   channel:LAYER:c           the mean of a channel over its positions
 *   channel:LAYER:c@max       its strongest position
 *   layer:LAYER               half the sum of squares of a layer
 *   direction:LAYER@FILE.npy  v of [C]: the mean over positions of <A, v>; v of the layer's
 *                             shape: <A, v>
 *   mask:LAYER:c@FILE.npy     the sum over positions of mask[y, x] A[c, y, x]; a mask of the
 *                             layer's height and width, or of the network's input, which is then
 *                             averaged down to the layer
 *   tensor:NAME[i,j,...]      one element (indices without the batch axis)
 * or a sum of such terms with " + " and " - ", each with a weight if need be: "class:281 -
 * 0.5*class:285". LAYER is a tensor's name, else a node's (its first output); names may hold ":"
 * and "/", and "..." quotes one. LAYER@pre and LAYER@post choose before or after the activation
 * that follows. Channels and positions are where CNNVIZ_LAYOUT_AUTO (explain.h) finds them: of a
 * vision transformer's tokens y,x is a cell of the grid. */
typedef struct cnnviz_target cnnviz_target;

CNNVIZ_API void cnnviz_target_free(cnnviz_target* target);
CNNVIZ_API cnnviz_status cnnviz_target_share(cnnviz_target** shared, const cnnviz_target* target);

/* Parses a selector. Errors: INVALID_ARGUMENT (not of these forms; an index out of range;
 * several classes match), NOT_FOUND (a layer, class or file; the nearest are named), IO and
 * CORRUPT (a file), UNSUPPORTED (the model has no classes). */
CNNVIZ_API cnnviz_status cnnviz_target_parse(cnnviz_target** target, const cnnviz_model* model,
                                             const char* selector);

/* The target <A, seed> of a tensor A (by tensor or node name), whose derivative with respect to
 * A is the seed itself. `seed` has A's shape; its first axis is 1, or the number of images.
 * Errors: NOT_FOUND, INVALID_ARGUMENT. */
CNNVIZ_API cnnviz_status cnnviz_target_from_seed(cnnviz_target** target, const cnnviz_model* model,
                                                 const char* name, const cnnviz_tensor* seed);

/* The selector as it was given, as long as the handle lives ("seed:NAME" for a seed); NULL on
 * failure. */
CNNVIZ_API const char* cnnviz_target_selector(const cnnviz_target* target);

/* A list of targets, one for each image of a batch, or one for all of them; for occlusion
 * (occlusion.h) any number, all of them examined for every image. A list is filled by
 * one thread; once filled, any number may read it. Its _share makes a second, independent list
 * of the same targets. */
typedef struct cnnviz_targets cnnviz_targets;

CNNVIZ_API cnnviz_status cnnviz_targets_create(cnnviz_targets** targets);
CNNVIZ_API void cnnviz_targets_free(cnnviz_targets* targets);
CNNVIZ_API cnnviz_status cnnviz_targets_share(cnnviz_targets** shared,
                                              const cnnviz_targets* targets);

/* A list of parsed selectors, one a line: with "class:281" a list of one. Errors: as
 * cnnviz_target_parse. */
CNNVIZ_API cnnviz_status cnnviz_targets_parse(cnnviz_targets** targets, const cnnviz_model* model,
                                              const char* selectors);

/* Appends a target (the list holds it; the handle stays the caller's). Errors: MISMATCH (the
 * list holds targets of another model). */
CNNVIZ_API cnnviz_status cnnviz_targets_add(cnnviz_targets* targets, const cnnviz_target* target);

/* How many; -1 on failure. */
CNNVIZ_API int32_t cnnviz_targets_count(const cnnviz_targets* targets);

#ifdef __cplusplus
}
#endif
#endif
