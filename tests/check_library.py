#!/usr/bin/env python3
"""The shared library as a linker sees it: it exports the declared functions and nothing else, its
soname is apart from its version, and loading it runs no code of its own (static initializers).

Usage: check_library.py PROJECT_FOLDER LIBRARY SOVERSION
"""
import pathlib
import re
import subprocess
import sys


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def declared(include):
    """The functions of the public headers."""
    names = set()
    for header in sorted(include.rglob("*.h")):
        text = re.sub(r"/\*.*?\*/", " ", header.read_text(encoding="utf-8"), flags=re.S)
        names |= set(re.findall(r"^CNNVIZ_API\b[^;()]*?\b(\w+)\s*\(", text, flags=re.M))
    return names


def exported(library):
    """{name: version} of the dynamic symbols that the library defines."""
    symbols = {}
    for line in output("nm", "-D", "--defined-only", library).splitlines():
        kind, name = line.split()[-2:]
        if kind != "A":
            name, _, version = name.partition("@@")
            symbols[name] = version
    return symbols


def main():
    root, library, soversion = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    wrong = []
    functions, symbols = declared(root / "include"), exported(library)
    wrong += [f"exported but not declared: {name}" for name in sorted(set(symbols) - functions)]
    wrong += [f"declared but not exported: {name}" for name in sorted(functions - set(symbols))]
    wrong += [f"without a symbol version: {name}" for name, v in sorted(symbols.items()) if not v]
    wrong += [f"not of the form cnnviz_...: {name}" for name in symbols
              if not re.fullmatch(r"cnnviz_[a-z0-9_]+", name)]

    dynamic = output("readelf", "--dynamic", "--wide", library)
    soname = re.search(r"SONAME.*\[(.*)\]", dynamic)
    expected = f"libcnnviz.so.{soversion}"
    if not soname or soname.group(1) != expected:
        wrong.append(f"the soname is {soname and soname.group(1)}, not {expected}")
    if "TEXTREL" in dynamic:
        wrong.append("the library has text relocations")

    # The compiler names the code that runs on loading after the source file it belongs to.
    local = output("nm", "--demangle", library)
    wrong += [f"static initializer: {line.split(None, 2)[2]}" for line in local.splitlines()
              if "_GLOBAL__sub_I" in line or "global constructors keyed to" in line]

    for line in wrong:
        print(line)
    print(f"{len(symbols)} exported functions, {len(wrong)} problems")
    return 1 if wrong or not symbols else 0


if __name__ == "__main__":
    sys.exit(main())
