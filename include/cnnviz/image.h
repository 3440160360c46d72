/* Pictures: 8-bit pixels, read from and written to PNG and JPEG, and captioned lists of
 * pictures. */
#ifndef CNNVIZ_IMAGE_H
#define CNNVIZ_IMAGE_H

#include <cnnviz/bytes.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A picture never changes once made. Pixels lie row by row from the top, from left to right,
 * the channels of a pixel together: 1 channel is gray, 3 are RGB, 4 are RGB and alpha; each 0
 * (black, transparent) to 255. */
typedef struct cnnviz_image cnnviz_image;

typedef enum cnnviz_image_format {
  CNNVIZ_IMAGE_FORMAT_PNG = 1,
  CNNVIZ_IMAGE_FORMAT_JPEG = 2, /* quality 92, no chroma subsampling; alpha is dropped */
  CNNVIZ_IMAGE_FORMAT_ENUM_INT32 = CNNVIZ_ENUM_INT32
} cnnviz_image_format;

CNNVIZ_API void cnnviz_image_free(cnnviz_image* image);
CNNVIZ_API cnnviz_status cnnviz_image_share(cnnviz_image** shared, const cnnviz_image* image);

/* Reads a PNG or JPEG file ("-": standard input); the content decides which, not the name. The
 * EXIF orientation is applied, so that the picture stands upright. Palettes are expanded, 16-bit
 * samples reduced to 8, CMYK converted to RGB, gray with alpha to RGBA. Color profiles and gamma
 * are not applied. How large pictures may be: limits.h.
 * Errors: NOT_FOUND, IO, CORRUPT (broken, truncated, unknown), UNSUPPORTED (another kind of file),
 * LIMIT, OUT_OF_MEMORY. */
CNNVIZ_API cnnviz_status cnnviz_image_read(cnnviz_image** image, const char* path);

/* The same from `length` bytes in memory, which are not kept. */
CNNVIZ_API cnnviz_status cnnviz_image_decode(cnnviz_image** image, const uint8_t* bytes,
                                             int64_t length);

/* A picture of copied pixels; `length` must be width * height * channels, channels 1, 3 or 4.
 * Errors: INVALID_ARGUMENT, LIMIT, OUT_OF_MEMORY. */
CNNVIZ_API cnnviz_status cnnviz_image_from_pixels(cnnviz_image** image, const uint8_t* pixels,
                                                  int64_t length, int32_t width, int32_t height,
                                                  int32_t channels);

/* Writes a picture file, complete or not at all: PNG or JPEG by the ending of the name (.png, .jpg,
 * .jpeg); "-" is standard output, PNG. `note` (UTF-8, NULL: none) is kept in PNG files as a text
 * chunk with the keyword "cnnviz": a result's document, say, so that a picture tells how it was
 * made.
 * Errors: INVALID_ARGUMENT (another ending), NOT_FOUND (the folder), IO. */
CNNVIZ_API cnnviz_status cnnviz_image_write(const cnnviz_image* image, const char* path,
                                            const char* note);

/* The bytes that such a file would hold. */
CNNVIZ_API cnnviz_status cnnviz_image_encode(cnnviz_bytes** bytes, const cnnviz_image* image,
                                             cnnviz_image_format format, const char* note);

/* The rectangle of `width` x `height` pixels whose top left pixel is (x, y).
 * Errors: INVALID_ARGUMENT (empty, or not inside the picture). */
CNNVIZ_API cnnviz_status cnnviz_image_crop(cnnviz_image** cropped, const cnnviz_image* image,
                                           int32_t x, int32_t y, int32_t width, int32_t height);

/* Another size, by antialiased bilinear interpolation (a triangle filter, widened where the
 * picture shrinks).
 * Errors: INVALID_ARGUMENT (a side below 1), LIMIT, OUT_OF_MEMORY. */
CNNVIZ_API cnnviz_status cnnviz_image_resize(cnnviz_image** resized, const cnnviz_image* image,
                                             int32_t width, int32_t height);

/* In pixels; -1 on failure (image NULL). */
CNNVIZ_API int32_t cnnviz_image_width(const cnnviz_image* image);
CNNVIZ_API int32_t cnnviz_image_height(const cnnviz_image* image);
/* 1, 3 or 4; -1 on failure. */
CNNVIZ_API int32_t cnnviz_image_channels(const cnnviz_image* image);

/* The pixels, width * height * channels bytes, as long as the handle lives; NULL on failure. */
CNNVIZ_API const uint8_t* cnnviz_image_pixels(const cnnviz_image* image);

/* Copies all pixels to `pixels`, whose `length` must be width * height * channels. Errors:
 * INVALID_ARGUMENT. */
CNNVIZ_API cnnviz_status cnnviz_image_copy_pixels(uint8_t* pixels, int64_t length,
                                                  const cnnviz_image* image);

/* A list of pictures, in order: what cnnviz_model_preprocess_images() takes. A list is filled by
 * one thread; once filled, any number may read it. Its _share makes a second, independent list of
 * the same pictures. */
typedef struct cnnviz_images cnnviz_images;

CNNVIZ_API cnnviz_status cnnviz_images_create(cnnviz_images** images);
CNNVIZ_API void cnnviz_images_free(cnnviz_images* images);
CNNVIZ_API cnnviz_status cnnviz_images_share(cnnviz_images** shared, const cnnviz_images* images);

/* Appends a picture (the list holds it; the handle stays the caller's). */
CNNVIZ_API cnnviz_status cnnviz_images_add(cnnviz_images* images, const cnnviz_image* image);

/* How many; -1 on failure. */
CNNVIZ_API int32_t cnnviz_images_count(const cnnviz_images* images);

#ifdef __cplusplus
}
#endif
#endif
