/* Bytes: a block of memory that the library returns, such as an encoded picture. Immutable. */
#ifndef CNNVIZ_BYTES_H
#define CNNVIZ_BYTES_H

#include <cnnviz/status.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct cnnviz_bytes cnnviz_bytes;

CNNVIZ_API void cnnviz_bytes_free(cnnviz_bytes* bytes);
CNNVIZ_API cnnviz_status cnnviz_bytes_share(cnnviz_bytes** shared, const cnnviz_bytes* bytes);

/* How many bytes; -1 on failure (bytes NULL). */
CNNVIZ_API int64_t cnnviz_bytes_size(const cnnviz_bytes* bytes);

/* The bytes themselves, as long as the handle lives; NULL on failure. */
CNNVIZ_API const uint8_t* cnnviz_bytes_data(const cnnviz_bytes* bytes);

/* Copies all bytes to `buffer`, whose `length` must equal cnnviz_bytes_size().
 * Errors: INVALID_ARGUMENT for another length. */
CNNVIZ_API cnnviz_status cnnviz_bytes_copy(uint8_t* buffer, int64_t length,
                                           const cnnviz_bytes* bytes);

/* Writes all bytes to a file ("-": standard output), complete or not at all.
 * Errors: NOT_FOUND (the folder), IO. */
CNNVIZ_API cnnviz_status cnnviz_bytes_write(const cnnviz_bytes* bytes, const char* path);

#ifdef __cplusplus
}
#endif
#endif
