#!/usr/bin/env python3
"""Every function of the C interface is reached by the C# classes, every public method and property of
theirs is used by a test, and the version is the library's.

Usage: check_complete.py PROJECT_FOLDER
"""
import pathlib
import re
import sys

sys.dont_write_bytecode = True

# C# has these of its own, or needs none.
NOT_NEEDED = {"bytes_create", "bytes_write", "bytes_data", "bytes_share", "status_name", "targets_count",
              "tensors_count", "images_count"}
SHARED = {"tensor_share", "image_share"}  # what views of memory hold; other handles count their users


def main():
    root = pathlib.Path(sys.argv[1])
    sys.path.insert(0, str(root / "bindings" / "generate"))
    import swig
    from headers import read_headers

    headers = read_headers(root / "include" / "cnnviz")
    folder = root / "bindings" / "csharp"
    written = {path.stem: path.read_text(encoding="utf-8") for path in (folder / "src").glob("*.cs")}
    generated = [path.read_text(encoding="utf-8") for path in (folder / "src/Generated").glob("*.cs")]
    reached = set(re.findall(r"\bNative\.(\w+)", "\n".join([*written.values(), *generated])))
    declared = {swig.wrapper(function, headers)[1] for function in swig.wrapped(headers)}
    needed = {name for name in declared - NOT_NEEDED if not name.endswith("_share") or name in SHARED}
    missing = [f"not reached by the C# classes: {name}" for name in sorted(needed - reached)]
    missing += [f"reached, and yet said not to be needed: {name}" for name in sorted(NOT_NEEDED & reached)]

    tests = "\n".join(path.read_text(encoding="utf-8") for path in (folder / "tests").rglob("*.cs"))
    members = {(name, member) for name, source in written.items() for member in re.findall(
        r"^        public (?:static |unsafe )*[\w<>\[\]]+ (\w+)(?:<T>)?(?:\(| =>| \{|$)", source, flags=re.M)}
    missing += [f"not used by a test: {name}.{member}" for name, member in sorted(members)
                if not re.search(rf"\.{member}\b", tests)]

    # Those that are made from other objects come after them.
    first = {name for name, source in written.items()
             if re.search(r"\bNative\.", source) and re.search(rf"public [a-z ]*class {name}\b", source)}
    missing += [f"does not load the native library when it is first used: {name}"
                for name in sorted(first - {"Result", "Target", "Layer"})
                if not re.search(rf"static {name}\(\)\s*{{\s*NativeLibrary\.Load", "".join(written.values()))]

    version = re.search(r"project\(cnnviz VERSION ([\d.]+)", (root / "CMakeLists.txt").read_text())
    stated = re.search(r"<Version>(.*?)</Version>", (folder / "Cnnviz.csproj").read_text())
    if version.group(1) != stated.group(1):
        missing.append(f"Cnnviz.csproj: version {stated.group(1)}, the library's is {version.group(1)}")
    for line in missing:
        print(line)
    print(f"{len(declared)} functions, {len(members)} members, {len(missing)} missing")
    return 1 if missing or len(declared) < 100 or len(members) < 80 else 0


if __name__ == "__main__":
    sys.exit(main())
