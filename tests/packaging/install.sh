#!/bin/sh
# Installs into an empty folder, and builds and runs programs there as its users do: through
# pkg-config, through find_package, by a plain command line, in C++; the README's program too. The
# installed tree is moved before, so nothing may depend on where it was built or installed.
#
# Usage: install.sh CMAKE PROJECT_FOLDER BUILD_FOLDER LIBRARY_FOLDER_NAME
set -eu
cmake=$1 project=$2 build=$3 libdir=$4
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
  echo "$*" >&2
  exit 1
}

DESTDIR= "$cmake" --install "$build" --prefix "$work/first" >"$work/install.log"
mv "$work/first" "$work/prefix"
prefix=$work/prefix
lib=$prefix/$libdir
demo=$prefix/share/cnnviz/demo

for file in bin/cnnviz include/cnnviz/cnnviz.h "$libdir/libcnnviz.so" "$libdir/libcnnviz.so.0" \
  "$libdir/pkgconfig/cnnviz.pc" "$libdir/cmake/cnnviz/cnnviz-config.cmake" \
  share/cnnviz/demo/demo.onnx share/cnnviz/demo/demo.cnnviz.json \
  share/cnnviz/demo/demo_labels.txt share/cnnviz/demo/samples/samples.json \
  share/doc/cnnviz/LICENSE share/doc/cnnviz/NOTICE; do
  [ -e "$prefix/$file" ] || fail "not installed: $file"
done
# The README's links, and those of the pages it leads to.
for page in README.md docs/README.md docs/testing.md; do
  folder=$prefix/share/doc/cnnviz/$(dirname "$page")
  grep -o '](\([^)#: ]*\)' "$prefix/share/doc/cnnviz/$page" | cut -c3- | while read -r link; do
    [ -e "$folder/$link" ] || echo "$page: $link"
  done
done >"$work/links"
[ ! -s "$work/links" ] || fail "links lead to what is not installed: $(cat "$work/links")"
if grep -rI "$project" "$prefix/$libdir/cmake" "$prefix/$libdir/pkgconfig"; then
  fail "an installed description names the source folder"
fi

# run PROGRAM [ENVIRONMENT...]: it must find the fish, and write a picture.
run() {
  program=$1
  rm -f "$work/out.png"
  LD_LIBRARY_PATH=$lib "$program" "$demo/demo.onnx" "$demo/samples/fish.png" "$work/out.png" \
    >"$work/answer" || fail "$program failed"
  if [ "${2-}" != quiet ]; then
    grep -q "fish" "$work/answer" || fail "$program did not see the fish: $(cat "$work/answer")"
  fi
  [ -s "$work/out.png" ] || fail "$program wrote no picture"
  echo "ok: ${program#"$work"/}"
}

# Waiting threads sleep: tests share the machine with others.
export OMP_WAIT_POLICY=passive
export PKG_CONFIG_PATH="$lib/pkgconfig"
version=$(sed -n 's/^project(cnnviz VERSION \([0-9.]*\).*/\1/p' "$project/CMakeLists.txt")
[ "$(pkg-config --modversion cnnviz)" = "$version" ] || fail "pkg-config states another version"
[ "$("$prefix/bin/cnnviz" --version)" = "cnnviz $version" ] || fail "the tool states another version"

strict="-std=c99 -pedantic -Wall -Wextra -Werror"
# shellcheck disable=SC2046,SC2086
cc $strict "$project/examples/c/explain.c" $(pkg-config --cflags --libs cnnviz) -o "$work/by_pkg_config"
run "$work/by_pkg_config"

# shellcheck disable=SC2086
cc $strict "$project/examples/c/explain.c" -I"$prefix/include" -L"$lib" -lcnnviz -o "$work/by_hand"
run "$work/by_hand"

"$cmake" -S "$project/examples" -B "$work/examples" -DCMAKE_PREFIX_PATH="$prefix" \
  >"$work/cmake.log" || fail "find_package: $(cat "$work/cmake.log")"
"$cmake" --build "$work/examples" --parallel 2 >"$work/cmake.log" || fail "find_package: $(cat "$work/cmake.log")"
run "$work/examples/explain_c"
run "$work/examples/explain_cpp"

c++ -std=c++17 -Wall -Wextra -Werror -x c++ "$project/examples/c/explain.c" -I"$prefix/include" \
  -L"$lib" -lcnnviz -o "$work/in_c++"
run "$work/in_c++"

# example QUESTION ARGUMENT...: in both languages the same words and the same picture.
samples=$demo/samples
example() {
  question=$1
  shift
  for language in c cpp; do
    rm -f "$work/out.png" "$work/collection.db"
    LD_LIBRARY_PATH=$lib "$work/examples/${question}_$language" "$@" \
      >"$work/$language.txt" 2>"$work/errors.txt" || fail "$question: $(cat "$work/errors.txt")"
    mv "$work/out.png" "$work/$language.png"
  done
  [ -s "$work/c.txt" ] || fail "$question said nothing"
  cmp "$work/c.txt" "$work/cpp.txt" || fail "$question: C and C++ say different things"
  cmp "$work/c.png" "$work/cpp.png" || fail "$question: C and C++ draw different pictures"
  echo "ok: examples/$question"
}
model=$demo/demo.onnx out=$work/out.png
example saliency_rules "$model" "$samples/fish.png" "$out" class:fish
example neurons "$model" "$samples/fish.png" "$out" relu4 0.5 0.5
example dream "$model" "$samples/fish.png" "$out" layer:relu4 2
example neighbors "$model" "$work/collection.db" "$out" "$samples/fish.png" "$samples"/*.png
grep -q "cat_and_fish.png" "$work/c.txt" || fail "the other fish is not near: $(cat "$work/c.txt")"

# A program in C++ through pkg-config: the one that the documentation shows.
awk '/^```cpp$/ { shown = 1; next } /^```$/ { shown = 0 } shown' "$project/docs/cpp.md" >"$work/doc.cpp"
# shellcheck disable=SC2046
c++ -std=c++20 -Wall -Wextra -Werror "$work/doc.cpp" $(pkg-config --cflags --libs cnnviz) \
  -o "$work/from_cpp_page"
run "$work/from_cpp_page" quiet

# The program that the README shows.
awk '/^```c$/ { shown = 1; next } /^```$/ { shown = 0 } shown' "$project/README.md" >"$work/readme.c"
[ -s "$work/readme.c" ] || fail "the README shows no program in C"
# shellcheck disable=SC2086
cc $strict "$work/readme.c" -I"$prefix/include" -L"$lib" -lcnnviz -o "$work/from_readme"
run "$work/from_readme" quiet

# The tool alone: it finds its library and the demo's model beside itself.
env -u LD_LIBRARY_PATH -u CNNVIZ_DATA "$prefix/bin/cnnviz" demo --output "$work/pictures" \
  >"$work/demo.log" 2>&1 || fail "the installed demo failed: $(cat "$work/demo.log")"
grep -q "$demo" "$work/demo.log" || fail "the installed demo used another model"
[ "$(find "$work/pictures" -name '*.png' | wc -l)" -ge 5 ] || fail "the demo drew no pictures"
echo "ok: installed demo"
