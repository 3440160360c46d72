#!/bin/sh
# The ABI is the one that programs were built against: nothing of the baseline has gone or changed.
# New functions, and new fields at the end of an options struct, are additions.
#
# Usage: abi.sh ABIDIFF BASELINE LIBRARY INCLUDE_FOLDER
set -eu
abidiff=$1 baseline=$2 library=$3 include=$4

if ! command -v "$abidiff" >/dev/null; then
  echo "SKIPPED: abidiff is not installed (Debian package abigail-tools)"
  exit 77
fi

# abidiff's exit code is a set of bits: 1 and 2 are its own failures, 4 is any change, 8 an
# incompatible one.
code=0
"$abidiff" --headers-dir2 "$include" --drop-private-types --no-show-locs \
  "$baseline" "$library" || code=$?
if [ $((code & 3)) -ne 0 ]; then
  echo "abidiff failed"
  exit 1
fi
if [ "$code" -ne 0 ]; then
  echo "The ABI differs from tests/packaging/abi.xml; docs/testing.md says what to do."
  exit 1
fi
