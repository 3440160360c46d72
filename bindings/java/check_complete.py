#!/usr/bin/env python3
"""Every function of the C interface is reached by the Java classes, every public method of theirs is
called by a test, and the version is the library's.

Usage: check_complete.py PROJECT_FOLDER
"""
import pathlib
import re
import sys

sys.dont_write_bytecode = True

# Java has these of its own, or needs none.
NOT_NEEDED = {"bytes_create", "bytes_write", "bytes_data", "bytes_share", "status_name",
              "targets_count", "tensors_count", "images_count"}
SHARED = {"tensor_share", "image_share"}  # what views of memory hold; other handles count their users


def main():
    root = pathlib.Path(sys.argv[1])
    sys.path.insert(0, str(root / "bindings" / "generate"))
    import swig
    from headers import read_headers

    headers = read_headers(root / "include" / "cnnviz")
    folder = root / "bindings" / "java" / "src"
    sources = {path.stem: path.read_text(encoding="utf-8")
               for path in (folder / "main/java/org/cnnviz").glob("*.java")}
    reached = set(re.findall(r"\bNative(?:\.|::)(\w+)", "\n".join(sources.values())))
    declared = {swig.wrapper(function, headers)[1] for function in swig.wrapped(headers)}
    needed = {name for name in declared - NOT_NEEDED
              if not name.endswith("_share") or name in SHARED}
    missing = [f"not reached by the Java classes: {name}" for name in sorted(needed - reached)]
    missing += [f"reached, and yet said not to be needed: {name}"
                for name in sorted(NOT_NEEDED & reached)]

    tests = "\n".join(path.read_text(encoding="utf-8")
                      for path in (folder / "test/java/org/cnnviz").glob("*.java"))
    methods = set()
    for name, source in sources.items():
        if "Written by bindings/generate" not in source[:100]:
            methods |= {(name, method) for method in re.findall(
                r"^  public (?:static |final )*[\w<>\[\]]+ (\w+)\(", source, flags=re.M)}
    missing += [f"not called by a test: {name}.{method}" for name, method in sorted(methods)
                if not re.search(rf"(?:\.|::){method}\b", tests) and method != "toString"]

    version = re.search(r"project\(cnnviz VERSION ([\d.]+)", (root / "CMakeLists.txt").read_text())
    stated = re.search(r"<version>(.*?)</version>", (root / "bindings/java/pom.xml").read_text())
    if version.group(1) != stated.group(1):
        missing.append(f"pom.xml: version {stated.group(1)}, the library's is {version.group(1)}")
    for line in missing:
        print(line)
    print(f"{len(declared)} functions, {len(methods)} methods, {len(missing)} missing")
    return 1 if missing or len(declared) < 100 or len(methods) < 80 else 0


if __name__ == "__main__":
    sys.exit(main())
