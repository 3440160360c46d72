/* Every operation once, each of which must succeed: what tests/packaging/other_headers.py builds.
 */
#include <stdio.h>

#include "operations.h"

int main(void) {
  world at;
  int i;
  make_world(&at, NULL, 0);
  for (i = 0; i < operation_count; ++i) must(operations[i].run(&at, NULL), operations[i].name);
  free_world(&at);
  printf("%d operations succeeded\n", operation_count);
  return 0;
}
