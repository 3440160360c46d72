/* Limits: what files from strangers may ask for. */
#ifndef CNNVIZ_LIMITS_H
#define CNNVIZ_LIMITS_H

#include <cnnviz/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Pictures, models, arrays and collections that ask for more fail with LIMIT before anything of
 * that size is allocated; the message names what was asked for, the limit and the field below. The
 * defaults let through every photo that a camera makes. Of each field 0 is the default, -1 no
 * limit; other numbers are above 0. */
typedef struct cnnviz_limits_options {
  uint32_t struct_size;
  int32_t max_side;          /* pixels of the longer side of a picture; default 65500 */
  int64_t max_pixels;        /* of a picture; default 500000000 */
  int64_t max_decoded_bytes; /* of a picture while it is decoded: its pixels, of a JPEG of several
                                scans also two bytes for each coefficient; default 4 GiB */
  int32_t max_jpeg_scans;    /* default 100 */
  int32_t max_png_chunks;    /* beside those of pixels and frames; default 1000 */
  int64_t max_model_bytes;   /* of an ONNX file and the external data it names; default 16 GiB */
  int64_t max_nodes;         /* of a network; default 1000000 */
  int64_t max_tensor_bytes;  /* of one tensor of a network, an array, a value in a collection;
                                default 8 GiB */
  int64_t max_memory;        /* of each model opened from now on whose own max_memory (model.h) is
                                0: packed weights, workspaces; default no limit */
  int64_t max_seconds;       /* that one call may take: it stops after at most one operator's run
                                or one row of a picture; default no limit */
} cnnviz_limits_options;

/* Fills a struct with the defaults; `struct_size` is the caller's sizeof. Errors:
 * INVALID_ARGUMENT. */
CNNVIZ_API cnnviz_status cnnviz_limits_options_init(cnnviz_limits_options* options,
                                                    uint32_t struct_size);

/* Sets the limits of this process, for all calls that begin from now on; NULL: the defaults. Meant
 * to be called once, before files are read.
 * Errors: INVALID_ARGUMENT (a number below -1; nothing is set). */
CNNVIZ_API cnnviz_status cnnviz_limits_set(const cnnviz_limits_options* options);

#ifdef __cplusplus
}
#endif
#endif
