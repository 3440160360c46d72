#!/usr/bin/env python3
"""Every function of the C interface is reached by the C++ header, and every method of the header is
called by a test.

Usage: check_complete.py PROJECT_FOLDER
"""
import pathlib
import re
import sys

sys.dont_write_bytecode = True


def main():
    root = pathlib.Path(sys.argv[1])
    sys.path.insert(0, str(root / "bindings" / "generate"))
    from headers import read_headers

    header = "\n".join(path.read_text(encoding="utf-8") for path in
                       [root / "include/cnnviz/cnnviz.hpp", *(root / "include/cnnviz/cpp").iterdir()])
    reached = set(re.findall(r"\bcnnviz_\w+", re.sub(r"/\*.*?\*/", "", header, flags=re.S)))
    declared = {function.name for function in read_headers(root / "include" / "cnnviz").functions}
    missing = [f"not reached by cnnviz.hpp: {name}" for name in sorted(declared - reached)]

    tests = "\n".join(path.read_text(encoding="utf-8")
                      for path in (root / "tests" / "cpp").glob("test_*.cpp"))
    methods = set(re.findall(r"^(?:  |inline |\[\[nodiscard\]\] inline )(?:\[\[nodiscard\]\] )?"
                             r"(?:static )?[\w:<>& ]*?[\w>&] ([a-z]\w*)\([^;]*$", header, flags=re.M))
    methods -= {"check", "raise", "get", "release", "make", "valid", "initial", "native", "none", "rank_of", "byte_count", "switch", "return", "throw", "for", "if"}
    missing += [f"not called by a test in tests/cpp: {name}" for name in sorted(methods)
                if not re.search(rf"\b{name}\(", tests)]
    for line in missing:
        print(line)
    print(f"{len(declared)} functions, {len(methods)} methods, {len(missing)} missing")
    return 1 if missing or len(declared) < 100 or len(methods) < 60 else 0


if __name__ == "__main__":
    sys.exit(main())
