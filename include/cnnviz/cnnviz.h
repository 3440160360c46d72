/* cnnviz: see what a convolutional network has learnt.
 *
 * Opens trained networks in ONNX format, runs them forward and backward, and shows what they saw.
 * This header includes all others. The rules that every function keeps:
 *
 * Names.     cnnviz_<noun>_<verb>. Nouns are opaque handles: model, layers, tensor(s), image(s),
 *            target(s), result, figure, corpus, job, bytes. Constants are CNNVIZ_<ENUM>_<VALUE>.
 * Arguments. Outputs first, then inputs, then options, then a job. Options NULL are the defaults,
 *            a job NULL is none. Any other pointer may be NULL only where its function says so.
 * Ownership. A handle that a function returns through a pointer to a pointer is the caller's:
 *            free it with cnnviz_<noun>_free (NULL is fine), in any order, on any thread. Handles
 *            hold what they need: a target may outlive its model. cnnviz_<noun>_share makes a
 *            cheap second handle, so that one thread may free its own while another runs.
 *            Handles given to a function stay the caller's. A pointer that a function returns as
 *            its value (text, pixels, numbers) belongs to the handle it was asked of and lives as
 *            long.
 * Errors.    Functions return a cnnviz_status. On failure every output handle is NULL, nothing
 *            else has changed, and cnnviz_last_error() says on this thread what was wrong, what
 *            was given, what is allowed, and the nearest valid names. Functions that return a
 *            value return NULL or a negative number instead, and cnnviz_last_status() tells the
 *            status. No function aborts, exits, throws or prints.
 * Options.   A struct begins with struct_size; fill it with cnnviz_<x>_options_init(&options,
 *            sizeof options), then change fields. Later versions only append fields: programs
 *            built against an older header keep working, and fields of a newer header that this
 *            library does not know must be 0. Structs that the library fills begin with
 *            struct_size too: set it to the sizeof before the call.
 * Types.     Fixed width, enums of 4 bytes, flags are int32_t 0 or 1. Texts are UTF-8 and end in
 *            a zero byte; paths are the system's bytes. Lists of names are one text, separated by
 *            commas; "..." quotes a name, and \" and \\ in it stand for " and \. Arrays go in
 *            with a count and come out as tensors.
 * Threads.   Everything may be called from any thread. Models, tensors, images, targets, results
 *            and filled lists do not change and can be shared by threads; a job is atomic; a list
 *            is filled by one thread. A call computes with the number of threads of its model and
 *            restores the caller's when done.
 * fork.      A child of a process that has computed with more than one thread can compute only
 *            with models of one thread; other calls return FORKED instead of hanging. Start such
 *            children with exec ("spawn").
 * Equality.  The same model file, input, options and number of threads give the same bytes.
 *
 *   cnnviz_model_open(&model, "squeezenet.onnx", NULL, NULL);
 *   cnnviz_image_read(&photo, "cat.jpg");
 *   cnnviz_model_preprocess(&input, model, photo);
 *   cnnviz_targets_parse(&targets, model, "class:tabby");
 *   cnnviz_explain_saliency(&result, model, input, targets, NULL, NULL, NULL);
 *   cnnviz_result_tensor(&maps, result, "map");
 *   cnnviz_tensor_item(&map, maps, 0);
 *   cnnviz_model_view(&view, model, photo, 448);
 *   cnnviz_render_overlay(&picture, map, view, NULL, NULL);
 *   cnnviz_image_write(picture, "out.png", NULL);
 */
#ifndef CNNVIZ_CNNVIZ_H
#define CNNVIZ_CNNVIZ_H

#include <cnnviz/bytes.h>
#include <cnnviz/corpus.h>
#include <cnnviz/dream.h>
#include <cnnviz/embed.h>
#include <cnnviz/explain.h>
#include <cnnviz/export.h>
#include <cnnviz/figure.h>
#include <cnnviz/image.h>
#include <cnnviz/job.h>
#include <cnnviz/limits.h>
#include <cnnviz/model.h>
#include <cnnviz/occlusion.h>
#include <cnnviz/render.h>
#include <cnnviz/result.h>
#include <cnnviz/status.h>
#include <cnnviz/synthesize.h>
#include <cnnviz/target.h>
#include <cnnviz/tensor.h>

#endif
