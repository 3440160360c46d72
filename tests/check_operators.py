#!/usr/bin/env python3
"""docs/operators.md lists exactly the operators of lib/ops/registry.cpp, with their opsets, in its
order, and
names the operators that lib/onnx puts others in place of.

Usage: check_operators.py PROJECT_FOLDER
"""
import pathlib
import re
import sys

OLDEST_OPSET = 7


def registered(root):
    """[(type, opsets as text)] of the registry's rows."""
    text = (root / "lib/ops/registry.cpp").read_text(encoding="utf-8")
    row = r'^\s*\{"(\w+)", (\d+), (\d+), make_\w+(?:, "([\w.]+)")?\},'
    rows = re.findall(row, text, flags=re.M)
    if not rows:
        sys.exit("found no rows in lib/ops/registry.cpp")
    return [
        (f"{domain}.{name}" if domain else name, opsets(int(first), int(last), domain))
        for name, first, last, domain in rows
    ]


def rewritten(root):
    """The types of the nodes that become others when a file is read."""
    names = []
    for file in ("expand.cpp", "dequantize.cpp"):
        text = (root / "lib/onnx" / file).read_text(encoding="utf-8")
        rows = re.findall(r'^\s*\{(""|kMicrosoft), "(\w+)", &?[\w:]+\},', text, flags=re.M)
        if not rows:
            sys.exit(f"found no rows in lib/onnx/{file}")
        names += [f"com.microsoft.{name}" if domain != '""' else name for domain, name in rows]
    return names


def opsets(first, last, domain=""):
    return f"{first if domain else max(first, OLDEST_OPSET)}-{last if last else ''}"


def documented(root):
    text = (root / "docs/operators.md").read_text(encoding="utf-8")
    return re.findall(r"^\| `([\w.]+)` \| (\d+-\d*) \|", text, flags=re.M)


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
    text = (root / "docs/operators.md").read_text(encoding="utf-8")
    unnamed = [name for name in rewritten(root) if f"`{name}`" not in text]
    for name in unnamed:
        print(f"rewritten by lib/onnx, but not in docs/operators.md: {name}")
    print(f"{len(code)} registered, {len(page)} documented")
    return 0 if code == page and not unnamed else 1


if __name__ == "__main__":
    sys.exit(main())
