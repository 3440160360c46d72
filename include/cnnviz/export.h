/* Visibility and version macros. */
#ifndef CNNVIZ_EXPORT_H
#define CNNVIZ_EXPORT_H

#include <stdint.h>

/* The version of these headers; cnnviz_version() is the library's. */
#define CNNVIZ_VERSION_MAJOR 0
#define CNNVIZ_VERSION_MINOR 1
#define CNNVIZ_VERSION_PATCH 0

#if defined(__GNUC__) && !defined(SWIG)
#define CNNVIZ_API __attribute__((visibility("default")))
#else
#define CNNVIZ_API
#endif

/* The last enumerator of every enum. It is never a value of its own: being negative and wide,
 * it makes every 32-bit integer a valid representation of the enum in C and in C++, and 4 bytes
 * its size in both. */
#define CNNVIZ_ENUM_INT32 (-2147483647 - 1)

#endif
