/* Results: what a method returns. */
#ifndef CNNVIZ_RESULT_H
#define CNNVIZ_RESULT_H

#include <cnnviz/image.h>
#include <cnnviz/tensor.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Named tensors and pictures in order, and one JSON document. Immutable. A later version may
 * add entries and keys, so look them up by name.
 *
 * The document of cnnviz_model_run() has "method", "version" and "warnings", those of all other
 * methods have
 *   "method"         "saliency", "gradcam", ...
 *   "version"        the library's
 *   "model"          {"path", "producer", "opset"}
 *   "parameters"     the options as they were used, with the choices made for the caller
 *   "input"          the shape of the network's input
 *   "preprocessing"  the settings in the form of a sidecar, and "preprocess_assumed": true where
 *                    nothing stated them and the preset "imagenet" was assumed
 *   "warnings"       sentences: a map that is all zero, a rule that governed no rectifier, ...
 *   "seed"           of the random numbers, null where the method draws none
 * and, where they apply,
 *   "targets"        for each image {"target", "score", "class", "label", "terms"}: the selector,
 *                    the value of what was differentiated, what the selector resolved to
 *   "rule"           "gradient", "deconvnet", "guided"
 *   "rectifiers"     {"policy", "governed"}: how many the rule governed. */
typedef struct cnnviz_result cnnviz_result;

typedef enum cnnviz_result_kind {
  CNNVIZ_RESULT_KIND_TENSOR = 1,
  CNNVIZ_RESULT_KIND_IMAGE = 2,
  CNNVIZ_RESULT_KIND_ENUM_INT32 = CNNVIZ_ENUM_INT32
} cnnviz_result_kind;

CNNVIZ_API void cnnviz_result_free(cnnviz_result* result);
CNNVIZ_API cnnviz_status cnnviz_result_share(cnnviz_result** shared, const cnnviz_result* result);

/* The number of entries; -1 on failure. */
CNNVIZ_API int32_t cnnviz_result_count(const cnnviz_result* result);

/* The name of entry `index` (0 to count-1), as long as the handle lives; NULL on failure. */
CNNVIZ_API const char* cnnviz_result_name(const cnnviz_result* result, int32_t index);

/* Which of the two entry `index` is; CNNVIZ_RESULT_KIND_ENUM_INT32 on failure. */
CNNVIZ_API cnnviz_result_kind cnnviz_result_entry_kind(const cnnviz_result* result, int32_t index);

/* A new handle of the entry of that name. Errors: NOT_FOUND (the message lists the names),
 * INVALID_ARGUMENT (the entry is a picture, or a tensor). */
CNNVIZ_API cnnviz_status cnnviz_result_tensor(cnnviz_tensor** tensor, const cnnviz_result* result,
                                              const char* name);
CNNVIZ_API cnnviz_status cnnviz_result_image(cnnviz_image** image, const cnnviz_result* result,
                                             const char* name);

/* The JSON document (UTF-8, one object), as long as the handle lives; NULL on failure. */
CNNVIZ_API const char* cnnviz_result_json(const cnnviz_result* result);

#ifdef __cplusplus
}
#endif
#endif
