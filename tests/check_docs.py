#!/usr/bin/env python3
"""What the pages say exists: files and folders that they name or link to, commands and flags of the
tool, and one version everywhere.

Usage: check_docs.py PROJECT_FOLDER TOOL
"""
import functools
import pathlib
import re
import subprocess
import sys

# Folders that a page may speak of though no checkout has them.
MADE_LATER = re.compile(r"^build[-\w]*(/|$)")


def pages(root):
    found = [root / "README.md", root / "CHANGELOG.md"]
    for folder in ("docs", "examples", "tests", "bench", "bindings"):
        found += sorted((root / folder).rglob("*.md"))
    return [page for page in found if "venv" not in page.parts]


def check_links(page, text):
    """[text](target) and <img src="target">, relative to the page."""
    for target in re.findall(r"\]\(([^)\s]+)\)|src=\"([^\"]+)\"", text):
        path = (target[0] or target[1]).partition("#")[0]
        if path and not re.match(r"[a-z]+:", path) and not (page.parent / path).exists():
            yield f"links to {path}, which is not there"


def check_paths(root, page, text):
    """`path/in/the/project`: what begins with a folder of the project is a path in it, seen from the
    project's folder or from the page's."""
    top = {entry.name for entry in root.iterdir() if entry.is_dir()}
    for quoted in re.findall(r"`([^`\s]+)`", text):
        if "/" not in quoted or quoted.split("/")[0] not in top or MADE_LATER.match(quoted):
            continue
        pattern = re.sub(r"<\w+>", "*", quoted.rstrip("/"))
        if not any(root.glob(pattern)) and not any(page.parent.glob(pattern)):
            yield f"names {quoted}, which is not there"


@functools.cache
def tool_help(tool, *command):
    return subprocess.run([tool, *command, "--help"], check=True, capture_output=True,
                          text=True).stdout


def commands(tool):
    table = tool_help(tool).split("Commands:\n", 1)[1].split("\n\n", 1)[0]
    return [line.split()[0] for line in table.splitlines()]


def check_commands(tool, text):
    """Lines `cnnviz COMMAND ...` in code blocks: the command exists and has the flags."""
    known = commands(tool)
    blocks = re.findall(r"^```(?:sh|console)?\n(.*?)^```", text, flags=re.S | re.M)
    for line in "\n".join(blocks).replace("\\\n", " ").splitlines():
        match = re.match(r"(?:\$ )?cnnviz (\w+)(.*)", line.strip())
        if not match:
            continue
        command, rest = match.groups()
        if command not in known:
            yield f"shows cnnviz {command}, which is no command"
            continue
        flags = set(re.findall(r"(?<!\S)(--?[a-z][-a-z]*)", tool_help(tool, command)
                               .replace(",", " ").replace("=", " ")))
        for flag in re.findall(r"(?<!\S)(--?[a-z][-a-z]*)", rest.partition(" #")[0]):
            if flag not in flags:
                yield f"shows cnnviz {command} {flag}, which it does not have"


def check_command_table(root, tool):
    text = (root / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r"^\| `cnnviz (\w+)[^`]*` \|", text, flags=re.M)
    if shown != commands(tool):
        yield f"README.md: its commands are {shown}, the tool's {commands(tool)}"


def check_versions(root):
    def only(path, pattern):
        match = re.search(pattern, (root / path).read_text(encoding="utf-8"), flags=re.M)
        return match.group(1) if match else "none"

    header = ".".join(only("include/cnnviz/export.h", rf"CNNVIZ_VERSION_{part} (\d+)")
                      for part in ("MAJOR", "MINOR", "PATCH"))
    versions = {"CMakeLists.txt": only("CMakeLists.txt", r"project\(cnnviz VERSION ([\d.]+)"),
                "include/cnnviz/export.h": header,
                "CHANGELOG.md": only("CHANGELOG.md", r"^## \[?([\d.]+)")}
    if len(set(versions.values())) != 1:
        yield "versions differ: " + ", ".join(f"{k} {v}" for k, v in versions.items())


def main():
    root, tool = pathlib.Path(sys.argv[1]), sys.argv[2]
    wrong = [*check_command_table(root, tool), *check_versions(root)]
    read = pages(root)
    for page in read:
        text = page.read_text(encoding="utf-8")
        for problem in (*check_links(page, text), *check_paths(root, page, text),
                        *check_commands(tool, text)):
            wrong.append(f"{page.relative_to(root)}: {problem}")
    for line in wrong:
        print(line)
    print(f"{len(read)} pages, {len(wrong)} problems")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
