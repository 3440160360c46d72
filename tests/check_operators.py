#!/usr/bin/env python3
"""docs/operators.md lists exactly the operators of lib/ops/registry.cpp, with their opsets, in its
order.

Usage: check_operators.py PROJECT_FOLDER
"""
import pathlib
import re
import sys

OLDEST_OPSET = 7


def registered(root):
    """[(type, opsets as text)] of the registry's rows."""
    text = (root / "lib/ops/registry.cpp").read_text(encoding="utf-8")
    rows = re.findall(r'^\s*\{"(\w+)", (\d+), (\d+), make_\w+\},', text, flags=re.M)
    if not rows:
        sys.exit("found no rows in lib/ops/registry.cpp")
    return [(name, opsets(int(first), int(last))) for name, first, last in rows]


def opsets(first, last):
    return f"{max(first, OLDEST_OPSET)}-{last if last else ''}"


def documented(root):
    text = (root / "docs/operators.md").read_text(encoding="utf-8")
    return re.findall(r"^\| `(\w+)` \| (\d+-\d*) \|", text, flags=re.M)


def main():
    root = pathlib.Path(sys.argv[1])
    code, page = registered(root), documented(root)
    for row in code:
        if row not in page:
            print(f"not in docs/operators.md: | `{row[0]}` | {row[1]} |")
    for row in page:
        if row not in code:
            print(f"not in lib/ops/registry.cpp: {row[0]}, opsets {row[1]}")
    if code != page and sorted(code) == sorted(page):
        print("docs/operators.md is not in the registry's order")
    print(f"{len(code)} registered, {len(page)} documented")
    return 0 if code == page else 1


if __name__ == "__main__":
    sys.exit(main())
