#!/usr/bin/env python3
"""Puts the native module of a binding into a folder, with the library and all that they need but what
every system has (glibc, libstdc++). What the packages of Debian's among them are licensed under goes
into LICENSES. With --about there is also `about.properties`: the version, and the files in the order in
which they must be loaded, each after what it needs.

Usage: bundle.py [--about VERSION] MODULE FOLDER LICENSES
"""
import argparse
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
    parser = argparse.ArgumentParser()
    parser.add_argument("--about", metavar="VERSION")
    parser.add_argument("module", type=pathlib.Path)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("licenses", type=pathlib.Path)
    given = parser.parse_args()
    where = places(given.module)
    order = {}

    def visit(name, path):
        if name not in order:
            order[name] = None  # a library that needs itself would be visited for ever
            for other in needed(path):
                visit(other, where[other])
            del order[name]  # behind what it needs
            order[name] = path

    visit(given.module.name, given.module)
    shutil.rmtree(given.folder, ignore_errors=True)
    given.folder.mkdir(parents=True)
    for name, path in order.items():
        shutil.copyfile(path, given.folder / name)
    copy_licenses([str(path) for path in order.values()], given.licenses)
    if given.about:
        (given.folder / "about.properties").write_text(
            f"version={given.about}\nfiles={' '.join(order)}\n")


if __name__ == "__main__":
    main()
