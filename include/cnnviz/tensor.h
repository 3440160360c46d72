/* Tensors: dense row-major arrays of float32 or int64 numbers, and named lists of them. */
#ifndef CNNVIZ_TENSOR_H
#define CNNVIZ_TENSOR_H

#include <cnnviz/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A tensor never changes once made, so any number of threads may read one. Shapes list extents
 * outermost first: a batch of pictures is N, C, H, W. Up to 8 axes; rank 0 is a scalar (shape
 * may be NULL then, one element); extents may be 0. */
typedef struct cnnviz_tensor cnnviz_tensor;

typedef enum cnnviz_dtype {
  CNNVIZ_DTYPE_FLOAT32 = 1,
  CNNVIZ_DTYPE_INT64 = 2,
  CNNVIZ_DTYPE_ENUM_INT32 = CNNVIZ_ENUM_INT32
} cnnviz_dtype;

CNNVIZ_API void cnnviz_tensor_free(cnnviz_tensor* tensor);
CNNVIZ_API cnnviz_status cnnviz_tensor_share(cnnviz_tensor** shared, const cnnviz_tensor* tensor);

/* A tensor of copied numbers. `count` must be the product of the `rank` extents of `shape`.
 * Errors: INVALID_ARGUMENT (another count, a negative extent, a rank outside 0 to 8), LIMIT,
 * OUT_OF_MEMORY. */
CNNVIZ_API cnnviz_status cnnviz_tensor_from_floats(cnnviz_tensor** tensor, const float* values,
                                                   int64_t count, const int64_t* shape,
                                                   int32_t rank);
CNNVIZ_API cnnviz_status cnnviz_tensor_from_ints(cnnviz_tensor** tensor, const int64_t* values,
                                                 int64_t count, const int64_t* shape, int32_t rank);

/* A tensor of zeros. Errors: as cnnviz_tensor_from_floats. */
CNNVIZ_API cnnviz_status cnnviz_tensor_zeros(cnnviz_tensor** tensor, cnnviz_dtype dtype,
                                             const int64_t* shape, int32_t rank);

/* Reads a NumPy .npy file ("-": standard input). float16, float32 and float64 become float32; int8
 * to int64, uint8 to uint32 and bool become int64; Fortran order is transposed.
 * Errors: NOT_FOUND, IO, CORRUPT, UNSUPPORTED (uint64, complex, text, objects), LIMIT,
 * OUT_OF_MEMORY. */
CNNVIZ_API cnnviz_status cnnviz_tensor_read(cnnviz_tensor** tensor, const char* path);

/* Writes a NumPy .npy file (format 1.0, C order, '<f4' or '<i8'; "-": standard output),
 * complete or not at all.
 * Errors: NOT_FOUND (the folder), IO. */
CNNVIZ_API cnnviz_status cnnviz_tensor_write(const cnnviz_tensor* tensor, const char* path);

/* Item `index` of the first axis, without that axis: [N, C, H, W] -> [C, H, W].
 * Errors: INVALID_ARGUMENT (rank 0, an index outside 0 to N-1). */
CNNVIZ_API cnnviz_status cnnviz_tensor_item(cnnviz_tensor** item, const cnnviz_tensor* tensor,
                                            int64_t index);

/* The same numbers under another shape of equal element count. Errors: INVALID_ARGUMENT. */
CNNVIZ_API cnnviz_status cnnviz_tensor_reshape(cnnviz_tensor** reshaped,
                                               const cnnviz_tensor* tensor, const int64_t* shape,
                                               int32_t rank);

/* On failure (tensor NULL, an axis outside 0 to rank-1): CNNVIZ_DTYPE_ENUM_INT32, and -1 for
 * the others. */
CNNVIZ_API cnnviz_dtype cnnviz_tensor_dtype(const cnnviz_tensor* tensor);
CNNVIZ_API int32_t cnnviz_tensor_rank(const cnnviz_tensor* tensor);
CNNVIZ_API int64_t cnnviz_tensor_extent(const cnnviz_tensor* tensor, int32_t axis);
/* The number of elements. */
CNNVIZ_API int64_t cnnviz_tensor_size(const cnnviz_tensor* tensor);

/* The elements, cnnviz_tensor_size() of them, as long as the handle lives; NULL on failure
 * (INVALID_ARGUMENT for a tensor of the other type). Nothing is converted. */
CNNVIZ_API const float* cnnviz_tensor_floats(const cnnviz_tensor* tensor);
CNNVIZ_API const int64_t* cnnviz_tensor_ints(const cnnviz_tensor* tensor);

/* Copies all elements to `values`, whose `count` must equal cnnviz_tensor_size().
 * Errors: INVALID_ARGUMENT (another count, a tensor of the other type). */
CNNVIZ_API cnnviz_status cnnviz_tensor_copy_floats(float* values, int64_t count,
                                                   const cnnviz_tensor* tensor);
CNNVIZ_API cnnviz_status cnnviz_tensor_copy_ints(int64_t* values, int64_t count,
                                                 const cnnviz_tensor* tensor);

/* A list of tensors with names, in order: what cnnviz_model_run() feeds. A list is filled by
 * one thread; once filled, any number may read it. Its _share makes a second, independent list
 * of the same tensors. */
typedef struct cnnviz_tensors cnnviz_tensors;

CNNVIZ_API cnnviz_status cnnviz_tensors_create(cnnviz_tensors** tensors);
CNNVIZ_API void cnnviz_tensors_free(cnnviz_tensors* tensors);
CNNVIZ_API cnnviz_status cnnviz_tensors_share(cnnviz_tensors** shared,
                                              const cnnviz_tensors* tensors);

/* Appends a tensor under a name (the list holds it; the handle stays the caller's).
 * Errors: INVALID_ARGUMENT (an empty name, or one that the list already has). */
CNNVIZ_API cnnviz_status cnnviz_tensors_add(cnnviz_tensors* tensors, const char* name,
                                            const cnnviz_tensor* tensor);

/* How many; -1 on failure. */
CNNVIZ_API int32_t cnnviz_tensors_count(const cnnviz_tensors* tensors);

#ifdef __cplusplus
}
#endif
#endif
