#!/usr/bin/env python3
"""Programs built against an older or a newer release's headers run with this library: every struct
that names its size is made shorter by its last field (older), or longer by one (newer), and a
program that runs every public operation is compiled against those headers.

Usage: other_headers.py PROJECT_FOLDER C_COMPILER LIBRARY
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

COMMENT = re.compile(r"/\*.*?\*/", flags=re.S)
# A struct that begins with struct_size, up to its last field, that field, the end.
SIZED = re.compile(r"(typedef struct (\w+) \{\s+uint32_t struct_size;[^{}]*;)([^{};]+;)(\s*\} \2;)")
CHANGES = {"older": r"\1\4", "newer": r"\1\3 int64_t field_of_a_later_release[2];\4"}


def changed_headers(source, folder, replacement):
    """Copies the headers; how many structs differ."""
    shutil.copytree(source, folder)
    count = 0
    for header in folder.rglob("*.h"):
        text, changed = SIZED.subn(replacement, COMMENT.sub(" ", header.read_text(encoding="utf-8")))
        header.write_text(text, encoding="utf-8")
        count += changed
    return count


def main():
    root, compiler, library = pathlib.Path(sys.argv[1]), sys.argv[2], pathlib.Path(sys.argv[3])
    faults = root / "tests/faults"
    sources = [faults / name for name in ("once.c", "operations.c", "operations_data.c",
                                          "operations_methods.c", "world.c")]
    declared = sum(header.read_text(encoding="utf-8").count("\n  uint32_t struct_size;")
                   for header in (root / "include").rglob("*.h"))
    failed = 0
    for age, replacement in CHANGES.items():
        with tempfile.TemporaryDirectory() as temporary:
            include, program = pathlib.Path(temporary) / "include", pathlib.Path(temporary) / "once"
            count = changed_headers(root / "include", include, replacement)
            if count != declared:
                sys.exit(f"{count} of the {declared} structs with a size have been changed")
            subprocess.run([compiler, "-std=c99", "-D_XOPEN_SOURCE=700", f"-I{include}", *sources,
                            library, f"-Wl,-rpath,{library.parent}", "-o", program], check=True)
            print(f"{count} structs, {age}: ", end="", flush=True)
            failed += subprocess.run([program]).returncode != 0
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
