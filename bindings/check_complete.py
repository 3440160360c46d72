#!/usr/bin/env python3
"""Every function of the C interface is reached by a language's classes, every public method of theirs is
used by a test, and the version is the library's.

Usage: check_complete.py java|csharp PROJECT_FOLDER
"""
import pathlib
import re
import sys
from dataclasses import dataclass

sys.dont_write_bytecode = True

# The languages have these of their own, or need none.
NOT_NEEDED = {"bytes_create", "bytes_write", "bytes_data", "bytes_share", "status_name",
              "targets_count", "tensors_count", "images_count"}
SHARED = {"tensor_share", "image_share"}  # what views of memory hold; other handles count their users


@dataclass
class Language:
    sources: str
    tests: str
    native: str  # a native function in a source: its name
    member: str  # a public method or property of a source: its name
    version: str  # where the version stands, and how
    version_form: str


LANGUAGES = {
    "java": Language("src/main/java/org/cnnviz/*.java", "src/test/java/org/cnnviz/*.java",
                     r"\bNative(?:\.|::)(\w+)", r"^  public (?:static |final )*[\w<>\[\]]+ (\w+)\(",
                     "pom.xml", "<version>(.*?)</version>"),
    "csharp": Language("src/**/*.cs", "tests/**/*.cs", r"\bNative\.(\w+)",
                       r"^        public (?:static |unsafe )*[\w<>\[\]]+ (\w+)(?:<T>)?(?:\(| =>| \{|$)",
                       "Cnnviz.csproj", "<Version>(.*?)</Version>"),
}


def not_loaded_first(sources):
    """C#: Mono looks for native functions when it compiles what calls them, so each class with which a
    program may begin loads the library when it is first used. (Some are made by others alone.)"""
    everything = "".join(sources.values())
    for name, source in sorted(sources.items()):
        if (re.search(r"\bNative\.", source) and re.search(rf"public [a-z ]*class {name}\b", source)
                and name not in ("Result", "Target", "Layer")
                and not re.search(rf"static {name}\(\)\s*{{\s*NativeLibrary\.Load", everything)):
            yield f"does not load the native library when it is first used: {name}"


def main():
    name, root = sys.argv[1], pathlib.Path(sys.argv[2])
    sys.path.insert(0, str(root / "bindings" / "generate"))
    import swig
    from headers import read_headers

    language, folder = LANGUAGES[name], root / "bindings" / name
    headers = read_headers(root / "include" / "cnnviz")
    sources = {path.stem: path.read_text(encoding="utf-8") for path in folder.glob(language.sources)}
    written = {stem: source for stem, source in sources.items()
               if "Written by bindings/generate" not in source[:100]}
    reached = set(re.findall(language.native, "\n".join(sources.values())))
    declared = {swig.wrapper(function, headers)[1] for function in swig.wrapped(headers)}
    needed = {function for function in declared - NOT_NEEDED
              if not function.endswith("_share") or function in SHARED}
    missing = [f"not reached by the classes: {function}" for function in sorted(needed - reached)]
    missing += [f"reached, and yet said not to be needed: {function}"
                for function in sorted(NOT_NEEDED & reached)]

    tests = "\n".join(path.read_text(encoding="utf-8") for path in folder.glob(language.tests))
    members = {(stem, member) for stem, source in written.items()
               for member in re.findall(language.member, source, flags=re.M) if member != "toString"}
    missing += [f"not used by a test: {stem}.{member}" for stem, member in sorted(members)
                if not re.search(rf"(?:\.|::){member}\b", tests)]
    if name == "csharp":
        missing += not_loaded_first(written)

    version = re.search(r"project\(cnnviz VERSION ([\d.]+)", (root / "CMakeLists.txt").read_text())
    stated = re.search(language.version_form, (folder / language.version).read_text())
    if version.group(1) != stated.group(1):
        missing.append(
            f"{language.version}: version {stated.group(1)}, the library's is {version.group(1)}")
    for line in missing:
        print(line)
    print(f"{len(declared)} functions, {len(members)} members, {len(missing)} missing")
    return 1 if missing or len(declared) < 100 or len(members) < 80 else 0


if __name__ == "__main__":
    sys.exit(main())
