#!/usr/bin/env bash
# Compiles every public header alone with the compiler command that is given; all must pass without
# a warning.
set -u
folder=$(dirname "$0")/../../include
failed=0 count=0
for header in "$folder"/cnnviz/*.h; do
  name=cnnviz/$(basename "$header")
  # Twice: guards hold.
  if ! printf '#include <%s>\n#include <%s>\nint main(void) { return 0; }\n' "$name" "$name" |
    "$@" -Werror -fsyntax-only -I"$folder" -; then
    echo "$name does not compile alone"
    failed=1
  fi
  count=$((count + 1))
done
echo "$count headers"
[[ $count -gt 0 && $failed -eq 0 ]]
