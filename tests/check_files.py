#!/usr/bin/env python3
"""Source files are of readable size and clean: at most 400 lines, UTF-8, spaces only, no blanks at
the ends of lines, one newline at the end. (The rest of C and C++ formatting is clang-format's.)

Usage: check_files.py PROJECT_FOLDER
"""
import pathlib
import sys

MOST_LINES = 400
# Where the ceiling holds; what a program writes (.inc, or said so at its top) is as long as it is.
BOUNDED_FOLDERS = ("include", "lib", "cli", "tests", "bindings")
GENERATED = "Written by bindings/generate"
CODE = {".h", ".hpp", ".i", ".pyi", ".cpp", ".c", ".py", ".sh", ".cmake", ".cs"}
TEXT = CODE | {".java", ".xml", ".csproj", ".md", ".txt", ".in", ".map"}


def problems(path, bounded):
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        yield 1, f"not UTF-8: {error.reason}"
        return
    lines = text.split("\n")
    if bounded and GENERATED not in text[:300] and len(lines) - 1 > MOST_LINES:
        yield len(lines), f"{len(lines) - 1} lines, {MOST_LINES} are allowed: split it by subject"
    for number, line in enumerate(lines, 1):
        if "\t" in line:
            yield number, "a tab"
        if line != line.rstrip():
            yield number, "blanks at the end of the line"
    if text and (not text.endswith("\n") or text.endswith("\n\n")):
        yield len(lines), "does not end in one newline"


def main():
    root = pathlib.Path(sys.argv[1])
    folders = (*BOUNDED_FOLDERS, "bench", "examples", "cmake", "docs", "scripts")
    paths = [path for folder in folders for path in sorted((root / folder).rglob("*"))]
    paths += sorted(root.glob("*.md")) + [root / "CMakeLists.txt"]
    files = wrong = 0
    for path in paths:
        name = path.relative_to(root)
        script = name.parts[0] == "scripts" and not path.suffix
        if "target" in name.parts or not path.is_file() or not (path.suffix in TEXT or script):
            continue
        files += 1
        bounded = path.suffix in CODE and name.parts[0] in BOUNDED_FOLDERS
        for number, problem in problems(path, bounded):
            wrong += 1
            print(f"{name}:{number}: {problem}")
    print(f"{files} files, {wrong} problems")
    return 1 if wrong or files == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
