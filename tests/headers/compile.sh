#!/usr/bin/env bash
# Compiles every public header alone with the compiler command that is given; all must pass without
# a warning.
#
# Usage: compile.sh h|hpp COMPILER [ARGUMENT...]
set -u
folder=$(dirname "$0")/../../include
ending=$1
shift
failed=0 count=0
for header in $(find "$folder/cnnviz" -name "*.$ending" | sort); do
  name=${header#"$folder/"}
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
