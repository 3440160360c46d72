#!/usr/bin/env python3
"""Every public function is called by a test in tests/api, and the sweep over wrong arguments
(test_sweep_*.c) leaves none out.

Usage: check_complete.py PROJECT_FOLDER
"""
import pathlib
import re
import sys

# These take no pointer that could be wrong.
NO_WRONG_ARGUMENT = {"cnnviz_status_name", "cnnviz_last_error", "cnnviz_last_status",
                     "cnnviz_version"}


def called(files):
    text = "\n".join(path.read_text(encoding="utf-8") for path in files)
    text = re.sub(r"/\*.*?\*/|//[^\n]*", "", text, flags=re.S)
    return set(re.findall(r"\bcnnviz_[a-z0-9_]+\b", text))


def main():
    root = pathlib.Path(sys.argv[1])
    declared = set()
    for header in (root / "include" / "cnnviz").glob("*.h"):
        text = re.sub(r"/\*.*?\*/|^\s*#.*?$", "", header.read_text(encoding="utf-8"),
                      flags=re.S | re.M)
        declared |= set(re.findall(r"CNNVIZ_API\s[^;()]*?\b(\w+)\(", text))
    tests = root / "tests" / "api"
    everywhere = called(tests.glob("test_*.c")) | called(tests.glob("support.*"))
    missing = [f"not called by any test: {name}" for name in declared - everywhere]
    swept = called(tests.glob("test_sweep_*.c"))
    missing += [f"not in the sweep over wrong arguments: {name}"
                for name in declared - swept - NO_WRONG_ARGUMENT]
    for line in sorted(missing):
        print(line)
    print(f"{len(declared)} functions, {len(missing)} missing")
    return 1 if missing or not declared else 0


if __name__ == "__main__":
    sys.exit(main())
