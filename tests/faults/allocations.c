/* malloc and its kin, before those of the C library, which do the work. */
#define _GNU_SOURCE
#include "allocations.h"

#include <errno.h>
#include <link.h>
#include <malloc.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unwind.h>

extern void* __libc_malloc(size_t size);
extern void* __libc_calloc(size_t count, size_t size);
extern void* __libc_realloc(void* memory, size_t size);
extern void* __libc_memalign(size_t alignment, size_t size);
extern void __libc_free(void* memory);

typedef struct {
  uintptr_t begin, end;
} range;

static range counted_library, runtime_library;
static int armed, for_ever_failing;
static int64_t count, first_failing, live;
static __thread int inside; /* the unwinder may allocate */

/* The memory that was counted, a hash set with linear probing. */
enum { kSlots = 1 << 22 };
static void* slots[kSlots];
static char lock;
static void* const kRemoved = &lock;

static void acquire(void) {
  while (__atomic_test_and_set(&lock, __ATOMIC_ACQUIRE)) {
  }
}

static void release(void) {
  __atomic_clear(&lock, __ATOMIC_RELEASE);
}

static size_t slot_of(const void* memory) {
  return (size_t)(((uintptr_t)memory >> 4) * UINT64_C(0x9E3779B97F4A7C15) >> 42);
}

static void remember(void* memory) {
  size_t i;
  acquire();
  for (i = slot_of(memory); slots[i] != NULL && slots[i] != kRemoved;) i = (i + 1) % kSlots;
  slots[i] = memory;
  live += (int64_t)malloc_usable_size(memory);
  release();
}

static int forget(const void* memory) {
  size_t i;
  int found = 0;
  if (memory == NULL || __atomic_load_n(&live, __ATOMIC_RELAXED) == 0) return 0;
  acquire();
  for (i = slot_of(memory); slots[i] != NULL && !found; i = (i + 1) % kSlots)
    if (slots[i] == memory) {
      live -= (int64_t)malloc_usable_size(slots[i]);
      slots[i] = slots[(i + 1) % kSlots] == NULL ? NULL : kRemoved;
      found = 1;
    }
  release();
  return found;
}

static int lies_in(uintptr_t address, range where) {
  return address >= where.begin && address < where.end;
}

typedef struct {
  uintptr_t caller; /* the first beyond the C++ runtime and this file's functions */
  int in_runtime;
} walk;

static _Unwind_Reason_Code look_at(struct _Unwind_Context* context, void* data) {
  walk* walked = data;
  const uintptr_t address = (uintptr_t)_Unwind_GetIP(context);
  if (lies_in(address, runtime_library)) {
    walked->in_runtime = 1;
  } else if (walked->in_runtime) {
    walked->caller = address;
    return _URC_END_OF_STACK;
  }
  return _URC_NO_REASON;
}

/* 0: not of the library; 1: of the library; 2: and it fails. */
static int judge(const void* return_address) {
  walk walked = {(uintptr_t)return_address, 0};
  int64_t number;
  if (!__atomic_load_n(&armed, __ATOMIC_ACQUIRE) || inside) return 0;
  if (lies_in(walked.caller, runtime_library)) {
    inside = 1;
    _Unwind_Backtrace(look_at, &walked);
    inside = 0;
  }
  if (!lies_in(walked.caller, counted_library)) return 0;
  number = __atomic_add_fetch(&count, 1, __ATOMIC_RELAXED);
  if (first_failing != 0 &&
      (number == first_failing || (for_ever_failing && number > first_failing))) {
    errno = ENOMEM;
    return 2;
  }
  return 1;
}

static void* keep(int judged, void* memory) {
  if (judged == 1 && memory != NULL) remember(memory);
  return memory;
}

#pragma GCC visibility push(default) /* for all libraries of the process */

void* malloc(size_t size) {
  const int judged = judge(__builtin_return_address(0));
  return judged == 2 ? NULL : keep(judged, __libc_malloc(size));
}

void* calloc(size_t number, size_t size) {
  const int judged = judge(__builtin_return_address(0));
  return judged == 2 ? NULL : keep(judged, __libc_calloc(number, size));
}

void* realloc(void* memory, size_t size) {
  const int judged = judge(__builtin_return_address(0));
  if (judged == 2) return NULL;
  /* Kept where it was counted before, whoever makes it larger. */
  return keep(forget(memory) ? 1 : judged, __libc_realloc(memory, size));
}

void* memalign(size_t alignment, size_t size) {
  const int judged = judge(__builtin_return_address(0));
  return judged == 2 ? NULL : keep(judged, __libc_memalign(alignment, size));
}

void* aligned_alloc(size_t alignment, size_t size) {
  const int judged = judge(__builtin_return_address(0));
  return judged == 2 ? NULL : keep(judged, __libc_memalign(alignment, size));
}

int posix_memalign(void** memory, size_t alignment, size_t size) {
  const int judged = judge(__builtin_return_address(0));
  if (judged == 2) return ENOMEM;
  *memory = keep(judged, __libc_memalign(alignment, size));
  return *memory == NULL ? ENOMEM : 0;
}

void free(void* memory) {
  forget(memory);
  __libc_free(memory);
}

#pragma GCC visibility pop

typedef struct {
  const char* name;
  range found;
} search;

static int find_library(struct dl_phdr_info* info, size_t size, void* data) {
  search* wanted = data;
  const char* slash = strrchr(info->dlpi_name, '/');
  const char* name = slash != NULL ? slash + 1 : info->dlpi_name;
  int i;
  (void)size;
  if (strncmp(name, wanted->name, strlen(wanted->name)) != 0) return 0;
  for (i = 0; i < info->dlpi_phnum; ++i)
    if (info->dlpi_phdr[i].p_type == PT_LOAD && (info->dlpi_phdr[i].p_flags & PF_X) != 0) {
      wanted->found.begin = info->dlpi_addr + info->dlpi_phdr[i].p_vaddr;
      wanted->found.end = wanted->found.begin + info->dlpi_phdr[i].p_memsz;
    }
  return 1;
}

static range range_of(const char* library) {
  search wanted = {library, {0, 0}};
  if (!dl_iterate_phdr(find_library, &wanted) || wanted.found.end == 0) {
    fprintf(stderr, "no library %s is loaded\n", library);
    exit(1);
  }
  return wanted.found;
}

void allocations_arm(const char* library, int64_t first, int for_ever) {
  counted_library = range_of(library);
  runtime_library = range_of("libstdc++");
  first_failing = first;
  for_ever_failing = for_ever;
  count = 0;
  __atomic_store_n(&armed, 1, __ATOMIC_RELEASE);
}

int64_t allocations_disarm(void) {
  __atomic_store_n(&armed, 0, __ATOMIC_RELEASE);
  return __atomic_load_n(&count, __ATOMIC_RELAXED);
}

int64_t allocations_live(void) {
  return __atomic_load_n(&live, __ATOMIC_RELAXED);
}
