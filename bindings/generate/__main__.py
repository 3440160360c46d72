#!/usr/bin/env python3
"""Writes the parts of the bindings that follow from the C headers alone: enumerations, options with
their comments, exception types, and the functions that SWIG wraps. What they write is committed, so
that building needs none of this; a test runs it with --check.

After a change of a public header: python3 bindings/generate

Usage: python3 bindings/generate [--check]
"""
import pathlib
import sys

sys.dont_write_bytecode = True

import cpp
import csharp
import java
import python
import swig
from headers import read_headers

ROOT = pathlib.Path(__file__).resolve().parents[2]


def main():
    check = sys.argv[1:] == ["--check"]
    headers = read_headers(ROOT / "include" / "cnnviz")
    files = {}
    for writer in (cpp, swig, python, java, csharp):
        files |= writer.write(headers)
    stale = []
    for name, text in files.items():
        path = ROOT / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
            if not check:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
    for name in stale:
        print(f"{name}: {'not what bindings/generate writes; run it' if check else 'written'}")
    print(f"{len(files)} files, {len(stale)} {'stale' if check else 'changed'}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
