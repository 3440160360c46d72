#!/usr/bin/env python3
"""Puts the native module of the Java binding into a folder, with the library and all that they need
but what every system has (glibc, libstdc++), and beside them `about.properties`: the version, and
the files in the order in which they must be loaded, each after what it needs. What the packages of
Debian's among them are licensed under goes into LICENSES.

Usage: bundle.py VERSION MODULE FOLDER LICENSES
"""
import pathlib
import re
import shutil
import subprocess
import sys

# Of glibc and GCC: tied to the system's loader, and to each other.
SYSTEM = re.compile(r"(ld-linux.*|lib(c|m|dl|rt|pthread|resolv|util|mvec|stdc\+\+|gcc_s))\.so")


def needed(path):
    said = subprocess.run(["readelf", "-d", path], check=True, capture_output=True, text=True).stdout
    return [name for name in re.findall(r"\(NEEDED\).*\[(.*)\]", said) if not SYSTEM.match(name)]


def places(module):
    """Where the system's loader finds each library of the closure."""
    said = subprocess.run(["ldd", module], check=True, capture_output=True, text=True).stdout
    missing = re.findall(r"(\S+) => not found", said)
    if missing:
        sys.exit(f"bundle.py: {module} needs what is not found: {', '.join(missing)}")
    return dict(re.findall(r"(\S+) => (/\S+)", said))


def copy_licenses(paths, folder):
    """Of libraries that no package owns (the project's own, on other systems all) there are none."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    if not shutil.which("dpkg-query"):
        return
    for path in paths:
        # Packages name files below /lib or /usr/lib, which are one folder.
        for name in {path, path.removeprefix("/usr"), str(pathlib.Path(path).resolve())}:
            said = subprocess.run(["dpkg-query", "-S", name], capture_output=True, text=True).stdout
            text = pathlib.Path("/usr/share/doc", said.partition(":")[0], "copyright")
            if said and text.is_file():
                shutil.copyfile(text, folder / f"{text.parent.name}.txt")


def main():
    version, module, folder = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    where = places(module)
    order = {}

    def visit(name, path):
        if name not in order:
            order[name] = None  # a library that needs itself would be visited for ever
            for other in needed(path):
                visit(other, where[other])
            del order[name]  # behind what it needs
            order[name] = path

    visit(module.name, module)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, path in order.items():
        shutil.copyfile(path, folder / name)
    copy_licenses([str(path) for path in order.values()], pathlib.Path(sys.argv[4]))
    (folder / "about.properties").write_text(f"version={version}\nfiles={' '.join(order)}\n")


if __name__ == "__main__":
    main()
