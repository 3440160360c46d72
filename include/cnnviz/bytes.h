/* Bytes: a block of memory, such as an encoded picture. Immutable. */
#ifndef CNNVIZ_BYTES_H
#define CNNVIZ_BYTES_H

#include <cnnviz/status.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct cnnviz_bytes cnnviz_bytes;

CNNVIZ_API void cnnviz_bytes_free(cnnviz_bytes* bytes);
CNNVIZ_API cnnviz_status cnnviz_bytes_share(cnnviz_bytes** shared, const cnnviz_bytes* bytes);

/* A copy of `length` bytes, or none at all (data may be NULL then).
 * Errors: INVALID_ARGUMENT (a negative length), OUT_OF_MEMORY. */
CNNVIZ_API cnnviz_status cnnviz_bytes_create(cnnviz_bytes** bytes, const uint8_t* data,
                                             int64_t length);

/* Writes all bytes to a file, which appears under its name only when complete; "-" is standard
 * output. Errors: NOT_FOUND (no such folder), IO. */
CNNVIZ_API cnnviz_status cnnviz_bytes_write(const cnnviz_bytes* bytes, const char* path);

/* How many bytes; -1 on failure (bytes NULL). */
CNNVIZ_API int64_t cnnviz_bytes_size(const cnnviz_bytes* bytes);

/* The bytes themselves, as long as the handle lives; NULL on failure. */
CNNVIZ_API const uint8_t* cnnviz_bytes_data(const cnnviz_bytes* bytes);

/* Copies all bytes to `buffer`, whose `length` must equal cnnviz_bytes_size().
 * Errors: INVALID_ARGUMENT for another length. */
CNNVIZ_API cnnviz_status cnnviz_bytes_copy(uint8_t* buffer, int64_t length,
                                           const cnnviz_bytes* bytes);

#ifdef __cplusplus
}
#endif
#endif
