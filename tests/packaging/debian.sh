#!/bin/sh
# Makes the Debian packages and unpacks them into an empty root: the tool explains a picture there, and
# a program is built with what libcnnviz-dev brought.
#
# Usage: debian.sh CPACK PROJECT_FOLDER BUILD_FOLDER
set -eu
cpack=$1 project=$2 build=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
  echo "$*" >&2
  exit 1
}

# Without Debian's tools there are no packages to make.
for program in dpkg-deb dpkg-shlibdeps; do
  command -v $program >/dev/null || { echo "SKIPPED: no $program"; exit 77; }
done
mkdir "$work/packages" && cd "$work/packages"
"$cpack" --config "$build/CPackConfig.cmake" -B "$work/packages" >"$work/cpack.log" 2>&1 ||
  fail "cpack: $(cat "$work/cpack.log")"
[ "$(ls ./*.deb | wc -l)" = 3 ] || fail "not three packages: $(ls)"

field() { dpkg-deb -f "$1"_*.deb "$2"; }
version=$(field cnnviz Version)
field libcnnviz0 Depends | grep -q 'libdnnl[0-9]' || [ -n "${CNNVIZ_DNNL_ROOT-}" ] ||
  fail "libcnnviz0 does not depend on oneDNN: $(field libcnnviz0 Depends)"
for package in cnnviz libcnnviz-dev; do
  field $package Depends | grep -q "libcnnviz0 (= $version)" || fail "$package: $(field $package Depends)"
done
if command -v lintian >/dev/null; then
  lintian --fail-on error --suppress-tags bogus-mail-host ./*.deb >"$work/lintian" 2>&1 ||
    fail "$(cat "$work/lintian")"
fi

root=$work/root
for package in ./*.deb; do dpkg-deb --extract "$package" "$root"; done
lib=$(dirname "$(find "$root/usr/lib" -name libcnnviz.so.0)")
demo=$root/usr/share/cnnviz/demo
cd "$work"
export OMP_WAIT_POLICY=passive LD_LIBRARY_PATH="$lib"
"$root/usr/bin/cnnviz" saliency "$demo/demo.onnx" "$demo/samples/fish.png" --target class:fish \
  -o saliency.png -q || fail "the installed tool does not explain a picture"
[ -s saliency.png ] || fail "no picture was written"
"$root/usr/bin/cnnviz" demo -o demo -q >/dev/null || fail "the installed tool's demo fails"
# shellcheck disable=SC2046
PKG_CONFIG_PATH=$lib/pkgconfig cc "$project/examples/c/explain.c" \
  $(PKG_CONFIG_PATH=$lib/pkgconfig pkg-config --cflags --libs cnnviz) -o explain
./explain "$demo/demo.onnx" "$demo/samples/fish.png" explained.png | grep -q fish ||
  fail "a program built with the installed headers does not see the fish"
echo "ok: packages of version $version"
