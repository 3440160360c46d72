/* Status codes, the message of the last failure, the version. */
#ifndef CNNVIZ_STATUS_H
#define CNNVIZ_STATUS_H

#include <cnnviz/export.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What a call came to. The command line tool's exit code for each is given in parentheses. */
typedef enum cnnviz_status {
  CNNVIZ_STATUS_OK = 0, /* (0) */
  CNNVIZ_STATUS_INVALID_ARGUMENT =
      1,                           /* (2) an argument or option out of range, shapes that differ */
  CNNVIZ_STATUS_NOT_FOUND = 2,     /* (2) no file, tensor, class, ... of that name */
  CNNVIZ_STATUS_IO = 3,            /* (3 reading, 1 writing) the system refused a file */
  CNNVIZ_STATUS_CORRUPT = 4,       /* (3) a file is not what it should be, or breaks off */
  CNNVIZ_STATUS_UNSUPPORTED = 5,   /* (4) valid, but beyond this library: an operator, say */
  CNNVIZ_STATUS_LIMIT = 6,         /* (5) over a limit that the message names */
  CNNVIZ_STATUS_OUT_OF_MEMORY = 7, /* (5) the system has no memory left */
  CNNVIZ_STATUS_CANCELLED = 8,     /* (130) cnnviz_job_cancel() was called */
  CNNVIZ_STATUS_MISMATCH = 9,      /* (1) things that do not belong together: another's target */
  CNNVIZ_STATUS_FORKED = 10,       /* (1) forked from a process that computed with threads */
  CNNVIZ_STATUS_NOT_FINITE = 11,   /* (1) NaN or infinity where numbers are needed */
  CNNVIZ_STATUS_INTERNAL = 12,     /* (1) an error of this library; please report it */
  CNNVIZ_STATUS_ENUM_INT32 = CNNVIZ_ENUM_INT32
} cnnviz_status;

/* "OK", "INVALID_ARGUMENT", ...; "UNKNOWN" for a number that is no status. Never NULL, lives
 * for ever. */
CNNVIZ_API const char* cnnviz_status_name(cnnviz_status status);

/* The message of the last failed call on this thread: what was wrong, what was given, what is
 * allowed, and the nearest valid names. "" where the last call succeeded. Never NULL. Valid
 * until this thread's next call of a cnnviz function other than cnnviz_last_error,
 * cnnviz_last_status, cnnviz_status_name, cnnviz_version, cnnviz_job_cancel and the _free
 * functions, which leave it alone. */
CNNVIZ_API const char* cnnviz_last_error(void);

/* The status that belongs to cnnviz_last_error(): for functions that return a value instead of
 * a status. */
CNNVIZ_API cnnviz_status cnnviz_last_status(void);

/* The library's version, "0.1.0". Never NULL, lives for ever. */
CNNVIZ_API const char* cnnviz_version(void);

#ifdef __cplusplus
}
#endif
#endif
