/* An allocator for a test program that fails when told, and only the allocations of one library:
 * those whose caller lies in it, or that the C++ runtime makes for it. Linked into a program, it
 * takes malloc's place in all of its libraries. */
#ifndef CNNVIZ_TESTS_ALLOCATIONS_H
#define CNNVIZ_TESTS_ALLOCATIONS_H

#include <stdint.h>

/* From now on allocations of the loaded library whose file name begins with `library` are counted,
 * from 1 on, and number `first` fails; with `for_ever` all behind it too. 0: none fails.
 * Ends the process where no such library is loaded. */
void allocations_arm(const char* library, int64_t first, int for_ever);

/* No more fail; how many were counted. */
int64_t allocations_disarm(void);

/* Bytes of the library's allocations that were made while armed and are not freed yet. */
int64_t allocations_live(void);

#endif
