#!/usr/bin/env python3
"""The ABI is the one that programs were built against: nothing of the baseline abi.xml has gone or
changed; or (renew) the baseline becomes what the headers say now.

The interface is read from a library of empty functions that is made from the public headers: so it
holds what a caller sees and nothing of what is inside. That the real library defines just these
functions is the compiler's and check_library.py's to show.

Usage: abi.py check|renew PROJECT_FOLDER C_COMPILER SOVERSION
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

QUIET = ["--no-show-locs"]


def empty_functions(include):
    """C code that defines every function of the headers."""
    code = "#include <cnnviz/cnnviz.h>\n"
    count = 0
    for header in sorted(include.rglob("*.h")):
        text = re.sub(r"/\*.*?\*/", " ", header.read_text(encoding="utf-8"), flags=re.S)
        for prototype in re.findall(r"^CNNVIZ_API\b([^;]+);", text, flags=re.M):
            code += f"{prototype} {{ __builtin_trap(); }}\n"
            count += 1
    if count == 0:
        sys.exit("the headers declare no functions")
    return code


def interface_library(root, compiler, soversion, folder):
    (folder / "interface.c").write_text(empty_functions(root / "include"), encoding="utf-8")
    subprocess.run([compiler, "-std=c99", "-g", "-shared", "-fPIC", f"-I{root / 'include'}",
                    f"-Wl,-soname,libcnnviz.so.{soversion}",
                    f"-Wl,--version-script={root / 'lib/api/cnnviz.map'}",
                    "interface.c", "-o", "libcnnviz.so"], check=True, cwd=folder)
    return folder / "libcnnviz.so"


def renew(baseline, library):
    subprocess.run(["abidw", *QUIET, "--no-corpus-path", "--no-comp-dir-path", "--no-elf-needed",
                    "--type-id-style", "hash", "--out-file", baseline, library], check=True)
    return 0


def check(baseline, library):
    # The exit code is a set of bits: 1 and 2 are abidiff's own failures, 4 is any change, 8 an
    # incompatible one.
    code = subprocess.run(["abidiff", *QUIET, baseline, library]).returncode
    if code & 3:
        print(f"abidiff failed with code {code}")
    elif code:
        print("The ABI differs from tests/packaging/abi.xml; docs/testing.md says what to do.")
    return 1 if code else 0


def main():
    action, project, compiler, soversion = sys.argv[1:]
    root = pathlib.Path(project).resolve()
    if not shutil.which("abidiff") or not shutil.which("abidw"):
        print("SKIPPED: abidiff is not installed (Debian package abigail-tools)")
        return 77
    with tempfile.TemporaryDirectory() as folder:
        library = interface_library(root, compiler, soversion, pathlib.Path(folder))
        return {"check": check, "renew": renew}[action](root / "tests/packaging/abi.xml", library)


if __name__ == "__main__":
    sys.exit(main())
