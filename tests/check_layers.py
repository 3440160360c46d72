#!/usr/bin/env python3
"""Who may include whom: a file of lib/<room> sees its own room and the rooms below it.

Usage: check_layers.py PROJECT_FOLDER
"""
import pathlib
import re
import sys

# The rooms that a room may look into, besides itself.
BELOW = {
    "base": set(),
    "tensor": {"base"},
    "image": {"base", "tensor"},
    "render": {"base", "tensor", "image"},
    "report": {"base", "tensor", "image", "render"},
    "backend": {"base", "tensor"},
    "math": {"base", "tensor", "backend"},
    "graph": {"base", "tensor", "backend"},
    "ops": {"base", "tensor", "backend", "graph"},
    "onnx": {"base", "tensor", "backend", "graph", "ops"},
    "exec": {"base", "tensor", "backend", "graph", "ops"},
    # Methods know the executor by its interface alone, so that a test can hand them one whose
    # answer is known in closed form.
    "methods": {"base", "tensor", "math", "exec/executor.h", "graph/geometry.h"},
    "model": {"base", "tensor", "image", "backend", "graph", "ops", "math", "onnx", "exec",
              "methods"},
    "corpus": {"base", "tensor", "image", "backend", "graph", "exec", "methods", "model"},
    "api": {"base", "tensor", "image", "render", "report", "backend", "math", "graph", "ops",
            "onnx", "exec", "methods", "model", "corpus"},
}

# Headers from outside, and the only places that include them.
OUTSIDE = {
    "oneapi/dnnl": ["lib/backend/dnnl_compat.h"],
    "omp.h": ["lib/backend"],
    "kiss_fft": ["lib/math"],
    "protozero/": ["lib/onnx"],
    "png.h": ["lib/image"],
    "jpeglib.h": ["lib/image"],
    "jerror.h": ["lib/image"],
    "libexif/": ["lib/image"],
    "sqlite3.h": ["lib/corpus"],
    "hnswlib/": ["lib/methods/neighbors_approximate.cpp"],
    "nlohmann/": ["lib/base/json_memory.h", "lib/model", "lib/corpus", "lib/report", "lib/api",
                  "cli"],
    "CLI/": ["cli"],
    "cnnviz/": ["include", "lib/api", "cli"],
}

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
SOURCES = {".h", ".cpp", ".c", ".inc"}


def includes(path):
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        match = INCLUDE.match(line)
        if match:
            yield number, match.group(1) == '"', match.group(2)


def below(path, places):
    return any(path == place or path.startswith(place + "/") for place in places)


def complaint(path, quoted, header):
    """What is wrong with `header` in the file `path`, or None."""
    for prefix, places in OUTSIDE.items():
        if header.startswith(prefix) and not below(path, places):
            return f"<{header}> belongs to {', '.join(places)} alone"
    parts = path.split("/")
    if parts[0] == "lib" and len(parts) > 2 and quoted:
        room, target = parts[1], header.split("/")[0]
        if room not in BELOW:
            return f"the room {room} is not in the list of tests/check_layers.py"
        if "/" not in header:
            return f'"{header}" is not named by its room, as in "{room}/{header}"'
        if target != room and target not in BELOW[room] and header not in BELOW[room]:
            return f'{room} may not look into "{header}"'
    if parts[0] == "cli" and quoted and "/" in header:
        return f'the tool sees cnnviz/*.h alone, not "{header}"'
    if parts[0] == "include" and quoted:
        return f'public headers name each other as <cnnviz/...>, not "{header}"'
    return None


def main():
    root = pathlib.Path(sys.argv[1])
    files = wrong = 0
    for folder in ("include", "lib", "cli"):
        for path in sorted((root / folder).rglob("*")):
            if path.suffix not in SOURCES or not path.is_file():
                continue
            files += 1
            name = path.relative_to(root).as_posix()
            for number, quoted, header in includes(path):
                problem = complaint(name, quoted, header)
                if problem:
                    wrong += 1
                    print(f"{name}:{number}: {problem}")
    print(f"{files} files, {wrong} includes against the layers")
    return 1 if wrong or files == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
