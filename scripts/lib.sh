# Shared by the scripts beside it: sourced, not run. Sets `root`, the project's folder.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '\n== %s\n' "$*"; }
die() {
  printf '%s: %s\n' "$(basename "$0")" "$*" >&2
  exit 1
}

# What the library, the tool and their tests are built and run with: Debian 12's own packages.
build_packages=(g++ cmake ninja-build pkg-config libdnnl-dev libpng-dev libjpeg62-turbo-dev
  libexif-dev libprotozero-dev libkissfft-dev libsqlite3-dev libhnswlib-dev libcli11-dev
  nlohmann-json3-dev libcmocka-dev python3)

# Installs the named packages that are missing. Where none is, nothing is asked of anybody: no
# network, no rights.
install_packages() {
  command -v dpkg-query >/dev/null ||
    die "this script needs Debian's package manager; elsewhere install the equivalents of: $*"
  local missing=() package
  for package in "$@"; do
    if [[ $(dpkg-query -W -f='${Status}' "$package" 2>/dev/null) != *" ok installed" ]]; then
      missing+=("$package")
    fi
  done
  [[ ${#missing[@]} -eq 0 ]] && return
  local as_root=()
  if [[ $(id -u) -ne 0 ]]; then
    command -v sudo >/dev/null ||
      die "missing packages: ${missing[*]}; install them as root (apt-get install ${missing[*]})"
    as_root=(sudo)
  fi
  say "Installing ${missing[*]}"
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -q ||
    die "apt-get update failed; missing packages: ${missing[*]}"
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y \
    --no-install-recommends "${missing[@]}" || die "could not install: ${missing[*]}"
}

# Compilers that may run at once: one for each processor, and for each 1.5 GB of free memory.
compile_jobs() {
  local processors free_kb by_memory
  processors=$(nproc)
  free_kb=$(awk '$1 == "MemAvailable:" { print $2 }' /proc/meminfo)
  by_memory=$((free_kb / 1500000))
  if ((by_memory < 1)); then by_memory=1; fi
  echo $((processors < by_memory ? processors : by_memory))
}

# configure FOLDER [CMAKE ARGUMENT...]: FOLDER is below the project's folder.
configure() {
  local folder=$1
  shift
  local log=$root/$folder/configure.log
  mkdir -p "$root/$folder"
  if ! cmake -G Ninja -S "$root" -B "$root/$folder" "$@" >"$log" 2>&1; then
    cat "$log" >&2
    die "cmake failed in $folder"
  fi
}

# build FOLDER [TARGET...]
build() {
  local folder=$1
  shift
  local targets=()
  if [[ $# -gt 0 ]]; then targets=(--target "$@"); fi
  cmake --build "$root/$folder" --parallel "$(compile_jobs)" "${targets[@]}" ||
    die "the build in $folder failed"
}
