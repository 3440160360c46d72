# What the tests of the tool share. A test sources this, runs commands with `run` and says with
# expect_... what must have come of them; every expectation that fails is printed, and the script
# fails if one did.
#
#   run classify "$model" "$samples/cat.png"    # the tool, in an empty folder
#   expect_exit 0
#   expect_stdout 'cat$'                        # an extended regular expression for some line
#
# Environment: CNNVIZ_TOOL, CNNVIZ_SOURCE.
set -u

tool=${CNNVIZ_TOOL:?the path of the tool}
demo=${CNNVIZ_SOURCE:?the path of the source tree}/examples/demo_model
model=$demo/demo.onnx
samples=$demo/samples
unset CNNVIZ_DATA

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
out=$scratch/.out err=$scratch/.err
mkdir "$scratch/work"
cd "$scratch/work" || exit 1

failures=0 checks=0 command=''

# Every script ends with this.
finish() {
  echo "$checks checks, $failures failed"
  [[ $failures -eq 0 && $checks -gt 0 ]]
  exit
}

complain() {
  failures=$((failures + 1))
  printf 'FAILED: %s\n  after: %s (exit %s)\n' "$1" "$command" "$status"
  sed 's/^/  stdout: /' "$out" | head -n 12
  sed 's/^/  stderr: /' "$err" | head -n 12
}

check() {
  local what=$1
  shift
  checks=$((checks + 1))
  "$@" || complain "$what"
}

run() {
  command="cnnviz $*"
  status=0
  "$tool" "$@" > "$out" 2> "$err" < /dev/null || status=$?
}

# The same with a file as standard input.
run_with_input() {
  local input=$1
  shift
  command="cnnviz $* < $input"
  status=0
  "$tool" "$@" > "$out" 2> "$err" < "$input" || status=$?
}

expect_exit() { check "the exit code is not $1" [ "$status" -eq "$1" ]; }
expect_stdout() { check "stdout has no line like: $1" grep -Eq -- "$1" "$out"; }
expect_stderr() { check "stderr has no line like: $1" grep -Eq -- "$1" "$err"; }
expect_empty_stdout() { check "stdout is not empty" [ ! -s "$out" ]; }
expect_empty_stderr() { check "stderr is not empty" [ ! -s "$err" ]; }
expect_file() { check "there is no file $1" [ -s "$1" ]; }
expect_no_file() { check "there is a file $1" [ ! -e "$1" ]; }
# The folder holds these files and no others, hidden ones included (nothing half-written remains).
expect_files() {
  local expected have
  expected=$(printf '%s\n' "$@" | sort)
  have=$(find . -mindepth 1 -type f | sed 's|^\./||' | sort)
  check "the folder holds: $(echo $have)" [ "$expected" = "$have" ]
}

# A mistake: its exit code, an error on stderr that matches, nothing on stdout.
expect_mistake() {
  expect_exit "$1"
  expect_stderr "^cnnviz: error: .*$2"
  expect_empty_stdout
}

is_picture() { # FILE FORMAT
  case $2 in
    png) [ "$(head -c 4 "$1" | od -An -tx1 | tr -d ' ')" = 89504e47 ] ;;
    jpeg) [ "$(head -c 3 "$1" | od -An -tx1 | tr -d ' ')" = ffd8ff ] ;;
  esac
}
expect_png() { check "$1 is no PNG picture" is_picture "$1" png; }

# What Python makes of a JSON document (d): expect_json FILE "len(d) == 3".
expect_json() {
  check "not so in $1: $2" python3 -c "
import json, sys
d = json.load(open(sys.argv[1]))
sys.exit(0 if ($2) else 1)" "$1"
}

# The shape of a .npy file: expect_shape x.npy "(1, 3, 128, 128)".
expect_shape() {
  check "$1 has not the shape $2" python3 -c "
import ast, struct, sys
data = open(sys.argv[1], 'rb').read()
assert data[:8] == b'\x93NUMPY\x01\x00'
header = ast.literal_eval(data[10:10 + struct.unpack('<H', data[8:10])[0]].decode())
sys.exit(0 if header['shape'] == $2 else 1)" "$1"
}

# Files that Python writes: write_npy FILE "(1, 3, 8, 8)" [VALUE].
write_npy() {
  python3 -c "
import struct, sys
shape, value = $2, float('${3:-0}')
count = 1
for extent in shape: count *= extent
header = repr({'descr': '<f4', 'fortran_order': False, 'shape': shape})
header += ' ' * (63 - (10 + len(header)) % 64) + '\n'
open(sys.argv[1], 'wb').write(b'\x93NUMPY\x01\x00' + struct.pack('<H', len(header))
                              + header.encode() + struct.pack('<f', value) * count)" "$1"
}

write_random() { # FILE BYTES
  python3 -c "
import random, sys
random.seed(1)
open(sys.argv[1], 'wb').write(bytes(random.randrange(256) for _ in range(int(sys.argv[2]))))" \
    "$1" "$2"
}
