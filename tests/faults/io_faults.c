/* A library to preload: the calls of the C library that read and write files are counted, and one
 * of them fails.
 *
 *   CNNVIZ_IO_COUNTS=FILE       the numbers of calls, a line "FUNCTION NUMBER" each, are written
 *                               to FILE when the process ends
 *   CNNVIZ_IO_FAULT="FUNCTION N HOW"   call N (from 1 on) fails: HOW is an error number, or
 *                               "short" (a read or write of one byte). With "N+" also all
 *                               behind it.
 *
 * Calls on standard error, and those that libraries do inside themselves, go untouched. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

enum { kOpen, kRead, kWrite, kSync, kClose, kRename, kTruncate, kMap, kKinds };
static const char* const kNames[kKinds] = {"open",  "read",   "write",    "fsync",
                                           "close", "rename", "truncate", "mmap"};

static long counts[kKinds];
static int failing_kind = -1, for_ever, failing_error, is_short;
static long failing_number;

__attribute__((constructor)) static void begin(void) {
  const char* fault = getenv("CNNVIZ_IO_FAULT");
  char kind[32], number[32], how[32];
  int i;
  if (fault == NULL || sscanf(fault, "%31s %31s %31s", kind, number, how) != 3) return;
  for (i = 0; i < kKinds; ++i)
    if (strcmp(kind, kNames[i]) == 0) failing_kind = i;
  failing_number = atol(number);
  for_ever = strchr(number, '+') != NULL;
  is_short = strcmp(how, "short") == 0;
  failing_error = atoi(how);
}

__attribute__((destructor)) static void end(void) {
  const char* path = getenv("CNNVIZ_IO_COUNTS");
  char line[64];
  int i, fd;
  if (path == NULL) return;
  fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  for (i = 0; i < kKinds; ++i) {
    const int length = snprintf(line, sizeof line, "%s %ld\n", kNames[i], counts[i]);
    if (syscall(SYS_write, fd, line, length) != length) abort();
  }
}

/* Whether this call fails; errno is set. */
static int fails(int kind) {
  const long number = __atomic_add_fetch(&counts[kind], 1, __ATOMIC_RELAXED);
  if (kind != failing_kind || number < failing_number || (number > failing_number && !for_ever))
    return 0;
  errno = failing_error;
  return 1;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define MODE_OF(flags, mode)                    \
  if (((flags) & (O_CREAT | O_TMPFILE)) != 0) { \
    va_list arguments;                          \
    va_start(arguments, flags);                 \
    mode = (mode_t)va_arg(arguments, int);      \
    va_end(arguments);                          \
  }

int open(const char* path, int flags, ...) {
  mode_t mode = 0;
  MODE_OF(flags, mode)
  return fails(kOpen) ? -1 : REAL(open)(path, flags, mode);
}

int open64(const char* path, int flags, ...) {
  mode_t mode = 0;
  MODE_OF(flags, mode)
  return fails(kOpen) ? -1 : REAL(open64)(path, flags, mode);
}

int openat(int folder, const char* path, int flags, ...) {
  mode_t mode = 0;
  MODE_OF(flags, mode)
  return fails(kOpen) ? -1 : REAL(openat)(folder, path, flags, mode);
}

/* A call that is short transfers one byte. */
#define TRANSFER(kind, ...)                 \
  if (fd != STDERR_FILENO && fails(kind)) { \
    if (!is_short) return -1;               \
    count = count > 1 ? 1 : count;          \
  }                                         \
  return __VA_ARGS__

ssize_t read(int fd, void* buffer, size_t count) {
  TRANSFER(kRead, REAL(read)(fd, buffer, count));
}

ssize_t pread(int fd, void* buffer, size_t count, off_t at) {
  TRANSFER(kRead, REAL(pread)(fd, buffer, count, at));
}

ssize_t pread64(int fd, void* buffer, size_t count, off64_t at) {
  TRANSFER(kRead, REAL(pread64)(fd, buffer, count, at));
}

ssize_t write(int fd, const void* buffer, size_t count) {
  TRANSFER(kWrite, REAL(write)(fd, buffer, count));
}

ssize_t pwrite(int fd, const void* buffer, size_t count, off_t at) {
  TRANSFER(kWrite, REAL(pwrite)(fd, buffer, count, at));
}

ssize_t pwrite64(int fd, const void* buffer, size_t count, off64_t at) {
  TRANSFER(kWrite, REAL(pwrite64)(fd, buffer, count, at));
}

int fsync(int fd) {
  return fails(kSync) ? -1 : REAL(fsync)(fd);
}

int fdatasync(int fd) {
  return fails(kSync) ? -1 : REAL(fdatasync)(fd);
}

/* As the kernel does, the descriptor is closed all the same. */
int close(int fd) {
  if (fails(kClose)) {
    const int error = errno;
    REAL(close)(fd);
    errno = error;
    return -1;
  }
  return REAL(close)(fd);
}

int rename(const char* from, const char* to) {
  return fails(kRename) ? -1 : REAL(rename)(from, to);
}

int ftruncate(int fd, off_t length) {
  return fails(kTruncate) ? -1 : REAL(ftruncate)(fd, length);
}

int ftruncate64(int fd, off64_t length) {
  return fails(kTruncate) ? -1 : REAL(ftruncate64)(fd, length);
}

/* Of files alone: memory is another matter. */
void* mmap(void* address, size_t length, int protection, int flags, int fd, off_t offset) {
  if (fd >= 0 && fails(kMap)) return MAP_FAILED;
  return REAL(mmap)(address, length, protection, flags, fd, offset);
}

void* mmap64(void* address, size_t length, int protection, int flags, int fd, off64_t offset) {
  if (fd >= 0 && fails(kMap)) return MAP_FAILED;
  return REAL(mmap64)(address, length, protection, flags, fd, offset);
}
